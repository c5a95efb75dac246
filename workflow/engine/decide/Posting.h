#pragma once
// Rules of a public posting. Private to the engine.

#include "workflow/engine/Transition.h"
#include "workflow/engine/decide/Decide.h"

namespace tdkt::workflow {

/// Opens the task to publish and freezes the list.
void enterPosting(Transition& transition, const Node& node);
/// A posting ends by agreement only after its last day, with the list it posted, and with no comment left
/// open. kConflict "workflow.posting.unpublished", ".early", ".interrupted", ".changed", ".comments",
/// ".nobody".
Result<Done> mayEndPosting(const Case& given, const Node& node, const WorkItem& item, Outcome outcome);
void recomputePosting(Transition& transition, const Node& node, const WorkItem& item,
                      const std::string& because);
/// Timer "posting-end": the last day is over.
void postingEnded(Transition& transition, const Timer& timer);

}  // namespace tdkt::workflow
