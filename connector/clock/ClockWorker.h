#pragma once
// The hand of the clock: fires timers that are due, reminds of due dates, and computes due dates again when
// another plan of working days was loaded. Decides nothing: every rule is the engine's.

#include <atomic>
#include <cstdint>

#include "connector/clock/PlanChange.h"
#include "connector/clock/Reminders.h"
#include "connector/clock/TimerQueue.h"
#include "workflow/engine/Engine.h"

namespace tdkt::clock {

/// One per service, run by one thread; several services may share a database. All parts outlive it.
class ClockWorker {
 public:
  ClockWorker(TimerQueue& timers, Reminders& reminders, PlanChange& plan, workflow::Engine& engine,
              const Clock& clock);

  /// One round; true when there is more to do at once. Reminders are looked for once a minute.
  bool runOnce();

 private:
  bool fireTimers();
  bool remind();
  bool followPlan();
  Result<workflow::Reply> tell(const std::string& id, const DossierId& dossier, workflow::Command command);

  TimerQueue& timers_;
  Reminders& reminders_;
  PlanChange& plan_;
  workflow::Engine& engine_;
  const Clock& clock_;
  UtcTime remindedAt_;
  bool planKnown_ = false;  ///< the loaded plan was compared with the stored one
  bool planOpen_ = false;
};

}  // namespace tdkt::clock
