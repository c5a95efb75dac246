#pragma once
// Leaves a host alone that is down: after several failures in a row nobody knocks for a while.

#include <chrono>
#include <cstdint>
#include <mutex>

#include "workflow/base/Clock.h"
#include "workflow/base/Error.h"

namespace tdkt::office {

struct BreakerSettings {
  int failures = 5;                            ///< in a row, before it opens
  std::chrono::seconds firstPause{30};         ///< doubles with every failed trial
  std::chrono::seconds longestPause{15 * 60};  ///< also caps what a host may ask by Retry-After
};

/// closed ──failures──► open ──pause over──► one trial ──good──► closed (else open, twice as long)
/// Thread-safe. One per host, shared by everything that talks to it.
class CircuitBreaker {
 public:
  explicit CircuitBreaker(const Clock& clock, BreakerSettings settings = {})
      : clock_(clock), settings_(settings) {}

  /// Errors: kUnavailable "office.circuit.open" (nothing was sent).
  Result<Done> enter();
  void succeeded();
  /// `retryAfterSeconds` above 0 opens at once for that long: the host has said so.
  void failed(std::int64_t retryAfterSeconds = 0);
  bool open() const;

 private:
  const Clock& clock_;
  BreakerSettings settings_;
  mutable std::mutex mutex_;
  int failures_ = 0;
  int opened_ = 0;  ///< how often in a row
  std::int64_t closedUntil_ = 0;
};

}  // namespace tdkt::office
