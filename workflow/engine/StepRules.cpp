#include "workflow/engine/StepRules.h"

#include <array>

namespace tdkt::workflow {
namespace {

// One line per kind: {"ballot", enterBallot, stopBallot}; each function in a file of its family under
// decide/.
constexpr std::array<StepRule, 0> kRules{};

}  // namespace

const StepRule* stepRuleOf(std::string_view stepKind) {
  for (const StepRule& rule : kRules) {
    if (rule.stepKind == stepKind) return &rule;
  }
  return nullptr;
}

}  // namespace tdkt::workflow
