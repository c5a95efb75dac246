#pragma once
// The step of a council ballot. Private to the engine.

#include "workflow/engine/Transition.h"
#include "workflow/engine/decide/Decide.h"

namespace tdkt::workflow {

/// The secretary's task opens and a round is convened.
void enterBallot(Transition& transition, const Node& node);
/// A round under way ends without a result; its box is destroyed.
void stopBallot(Transition& transition, const Node& node);
/// The secretary's own task may be completed when the ballot is counted and its minutes are made, or returned
/// and refused while no round is under way, or refused when nobody passed. Members' and chair's tasks are
/// done by voting and confirming. Errors: kConflict "workflow.ballot.phase".
Result<Done> mayCompleteBallot(const Case& given, const Node& node, const WorkItem& item, Outcome outcome);

/// The service task that makes minutes and record.
inline constexpr const char* kMinutesAction = "council-minutes";

}  // namespace tdkt::workflow
