// A step whose kind has a rule of its own must bring that rule. Refused at deployment, so that nothing of a
// procedure is silently left out.

#include <set>

#include "workflow/definition/Draft.h"

namespace tdkt::workflow {
namespace {

/// Without its own element such a step would have no rule to follow.
const std::set<std::string, std::less<>> kNeedsElement = {"consent", "posting"};

void checkNode(const DraftNode& draft, Report& report) {
  const std::string& kind = draft.node.stepKind;
  if (kNeedsElement.count(kind) == 0 || draft.settings.count(kind) != 0) return;
  report.error("domain.element", draft.line, draft.node.id,
               "Bước loại “" + kind + "” cần phần mở rộng tdkt:" + kind,
               "a step of kind " + kind + " needs tdkt:" + kind);
}

}  // namespace

void checkRequiredElements(const Draft& draft, Report& report) {
  for (const std::string& id : draft.order) checkNode(draft.nodes.at(id), report);
}

}  // namespace tdkt::workflow
