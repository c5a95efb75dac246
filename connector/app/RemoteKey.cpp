#include "connector/app/RemoteKey.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "connector/app/CommandLine.h"
#include "connector/http/RemoteHttp.h"
#include "signing/keys/Algorithms.h"
#include "signing/remote/CscKeyHolder.h"
#include "workflow/base/Json.h"

namespace tdkt::app {
namespace {

using nlohmann::ordered_json;
constexpr std::array kKeys = {"baseUrl",    "tokenUrl",   "clientId", "clientSecretFile",
                              "bearerFile", "credential", "pinFile",  "algorithm"};

/// A key together with the road to it.
class RemoteKey : public signing::KeyHolder {
 public:
  Result<Done> open(const signing::CscSettings& settings) {
    TDKT_ASSIGN(key_, signing::openCscKey(settings, transport_, clock_));
    return Done{};
  }
  const signing::CertificateChain& chain() const override { return key_->chain(); }
  signing::SignatureAlgorithm algorithm() const override { return key_->algorithm(); }
  Result<Bytes> sign(const signing::SigningJobId& job, const signing::ToBeSigned& digest) override {
    return key_->sign(job, digest);
  }

 private:
  http::RemoteHttp transport_;
  SystemClock clock_;
  std::unique_ptr<signing::BatchKeyHolder> key_;
};

Result<Done> checkKeys(const ordered_json& object) {
  for (const auto& [key, value] : object.items()) {
    if (std::find(kKeys.begin(), kKeys.end(), key) == kKeys.end())
      return inputError("config.unknown-key", "unknown key", key);
    if (!value.is_string()) return inputError("config.type", "a text was expected", key);
  }
  return Done{};
}

/// The first line of the file that `key` names; empty when there is no such key.
Result<Secret> secretFrom(const ordered_json& object, const char* key, const std::string& description) {
  const std::string name = json::optionalString(object, key);
  if (name.empty()) return Secret();
  const auto path = std::filesystem::absolute(description).parent_path() / name;
  TDKT_ASSIGN(const std::string text, readFile(path.string(), 16U << 10U));
  return Secret(text.substr(0, text.find_first_of("\r\n")));
}

Result<signing::CscSettings> readDescription(const std::string& path) {
  TDKT_ASSIGN(const std::string text, readFile(path, 64U << 10U));
  TDKT_ASSIGN(const ordered_json object, json::parse(text));
  if (!object.is_object()) return inputError("config.type", "an object was expected");
  TDKT_CHECK(checkKeys(object));
  signing::CscSettings out;
  out.client.baseUrl = json::optionalString(object, "baseUrl");
  out.client.tokenUrl = json::optionalString(object, "tokenUrl");
  out.client.clientId = json::optionalString(object, "clientId");
  TDKT_ASSIGN(out.client.clientSecret, secretFrom(object, "clientSecretFile", path));
  TDKT_ASSIGN(out.client.bearer, secretFrom(object, "bearerFile", path));
  TDKT_ASSIGN(out.pin, secretFrom(object, "pinFile", path));
  out.credentialId = json::optionalString(object, "credential");
  if (const std::string name = json::optionalString(object, "algorithm"); !name.empty()) {
    TDKT_ASSIGN(out.algorithm, signing::algorithmNamed(name));
  }
  if (out.client.baseUrl.empty()) return inputError("config.missing", "this key is needed", "baseUrl");
  if (out.client.bearer.empty() && (out.client.clientId.empty() || out.client.clientSecret.empty()))
    return inputError("config.missing", "clientId with clientSecretFile, or bearerFile", "clientId");
  return out;
}

}  // namespace

Result<std::unique_ptr<signing::KeyHolder>> openRemoteKey(const std::string& path) {
  auto key = std::make_unique<RemoteKey>();
  const auto settings = readDescription(path);
  const auto opened = settings ? key->open(*settings) : Result<Done>(settings.error());
  if (opened) return std::unique_ptr<signing::KeyHolder>(std::move(key));
  Error error = opened.error();
  error.field = path + (error.field.empty() ? "" : ": " + error.field);
  return error;
}

}  // namespace tdkt::app
