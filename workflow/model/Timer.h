#pragma once
// A moment at which a dossier moves although nobody acts: plain data, worked off by connector/clock.

#include <compare>
#include <string>

#include "workflow/base/Ids.h"
#include "workflow/base/Time.h"

namespace tdkt::workflow {

/// Pending until it fires or is ended. Unique by id within the store.
struct Timer {
  TimerId id;
  std::string node;     ///< the step that set it; "" for the dossier as a whole
  std::string purpose;  ///< which rule answers: see workflow/engine/decide/TimerPurposes.h
  UtcTime due;          ///< the first instant at which it may fire
  friend bool operator==(const Timer&, const Timer&) = default;
};

/// The order in which timers are kept and fire.
inline bool firesBefore(const Timer& a, const Timer& b) {
  return a.due.millis != b.due.millis ? a.due.millis < b.due.millis : a.id < b.id;
}

}  // namespace tdkt::workflow
