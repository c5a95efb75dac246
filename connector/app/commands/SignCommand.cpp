#include <charconv>
#include <iostream>

#include "connector/app/CommandLine.h"
#include "connector/app/Commands.h"
#include "connector/app/commands/TrustFiles.h"
#include "connector/http/HttpTransport.h"
#include "signing/PadesSigner.h"
#include "signing/keys/FileKeyHolder.h"
#include "signing/keys/Pkcs11KeyHolder.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Ids.h"
#include "workflow/base/Random.h"

namespace tdkt::app {
namespace {

using signing::KeyHolder;

Error usage(const char* what, std::string field = {}) {
  return inputError("usage", what, std::move(field));
}

Result<Done> need(const Options& options, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (options.get(name).empty()) return usage("this option is needed", name);
  }
  return Done{};
}

Result<double> decimal(const std::string& text, const char* option) {
  double out = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (failure != std::errc() || end != text.data() + text.size()) return usage("not a number", option);
  return out;
}

Result<std::optional<signing::PageBox>> boxOf(const Options& options) {
  const std::string text = options.get("--box");
  if (text.empty()) return std::optional<signing::PageBox>();
  std::vector<double> sides;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t comma = std::min(text.find(',', from), text.size());
    TDKT_ASSIGN(const double side, decimal(text.substr(from, comma - from), "--box"));
    sides.push_back(side);
    from = comma + 1;
  }
  if (sides.size() != 4) return usage("x,y,w,h in points", "--box");
  TDKT_ASSIGN(const double page, decimal(options.get("--page", "1"), "--page"));
  if (page < 1 || page > 100000) return usage("a page number", "--page");
  return std::optional(signing::PageBox{static_cast<int>(page), sides[0], sides[1], sides[2], sides[3]});
}

Result<signing::SignatureSpec> specOf(const Options& options) {
  signing::SignatureSpec spec;
  SystemRandom random;
  const std::string unique = "Signature_" + newId(random).substr(0, 8);
  spec.field = options.get("--field", unique);
  spec.reason = options.get("--reason");
  spec.claimedAt = SystemClock().now();
  TDKT_ASSIGN(spec.box, boxOf(options));
  if (const std::string image = options.get("--image"); !image.empty()) {
    TDKT_ASSIGN(spec.imagePng, readFile(image, 16U << 20U));
  }
  return spec;
}

Result<Secret> pinOf(const Options& options) {
  const std::string path = options.get("--pin-file");
  if (path.empty()) return Secret();
  TDKT_ASSIGN(std::string pin, readFile(path, 4096));
  pin.erase(pin.find_last_not_of("\r\n") + 1);
  return Secret(std::move(pin));
}

/// "pkcs11:token=…;object=…" with percent signs decoded. Source: RFC 7512.
Result<signing::Pkcs11Settings> tokenOf(const Options& options) {
  const std::string uri = options.get("--pkcs11");
  if (uri.rfind("pkcs11:", 0) != 0) return usage("must begin with pkcs11:", "--pkcs11");
  signing::Pkcs11Settings out;
  for (std::size_t from = 7; from < uri.size();) {
    const std::size_t end = std::min(uri.find(';', from), uri.size());
    const std::string part = uri.substr(from, end - from);
    TDKT_ASSIGN(const std::string value,
                percentDecoded(part.substr(std::min(part.find('=') + 1, part.size()))));
    if (part.rfind("token=", 0) == 0) out.tokenLabel = value;
    if (part.rfind("object=", 0) == 0) out.keyLabel = value;
    from = end + 1;
  }
  if (out.tokenLabel.empty() || out.keyLabel.empty())
    return usage("token= and object= are needed", "--pkcs11");
  out.module = options.get("--module");
  if (const std::string chain = options.get("--chain"); !chain.empty()) {
    TDKT_ASSIGN(out.issuersPem, readFile(chain, 1U << 20U));
  }
  TDKT_ASSIGN(out.pin, pinOf(options));
  return out;
}

