#pragma once
// A sign-in service that can also lie: makes keys and tokens with OpenSSL alone, not with the library that
// the product reads them with.

#include <Poco/URI.h>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "connector/http/HttpServer.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Clock.h"

namespace tdkt::fakes {

inline std::string base64Url(std::string_view octets) {
  std::string text = toBase64(octets);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  text.erase(text.find_last_not_of('=') + 1);
  return text;
}

/// A key of RSA (bits) or P-256 (bits 0), as JWK and for signing.
class JwkKey {
 public:
  explicit JwkKey(std::string kid, unsigned rsaBits = 2048)
      : kid_(std::move(kid)),
        elliptic_(rsaBits == 0),
        key_(rsaBits == 0 ? EVP_EC_gen("P-256") : EVP_RSA_gen(rsaBits), EVP_PKEY_free) {
    if (!key_) throw std::runtime_error("no key");
  }

  nlohmann::ordered_json jwk() const {
    if (!elliptic_)
      return {{"kty", "RSA"}, {"kid", kid_}, {"use", "sig"}, {"n", number("n")}, {"e", number("e")}};
    return {{"kty", "EC"}, {"kid", kid_}, {"crv", "P-256"}, {"x", number("qx", 32)}, {"y", number("qy", 32)}};
  }
  /// A compact JWS of `claims`; the header is as given, "alg" decides how it is signed.
  std::string sign(const nlohmann::ordered_json& header, const std::string& claims) const {
    const std::string text = base64Url(header.dump()) + "." + base64Url(claims);
    return text + "." + base64Url(signature(header.value("alg", ""), text));
  }
  const std::string& kid() const { return kid_; }

 private:
  std::string number(const char* name, int width = 0) const {
    BIGNUM* value = nullptr;
    EVP_PKEY_get_bn_param(key_.get(), name, &value);
    std::string octets(static_cast<std::size_t>(width > 0 ? width : BN_num_bytes(value)), '\0');
    BN_bn2binpad(value, reinterpret_cast<unsigned char*>(octets.data()), static_cast<int>(octets.size()));
    BN_free(value);
    return base64Url(octets);
  }
  std::string signature(const std::string& algorithm, const std::string& text) const {
    const auto* octets = reinterpret_cast<const unsigned char*>(text.data());
    if (algorithm == "none") return {};
    if (algorithm == "HS256") {  // the old trick: the public key as a shared secret
      const std::string secret = jwk().dump();
      std::string out(32, '\0');
      unsigned size = 32;
      HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), octets, text.size(),
           reinterpret_cast<unsigned char*>(out.data()), &size);
      return out;
    }
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    EVP_PKEY_CTX* parameters = nullptr;
    EVP_DigestSignInit(context.get(), &parameters, EVP_sha256(), nullptr, key_.get());
    if (algorithm == "PS256") {
      EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING);
      EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST);
    }
    std::size_t size = 0;
    EVP_DigestSign(context.get(), nullptr, &size, octets, text.size());
    std::string out(size, '\0');
    EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, octets, text.size());
    out.resize(size);
    return elliptic_ ? flat(out) : out;
  }
  /// ECDSA's DER as r and s side by side: RFC 7518 §3.4.
  static std::string flat(const std::string& der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    ECDSA_SIG* parts = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
    std::string out(64, '\0');
    auto* to = reinterpret_cast<unsigned char*>(out.data());
    BN_bn2binpad(ECDSA_SIG_get0_r(parts), to, 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(parts), to + 32, 32);
    ECDSA_SIG_free(parts);
    return out;
  }

  std::string kid_;
  bool elliptic_;
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

/// Serves discovery, keys and tokens on this machine; who "signs in" is said by authorise().
class FakeIssuer {
 public:
  explicit FakeIssuer(const Clock& clock) : clock_(clock) {
    router_.add("GET", "/.well-known/openid-configuration", [this](const http::Request&) {
      nlohmann::ordered_json about = {{"issuer", url()},
                                      {"authorization_endpoint", url() + "/authorize"},
                                      {"token_endpoint", url() + "/token"},
                                      {"jwks_uri", url() + "/keys"}};
      about.update(metadata);
      return http::Response::json(about.dump(), discoveryStatus);
    });
    router_.add("GET", "/keys", [this](const http::Request&) {
      ++keysAsked;
      nlohmann::ordered_json set = {{"keys", nlohmann::ordered_json::array()}};
      for (const JwkKey* one : published) set["keys"].push_back(one->jwk());
      return http::Response::json(set.dump());
    });
    router_.add("POST", "/token", [this](const http::Request& request) { return token(request); });
    if (!server_.start()) throw std::runtime_error("no port");
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }

  /// What the browser would bring back after `subject` signed in at the address it was sent to.
  std::map<std::string, std::string> authorise(const std::string& address, const std::string& subject) {
    asked = queryOf(address);
    subject_ = subject;
    return {{"code", "code-" + subject}, {"state", asked.at("state")}};
  }
  static std::map<std::string, std::string> queryOf(const std::string& address) {
    std::map<std::string, std::string> out;
    std::string rest = address.substr(address.find('?') + 1);
    while (!rest.empty()) {
      const std::string pair = rest.substr(0, rest.find('&'));
      rest.erase(0, pair.size() + 1);
      out[pair.substr(0, pair.find('='))] = decoded(pair.substr(pair.find('=') + 1));
    }
    return out;
  }
  nlohmann::ordered_json claims(const std::string& subject, const std::string& nonce) const {
    const std::int64_t now = clock_.now().millis / 1000;
    return {{"iss", url()}, {"sub", subject},   {"aud", "tdkt"},
            {"iat", now},   {"exp", now + 300}, {"nonce", nonce}};
  }

  JwkKey key{"k1"};
  std::vector<const JwkKey*> published{&key};
  std::map<std::string, std::string> asked;  ///< the last authorisation request
  nlohmann::ordered_json metadata = nlohmann::ordered_json::object();
  int discoveryStatus = 200;
  int keysAsked = 0;
  std::function<std::string(const nlohmann::ordered_json& claims)> mint = [this](const auto& claims) {
    return key.sign({{"alg", "RS256"}, {"kid", key.kid()}}, claims.dump());
  };

 private:
  static std::string decoded(const std::string& text) {
    std::string out;
    Poco::URI::decode(text, out);
    return out;
  }
  http::Response token(const http::Request& request) {
    auto form = queryOf("?" + request.body);
    const bool client = request.header("authorization") == "Basic " + toBase64("tdkt:s3cret%2F%2B%3A");
    const bool proof = base64Url(sha256(form["code_verifier"])) == asked["code_challenge"];
    if (!client || !proof || form["code"] != "code-" + subject_ ||
        form["redirect_uri"] != asked["redirect_uri"])
      return http::Response::json(R"({"error":"invalid_grant"})", 400);
    const nlohmann::ordered_json answer = {{"access_token", "a"},
                                           {"token_type", "Bearer"},
                                           {"id_token", mint(claims(subject_, asked["nonce"]))}};
    subject_ = "used";
    return http::Response::json(answer.dump());
  }

  const Clock& clock_;
  http::Router router_;
  http::HttpServer server_{router_, {}};
  std::string subject_;
};

}  // namespace tdkt::fakes
