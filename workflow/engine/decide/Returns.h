#pragma once
// Back to the submitter or to an earlier task, the time he has, and how it goes on. Private to the engine.

#include "workflow/engine/Transition.h"
#include "workflow/engine/decide/Decide.h"

namespace tdkt::workflow {

/// Errors: kInput "workflow.outcome" (no return offered), "workflow.return.target", "workflow.return.due"
/// (a day that has passed), "workflow.text", "workflow.reason.missing"; kConflict "workflow.return.limit".
Result<Done> checkReturn(const Case& given, const WorkItem& item, const Node& node,
                         const CompleteWorkItem& command);
/// All reasons in one sentence.
std::string reasonsOf(const CompleteWorkItem& command);
void sendBack(Transition& transition, const Node& node, const CompleteWorkItem& command);

/// The waiting for a supplement, if there is one, is over.
void endSupplement(Transition& transition);
/// Where the new version goes on: the start, or the task that sent back (tdkt:supplement stale). "" = start.
std::string resumeAt(const Case& given, const ResubmitDossier& command);
/// The submitter's time has passed: tdkt:supplement expiry.
void supplementExpired(Transition& transition, const Timer& timer);

}  // namespace tdkt::workflow
