#pragma once
// The common round of every outbox worker: lease one, do it, tick it off, put it back, or set it aside.

#include <functional>
#include <string>

#include "connector/outbox/Outbox.h"

namespace tdkt::outbox {

using Work = std::function<Result<Done>(const LeasedEffect&)>;

/// What became of an effect that did not fail: done, or it sleeps until a person has acted.
struct Parked {
  Error why;            ///< shown meanwhile
  Outbox::Until until;  ///< as Outbox::park() takes it
};
using PatientWork = std::function<Result<std::optional<Parked>>(const LeasedEffect&)>;

/// Leases one due effect of `channel` and runs `work` on it. False when there was none (or storage is away).
/// kUnavailable and kInDoubt go back with a pause; every other error is set aside for a person.
bool settleOne(Outbox& outbox, const std::string& channel, int leaseSeconds, const Work& work);
/// The same for work that may wait for a person.
bool settlePatiently(Outbox& outbox, const std::string& channel, int leaseSeconds, const PatientWork& work);

}  // namespace tdkt::outbox
