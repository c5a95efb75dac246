#pragma once
// A remote signing service for tests and trials, written from the public specification. It keeps real keys
// and signs with them; it is no safe place for a key that matters.
//
//   POST /csc/v2/info, /csc/v2/oauth2/token, /csc/v2/credentials/{list,info,authorize},
//        /csc/v2/signatures/signHash
//
// Source: Cloud Signature Consortium API v2.0 §8, §10, §11; RFC 6749 §4.4.

#include <atomic>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "connector/http/Router.h"
#include "integration/trust_services/Certificates.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Random.h"
#include "workflow/base/Secret.h"

namespace tdkt::cscserver {

struct ServedCredential {
  std::string id;
  trust::Identity identity;
  std::vector<Bytes> issuers;  ///< DER, above the certificate, root included
  Secret pin;                  ///< empty = authorization is implicit
  int multisign = 1;
  bool enabled = true;
  bool wantsOtp = false;  ///< besides the PIN
  bool rawEcdsa = false;  ///< answers r||s
};

struct ServerSettings {
  std::string clientId;
  Secret clientSecret;
  std::chrono::seconds tokenLife{3600};
  std::chrono::seconds sadLife{300};
  bool remembers = true;  ///< the same clientData and hashes get the same answer, without a new SAD
};

/// What goes wrong on command. Each counts down.
struct Faults {
  std::atomic<int> busy{0};         ///< 429 for any call
  std::atomic<int> broken{0};       ///< 500 for signHash, before it signs
  std::atomic<int> answersLost{0};  ///< signHash signs, then answers 504
  std::atomic<int> answersSlow{0};  ///< signHash signs, then holds its answer for slowFor
  std::chrono::milliseconds slowFor{0};
  std::atomic<int> nonsense{0};  ///< signHash answers with one signature too few
};

/// What happened.
struct Tally {
  std::atomic<int> tokens{0};
  std::atomic<int> authorizations{0};
  std::atomic<int> pinTries{0};
  std::atomic<int> signatures{0};
};

/// Thread-safe. Clock and Random outlive it, it outlives the router.
class CscServer {
 public:
  CscServer(ServerSettings settings, std::vector<ServedCredential> credentials, const Clock& clock,
            Random& random);
  void addRoutes(http::Router& router);
  /// Every access token, or every SAD, given so far is worth nothing from now on.
  void forgetTokens();
  void forgetSads();

  Faults faults;
  Tally tally;

 private:
  using Json = nlohmann::ordered_json;
  struct Sad {
    std::string credential;
    std::vector<std::string> hashes;
    UtcTime ends;
  };
  struct Answered {
    std::vector<std::string> hashes;
    Json answer;
  };
  http::Response token(const http::Request& request);
  http::Response guarded(const http::Request& request, http::Response (CscServer::*act)(const Json&));
  http::Response info(const Json& body);
  http::Response list(const Json& body);
  http::Response credential(const Json& body);
  http::Response authorize(const Json& body);
  http::Response sign(const Json& body);
  http::Response bend(http::Response answer);
  std::optional<Json> remembered(const std::string& clientData, const std::vector<std::string>& hashes);
  bool takeSad(const std::string& sad, const std::string& credential, const std::vector<std::string>& hashes);
  const ServedCredential* find(const Json& body) const;
  bool knows(const std::string& bearer);

  const ServerSettings settings_;
  const std::vector<ServedCredential> credentials_;
  const Clock& clock_;
  Random& random_;
  std::mutex mutex_;
  std::map<std::string, UtcTime> tokens_;
  std::map<std::string, Sad> sads_;
  std::map<std::string, Answered> answered_;
};

}  // namespace tdkt::cscserver
