#include "workflow/engine/StepRules.h"

#include <array>

#include "workflow/engine/decide/Ballots.h"

namespace tdkt::workflow {
namespace {

// One line per kind; each function in a file of its family under decide/.
constexpr std::array kRules{
    StepRule{"ballot", enterBallot, stopBallot, mayCompleteBallot},
};

}  // namespace

const StepRule* stepRuleOf(std::string_view stepKind) {
  for (const StepRule& rule : kRules) {
    if (rule.stepKind == stepKind) return &rule;
  }
  return nullptr;
}

}  // namespace tdkt::workflow
