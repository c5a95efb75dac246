#include <algorithm>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "connector/app/CommandLine.h"
#include "connector/app/Commands.h"
#include "connector/worker/ForeignForm.h"
#include "templates/Filler.h"
#include "templates/compile/Preview.h"
#include "workflow/base/Clock.h"

namespace tdkt::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxForm = 32U << 20U;
constexpr std::size_t kMaxText = 1U << 20U;

worker::WorkerSettings compileSettings() {
  worker::WorkerSettings out;
  out.memory = std::size_t{1} << 30U;
  out.cpu = std::chrono::seconds(60);
  out.deadline = std::chrono::minutes(2);
  out.maxResult = std::size_t{96} << 20U;
  return out;
}

/// A version that exists is never written over: dossiers may rest on it.
Result<Done> writePackage(const std::string& directory, const std::map<std::string, Bytes>& files) {
  std::error_code failure;
  if (fs::exists(directory) && !fs::is_empty(directory, failure)) {
    return inputError("templates.compile.exists",
                      "the folder is not empty; a version is never changed, take the next number", directory);
  }
  fs::create_directories(directory, failure);
  if (failure) return unavailableError("file.write", failure.message(), directory);
  for (const auto& [name, octets] : files) TDKT_CHECK(writeFileWhole(directory + "/" + name, octets));
  return Done{};
}

Result<Done> compile(const Options& options) {
  TDKT_ASSIGN(const Bytes pdf, readFile(options.positional.at(1), kMaxForm));
  TDKT_ASSIGN(const std::string style, readFile(options.get("--style"), kMaxText));
  worker::Worker worker(compileSettings());
  TDKT_ASSIGN(const auto form, worker::compileForeign(worker, pdf, style));
  std::string sample;
  if (const std::string given = options.get("--sample"); !given.empty()) {
    TDKT_ASSIGN(sample, readFile(given));
    TDKT_CHECK(templates::fieldSetFromJson(sample));
  } else {
    TDKT_ASSIGN(sample, templates::sampleFor(form.layout));
  }
  std::map<std::string, Bytes> files = {{"background.pdf", form.background},
                                        {"layout.xml", form.layout},
                                        {"sample.json", sample},
                                        {"style.xml", style}};
  files["manifest.json"] = templates::manifestOf(files, pdf);
  return writePackage(options.get("--out"), files);
}

/// A package as its files and as a filler.
struct Opened {
  std::unique_ptr<templates::Filler> filler;
  std::string layout;
  templates::FieldSet sample;
};

Result<Opened> open(const Options& options) {
  const std::string directory = options.positional.at(1);
  Opened out;
  TDKT_ASSIGN(out.filler,
              templates::loadTemplate(directory, options.get("--fonts", templates::kDebianFonts)));
  TDKT_ASSIGN(out.layout, readFile(directory + "/layout.xml", kMaxText));
  TDKT_ASSIGN(const std::string sample, readFile(directory + "/sample.json"));
  TDKT_ASSIGN(out.sample, templates::fieldSetFromJson(sample));
  return out;
}

Result<Done> preview(const Options& options) {
  TDKT_ASSIGN(Opened package, open(options));
  if (options.has("--worst-case")) {
    TDKT_ASSIGN(package.sample, templates::worstCase(package.layout, package.sample));
  }
  TDKT_ASSIGN(const auto document, package.filler->fill(package.sample, SystemClock().now()));
  return writeFileWhole(options.get("--out"), document.pdf);
}

using Findings = std::vector<Error>;

void tryFill(const Opened& package, const templates::FieldSet& fields, const std::string& what,
             Findings& out) {
  const auto filled = package.filler->fill(fields, UtcTime{0});
  if (filled) return;
  Error found = filled.error();
  found.detail = what + ": " + found.detail;
  out.push_back(std::move(found));
}

/// Each field alone as long as it may get, so that every one that does not fit is named; then all at once.
Result<Findings> checkFits(const Opened& package) {
  Findings out;
  tryFill(package, package.sample, "sample.json", out);
  if (!out.empty()) return out;
  TDKT_ASSIGN(const templates::FieldSet worst, templates::worstCase(package.layout, package.sample));
  const auto alone = [&](const std::string& name, auto member) {
    templates::FieldSet fields = package.sample;
    (fields.*member)[name] = (worst.*member).at(name);
    tryFill(package, fields, "worst case of " + name, out);
  };
  for (const auto& [name, value] : worst.texts) alone(name, &templates::FieldSet::texts);
  for (const auto& [name, value] : worst.lists) alone(name, &templates::FieldSet::lists);
  for (const auto& [name, value] : worst.tables) alone(name, &templates::FieldSet::tables);
  if (out.empty()) tryFill(package, worst, "everything at its worst", out);
  return out;
}

void printFindings(const Findings& findings, bool json) {
  if (json) {
    nlohmann::ordered_json out = {{"sound", findings.empty()}, {"findings", nlohmann::ordered_json::array()}};
    for (const Error& one : findings)
      out["findings"].push_back({{"code", one.code}, {"field", one.field}, {"detail", one.detail}});
    std::cout << out.dump(2) << "\n";
    return;
  }
  for (const Error& one : findings) std::cout << one.code << " [" << one.field << "] " << one.detail << "\n";
  if (findings.empty()) std::cout << "sound: every field fits, also at its longest\n";
}

int check(const Options& options) {
  Findings findings;
  const auto package = open(options);
  if (package) {
    auto fits = checkFits(*package);
    if (!fits) return fail(fits.error());
    findings = std::move(*fits);
  } else if (exitCodeFor(package.error()) == kBadInput && package.error().kind != ErrorKind::kNotFound) {
    findings.push_back(package.error());
  } else {
    return fail(package.error());
  }
  printFindings(findings, options.has("--json"));
  return findings.empty() ? kYes : kNo;
}

int done(const Result<Done>& result) {
  return result ? kYes : fail(result.error());
}

}  // namespace

int runTemplate(const std::vector<std::string>& arguments) {
  if (std::find(arguments.begin(), arguments.end(), "--decree30") != arguments.end())
    return runDecree30(arguments);
  const auto options = parseOptions(
      arguments, {{"--json", "--worst-case"}, {"--style", "--out", "--sample", "--fonts"}, 2, 2});
  if (!options) return fail(options.error());
  const std::string& verb = options->positional.front();
  const auto needs = [&](const char* name) { return options->get(name).empty(); };
  if (verb == "check") return check(*options);
  if (verb != "compile" && verb != "preview")
    return fail(inputError("usage", "compile, check or preview", verb));
  if (needs("--out")) return fail(inputError("usage", "this option is needed", "--out"));
  if (verb == "preview") return done(preview(*options));
  if (needs("--style")) return fail(inputError("usage", "this option is needed", "--style"));
  return done(compile(*options));
}

}  // namespace tdkt::app
