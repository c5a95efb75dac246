#pragma once
// What rules of several families do with due dates. Private to the engine.

#include "workflow/engine/Transition.h"

namespace tdkt::workflow {

/// The first instant after the last minute of that day.
UtcTime endOf(CivilDate lastDay);
/// The task's due date is `to` from now on; nothing happens when it is already.
void moveDue(Transition& transition, const WorkItemId& item, CivilDate to, const std::string& because);

}  // namespace tdkt::workflow
