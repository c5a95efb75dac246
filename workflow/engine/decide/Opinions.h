#pragma once
// Rules of a step of opinions. Private to the engine.

#include "workflow/engine/Transition.h"
#include "workflow/engine/decide/Decide.h"

namespace tdkt::workflow {

/// Opens the addressee's task; with a lapse rule also the timer of its last day.
void enterOpinions(Transition& transition, const Node& node);
/// Goes on when nobody is asked at this node any more.
void opinionGiven(Transition& transition, const Node& node, const WorkItem& item);
void recomputeOpinions(Transition& transition, const Node& node, const WorkItem& item,
                       const std::string& because);
/// Timer "opinion-lapse": the last day of somebody is over.
void opinionLapsed(Transition& transition, const Timer& timer);

}  // namespace tdkt::workflow
