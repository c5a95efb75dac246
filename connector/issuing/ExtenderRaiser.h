#pragma once
// LevelRaiser on signing::Extender.

#include <vector>

#include "connector/issuing/LevelRaiser.h"

namespace tdkt::issuing {

/// As thread-safe as its parts, which outlive it. It cannot tell how long a time-stamp holds: Extender looks
/// for itself each time it is asked.
class ExtenderRaiser : public LevelRaiser {
 public:
  ExtenderRaiser(signing::TimeStamper& stamper, signing::RevocationSource& revocation,
                 std::vector<signing::Certificate> roots, const Clock& clock)
      : stamper_(stamper), revocation_(revocation), roots_(std::move(roots)), clock_(clock) {}
  Result<Raised> raise(const Bytes& pdf, signing::Level target, std::chrono::hours renewWithin) override;

 private:
  signing::TimeStamper& stamper_;
  signing::RevocationSource& revocation_;
  std::vector<signing::Certificate> roots_;
  const Clock& clock_;
};

}  // namespace tdkt::issuing
