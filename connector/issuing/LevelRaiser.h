#pragma once
// What issuing needs of whoever raises signed files: one call, no key.

#include <chrono>
#include <optional>

#include "signing/Extender.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"
#include "workflow/base/Time.h"

namespace tdkt::issuing {

struct Raised {
  Bytes pdf;  ///< begins with the octets that were given
  /// Until when the newest document time-stamp's certificate holds, when the raiser can tell.
  std::optional<UtcTime> evidenceUntil;
};

/// Safe to call from several threads. Idempotent: a file that is at its level already comes back as it is.
/// Source: ETSI EN 319 142-1 §5.4.
class LevelRaiser {
 public:
  virtual ~LevelRaiser() = default;
  /// Errors: those of signing::Extender::extend.
  virtual Result<Raised> raise(const Bytes& pdf, signing::Level target, std::chrono::hours renewWithin) = 0;
};

}  // namespace tdkt::issuing