Result<std::unique_ptr<KeyHolder>> openKey(const Options& options) {
  const bool file = !options.get("--p12").empty();
  if (file == !options.get("--pkcs11").empty()) return usage("exactly one of --p12 and --pkcs11");
  if (file) {
    TDKT_ASSIGN(const auto p12, readFile(options.get("--p12"), 1U << 20U));
    TDKT_ASSIGN(const auto pin, pinOf(options));
    return signing::openPkcs12Key(p12, pin);
  }
  TDKT_CHECK(need(options, {"--module"}));
  TDKT_ASSIGN(const auto settings, tokenOf(options));
  return signing::openPkcs11Key(settings);
}

/// True for B-T. Levels above are not made here.
Result<bool> wantsTimeStamp(const Options& options) {
  const std::string level = options.get("--level");
  if (level != "B-B" && level != "B-T") return usage("supported levels: B-B, B-T", "--level");
  if (level == "B-T") TDKT_CHECK(need(options, {"--tsa"}));
  return level == "B-T";
}

Result<Bytes> finish(const Options& options, const signing::PreparedSignature& prepared, const Bytes& raw) {
  const signing::PadesSigner signer;
  TDKT_ASSIGN(const bool stamped, wantsTimeStamp(options));
  if (!stamped) return signer.complete(prepared, raw);
  std::vector<signing::Certificate> roots;
  if (const std::string trust = options.get("--tsa-trust"); !trust.empty()) {
    TDKT_ASSIGN(roots, readCertificates(trust));
  }
  http::HttpTransport transport;
  SystemRandom random;
  signing::HttpTimeStamper stamper(options.get("--tsa"), std::move(roots), transport, random);
  return signer.completeWithTimeStamp(prepared, raw, stamper);
}

Result<signing::PreparedSignature> prepareWith(const Options& options,
                                               const signing::CertificateChain& chain) {
  TDKT_ASSIGN(const auto pdf, readFile(options.get("--in")));
  TDKT_ASSIGN(const auto spec, specOf(options));
  SystemRandom random;
  return signing::PadesSigner().prepare(signing::SigningJobId(newId(random)), pdf, chain, spec);
}

Result<Done> signWhole(const Options& options) {
  TDKT_CHECK(need(options, {"--in", "--out", "--level"}));
  TDKT_CHECK(wantsTimeStamp(options));
  TDKT_ASSIGN(const auto key, openKey(options));
  TDKT_ASSIGN(const auto prepared, prepareWith(options, key->chain()));
  TDKT_ASSIGN(const Bytes raw, key->sign(prepared.job, prepared.toSign));
  TDKT_ASSIGN(const Bytes out, finish(options, prepared, raw));
  return writeFileWhole(options.get("--out"), out);
}

Result<Done> signPrepare(const Options& options) {
  TDKT_CHECK(need(options, {"--in", "--cert", "--out"}));
  TDKT_ASSIGN(const auto chain, readCertificates(options.get("--cert")));
  TDKT_ASSIGN(const auto prepared, prepareWith(options, chain));
  TDKT_CHECK(writeFileWhole(options.get("--out"), prepared.serialize()));
  std::cout << toHex(prepared.toSign.digest) << "\n";
  return Done{};
}

Result<Done> signComplete(const Options& options) {
  TDKT_CHECK(need(options, {"--state", "--signature", "--out"}));
  TDKT_ASSIGN(const auto state, readFile(options.get("--state"), 512U << 20U));
  TDKT_ASSIGN(const auto prepared, signing::PreparedSignature::deserialize(state));
  TDKT_ASSIGN(const auto raw, readFile(options.get("--signature"), 8192));
  TDKT_ASSIGN(const Bytes out, finish(options, prepared, raw));
  return writeFileWhole(options.get("--out"), out);
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
    return runWith(rest,
                   {{}, {"--in", "--cert", "--out", "--field", "--page", "--box", "--image", "--reason"}},
                   signPrepare);
  }
  if (stage == "complete") {
    std::vector<std::string> withLevel = {"--level", "B-B"};  // the last value given wins
    withLevel.insert(withLevel.end(), rest.begin(), rest.end());
    return runWith(withLevel, {{}, {"--state", "--signature", "--out", "--level", "--tsa", "--tsa-trust"}},
                   signComplete);
  }
  return runWith(arguments,
                 {{},
                  {"--in", "--out", "--p12", "--pkcs11", "--module", "--pin-file", "--chain", "--level",
                   "--tsa", "--tsa-trust", "--field", "--page", "--box", "--image", "--reason"}},
                 signWhole);
}

}  // namespace tdkt::app
