#include "connector/identity/OidcProvider.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "workflow/base/Bytes.h"
#include "workflow/base/Json.h"
#include "workflow/base/Log.h"

namespace tdkt::identity {
namespace {

using nlohmann::ordered_json;

constexpr std::chrono::milliseconds kDeadline{5000};
constexpr std::size_t kMaxReply = 256U << 10U;
constexpr std::chrono::hours kKeep{1};
constexpr std::chrono::minutes kKeysAgain{1};
constexpr std::chrono::seconds kRestAfterFailure{10};

std::string derived(const char* use, const std::string& secret) {
  return sha256Hex(std::string(use) + "\n" + secret);
}

std::string base64Url(std::string_view octets) {
  std::string text = toBase64(octets);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  text.erase(text.find_last_not_of('=') + 1);
  return text;
}

bool ofThisMachine(const std::string& url) {
  const auto host = url.substr(std::string_view("http://").size());
  for (const char* name : {"127.0.0.1", "localhost", "[::1]"}) {
    const std::string_view wanted(name);
    if (host.starts_with(wanted) &&
        (host.size() == wanted.size() || host[wanted.size()] == ':' || host[wanted.size()] == '/'))
      return true;
  }
  return false;
}

bool trusty(const std::string& url) {
  return url.starts_with("https://") || (url.starts_with("http://") && ofThisMachine(url));
}

Result<std::string> endpoint(const ordered_json& json, const char* name) {
  const std::string url = json::optionalString(json, name);
  if (!trusty(url)) return inputError("oidc.discovery", "no https address", name);
  return url;
}

/// OpenID Connect Discovery 1.0 §3: without a list, the basic form is supported.
bool onlyInBody(const ordered_json& json) {
  const ordered_json methods = json.value("token_endpoint_auth_methods_supported", ordered_json());
  if (!methods.is_array()) return false;
  const auto has = [&](const char* name) {
    return std::find(methods.begin(), methods.end(), ordered_json(name)) != methods.end();
  };
  return !has("client_secret_basic") && has("client_secret_post");
}

void append(std::string& form, const char* name, const std::string& value) {
  form += (form.empty() ? "" : "&") + std::string(name) + "=" + http::encodeQuery(value);
}

Result<ordered_json> objectIn(const http::ClientReply& reply) {
  auto json = json::parse(reply.body);
  if (!json || !json->is_object())
    return inputError("oidc.answer", "the sign-in service gave no JSON object");
  return json;
}

}  // namespace

OidcProvider::OidcProvider(OidcSettings settings, const Clock& clock, Random& random)
    : settings_(std::move(settings)), clock_(clock), random_(random) {}

Result<http::ClientReply> OidcProvider::ask(http::ClientRequest request) const {
  request.deadline = kDeadline;
  request.maxReply = kMaxReply;
  request.authoritiesFile = settings_.authoritiesFile;
  auto reply = http::exchange(request);
  if (reply) return reply;
  return unavailableError("oidc.unavailable", reply.error().code + ": " + reply.error().detail);
}

Result<OidcProvider::Metadata> OidcProvider::discover() const {
  if (!trusty(settings_.issuer)) return inputError("oidc.discovery", "no https address", "issuer");
  http::ClientRequest request;
  // A slash at the end of the issuer is dropped before the well-known path: Discovery 1.0 §4.1.
  request.url = settings_.issuer.substr(0, settings_.issuer.find_last_not_of('/') + 1) +
                "/.well-known/openid-configuration";
  TDKT_ASSIGN(const auto reply, ask(std::move(request)));
  if (reply.status != 200)
    return unavailableError("oidc.unavailable", "discovery: status " + std::to_string(reply.status));
  TDKT_ASSIGN(const ordered_json json, objectIn(reply));
  if (json::optionalString(json, "issuer") != settings_.issuer)
    return inputError("oidc.discovery", "the service calls itself by another name", "issuer");
  Metadata about;
  TDKT_ASSIGN(about.authorization, endpoint(json, "authorization_endpoint"));
  TDKT_ASSIGN(about.token, endpoint(json, "token_endpoint"));
  TDKT_ASSIGN(about.keys, endpoint(json, "jwks_uri"));
  about.secretInBody = onlyInBody(json);
  about.saysIssuer =
      json.value("authorization_response_iss_parameter_supported", ordered_json(false)) == true;
  return about;
}

Result<OidcProvider::Metadata> OidcProvider::metadata() {
  const std::lock_guard guard(mutex_);
  const UtcTime now = clock_.now();
  if (metadata_ && now < metadataAt_.plus(kKeep)) return *metadata_;
  if (failure_ && now < failedAt_.plus(kRestAfterFailure)) return *failure_;
  auto found = discover();
  if (!found) {
    log::warning("oidc.discovery",
                 {{"issuer", settings_.id}, {"code", found.error().code}, {"what", found.error().detail}});
    failure_ = found.error();
    failedAt_ = now;
    return found.error();
  }
  failure_.reset();
  metadata_ = *found;
  metadataAt_ = now;
  return found;
}

Result<KeySet> OidcProvider::keySet(const Metadata& about, bool again) {
  const std::lock_guard guard(mutex_);
  const UtcTime now = clock_.now();
  if (keys_ &&
      now < keysAt_.plus(again ? std::chrono::milliseconds(kKeysAgain) : std::chrono::milliseconds(kKeep)))
    return *keys_;
  http::ClientRequest request;
  request.url = about.keys;
  TDKT_ASSIGN(const auto reply, ask(std::move(request)));
  if (reply.status != 200)
    return unavailableError("oidc.unavailable", "keys: status " + std::to_string(reply.status));
  TDKT_ASSIGN(keys_, KeySet::fromJson(reply.body));
  keysAt_ = now;
  return *keys_;
}

Result<OidcStart> OidcProvider::begin(const std::string& loginHint) {
  TDKT_ASSIGN(const Metadata about, metadata());
  const std::string secret = toHex(random_.bytes(32));
  std::string query;
  append(query, "response_type", "code");
  append(query, "scope", "openid");
  append(query, "client_id", settings_.clientId);
  append(query, "redirect_uri", settings_.redirectUri);
  append(query, "state", derived("state", secret));
  append(query, "nonce", derived("nonce", secret));
  append(query, "code_challenge", base64Url(sha256(derived("verifier", secret))));
  append(query, "code_challenge_method", "S256");
  if (!loginHint.empty()) append(query, "login_hint", loginHint);
  const char* mark = about.authorization.find('?') == std::string::npos ? "?" : "&";
  return OidcStart{about.authorization + mark + query, secret};
}

Result<std::string> OidcProvider::idTokenFor(const Metadata& about, const std::string& code,
                                             const std::string& secret) const {
  http::ClientRequest request;
  request.method = "POST";
  request.url = about.token;
  request.contentType = "application/x-www-form-urlencoded";
  append(request.body, "grant_type", "authorization_code");
  append(request.body, "code", code);
  append(request.body, "redirect_uri", settings_.redirectUri);
  append(request.body, "code_verifier", derived("verifier", secret));
  const std::string key(settings_.clientSecret.reveal());
  if (key.empty() || about.secretInBody) append(request.body, "client_id", settings_.clientId);
  if (!key.empty() && about.secretInBody) append(request.body, "client_secret", key);
  if (!key.empty() && !about.secretInBody) {
    // RFC 6749 §2.3.1: both parts are form-encoded first.
    request.headers.emplace_back("Authorization", "Basic " + toBase64(http::encodeQuery(settings_.clientId) +
                                                                      ":" + http::encodeQuery(key)));
  }
  TDKT_ASSIGN(const auto reply, ask(std::move(request)));
  const auto json = objectIn(reply);
  if (reply.status == 400 || reply.status == 401 || reply.status == 403) {
    const std::string why = json ? json::optionalString(*json, "error") : std::string();
    return deniedError("oidc.refused",
                       "the token endpoint says " + std::to_string(reply.status) + " " + why.substr(0, 64));
  }
  if (reply.status != 200)
    return unavailableError("oidc.unavailable", "token: status " + std::to_string(reply.status));
  if (!json) return json.error();
  const std::string token = json::optionalString(*json, "id_token");
  if (token.empty()) return inputError("oidc.answer", "no id_token");
  return token;
}

Result<std::string> OidcProvider::finish(const OidcReturn& back, const std::string& secret) {
  if (secret.size() != 64 || !equalConstantTime(back.state, derived("state", secret)))
    return deniedError("oidc.state", "the answer is not of a sign-in begun here");
  TDKT_ASSIGN(const Metadata about, metadata());
  if (back.issuer.empty() ? about.saysIssuer : back.issuer != settings_.issuer)
    return deniedError("oidc.state", "the answer is of another issuer");
  if (!back.error.empty()) return deniedError("oidc.refused", back.error.substr(0, 64));
  if (back.code.empty()) return deniedError("oidc.state", "no code");
  TDKT_ASSIGN(const std::string token, idTokenFor(about, back.code, secret));
  const TokenExpectation expected{settings_.issuer, settings_.clientId, derived("nonce", secret),
                                  clock_.now()};
  TDKT_ASSIGN(const KeySet keys, keySet(about, false));
  auto subject = subjectOf(token, keys, expected);
  if (!subject && subject.error().code == "oidc.key") {  // the issuer may have changed its keys
    TDKT_ASSIGN(const KeySet fresh, keySet(about, true));
    subject = subjectOf(token, fresh, expected);
    if (!subject && subject.error().code == "oidc.key")
      return deniedError("oidc.token", subject.error().detail);
  }
  return subject;
}

}  // namespace tdkt::identity
