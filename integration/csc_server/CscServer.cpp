#include "integration/csc_server/CscServer.h"

#include <thread>

#include "integration/csc_server/HashSigner.h"
#include "workflow/base/Json.h"

namespace tdkt::cscserver {
namespace {

using http::Request;
using http::Response;
using Json = nlohmann::ordered_json;

/// Source: CSC API v2.0 §10.1.
Response failure(int status, const char* word, const char* description) {
  return Response::json(Json{{"error", word}, {"error_description", description}}.dump(), status);
}
Response invalidRequest(const char* description) {
  return failure(400, "invalid_request", description);
}
Response good(const Json& body) {
  return Response::json(body.dump());
}

/// Takes one from a countdown, if any is left.
bool due(std::atomic<int>& left) {
  int now = left;
  while (now > 0 && !left.compare_exchange_weak(now, now - 1)) {
  }
  return now > 0;
}

std::vector<std::string> texts(const Json& body, const char* key) {
  std::vector<std::string> out;
  if (!body.contains(key) || !body[key].is_array()) return out;
  for (const auto& one : body[key]) {
    if (one.is_string()) out.push_back(one.get<std::string>());
  }
  return out;
}

std::string fieldOf(const std::string& form, const std::string& name) {
  for (std::size_t from = 0; from < form.size();) {
    const std::size_t end = std::min(form.find('&', from), form.size());
    const std::string part = form.substr(from, end - from);
    if (part.rfind(name + "=", 0) == 0) {
      std::string out;
      for (std::size_t i = name.size() + 1; i < part.size(); ++i) {
        const auto octet = part[i] == '%' ? fromHex(part.substr(i + 1, 2)) : std::optional<Bytes>();
        out += octet ? *octet : Bytes(1, part[i]);
        if (octet) i += 2;
      }
      return out;
    }
    from = end + 1;
  }
  return {};
}

std::string pinIn(const Json& body) {
  if (!body.contains("authData") || !body["authData"].is_array()) return {};
  for (const auto& one : body["authData"]) {
    if (one.is_object() && json::optionalString(one, "id") == "PIN")
      return json::optionalString(one, "value");
  }
  return {};
}

Json authOf(const ServedCredential& credential) {
  if (credential.pin.empty()) return {{"mode", "implicit"}};
  Json objects = {{{"type", "Password"}, {"id", "PIN"}, {"format", "N"}, {"label", "PIN"}}};
  if (credential.wantsOtp) objects.push_back({{"type", "Password"}, {"id", "OTP"}, {"generator", "totp"}});
  return {{"mode", "explicit"},
          {"expression", credential.wantsOtp ? "PIN AND OTP" : "PIN"},
          {"objects", std::move(objects)}};
}

}  // namespace

CscServer::CscServer(ServerSettings settings, std::vector<ServedCredential> credentials, const Clock& clock,
                     Random& random)
    : settings_(std::move(settings)), credentials_(std::move(credentials)), clock_(clock), random_(random) {}

void CscServer::forgetTokens() {
  const std::lock_guard<std::mutex> lock(mutex_);
  tokens_.clear();
}
void CscServer::forgetSads() {
  const std::lock_guard<std::mutex> lock(mutex_);
  sads_.clear();
}

void CscServer::addRoutes(http::Router& router) {
  const std::string base = "/csc/v2/";
  router.add("POST", base + "oauth2/token", [this](const Request& r) { return token(r); });
  const auto add = [&](const char* method, Response (CscServer::*act)(const Json&)) {
    router.add("POST", base + method, [this, act](const Request& r) { return guarded(r, act); });
  };
  add("info", &CscServer::info);
  add("credentials/list", &CscServer::list);
  add("credentials/info", &CscServer::credential);
  add("credentials/authorize", &CscServer::authorize);
  add("signatures/signHash", &CscServer::sign);
}

Response CscServer::token(const Request& request) {
  if (due(faults.busy)) return failure(429, "too_many_requests", "slow down");
  if (fieldOf(request.body, "grant_type") != "client_credentials")
    return failure(400, "unsupported_grant_type", "only client_credentials");
  if (fieldOf(request.body, "client_id") != settings_.clientId ||
      fieldOf(request.body, "client_secret") != settings_.clientSecret.reveal())
    return failure(401, "invalid_client", "unknown client or wrong secret");
  ++tally.tokens;
  const std::string made = toHex(random_.bytes(16));
  const std::lock_guard<std::mutex> lock(mutex_);
  tokens_[made] = clock_.now().plus(settings_.tokenLife);
  return good(
      {{"access_token", made}, {"token_type", "Bearer"}, {"expires_in", settings_.tokenLife.count()}});
}

bool CscServer::knows(const std::string& bearer) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = tokens_.find(bearer);
  return found != tokens_.end() && clock_.now() < found->second;
}

Response CscServer::guarded(const Request& request, Response (CscServer::*act)(const Json&)) {
  if (due(faults.busy)) return failure(429, "too_many_requests", "slow down");
  const auto body = json::parse(request.body);
  if (!body || !body->is_object()) return invalidRequest("not a JSON object");
  if (act != &CscServer::info && !knows(request.bearer()))
    return failure(401, "invalid_token", "the access token is missing, wrong or expired");
  return (this->*act)(*body);
}

