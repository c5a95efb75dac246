#pragma once
// Timers of the drawing itself: an intermediate timer, and one attached to a user task. Private to the
// engine. Source: OMG BPMN 2.0, clause 10.5.

#include "workflow/engine/Transition.h"

namespace tdkt::workflow {

inline constexpr const char* kBoundaryTimer = "boundary";  ///< its node is the boundary event
inline constexpr const char* kCatchTimer = "catch";        ///< its node is the intermediate event

/// When the timer at `node`, counted from `since`, may fire: after its last working day, or on its date.
UtcTime timeOf(const Node& node, const Facts& facts, UtcTime since);
/// The task is taken away and its token goes the timer's way; or a token of its own does, beside the task.
void boundaryFired(Transition& transition, const Timer& timer);
void catchFired(Transition& transition, const Timer& timer);
/// Another plan of working days is in force.
void recomputeWaiting(Transition& transition);

}  // namespace tdkt::workflow
