#include "connector/app/CommandLine.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "connector/app/Commands.h"
#include "connector/pages/Messages.h"

namespace tdkt::app {
namespace {

int runVersion(const std::vector<std::string>& /*arguments*/) {
  std::cout << "tdkt " TDKT_VERSION "\n";
  return kYes;
}

const std::vector<CommandEntry>& commands() {
  static const std::vector<CommandEntry> table = {
      {"edxml", "read an edXML message, or write a status for one",
       "tdkt edxml parse FILE [--json] [--extract DIR]\n"
       "tdkt edxml status --for FILE --code NN --description TEXT [--out FILE]\n\n"
       "  tdkt edxml parse incoming.edxml --json\n",
       runEdxml},
      {"list", "show how a list of nominees is read",
       "tdkt list check FILE [--from tcvn3|vni] [--json]\n"
       "    what each column was taken for, each nominee, and every doubtful or converted cell from both "
       "sides\n"
       "    --from says what accented text without a telling font was typed in\n"
       "    0 it can be read, 65 it cannot: the message names the cell\n"
       "\nExample: tdkt list check 'Danh sách đề nghị.xlsx'\n",
       runList},
      {"demo", "the main job with demonstration keys and a simulated e-office",
       "tdkt demo [--play [--procedure commendation|title]] [--data DIR] [--port N]\n"
       "tdkt demo --data DIR --pass-days N\n"
       "    --play runs the story of one dossier without a person, prints a JSON summary, 0 only if every "
       "verdict is good;\n"
       "    title: with a public posting and the council's secret ballot\n"
       "    --pass-days moves the clock of a running demo on, so that a posting of days ends now\n"
       "    --data where everything is kept, default ./tdkt-demo; --port first of three ports, default 8800, "
       "with --play any\n",
       runDemo},
      {"init", "make the files of a new installation",
       "tdkt init DIR\n"
       "    procedures, templates, config.json and directory.json to be filled in; what is there stays\n"
       "\nExample: tdkt init /etc/tdkt\n",
       runInit},
      {"serve", "run the service", "tdkt serve --config FILE\n", runServe},
      {"check-config", "read a configuration file as serve would, and judge it",
       "tdkt check-config FILE [--production]\n"
       "    0 good; 78 an error: unknown key with the nearest known one, missing or wrong value, a "
       "directory,\n"
       "    procedure, calendar, rule pack or template that cannot be used\n"
       "    --production also refuses what only a trial may do: the demo mark, plain HTTP to other "
       "machines,\n"
       "    secrets that others may read, blanks of `tdkt init` that nobody filled in, missing files of "
       "signing\n"
       "\nExample: tdkt check-config /etc/tdkt/config.json --production\n",
       runCheckConfig},
      {"sign", "put a PAdES signature into a PDF",
       "tdkt sign --in A.pdf --out B.pdf (--p12 FILE | --pkcs11 URI --module LIB | --remote KEY.json)\n"
       "          [--pin-file F] [--chain PEM] [--algorithm NAME]\n"
       "          --level B-B|B-T|B-LT|B-LTA [--tsa URL [--tsa-trust PEM|DIR]]\n"
       "          [--trust PEM|DIR [--ocsp URL] [--crl FILE]... [--keep-lower-level]] [APPEARANCE]\n"
       "tdkt sign prepare --in A.pdf --cert PEM --out STATE [--without-file] [--algorithm NAME] "
       "[APPEARANCE]\n"
       "          prints the digest to be signed; --without-file keeps only the new revision in STATE\n"
       "tdkt sign complete --state STATE --signature RAW --out B.pdf [--in A.pdf]\n"
       "          [--level B-T --tsa URL [--tsa-trust PEM|DIR]]; --in when STATE was made --without-file\n"
       "tdkt sign batch --digests FILE --out FILE (--p12 FILE | --pkcs11 URI --module LIB) [--pin-file F]\n"
       "          on the official's own machine: shows what the service wants signed, asks for the PIN "
       "once,\n"
       "          writes the signatures to be brought back (docs/own-machine.md)\n"
       "APPEARANCE: [--field NAME] [--page N --box x,y,w,h] [--image PNG | --appearance ONE-PAGE.pdf]\n"
       "          [--keep-clear page,x,y,w,h]... [--reason TEXT] [--signed-at TIME] [--certify]\n"
       "--keep-lower-level: when a service is away after signing, keep the signature at the level it has\n"
       "--remote: a key of a remote signing service (docs/signing-keys.md)\n"
       "--algorithm: rsa-pkcs1-, rsa-pss- or ecdsa-, then sha256, sha384 or sha512\n"
       "\nExample: tdkt sign --in qd.pdf --out qd-signed.pdf --pkcs11 'pkcs11:token=tdkt-demo;object=chair' "
       "\\\n"
       "           --module /usr/lib/softhsm/libsofthsm2.so --pin-file pin.txt --chain issuing.pem --level "
       "B-B\n",
       runSign},
      {"extend", "raise a signed PDF to a higher level, without any key",
       "tdkt extend --in A.pdf --out B.pdf --level B-T|B-LT|B-LTA --tsa URL [--tsa-trust PEM|DIR]\n"
       "            [--trust PEM|DIR [--ocsp URL] [--crl FILE]...]\n"
       "    B-LT and B-LTA need --trust and at least one of --ocsp, --crl. Run again, nothing is added "
       "twice;\n"
       "    a B-LTA file gets a new time-stamp when the last one nears its end.\n"
       "\nExample: tdkt extend --in qd-signed.pdf --out qd-archive.pdf --level B-LTA --tsa "
       "http://tsa.example \\\n"
       "           --trust root.pem --ocsp http://ocsp.example --crl root.crl.pem\n",
       runExtend},
      {"verify", "tell whether a signed PDF is valid",
       "tdkt verify FILE.pdf --trust LIST.json|PEM|DIR [--at TIME] [--crl FILE]... [--json] [--html FILE]\n"
       "            [--offline | --online [--ocsp URL] [--allow-host HOST]...]\n"
       "            [--in-process]   reads the file here instead of in the limited child, to look for "
       "faults\n"
       "Addresses inside certificates are followed to allowed hosts only, never to private addresses.\n"
       "Exit code 0 valid, 1 invalid, 2 undetermined.\n"
       "\nExample: tdkt verify qd-signed.pdf --trust root.pem --crl root.crl.pem --crl issuing.crl.pem\n",
       runVerify},
      {"user", "who may sign in at the desk and at the administrator's page",
       "tdkt user add NAME --official ID --config FILE [--link]\n"
       "    asks for the password (twice without echo; from a pipe, its first line)\n"
       "    --link prints a one-use address instead, good for 24 hours, by which its holder sets the "
       "password\n"
       "tdkt user list --config FILE [--json]\n"
       "tdkt user reset NAME --config FILE [--link]   a new password; open sessions of the account end\n"
       "tdkt user disable|enable NAME --config FILE\n"
       "tdkt user link SUBJECT --issuer URL --official ID --config FILE\n"
       "    a person of a sign-in service (OpenID Connect) is this official; unlink SUBJECT --issuer URL "
       "undoes "
       "it\n"
       "\nExample: tdkt user add hanh.pth --official off-hanh --config /etc/tdkt/config.json --link\n",
       runUser},
      {"version", "print the version", "tdkt version\n", runVersion},
      {"fill", "fill a template package and write the PDF",
       "tdkt fill --template DIR --data FILE.json --out FILE.pdf [--overlay [--offset x,y]] [--fonts DIR]\n"
       "tdkt fill --template DIR --calibrate [--offset x,y] --out FILE.pdf [--fonts DIR]\n"
       "    --overlay: only the text, for pre-printed blanks; --offset: mm right and down, for this printer\n"
       "    --calibrate: a page with rulers that tells the offset\n",
       runFill},
      {"template", "make a template from a PDF form, check it, look at it",
       "tdkt template compile FORM.pdf --style STYLE.xml --out DIR [--sample FILE.json]\n"
       "    DIR becomes a package: background.pdf, layout.xml, sample.json, style.xml, manifest.json\n"
       "    every field that is unknown, missing or there twice is named with its page and position\n"
       "tdkt template check DIR [--json] [--fonts DIR]\n"
       "    the package is as it was compiled and every field fits at its longest: 0 yes, 1 no\n"
       "tdkt template preview DIR --out FILE.pdf [--worst-case] [--fonts DIR]\n"
       "    filled from sample.json; --worst-case: longest names, 500 rows\n"
       "tdkt template check --decree30 FILE.pdf [--rules ROWS.json] [--json] [--in-process]\n"
       "    every row of NĐ 30/2020/NĐ-CP Phụ lục I with the measured value; 0 all met, 1 a row is broken\n"
       "    --in-process reads the file here instead of in the limited child, to look for faults\n"
       "\nExample: tdkt template compile 'Bằng khen.pdf' --style style.xml --out certificate-2\n",
       runTemplate},
      {"workflow", "check a BPMN definition or run it dry",
       "tdkt workflow check FILE.bpmn [--json] [--bpmn-xsd DIR]\n"
       "    0 accepted, with the list of possible outcomes; 1 refused: each finding with rule, line, "
       "element, "
       "message\n"
       "    --bpmn-xsd also validates against your copy of the OMG's BPMN20.xsd\n"
       "tdkt workflow run FILE.bpmn [--input FILE.json] [--json]\n"
       "    completes the tasks in document order; FILE.json: "
       "{\"outcomes\":{\"chair\":\"agree|return|refuse\"},\"timers\":[\"event\"]}\n"
       "    missing holders, clocks and actions only warn here\n"
       "tdkt workflow steps FILE.bpmn|FILE.json [--out FILE]\n"
       "    BPMN to step list, or step list to BPMN; 1: \"advanced\", edited beyond the patterns\n"
       "tdkt workflow migrate-plan OLD.bpmn NEW.bpmn [--plan PLAN.json] [--out PLAN.json] [--json]\n"
       "    where dossiers waiting in OLD would wait in NEW; 1: some could not move\n"
       "    PLAN.json names steps with another id: {\"steps\": {\"old\": \"new\"}}; --out writes one to fill "
       "in\n"
       "tdkt workflow migrate PLAN.json --to NEW.bpmn --config FILE --as OFFICIAL [--apply] [--json]\n"
       "    each dossier under way: goes over, or stays and why; --apply moves those that can, beside the "
       "service\n"
       "    OFFICIAL holds the role admin; 0 all go, 1 some stay\n"
       "example: tdkt workflow check workflow/packs/provincial-commendation.bpmn\n",
       runWorkflow},
      {"map-check", "show what a host profile makes of one item of that host",
       "tdkt map-check HOST.json SAMPLE.json [--json]\n"
       "    SAMPLE.json is one item as the host's API answers it. 0 complete, 1 a needed field has no "
       "value,\n"
       "    78 the profile does not fit (each misfit with its place)\n"
       "example: tdkt map-check integration/profiles/redmine.json issue.json\n",
       runMapCheck},
      {"verify-store", "check the invariants of a database",
       "tdkt verify-store (--config FILE | --data FILE.db|URL [--password-file F])\n"
       "    0 sound, 1 violated: one line for each violation; may run beside the service\n",
       runVerifyStore},
      {"worker", "", "tdkt worker: started by tdkt itself to read one foreign file; not for people\n",
       runWorker},
      {"migrate", "bring a database to the schema of this tdkt",
       "tdkt migrate (--config FILE | --data FILE.db|URL [--password-file F]) [--dry-run] [--backup FILE | "
       "--backed-up]\n"
       "    --dry-run only tells what is missing; a database with data needs --backup FILE (taken first) or "
       "--backed-up\n",
       runMigrate},
      {"backup", "copy a database while the service runs",
       "tdkt backup (--config FILE | --data FILE.db|URL [--password-file F]) --out FILE\n"
       "    with --config also blobs and verify-id.key, to FILE.files\n"
       "\nExample: tdkt backup --config /etc/tdkt/config.json --out /backup/tdkt-2026-11-21\n",
       runBackup},
      {"restore", "bring a backup into an empty place",
       "tdkt restore FILE (--config FILE | --data FILE.db|URL [--password-file F]) [--verify]\n"
       "    --verify runs verify-store afterwards: 0 sound, 1 violated\n",
       runRestore},
  };
  return table;
}

void printHelp(std::ostream& out) {
  out << "tdkt " TDKT_VERSION " - emulation and commendation work beside an e-office\n\n";
  for (const CommandEntry& entry : commands())
    if (!entry.summary.empty()) out << "  tdkt " << entry.name << "  " << entry.summary << "\n";
  out << "\ntdkt COMMAND --help tells more.\n";
}

}  // namespace

ExitCode exitCodeFor(const Error& error) {
  switch (error.kind) {
    case ErrorKind::kInput:
    case ErrorKind::kCorrupt:
    case ErrorKind::kNotFound:
    case ErrorKind::kConflict:
      return error.code == "usage" ? kUsage : kBadInput;
    case ErrorKind::kDenied:
    case ErrorKind::kUnavailable:
    case ErrorKind::kInDoubt:
      return kUnavailable;
    case ErrorKind::kBug:
      return kInternal;
  }
  return kInternal;
}

ExitCode fail(const Error& error) {
  if (pages::hasSentence(error.code)) std::cerr << "tdkt: " << pages::sentenceFor(error) << "\n";
  std::cerr << "tdkt: " << error.code << ": " << error.detail;
  if (!error.field.empty()) std::cerr << " [" << error.field << "]";
  std::cerr << "\n";
  return exitCodeFor(error);
}

std::string Options::get(const std::string& name, const std::string& fallback) const {
  const auto [first, last] = values.equal_range(name);
  return first == last ? fallback : std::prev(last)->second;
}

std::vector<std::string> Options::all(const std::string& name) const {
  std::vector<std::string> out;
  const auto [first, last] = values.equal_range(name);
  for (auto it = first; it != last; ++it) out.push_back(it->second);
  return out;
}

Result<Options> parseOptions(const std::vector<std::string>& arguments, const OptionSpec& spec) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (spec.flags.count(word) != 0) {
      options.flags.insert(word);
    } else if (spec.values.count(word) != 0) {
      if (i + 1 == arguments.size()) return inputError("usage", "a value must follow", word);
      options.values.emplace(word, arguments[++i]);
    } else if (word.size() > 1 && word[0] == '-') {
      return inputError("usage", "unknown option", word);
    } else {
      options.positional.push_back(word);
    }
  }
  if (options.positional.size() < spec.minPositional) return inputError("usage", "an argument is missing");
  if (options.positional.size() > spec.maxPositional) {
    return inputError("usage", "one argument too many", options.positional[spec.maxPositional]);
  }
  return options;
}

