#pragma once
// Brings the outbox's events to one subscriber: CloudEvents in Standard Webhooks headers, in order per
// dossier, again and again for days, then a dead letter.

#include "connector/events/EventTap.h"
#include "connector/office/rest/CircuitBreaker.h"
#include "workflow/base/Clock.h"

namespace tdkt::events {

/// About three days of the outbox's pauses; then a person must look.
inline constexpr int kLastAttempt = 20;

/// Run by one thread.
class EventSender {
 public:
  EventSender(Subscriber subscriber, outbox::Outbox& outbox, const Clock& clock);

  /// One event; false when none is due or the subscriber is left alone for a while (down, or told us to
  /// wait).
  bool runOnce();

 private:
  /// Done on any 2xx. Every other answer, and none, is tried again (kUnavailable "events.answer",
  /// "events.unreachable", kInDoubt "events.answer"): a receiver must tolerate repeats by webhook-id. 410 is
  /// for good (kInput "events.gone"); kInput "events.given-up" after kLastAttempt.
  Result<Done> send(const outbox::LeasedEffect& effect);
  Result<Done> exchange(const std::string& id, const std::string& body);

  const Subscriber subscriber_;
  outbox::Outbox& outbox_;
  const Clock& clock_;
  office::CircuitBreaker breaker_;
};

}  // namespace tdkt::events
