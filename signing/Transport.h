#pragma once
// How signing reaches a time-stamp or revocation service. Implemented outside (connector/http), faked in
// tests.

#include <string>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"

namespace tdkt::signing {

struct TransportReply {
  int status = 0;
  std::string contentType;
  Bytes body;
};

/// One HTTP exchange with an absolute deadline, no redirect followed, reply capped at 1 MiB. Thread-safe.
class Transport {
 public:
  virtual ~Transport() = default;
  /// Errors: kUnavailable "transport.connect" / "transport.timeout" / "transport.size".
  virtual Result<TransportReply> post(const std::string& url, const std::string& contentType,
                                      const Bytes& body) = 0;
  virtual Result<TransportReply> get(const std::string& url) = 0;
};

}  // namespace tdkt::signing