int runMain(const std::vector<std::string>& arguments) {
  if (arguments.size() < 2 || arguments[1] == "--help" || arguments[1] == "help") {
    printHelp(std::cout);
    return arguments.size() < 2 ? kUsage : kYes;
  }
  for (const CommandEntry& entry : commands()) {
    if (arguments[1] != entry.name) continue;
    const std::vector<std::string> rest(arguments.begin() + 2, arguments.end());
    if (!rest.empty() && rest.front() == "--help") {
      std::cout << entry.help;
      return kYes;
    }
    try {
      return entry.run(rest);
    } catch (const std::exception& e) {
      return fail(bugError("exception", e.what()));
    }
  }
  std::cerr << "tdkt: unknown command [" << arguments[1] << "]\n\n";
  printHelp(std::cerr);
  return kUsage;
}

Result<std::string> readFile(const std::string& path, std::size_t limit) {
  std::error_code failure;
  const auto size = std::filesystem::file_size(path, failure);
  if (failure) return notFoundError("file.read", failure.message(), path);
  if (size > limit) return inputError("file.size", "larger than " + std::to_string(limit) + " bytes", path);
  std::ifstream in(path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in.good() && !in.eof()) return notFoundError("file.read", "cannot be read", path);
  return bytes;
}

Result<Done> writeFileWhole(const std::string& path, std::string_view bytes) {
  const std::string temporary = path + ".part";
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
  if (fd < 0) return unavailableError("file.write", "cannot be created", path);
  std::size_t written = 0;
  while (written < bytes.size()) {
    const ssize_t n = ::write(fd, bytes.data() + written, bytes.size() - written);
    if (n <= 0) break;
    written += static_cast<std::size_t>(n);
  }
  const bool synced = written == bytes.size() && ::fsync(fd) == 0;
  const bool closed = ::close(fd) == 0;
  if (!synced || !closed || std::rename(temporary.c_str(), path.c_str()) != 0) {
    ::unlink(temporary.c_str());
    return unavailableError("file.write", "could not be written whole", path);
  }
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  const int directory = ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory >= 0) {
    ::fsync(directory);  // the name itself must survive a power cut
    ::close(directory);
  }
  return Done{};
}

}  // namespace tdkt::app
