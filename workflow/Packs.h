#pragma once
// The data packs of workflow/packs built into the program: procedures (*.bpmn) and calendars (*.json).

#include <span>

#include "workflow/base/Resource.h"

namespace tdkt::workflow::packs {

/// Paths are file names: "provincial-commendation.bpmn", "calendar-vn.json".
std::span<const Resource> resources();

}  // namespace tdkt::workflow::packs
