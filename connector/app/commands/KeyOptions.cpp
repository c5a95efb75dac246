#include "connector/app/commands/KeyOptions.h"

#include "connector/app/RemoteKey.h"
#include "connector/app/commands/TrustFiles.h"
#include "signing/keys/Algorithms.h"
#include "signing/keys/FileKeyHolder.h"
#include "signing/keys/Pkcs11KeyHolder.h"

namespace tdkt::app {
namespace {

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
  return out;
}

}  // namespace

Error usage(const char* what, std::string field) {
  return inputError("usage", what, std::move(field));
}

Result<Done> need(const Options& options, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (options.get(name).empty()) return usage("this option is needed", name);
  }
  return Done{};
}

const std::set<std::string>& keyOptions() {
  static const std::set<std::string> names = {"--p12",      "--pkcs11", "--module",   "--remote",
                                              "--pin-file", "--chain",  "--algorithm"};
  return names;
}

/// "rsa-pss-sha384" and the like; none when the option is absent.
Result<std::optional<signing::SignatureAlgorithm>> algorithmOf(const Options& options) {
  const std::string text = options.get("--algorithm");
  if (text.empty()) return std::optional<signing::SignatureAlgorithm>();
  const auto algorithm = signing::algorithmNamed(text);
  if (!algorithm)
    return usage("rsa-pkcs1-, rsa-pss- or ecdsa-, then sha256, sha384 or sha512", "--algorithm");
  return std::optional(*algorithm);
}

Result<Secret> pinOf(const Options& options) {
  const std::string path = options.get("--pin-file");
  if (path.empty()) return Secret();
  TDKT_ASSIGN(std::string pin, readFile(path, 4096));
  pin.erase(pin.find_last_not_of("\r\n") + 1);
  return Secret(std::move(pin));
}

Result<std::unique_ptr<signing::KeyHolder>> openKeyOf(const Options& options,
                                                      const std::optional<Secret>& pin) {
  const auto given = [&](const char* name) { return options.get(name).empty() ? 0 : 1; };
  if (given("--p12") + given("--pkcs11") + given("--remote") != 1)
    return usage("exactly one of --p12, --pkcs11 and --remote");
  if (given("--remote") == 1) {
    if (given("--algorithm") == 1) return usage("stands in the file of --remote", "--algorithm");
    return openRemoteKey(options.get("--remote"));
  }
  TDKT_ASSIGN(const auto algorithm, algorithmOf(options));
  Secret secret;
  if (pin) {
    secret = *pin;
  } else {
    TDKT_ASSIGN(secret, pinOf(options));
  }
  if (given("--p12") == 1) {
    TDKT_ASSIGN(const auto p12, readFile(options.get("--p12"), 1U << 20U));
    return signing::openPkcs12Key(p12, secret, algorithm);
  }
  TDKT_CHECK(need(options, {"--module"}));
  TDKT_ASSIGN(auto settings, tokenOf(options));
  settings.pin = std::move(secret);
  settings.algorithm = algorithm;
  return signing::openPkcs11Key(settings);
}

}  // namespace tdkt::app
