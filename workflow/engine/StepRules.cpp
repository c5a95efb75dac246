#include "workflow/engine/StepRules.h"

#include <array>

#include "workflow/engine/decide/Consent.h"
#include "workflow/engine/decide/Opinions.h"
#include "workflow/engine/decide/Posting.h"

namespace tdkt::workflow {
namespace {

// One line per kind: {"ballot", enterBallot, stopBallot}; each function in a file of its family under
// decide/.
constexpr StepRule kRules[] = {
    {"opinions", enterOpinions, nullptr, nullptr, opinionGiven, recomputeOpinions},
    {"posting", enterPosting, nullptr, mayEndPosting, nullptr, recomputePosting},
    {"consent", enterConsent, nullptr, mayEndConsent, nullptr, recomputeConsent},
};

}  // namespace

const StepRule* stepRuleOf(std::string_view stepKind) {
  for (const StepRule& rule : kRules) {
    if (rule.stepKind == stepKind) return &rule;
  }
  return nullptr;
}

}  // namespace tdkt::workflow
