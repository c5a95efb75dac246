#pragma once
// What issuing needs of whoever raises signed files: one call, no key.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

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

/// "B-B", "B-T", "B-LT", "B-LTA".
const char* nameOf(signing::Level level);
std::optional<signing::Level> levelFrom(std::string_view name);

}  // namespace tdkt::issuing
