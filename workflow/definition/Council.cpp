// What a ballot step must say so that it can be run.

#include <algorithm>

#include "workflow/council/Rule.h"
#include "workflow/definition/Draft.h"

namespace tdkt::workflow {
namespace {

bool known(const std::vector<std::string>& roles, const std::string& role) {
  return roles.empty() || std::find(roles.begin(), roles.end(), role) != roles.end();
}

void checkRoster(const DraftNode& draft, const BallotRule& rule, const DefinitionContext& context,
                 Report& report) {
  const std::string& id = draft.node.id;
  if (rule.roster == draft.node.role || rule.presidingRole() == draft.node.role) {
    report.error("domain.ballot", draft.line, id,
                 "Thư ký (người giữ bước) phải là vai trò khác với thành viên Hội đồng “" + rule.roster + "”",
                 "the holder of a ballot step must be another role than its roster");
  }
  for (const std::string& role : {rule.roster, rule.presidingRole()}) {
    if (known(context.roles, role)) continue;
    report.error("domain.ballot", draft.line, id,
                 "Chưa ai trong danh bạ giữ vai trò “" + role + "” mà bỏ phiếu cần",
                 "nobody in the directory holds the role " + role + " that the ballot needs");
  }
}

}  // namespace

void checkBallots(const Draft& draft, const DefinitionContext& context, Report& report) {
  for (const std::string& id : draft.order) {
    const DraftNode& step = draft.nodes.at(id);
    const auto written = step.settings.find("ballot");
    if ((step.node.stepKind == "ballot") != (written != step.settings.end())) {
      report.error("domain.ballot", step.line, id,
                   "Bước bỏ phiếu (kind=\"ballot\") và tdkt:ballot phải đi cùng nhau",
                   "a step of kind ballot and tdkt:ballot go together");
      continue;
    }
    if (written == step.settings.end()) continue;
    const auto rule = ballotRuleFrom(written->second);
    if (rule) checkRoster(step, *rule, context, report);  // else the extension stage has said so
  }
}

}  // namespace tdkt::workflow
