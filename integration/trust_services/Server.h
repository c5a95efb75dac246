#pragma once
// The trust services over HTTP on 127.0.0.1: POST /tsa, POST /ocsp, GET /crl/issuing.crl, GET /crl/root.crl.

#include <cstdint>
#include <memory>

#include "integration/trust_services/DemoPki.h"
#include "workflow/base/Clock.h"

namespace tdkt::trust {

/// Listens from construction to destruction. `clock` must outlive it. Thread-safe.
class Server {
 public:
  /// Port 0 takes any free port. Errors: kUnavailable "trust.listen", those of reading the folder.
  static Result<std::unique_ptr<Server>> start(const std::string& directory, std::uint16_t port,
                                               const Clock& clock);
  virtual ~Server() = default;
  virtual std::uint16_t port() const = 0;
};

}  // namespace tdkt::trust
