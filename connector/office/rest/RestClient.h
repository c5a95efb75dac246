#pragma once
// One HTTP exchange with a host under one absolute deadline. No redirects, no kept connections, bounded
// answers.

#include <chrono>
#include <string>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"
#include "workflow/base/Secret.h"

namespace tdkt::office {

struct RestSettings {
  std::string baseUrl;  ///< "http://127.0.0.1:8081" or https; no path, no slash at the end
  Secret token;
  std::chrono::milliseconds deadline{15'000};  ///< for one exchange from connecting to the last octet
};

struct RestReply {
  int status = 0;
  std::string body;
};

/// Thread-safe: no state but the settings.
class RestClient {
 public:
  explicit RestClient(RestSettings settings) : settings_(std::move(settings)) {}

  Result<RestReply> get(const std::string& path) const;
  /// `method` changes something at the host.
  Result<RestReply> change(const std::string& method, const std::string& path, const Bytes& body,
                           const std::string& mediaType) const;

 private:
  struct Call {
    std::string method;
    std::string path;
    std::string mediaType;
    const Bytes* body = nullptr;
  };
  /// A 2xx reply, or: kUnavailable "office.connect" (nothing sent), "office.reply", "office.busy"; kInDoubt
  /// "office.reply" (a change was sent, its outcome unknown); kDenied "office.token"; kInput
  /// "office.refused".
  Result<RestReply> exchange(const Call& call) const;
  RestSettings settings_;
};

}  // namespace tdkt::office
