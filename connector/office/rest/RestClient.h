#pragma once
// One HTTP exchange with a host under one absolute deadline. No redirects, no kept connections, bounded
// answers.

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "connector/office/rest/CircuitBreaker.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"
#include "workflow/base/Secret.h"

namespace tdkt::office {

struct RestSettings {
  std::string baseUrl;  ///< "http://127.0.0.1:8081" or https; may have a path; no slash at the end
  Secret token;
  std::chrono::milliseconds deadline{15'000};  ///< for one exchange from connecting to the last octet
  std::string header = "Authorization";        ///< that carries the token
  std::string prefix = "Bearer ";
  std::size_t maxReply = 1U << 20U;
  std::shared_ptr<CircuitBreaker> breaker = nullptr;  ///< null = none
};

struct RestReply {
  int status = 0;
  std::string body;
  std::string contentType = {};
};

/// A call with headers of its own instead of the token's.
struct RestCall {
  std::string method = "GET";
  std::string path;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string mediaType = {};
  Bytes body = {};
  bool changes = false;  ///< whether a lost answer leaves a doubt
};

/// Thread-safe: no state but the settings.
class RestClient {
 public:
  explicit RestClient(RestSettings settings) : settings_(std::move(settings)) {}

  Result<RestReply> get(const std::string& path) const;
  /// `method` changes something at the host.
  Result<RestReply> change(const std::string& method, const std::string& path, const Bytes& body,
                           const std::string& mediaType) const;
  /// A 2xx reply, or: kUnavailable "office.connect" (nothing sent), "office.circuit.open" (nothing sent),
  /// "office.reply", "office.busy" (429, opens the breaker for Retry-After), "office.moved" (3xx: never
  /// followed, the token would go along); kInDoubt "office.reply" (a change was sent, its outcome unknown);
  /// kDenied "office.token" (401, 403); kNotFound "office.absent" (404, 410); kUnavailable "office.lock"
  /// (422 without a reason: a lost edit race, nothing was done); kInput "office.refused" (detail: the host's
  /// own words, shortened).
  Result<RestReply> call(RestCall call) const;

 private:
  RestSettings settings_;
};

}  // namespace tdkt::office
