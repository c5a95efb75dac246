#include <charconv>
#include <iostream>

#include "connector/app/CommandLine.h"
#include "connector/app/Commands.h"
#include "connector/app/commands/KeyOptions.h"
#include "connector/app/commands/OutsideServices.h"
#include "connector/app/commands/TrustFiles.h"
#include "signing/PadesSigner.h"
#include "signing/SignerPreflight.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Ids.h"
#include "workflow/base/Random.h"

namespace tdkt::app {
namespace {

using signing::KeyHolder;

constexpr std::chrono::minutes kMostApart{10};

Result<double> decimal(const std::string& text, const char* option) {
  double out = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (failure != std::errc() || end != text.data() + text.size()) return usage("not a number", option);
  return out;
}

/// "1,2.5,3" as `count` numbers.
Result<std::vector<double>> decimals(const std::string& text, std::size_t count, const char* option) {
  std::vector<double> out;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t comma = std::min(text.find(',', from), text.size());
    TDKT_ASSIGN(const double number, decimal(text.substr(from, comma - from), option));
    out.push_back(number);
    from = comma + 1;
  }
  if (out.size() != count) return usage("another number of values", option);
  return out;
}

Result<int> pageOf(double page, const char* option) {
  if (!(page >= 1 && page <= 100000)) return usage("a page number", option);
  return static_cast<int>(page);
}

Result<std::optional<signing::PageBox>> boxOf(const Options& options) {
  const std::string text = options.get("--box");
  if (text.empty()) return std::optional<signing::PageBox>();
  TDKT_ASSIGN(const auto sides, decimals(text, 4, "--box"));
  TDKT_ASSIGN(const double number, decimal(options.get("--page", "1"), "--page"));
  TDKT_ASSIGN(const int page, pageOf(number, "--page"));
  return std::optional(signing::PageBox{page, sides[0], sides[1], sides[2], sides[3]});
}

Result<std::vector<signing::PageBox>> keepClearOf(const Options& options) {
  std::vector<signing::PageBox> out;
  for (const std::string& text : options.all("--keep-clear")) {
    TDKT_ASSIGN(const auto n, decimals(text, 5, "--keep-clear"));
    TDKT_ASSIGN(const int page, pageOf(n[0], "--keep-clear"));
    out.push_back({page, n[1], n[2], n[3], n[4]});
  }
  return out;
}

/// The time that a text stamp shows must be the one the signature claims; it is never a time of another day.
Result<UtcTime> claimedAtOf(const Options& options) {
  const UtcTime now = SystemClock().now();
  const std::string text = options.get("--signed-at");
  if (text.empty()) return now;
  const auto at = parseIso(text);
  if (!at) return usage("a time such as 2026-11-20T15:04:05+07:00", "--signed-at");
  if (*at < now.plus(-kMostApart) || now.plus(kMostApart) < *at)
    return usage("at most ten minutes from now", "--signed-at");
  return *at;
}

Result<signing::SignatureSpec> specOf(const Options& options) {
  signing::SignatureSpec spec;
  SystemRandom random;
  const std::string unique = "Signature_" + newId(random).substr(0, 8);
  spec.field = options.get("--field", unique);
  spec.reason = options.get("--reason");
  TDKT_ASSIGN(spec.claimedAt, claimedAtOf(options));
  spec.certify = options.has("--certify");
  TDKT_ASSIGN(spec.box, boxOf(options));
  TDKT_ASSIGN(spec.keepClear, keepClearOf(options));
  TDKT_ASSIGN(spec.algorithm, algorithmOf(options));
  if (const std::string appearance = options.get("--appearance"); !appearance.empty()) {
    TDKT_ASSIGN(spec.appearancePdf, readFile(appearance, 16U << 20U));
  }
  if (const std::string image = options.get("--image"); !image.empty()) {
    TDKT_ASSIGN(spec.imagePng, readFile(image, 16U << 20U));
  }
  return spec;
}

Result<signing::Level> levelOf(const Options& options) {
  const auto level = signing::levelOf(options.get("--level"));
  if (!level) return usage("one of B-B, B-T, B-LT, B-LTA", "--level");
  return *level;
}

signing::SigningJobId newJob() {
  SystemRandom random;
  return signing::SigningJobId(newId(random));
}

signing::TimeStamper* stamperFor(signing::Level level, OutsideServices& services) {
  return level == signing::Level::kBasic ? nullptr : services.stamper();
}

/// Up to B-T the file stays on disk, whatever its size.
Result<Done> signFile(const Options& options, const signing::SignatureSpec& spec, KeyHolder& key,
                      signing::TimeStamper* stamper) {
  const signing::PadesSigner signer;
  const std::string source = options.get("--in");
  TDKT_ASSIGN(const auto prepared, signer.prepareFile(newJob(), source, key.chain(), spec));
  TDKT_ASSIGN(const Bytes raw, key.sign(prepared.job, prepared.toSign));
  return signer.completeFile(prepared, raw, source, options.get("--out"), stamper);
}

/// The levels above B-T. A service that is away costs the signature, unless --keep-lower-level was given.
Result<Done> signAndExtend(const Options& options, const signing::SignatureSpec& spec, KeyHolder& key,
                           OutsideServices& services, signing::Level level) {
  const signing::PadesSigner signer;
  TDKT_ASSIGN(const auto pdf, readFile(options.get("--in")));
  TDKT_ASSIGN(const auto prepared, signer.prepare(newJob(), pdf, key.chain(), spec));
  TDKT_ASSIGN(const Bytes raw, key.sign(prepared.job, prepared.toSign));
  const bool keep = options.has("--keep-lower-level");
  auto out = signer.completeWithTimeStamp(prepared, raw, *services.stamper());
  if (!out && keep && out.error().kind == ErrorKind::kUnavailable) out = signer.complete(prepared, raw);
  if (!out) return out.error();
  const auto raised = services.extend(*out, level);
  if (raised) return writeFileWhole(options.get("--out"), *raised);
  if (!keep || raised.error().kind != ErrorKind::kUnavailable) return raised.error();
  std::cerr << "tdkt: signed, but below " << toString(level) << " (" << raised.error().code
            << "): run tdkt extend later\n";
  return writeFileWhole(options.get("--out"), *out);
}

/// With --trust: may this certificate sign now? What nobody can tell is a warning here, a refusal is not.
Result<Done> checkCertificate(const Options& options, const KeyHolder& key, OutsideServices& services) {
  if (options.get("--trust").empty()) return Done{};
  const auto findings =
      signing::preflight({key.chain(), {}, key.algorithm(), services.roots(), services, SystemClock().now()});
  std::optional<Error> refusal;
  for (const Error& finding : findings) {
    std::cerr << "tdkt: " << finding.code << ": " << finding.detail << " (" << finding.field << ")\n";
    if (!refusal && finding.kind != ErrorKind::kUnavailable) refusal = finding;
  }
  if (refusal) return *refusal;
  return Done{};
}

Result<Done> signWhole(const Options& options) {
  TDKT_CHECK(need(options, {"--in", "--out", "--level"}));
  TDKT_ASSIGN(const signing::Level level, levelOf(options));
  TDKT_ASSIGN(const auto services, OutsideServices::from(options, level));
  TDKT_ASSIGN(const auto key, openKeyOf(options));
  TDKT_ASSIGN(auto spec, specOf(options));
  spec.algorithm = key->algorithm();
  spec.willBeTimeStamped = level != signing::Level::kBasic;
  TDKT_CHECK(checkCertificate(options, *key, *services));
  if (level > signing::Level::kTimeStamped) return signAndExtend(options, spec, *key, *services, level);
  return signFile(options, spec, *key, stamperFor(level, *services));
}

Result<Done> signPrepare(const Options& options) {
  TDKT_CHECK(need(options, {"--in", "--cert", "--out"}));
  TDKT_ASSIGN(const auto chain, readCertificates(options.get("--cert")));
  TDKT_ASSIGN(const auto spec, specOf(options));
  const signing::PadesSigner signer;
  Result<signing::PreparedSignature> prepared = bugError("usage", "not prepared");
  if (options.has("--without-file")) {
    prepared = signer.prepareFile(newJob(), options.get("--in"), chain, spec);
  } else {
    TDKT_ASSIGN(const auto pdf, readFile(options.get("--in")));
    prepared = signer.prepare(newJob(), pdf, chain, spec);
  }
  if (!prepared) return prepared.error();
  TDKT_CHECK(writeFileWhole(options.get("--out"), prepared->serialize()));
  std::cout << toHex(prepared->toSign.digest) << "\n";
  return Done{};
}

Result<Done> signComplete(const Options& options) {
  TDKT_CHECK(need(options, {"--state", "--signature", "--out"}));
  TDKT_ASSIGN(const signing::Level level, levelOf(options));
  if (level > signing::Level::kTimeStamped)
    return usage("complete makes B-B or B-T, then run extend", "--level");
  TDKT_ASSIGN(const auto services, OutsideServices::from(options, level));
  TDKT_ASSIGN(const auto state, readFile(options.get("--state"), 512U << 20U));
  TDKT_ASSIGN(const auto prepared, signing::PreparedSignature::deserialize(state));
  TDKT_ASSIGN(const auto raw, readFile(options.get("--signature"), 8192));
  const signing::PadesSigner signer;
  signing::TimeStamper* stamper = stamperFor(level, *services);
  if (prepared.base != 0) {
    TDKT_CHECK(need(options, {"--in"}));
    return signer.completeFile(prepared, raw, options.get("--in"), options.get("--out"), stamper);
  }
  const auto out = stamper == nullptr ? signer.complete(prepared, raw)
                                      : signer.completeWithTimeStamp(prepared, raw, *stamper);
  if (!out) return out.error();
  return writeFileWhole(options.get("--out"), *out);
}

OptionSpec specWith(std::set<std::string> flags, std::set<std::string> values, bool drawn, bool services) {
  OptionSpec out{std::move(flags), std::move(values)};
  if (services) out.values.insert(OutsideServices::options().begin(), OutsideServices::options().end());
  if (!drawn) return out;
  out.flags.insert("--certify");
  for (const char* name :
       {"--field", "--page", "--box", "--image", "--appearance", "--keep-clear", "--reason", "--signed-at"})
    out.values.insert(name);
  return out;
}

int runWith(const std::vector<std::string>& arguments, const OptionSpec& spec,
            Result<Done> (*action)(const Options&)) {
  auto options = parseOptions(arguments, spec);
  if (!options) return fail(options.error());
  const auto done = action(*options);
  return done ? kYes : fail(done.error());
}

}  // namespace

int runSign(const std::vector<std::string>& arguments) {
  const std::string stage = arguments.empty() ? "" : arguments.front();
  const std::vector<std::string> rest(arguments.begin() + (arguments.empty() ? 0 : 1), arguments.end());
  if (stage == "prepare") {
    const auto spec = specWith({"--without-file"}, {"--in", "--cert", "--out", "--algorithm"}, true, false);
    return runWith(rest, spec, signPrepare);
  }
  if (stage == "complete") {
    std::vector<std::string> withLevel = {"--level", "B-B"};  // the last value given wins
    withLevel.insert(withLevel.end(), rest.begin(), rest.end());
    const auto spec = specWith({}, {"--state", "--signature", "--in", "--out", "--level"}, false, true);
    return runWith(withLevel, spec, signComplete);
  }
  if (stage == "batch") return runSignBatch(rest);
  auto spec = specWith({"--keep-lower-level"}, {"--in", "--out", "--level"}, true, true);
  spec.values.insert(keyOptions().begin(), keyOptions().end());
  return runWith(arguments, spec, signWhole);
}

}  // namespace tdkt::app
