#include "signing/remote/CscClient.h"

#include "signing/remote/CscAlgorithms.h"
#include "workflow/base/Json.h"

namespace tdkt::signing::csc {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::chrono::seconds kTokenMargin{60};
constexpr int kDefaultTokenSeconds = 3600;

Error badAnswer(const char* what) {
  return unavailableError("signing.remote.answer", what);
}

/// A word of the specification's error list, or nothing: the rest of an answer is not for our log.
std::string errorWord(const Bytes& body) {
  const auto parsed = json::parse(body);
  const std::string word = parsed ? json::optionalString(*parsed, "error") : std::string();
  const bool plain =
      word.size() <= 40 && word.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos;
  return plain ? word : std::string();
}

/// What a status other than 200 means. `signs`: whether the call may have made a signature.
Error failureOf(const RemoteReply& reply, bool signs) {
  const std::string word = errorWord(reply.body);
  const std::string detail = "HTTP " + std::to_string(reply.status) + (word.empty() ? "" : " " + word);
  if (reply.status == 429 || reply.status == 503) return unavailableError("signing.remote.busy", detail);
  if (reply.status >= 500) {
    return signs ? inDoubtError("signing.remote.lost", detail)
                 : unavailableError("signing.remote.unavailable", detail);
  }
  if (word == "invalid_pin") return deniedError("signing.key.pin", "the service refused the PIN");
  if (reply.status == 401 || word == "invalid_client" || word == "unauthorized_client" ||
      word == "invalid_token")
    return deniedError("signing.remote.client", detail);
  if (reply.status == 403 || word == "access_denied") return deniedError("signing.remote.denied", detail);
  return inputError("signing.remote.refused", detail);
}

Error lost(const Error& error, bool signs) {
  if (error.kind == ErrorKind::kInDoubt && signs) return inDoubtError("signing.remote.lost", error.detail);
  return unavailableError("signing.remote.unavailable", error.detail);
}

std::vector<std::string> texts(const Json& object, const char* key) {
  std::vector<std::string> out;
  const auto list = object.find(key);
  if (list == object.end() || !list->is_array()) return out;
  for (const auto& one : *list) {
    if (one.is_string()) out.push_back(one.get<std::string>());
  }
  return out;
}

Json section(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_object() ? *found : Json::object();
}

int whole(const Json& object, const char* key, int fallback) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_integer() ? found->get<int>() : fallback;
}

Json hashesOf(const SigningRequest& request) {
  Json out = Json::array();
  for (const ToBeSigned& one : request.digests) out.push_back(toBase64(one.digest));
  return out;
}

std::string formEncoded(std::string_view text) {
  constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string out;
  for (const char c : text)
    out += kPlain.find(c) == std::string_view::npos ? "%" + toHex({&c, 1}) : std::string(1, c);
  return out;
}

/// Version 1 services say authMode and PIN; version 2 has an object.
void readAuthorization(const Json& info, Credential& out) {
  const Json auth = section(info, "auth");
  out.authMode = json::optionalString(auth, "mode", json::optionalString(info, "authMode"));
  const auto objects = auth.find("objects");
  if (objects != auth.end() && objects->is_array()) {
    for (const auto& one : *objects)
      if (one.is_object()) out.asksFor.push_back(json::optionalString(one, "id"));
    return;
  }
  for (const char* id : {"PIN", "OTP"}) {
    if (json::optionalString(section(info, id), "presence") == "true") out.asksFor.emplace_back(id);
  }
}

}  // namespace

Client::Client(ClientSettings settings, RemoteTransport& transport, const Clock& clock)
    : settings_(std::move(settings)), transport_(transport), clock_(clock) {}

Result<Secret> Client::fetchToken() {
  RemoteRequest request;
  request.url = settings_.tokenUrl.empty() ? settings_.baseUrl + "/oauth2/token" : settings_.tokenUrl;
  request.contentType = "application/x-www-form-urlencoded";
  request.body = "grant_type=client_credentials&scope=service&client_id=" + formEncoded(settings_.clientId) +
                 "&client_secret=" + formEncoded(settings_.clientSecret.reveal());
  const auto reply = transport_.post(request);
  if (!reply) return lost(reply.error(), false);
  if (reply->status != 200) {
    const Error error = failureOf(*reply, false);
    return error.kind == ErrorKind::kInput ? deniedError("signing.remote.client", error.detail) : error;
  }
  const auto parsed = json::parse(reply->body);
  std::string token = parsed ? json::optionalString(*parsed, "access_token") : std::string();
  if (token.empty()) return badAnswer("no access token");
  const std::chrono::seconds life(whole(*parsed, "expires_in", kDefaultTokenSeconds));
  tokenEnds_ = clock_.now().plus(life - kTokenMargin);
  token_ = Secret(std::move(token));
  return token_;
}

