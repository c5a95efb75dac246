#pragma once
// What the holder of a task says of lines one by one. Private to the engine.

#include "workflow/engine/Transition.h"
#include "workflow/engine/decide/Decide.h"

namespace tdkt::workflow {

/// Every verdict names a line of the task that is still under way, once, with a reason unless it agrees; a
/// line that failed its ballot cannot be agreed to. `apart`: lines the actor has no say in.
/// Errors: kNotFound "workflow.line", kConflict "workflow.line.failed" / "workflow.line.state" /
/// "workflow.phase" (the decision is made), kDenied "workflow.excluded", kInput "workflow.outcome" /
/// "workflow.reason.missing" / "workflow.text" / "workflow.lines" (named twice) / "workflow.decision.empty"
/// (the chair would decide for nobody).
Result<Done> checkVerdicts(const Case& given, const WorkItem& item, const Node& node,
                           const CompleteWorkItem& command, const std::vector<LineId>& apart);

/// Drops the lines refused, each with its reason, and tells the host; in a step of kind "chair" the others
/// of the task are decided. Lines in `apart` stay.
void applyVerdicts(Transition& transition, const WorkItem& item, const Node& node,
                   const CompleteWorkItem& command, const std::vector<LineId>& apart);

/// The whole task refused by somebody who has no say in `apart`: the others are dropped.
void dropOthers(Transition& transition, const WorkItem& item, const std::string& reason,
                const std::vector<LineId>& apart);

}  // namespace tdkt::workflow
