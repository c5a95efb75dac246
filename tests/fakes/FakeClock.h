#pragma once
// A clock that stands still until a test moves it.

#include <atomic>

#include "workflow/base/Clock.h"

namespace tdkt::fakes {

class FakeClock : public Clock {
 public:
  explicit FakeClock(UtcTime start = *parseIso("2026-11-20T08:00:00+07:00")) : millis_(start.millis) {}
  UtcTime now() const override { return UtcTime{millis_.load()}; }
  void set(UtcTime instant) { millis_ = instant.millis; }
  void advance(std::chrono::milliseconds span) { millis_ += span.count(); }

 private:
  std::atomic<std::int64_t> millis_;
};

}  // namespace tdkt::fakes
