#include "connector/identity/IdToken.h"

#include <cjose/cjose.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>

#include "workflow/base/Bytes.h"
#include "workflow/base/Json.h"

namespace tdkt::identity {
namespace {

using nlohmann::ordered_json;

constexpr double kSkewSeconds = 60;
constexpr double kOldestSeconds = 600;
constexpr std::size_t kLongestSubject = 255;
constexpr std::size_t kMostKeys = 32;
constexpr std::size_t kLeastRsaBits = 2048;

template <class T, void (*Release)(T*)>
struct Releaser {
  void operator()(T* object) const { Release(object); }
};
struct JwkReleaser {
  void operator()(cjose_jwk_t* key) const { cjose_jwk_release(key); }
};
using Jws = std::unique_ptr<cjose_jws_t, Releaser<cjose_jws_t, cjose_jws_release>>;
using Jwk = std::unique_ptr<cjose_jwk_t, JwkReleaser>;

Error refused(std::string why) {
  return deniedError("oidc.token", std::move(why));
}

std::string textOf(const ordered_json& object, const char* key) {
  return object.contains(key) && object[key].is_string() ? object[key].get<std::string>() : std::string();
}

std::optional<double> timeOf(const ordered_json& object, const char* key) {
  if (!object.contains(key) || !object[key].is_number()) return std::nullopt;
  const double seconds = object[key].get<double>();
  if (!std::isfinite(seconds)) return std::nullopt;
  return seconds;
}

Jwk importKey(const std::string& json) {
  cjose_err failure{};
  return Jwk(cjose_jwk_import(json.data(), json.size(), &failure));
}

std::optional<KeySet::Key> usableKey(const ordered_json& json) {
  if (!json.is_object()) return std::nullopt;
  const std::string use = textOf(json, "use");
  const std::string type = textOf(json, "kty");
  if ((!use.empty() && use != "sig") || (type != "RSA" && type != "EC")) return std::nullopt;
  if (type == "EC" && textOf(json, "crv") != "P-256") return std::nullopt;
  KeySet::Key key{textOf(json, "kid"), textOf(json, "alg"), type == "EC", {}};
  // Only the public part: what an issuer publishes by mistake is not used.
  ordered_json publicPart = {{"kty", type}};
  for (const char* name : {"n", "e", "crv", "x", "y"})
    if (json.contains(name)) publicPart[name] = json[name];
  key.jwk = publicPart.dump();
  const Jwk imported = importKey(key.jwk);
  cjose_err failure{};
  if (!imported || (!key.elliptic && cjose_jwk_get_keysize(imported.get(), &failure) < kLeastRsaBits))
    return std::nullopt;
  return key;
}

bool fits(const KeySet::Key& key, const std::string& algorithm) {
  if (!key.algorithm.empty() && key.algorithm != algorithm) return false;
  return key.elliptic == (algorithm == "ES256");
}

struct Header {
  std::string algorithm;
  std::string kid;
};

std::optional<Bytes> fromBase64Url(std::string_view text) {
  std::string plain(text);
  std::replace(plain.begin(), plain.end(), '-', '+');
  std::replace(plain.begin(), plain.end(), '_', '/');
  while (plain.size() % 4 != 0) plain += '=';
  return fromBase64(plain);
}

Result<Header> headerOf(std::string_view token) {
  if (token.size() > kLargestIdToken || std::count(token.begin(), token.end(), '.') != 2)
    return refused("not a compact signature of at most 16 KiB");
  const auto octets = fromBase64Url(token.substr(0, token.find('.')));
  const auto json = octets ? json::parse(*octets) : Result<ordered_json>(refused("header"));
  if (!json || !json->is_object()) return refused("the header is no JSON object");
  const std::string algorithm = textOf(*json, "alg");
  if (algorithm != "RS256" && algorithm != "PS256" && algorithm != "ES256")
    return refused("algorithm " + algorithm.substr(0, 16) + " is not taken");
  if (json->contains("crit") || json->contains("b64")) return refused("extensions are not understood");
  return Header{algorithm, textOf(*json, "kid")};
}

/// The key that must have signed: the one that is named, or the only one of its kind.
Result<const KeySet::Key*> keyFor(const Header& header, const KeySet& keys) {
  const KeySet::Key* found = nullptr;
  for (const KeySet::Key& key : keys.keys()) {
    if (!fits(key, header.algorithm) || (!header.kid.empty() && key.kid != header.kid)) continue;
    if (found != nullptr) return refused("several keys could have signed, and none is named");
    found = &key;
  }
  if (found == nullptr) return notFoundError("oidc.key", "the issuer published no such key");
  return found;
}

Result<Bytes> signedPart(std::string_view token, const KeySet::Key& key) {
  cjose_err failure{};
  const Jwk jwk = importKey(key.jwk);
  const Jws jws(cjose_jws_import(token.data(), token.size(), &failure));
  if (!jwk || !jws || !cjose_jws_verify(jws.get(), jwk.get(), &failure))
    return refused("the signature does not fit the issuer's key");
  std::uint8_t* octets = nullptr;
  std::size_t size = 0;
  if (!cjose_jws_get_plaintext(jws.get(), &octets, &size, &failure)) return refused("no content");
  return Bytes(reinterpret_cast<const char*>(octets), size);
}

Result<Done> checkAudience(const ordered_json& claims, const std::string& clientId) {
  const ordered_json audience = claims.value("aud", ordered_json());
  const bool alone = audience.is_string() && audience.get<std::string>() == clientId;
  const bool among = audience.is_array() &&
                     std::find(audience.begin(), audience.end(), ordered_json(clientId)) != audience.end();
  if (!alone && !among) return refused("aud: the token is for somebody else");
  const bool several = audience.is_array() && audience.size() > 1;
  if ((several || claims.contains("azp")) && textOf(claims, "azp") != clientId)
    return refused("azp: the token was given to somebody else");
  return Done{};
}

Result<Done> checkTimes(const ordered_json& claims, UtcTime at) {
  const double now = static_cast<double>(at.millis) / 1000;
  const auto ends = timeOf(claims, "exp");
  const auto issued = timeOf(claims, "iat");
  if (!ends || *ends <= now - kSkewSeconds) return refused("exp: absent or past");
  if (!issued || *issued > now + kSkewSeconds || *issued < now - kOldestSeconds - kSkewSeconds)
    return refused("iat: absent, in the future or more than ten minutes ago");
  if (claims.contains("nbf")) {
    const auto begins = timeOf(claims, "nbf");
    if (!begins || *begins > now + kSkewSeconds) return refused("nbf: not yet");
  }
  return Done{};
}

}  // namespace

Result<KeySet> KeySet::fromJson(std::string_view text) {
  const auto json = json::parse(text);
  if (!json || !json->is_object() || !json->contains("keys") || !(*json)["keys"].is_array())
    return inputError("oidc.answer", "not a set of keys");
  KeySet out;
  for (const auto& one : (*json)["keys"]) {
    auto key = usableKey(one);
    if (key && out.keys_.size() < kMostKeys) out.keys_.push_back(std::move(*key));
  }
  return out;
}

Result<std::string> subjectOf(std::string_view token, const KeySet& keys, const TokenExpectation& expected) {
  TDKT_ASSIGN(const Header header, headerOf(token));
  TDKT_ASSIGN(const KeySet::Key* key, keyFor(header, keys));
  TDKT_ASSIGN(const Bytes content, signedPart(token, *key));
  const auto claims = json::parse(content);
  if (!claims || !claims->is_object()) return refused("the content is no JSON object");
  if (textOf(*claims, "iss") != expected.issuer) return refused("iss: another issuer");
  TDKT_CHECK(checkAudience(*claims, expected.clientId));
  TDKT_CHECK(checkTimes(*claims, expected.now));
  if (expected.nonce.empty() || !equalConstantTime(textOf(*claims, "nonce"), expected.nonce))
    return refused("nonce: not of this sign-in");
  std::string subject = textOf(*claims, "sub");
  if (subject.empty() || subject.size() > kLongestSubject) return refused("sub: absent or too long");
  return subject;
}

}  // namespace tdkt::identity
