#pragma once
// The road to time-stamp, OCSP and CRL services: signing's Transport over our HTTP client.

#include <chrono>
#include <cstddef>
#include <string>

#include "connector/http/HttpClient.h"
#include "signing/Transport.h"

namespace tdkt::http {

struct TransportLimits {
  std::chrono::milliseconds deadline{10'000};
  std::size_t maxReply = 1U << 20U;
  bool publicOnly = false;  ///< for addresses out of foreign certificates
};

/// Whatever is lost after sending is kUnavailable, not kInDoubt: asking such a service twice is harmless.
/// Thread-safe. Errors: kInput "http.url"; kUnavailable "transport.connect", "transport.timeout" (late or cut
/// short), "transport.size"; kDenied "http.private".
class HttpTransport : public signing::Transport {
 public:
  explicit HttpTransport(TransportLimits limits = {}) : limits_(limits) {}
  Result<signing::TransportReply> post(const std::string& url, const std::string& contentType,
                                       const Bytes& body) override;
  Result<signing::TransportReply> get(const std::string& url) override;

 private:
  Result<signing::TransportReply> ask(ClientRequest request) const;
  TransportLimits limits_;
};

}  // namespace tdkt::http
