#pragma once
// Commands of the clock about due dates. Sent by the system only.

#include <string>

#include "workflow/base/Ids.h"
#include "workflow/base/Time.h"
#include "workflow/engine/event/Deadlines.h"

namespace tdkt::workflow {

/// The due date of an open task is near, or over.
struct RemindWorkItem {
  WorkItemId workItem;
  ReminderKind kind = ReminderKind::kSoon;
  CivilDate due{};      ///< that the reminder is about; another by now: nothing is said
  std::string watcher;  ///< role that watches an overdue task
};

/// A new plan of working days was loaded: every open due date of the dossier is computed again by it.
struct RecomputeDue {};

}  // namespace tdkt::workflow