Result<Secret> Client::accessToken(bool refresh) {
  if (!settings_.bearer.empty()) return settings_.bearer;
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!refresh && !token_.empty() && clock_.now() < tokenEnds_) return token_;
  return fetchToken();
}

Result<RemoteReply> Client::send(const std::string& method, const Json& body, bool signs) {
  RemoteRequest request;
  request.url = settings_.baseUrl + "/" + method;
  request.body = body.dump();
  for (const bool refresh : {false, true}) {
    TDKT_ASSIGN(request.bearer, accessToken(refresh));
    auto reply = transport_.post(request);
    if (!reply) return lost(reply.error(), signs);
    // A refused token means that nothing was done: a fresh one is worth one more call.
    if (reply->status != 401 || refresh || !settings_.bearer.empty()) return reply;
  }
  return badAnswer("unreachable");
}

Result<Json> Client::call(const std::string& method, const Json& body, bool signs) {
  TDKT_ASSIGN(const RemoteReply reply, send(method, body, signs));
  if (reply.status != 200) return failureOf(reply, signs);
  auto parsed = json::parse(reply.body);
  if (!parsed || !parsed->is_object()) return badAnswer("not a JSON object");
  return std::move(*parsed);
}

Result<std::vector<std::string>> Client::listCredentials() {
  TDKT_ASSIGN(const Json answer, call("credentials/list", {{"maxResults", 10}}, false));
  return texts(answer, "credentialIDs");
}

Result<Credential> Client::credentialInfo(const std::string& id) {
  TDKT_ASSIGN(
      const Json answer,
      call("credentials/info",
           {{"credentialID", id}, {"certificates", "chain"}, {"certInfo", true}, {"authInfo", true}}, false));
  const Json key = section(answer, "key");
  const Json certificate = section(answer, "cert");
  Credential out;
  for (const std::string& text : texts(certificate, "certificates")) {
    auto der = fromBase64(text);
    if (!der) return badAnswer("a certificate that is not base 64");
    out.certificates.push_back(std::move(*der));
  }
  if (out.certificates.empty()) return badAnswer("a credential without certificate");
  out.algorithms = texts(key, "algo");
  out.enabled = json::optionalString(key, "status") == "enabled" &&
                json::optionalString(certificate, "status", "valid") == "valid";
  out.multisign = std::max(1, whole(answer, "multisign", 1));
  readAuthorization(answer, out);
  return out;
}

Result<Secret> Client::authorize(const SigningRequest& request, const std::string& pinId, const Secret& pin) {
  Json body = {{"credentialID", request.credential},
               {"numSignatures", request.digests.size()},
               {"hashes", hashesOf(request)},
               {"hashAlgorithmOID", hashOid(request.algorithm.hash)},
               {"clientData", request.clientData}};
  if (!pinId.empty()) body["authData"] = {{{"id", pinId}, {"value", std::string(pin.reveal())}}};
  TDKT_ASSIGN(const Json answer, call("credentials/authorize", body, false));
  std::string sad = json::optionalString(answer, "SAD");
  if (sad.empty()) return badAnswer("no SAD");
  return Secret(std::move(sad));
}

Result<std::vector<Bytes>> Client::signHashes(const SigningRequest& request, const Secret& sad) {
  Json body = {{"credentialID", request.credential},
               {"SAD", std::string(sad.reveal())},
               {"hashes", hashesOf(request)},
               {"hashAlgorithmOID", hashOid(request.algorithm.hash)},
               {"signAlgo", signatureOid(request.algorithm)},
               {"operationMode", "S"},
               {"clientData", request.clientData}};
  if (const Bytes parameters = signatureParameters(request.algorithm); !parameters.empty())
    body["signAlgoParams"] = toBase64(parameters);
  TDKT_ASSIGN(const Json answer, call("signatures/signHash", body, true));
  std::vector<Bytes> out;
  for (const std::string& text : texts(answer, "signatures"))
    out.push_back(fromBase64(text).value_or(Bytes()));
  if (out.size() != request.digests.size()) return badAnswer("another number of signatures than of hashes");
  return out;
}

}  // namespace tdkt::signing::csc
