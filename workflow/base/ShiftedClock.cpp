#include "workflow/base/ShiftedClock.h"

#include <chrono>
#include <fstream>

namespace tdkt {
namespace {

constexpr std::int64_t kLookEvery = 100;                               // milliseconds
constexpr std::int64_t kMostSeconds = std::int64_t{20} * 366 * 86400;  // twenty years either way

std::int64_t steadyMillis() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

}  // namespace

std::int64_t ShiftedClock::shift() const {
  const std::int64_t now = steadyMillis();
  const std::int64_t last = readAt_.load();
  if (last != 0 && now - last < kLookEvery) return shift_.load();
  std::int64_t seconds = 0;
  std::ifstream in(file_);
  if (!(in >> seconds) || seconds < -kMostSeconds || seconds > kMostSeconds) seconds = 0;
  shift_ = seconds * 1000;
  readAt_ = now;
  return shift_.load();
}

UtcTime ShiftedClock::now() const {
  UtcTime time = SystemClock().now();
  if (!file_.empty()) time.millis += shift();
  return time;
}

}  // namespace tdkt
