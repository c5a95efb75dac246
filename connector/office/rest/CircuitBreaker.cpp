#include "connector/office/rest/CircuitBreaker.h"

#include <algorithm>

#include "workflow/base/Log.h"

namespace tdkt::office {

Result<Done> CircuitBreaker::enter() {
  const std::lock_guard lock(mutex_);
  const std::int64_t now = clock_.now().millis;
  if (now < closedUntil_)
    return unavailableError("office.circuit.open", "the host is left alone for a while");
  // Once the pause is over one trial goes through; the others wait for what becomes of it.
  if (opened_ > 0) closedUntil_ = now + std::chrono::milliseconds(settings_.firstPause).count();
  return Done{};
}

void CircuitBreaker::succeeded() {
  const std::lock_guard lock(mutex_);
  if (opened_ > 0) log::info("office.circuit.closed");
  failures_ = 0;
  opened_ = 0;
  closedUntil_ = 0;
}

void CircuitBreaker::failed(std::int64_t retryAfterSeconds) {
  const std::lock_guard lock(mutex_);
  ++failures_;
  if (retryAfterSeconds <= 0 && opened_ == 0 && failures_ < settings_.failures) return;
  const std::int64_t longest = settings_.longestPause.count();
  std::int64_t pause = std::min(settings_.firstPause.count() << std::min(opened_, 10), longest);
  if (retryAfterSeconds > 0) pause = std::min(retryAfterSeconds, longest);
  ++opened_;
  closedUntil_ = clock_.now().millis + pause * 1000;
  log::warning("office.circuit.open", {{"seconds", std::to_string(pause)}});
}

bool CircuitBreaker::open() const {
  const std::lock_guard lock(mutex_);
  return clock_.now().millis < closedUntil_;
}

}  // namespace tdkt::office
