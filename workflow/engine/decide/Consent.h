#pragma once
// Rules of a consent asked by document. Private to the engine.

#include "workflow/engine/Transition.h"
#include "workflow/engine/decide/Decide.h"

namespace tdkt::workflow {

/// Opens the task and asks the e-office to have the request sent.
void enterConsent(Transition& transition, const Node& node);
/// Agreement and refusal are what the agency answered: without an answer there is neither.
/// kConflict "workflow.consent.unanswered".
Result<Done> mayEndConsent(const Case& given, const Node& node, const WorkItem& item, Outcome outcome);
void recomputeConsent(Transition& transition, const Node& node, const WorkItem& item,
                      const std::string& because);
/// Timer "consent-lapse": the agency's last day is over.
void consentLapsed(Transition& transition, const Timer& timer);

}  // namespace tdkt::workflow
