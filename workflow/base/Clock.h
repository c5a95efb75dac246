#pragma once
// The time of day as a dependency, so that a test can live in 2026, 2031 or 2040.

#include "workflow/base/Time.h"

namespace tdkt {

/// Tells the time. Implementations are safe to call from several threads.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual UtcTime now() const = 0;
};

/// The machine's clock.
class SystemClock : public Clock {
 public:
  UtcTime now() const override {
    return UtcTime{std::chrono::duration_cast<std::chrono::milliseconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count()};
  }
};

}  // namespace tdkt
