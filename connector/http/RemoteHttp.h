#pragma once
// The road to a remote signing service: signing's RemoteTransport over our HTTP client.

#include <chrono>

#include "connector/http/HttpClient.h"
#include "signing/remote/RemoteTransport.h"

namespace tdkt::http {

/// Thread-safe. Errors: those of RemoteTransport; kInput "http.url".
class RemoteHttp : public signing::RemoteTransport {
 public:
  explicit RemoteHttp(std::chrono::milliseconds deadline = std::chrono::milliseconds(30'000))
      : deadline_(deadline) {}
  Result<signing::RemoteReply> post(const signing::RemoteRequest& request) override;

 private:
  std::chrono::milliseconds deadline_;
};

}  // namespace tdkt::http