Response CscServer::info(const Json& /*body*/) {
  return good({{"specs", "2.0.0.2"},
               {"name", "tdkt trial signing service"},
               {"region", "VN"},
               {"lang", "vi-VN"},
               {"authType", {"oauth2client"}},
               {"methods",
                {"credentials/list", "credentials/info", "credentials/authorize", "signatures/signHash"}}});
}

Response CscServer::list(const Json& /*body*/) {
  Json ids = Json::array();
  for (const ServedCredential& one : credentials_) ids.push_back(one.id);
  return good({{"credentialIDs", std::move(ids)}});
}

const ServedCredential* CscServer::find(const Json& body) const {
  for (const ServedCredential& one : credentials_) {
    if (one.id == json::optionalString(body, "credentialID")) return &one;
  }
  return nullptr;
}

Response CscServer::credential(const Json& body) {
  const ServedCredential* found = find(body);
  if (found == nullptr) return invalidRequest("Invalid parameter credentialID");
  Json certificates = {toBase64(trust::toDer(i2d_X509, found->identity.certificate.get()))};
  for (const Bytes& issuer : found->issuers) certificates.push_back(toBase64(issuer));
  EVP_PKEY* key = found->identity.key.get();
  return good({{"key",
                {{"status", found->enabled ? "enabled" : "disabled"},
                 {"algo", {algorithmOf(key)}},
                 {"len", EVP_PKEY_get_bits(key)}}},
               {"cert", {{"status", "valid"}, {"certificates", std::move(certificates)}}},
               {"auth", authOf(*found)},
               {"SCAL", "2"},
               {"multisign", found->multisign}});
}

Response CscServer::authorize(const Json& body) {
  const ServedCredential* found = find(body);
  if (found == nullptr) return invalidRequest("Invalid parameter credentialID");
  const auto hashes = texts(body, "hashes");
  const auto count =
      body.value("numSignatures", Json()).is_number_integer() ? body["numSignatures"].get<int>() : 0;
  if (count < 1 || count > found->multisign) return invalidRequest("Invalid parameter numSignatures");
  if (hashes.size() != static_cast<std::size_t>(count))
    return invalidRequest("numSignatures differs from hashes");
  if (!found->pin.empty()) {
    ++tally.pinTries;
    if (pinIn(body) != found->pin.reveal()) return failure(400, "invalid_pin", "The PIN is not correct");
  }
  ++tally.authorizations;
  const std::string sad = toHex(random_.bytes(24));
  const std::lock_guard<std::mutex> lock(mutex_);
  sads_[sad] = {found->id, hashes, clock_.now().plus(settings_.sadLife)};
  return good({{"SAD", sad}, {"expiresIn", settings_.sadLife.count()}});
}

/// A SAD serves once, for exactly the hashes it was given for (SCAL2).
bool CscServer::takeSad(const std::string& sad, const std::string& credential,
                        const std::vector<std::string>& hashes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = sads_.find(sad);
  if (found == sads_.end() || found->second.credential != credential || found->second.hashes != hashes ||
      found->second.ends <= clock_.now()) {
    return false;
  }
  sads_.erase(found);
  return true;
}

std::optional<Json> CscServer::remembered(const std::string& clientData,
                                          const std::vector<std::string>& hashes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = answered_.find(clientData);
  if (!settings_.remembers || clientData.empty() || found == answered_.end() ||
      found->second.hashes != hashes)
    return std::nullopt;
  return found->second.answer;
}

Response CscServer::bend(Response answer) {
  if (due(faults.answersSlow)) std::this_thread::sleep_for(faults.slowFor);
  return due(faults.answersLost) ? Response::html("<h1>504 Gateway Timeout</h1>", 504) : answer;
}

Response CscServer::sign(const Json& body) {
  const ServedCredential* found = find(body);
  if (found == nullptr) return invalidRequest("Invalid parameter credentialID");
  if (due(faults.broken)) return failure(500, "server_error", "on command");
  const auto hashes = texts(body, "hashes");
  const std::string clientData = json::optionalString(body, "clientData");
  if (const auto known = remembered(clientData, hashes)) return bend(good(*known));
  if (!takeSad(json::optionalString(body, "SAD"), found->id, hashes))
    return invalidRequest("Invalid parameter SAD");
  SigningWish wish;
  wish.signAlgo = json::optionalString(body, "signAlgo");
  if (body.contains("signAlgoParams"))
    wish.signAlgoParams = fromBase64(json::optionalString(body, "signAlgoParams"));
  if (body.contains("hashAlgorithmOID")) wish.hashAlgorithm = json::optionalString(body, "hashAlgorithmOID");
  Json signatures = Json::array();
  for (const std::string& hash : hashes) {
    EVP_PKEY* key = found->identity.key.get();
    const auto made = signHash(key, wish, fromBase64(hash).value_or(Bytes()));
    if (!made) return invalidRequest("Invalid parameter signAlgo");
    ++tally.signatures;
    signatures.push_back(toBase64(found->rawEcdsa ? rawEcdsa(*made, key) : *made));
  }
  if (due(faults.nonsense)) signatures.erase(signatures.begin());
  const Json answer = {{"signatures", std::move(signatures)}};
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    answered_[clientData] = {hashes, answer};
  }
  return bend(good(answer));
}

}  // namespace tdkt::cscserver
