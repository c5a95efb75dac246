#include "workflow/engine/StepRules.h"

#include <array>

#include "workflow/engine/decide/Ballots.h"
#include "workflow/engine/decide/Consent.h"
#include "workflow/engine/decide/Opinions.h"
#include "workflow/engine/decide/Posting.h"

namespace tdkt::workflow {
namespace {

// One line per kind; each function in a file of its family under decide/.
constexpr std::array kRules{
    StepRule{"ballot", enterBallot, stopBallot, mayCompleteBallot},
    StepRule{"opinions", enterOpinions, nullptr, nullptr, opinionGiven, recomputeOpinions},
    StepRule{"posting", enterPosting, nullptr, mayEndPosting, nullptr, recomputePosting},
    StepRule{"consent", enterConsent, nullptr, mayEndConsent, nullptr, recomputeConsent},
};

}  // namespace

const StepRule* stepRuleOf(std::string_view stepKind) {
  for (const StepRule& rule : kRules) {
    if (rule.stepKind == stepKind) return &rule;
  }
  return nullptr;
}

}  // namespace tdkt::workflow
