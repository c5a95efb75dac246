#pragma once
// The calls of a remote signing service that we use, as values. Source: Cloud Signature Consortium API v2.0
// §8 (authentication), §10 (errors), §11.4, §11.5, §11.6, §11.11; RFC 6749 §4.4 (client credentials).

#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "signing/KeyHolder.h"
#include "signing/remote/RemoteTransport.h"
#include "workflow/base/Clock.h"

namespace tdkt::signing::csc {

struct ClientSettings {
  std::string baseUrl;   ///< "https://host/csc/v2", no slash at the end
  std::string tokenUrl;  ///< empty = baseUrl + "/oauth2/token"
  std::string clientId;
  Secret clientSecret;
  Secret bearer;  ///< a ready access token, instead of clientId and clientSecret
};

/// What we need to know of a credential.
struct Credential {
  std::vector<Bytes> certificates;  ///< DER, the key's own first
  std::vector<std::string> algorithms;
  bool enabled = false;              ///< key enabled and certificate valid, as the service sees it
  std::string authMode;              ///< "implicit", "explicit", "oauth2code"
  std::vector<std::string> asksFor;  ///< ids of what an explicit authorization wants: "PIN", "OTP"
  int multisign = 1;                 ///< signatures by one authorization, at most
};

/// What an authorization is asked for; the SAD it gives is bound to it.
struct SigningRequest {
  std::string credential;
  SignatureAlgorithm algorithm;
  std::vector<ToBeSigned> digests;
  std::string clientData;  ///< our job, the same at every repeat
};

/// Thread-safe. An access token is fetched when needed and anew, once, when the service says it ran out.
///
/// Errors of all calls: kUnavailable "signing.remote.unavailable" (not reached, or busy: certainly not done),
/// "signing.remote.busy" (429, 503), "signing.remote.answer" (not what the specification says); kDenied
/// "signing.remote.client" (token or client refused), "signing.remote.denied", "signing.key.pin"
/// (invalid_pin); kInput "signing.remote.refused" (the request itself; detail has the service's error word).
class Client {
 public:
  Client(ClientSettings settings, RemoteTransport& transport, const Clock& clock);

  Result<std::vector<std::string>> listCredentials();
  Result<Credential> credentialInfo(const std::string& id);
  /// The SAD. `pin` goes under its id; empty = none is asked for.
  Result<Secret> authorize(const SigningRequest& request, const std::string& pinId, const Secret& pin);
  /// As many signatures as digests. Besides: kInDoubt "signing.remote.lost" (may be signed; ask again with
  /// the same clientData).
  Result<std::vector<Bytes>> signHashes(const SigningRequest& request, const Secret& sad);

 private:
  using Json = nlohmann::ordered_json;
  Result<Json> call(const std::string& method, const Json& body, bool signs);
  Result<RemoteReply> send(const std::string& method, const Json& body, bool signs);
  Result<Secret> accessToken(bool refresh);
  Result<Secret> fetchToken();

  const ClientSettings settings_;
  RemoteTransport& transport_;
  const Clock& clock_;
  std::mutex mutex_;
  Secret token_;
  UtcTime tokenEnds_;
};

}  // namespace tdkt::signing::csc
