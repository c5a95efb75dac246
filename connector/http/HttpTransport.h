#pragma once
// HTTP and HTTPS for signing's time-stamp and revocation services.

#include <chrono>

#include "signing/Transport.h"

namespace tdkt::http {

/// One exchange, ended at the deadline however slowly the other side drips. No redirect is followed.
/// Thread-safe.
class HttpTransport : public signing::Transport {
 public:
  explicit HttpTransport(std::chrono::milliseconds deadline = std::chrono::seconds(10))
      : deadline_(deadline) {}
  /// Further errors: kInput "transport.url".
  Result<signing::TransportReply> post(const std::string& url, const std::string& contentType,
                                       const Bytes& body) override;
  Result<signing::TransportReply> get(const std::string& url) override;

 private:
  std::chrono::milliseconds deadline_;
};

}  // namespace tdkt::http
