// A running dossier goes over to another definition: what it has done stays on record, what is open goes on
// under the new terms. A plan that would lose something open is refused by its rule.

#include <nlohmann/json.hpp>

#include "workflow/definition/Migration.h"
#include "workflow/engine/StepRules.h"
#include "workflow/engine/Transition.h"
#include "workflow/engine/decide/Rules.h"

namespace tdkt::workflow {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kAdminRole = "admin";
constexpr const char* kBecause = "Hồ sơ chuyển sang quy trình mới";

Result<Done> mayMigrate(const Case& given, const MigrateDossier& command) {
  TDKT_CHECK(checkHolds(given.facts, kAdminRole));
  if (given.state.version == 0 || ended(given.state))
    return conflictError("workflow.phase", "the dossier is not under way");
  if (given.facts.target == nullptr || given.facts.target->hash != command.to)
    return bugError("workflow.definition", "the definition it goes to was not loaded", command.to);
  if (given.state.definitionHash == command.to)
    return conflictError("migrate.same", "the dossier runs on this definition already");
  const auto bad = badRenames(given.definition, *given.facts.target, command.steps);
  if (!bad.empty()) return inputError("migrate.plan", bad.front(), "steps");
  return Done{};
}

/// The same task under new terms: taken from whoever had it, offered with its full time.
void offerAgain(Transition& transition, const Node& node, const WorkItem& item) {
  transition.emit(WorkItemCancelled{item.id, kBecause});
  transition.hostClosed(item, "cancelled", kBecause);
  transition.openTask(node, item.lines);
}

void moveToken(Transition& transition, const Definition& from, const NodeMapping& row, int count) {
  const Node& node = *transition.definition().find(row.to);
  if (!row.offeredAgain()) return;
  const std::vector<WorkItem> items = transition.state().workItems;
  transition.endAllTimers(*from.find(row.from));
  if (row.to != row.from) {
    for (int i = 0; i < count; ++i) transition.emit(TokenMoved{row.from, row.to});
  }
  if (node.kind == NodeKind::kTimer) {
    if (row.to != row.from) transition.emit(MatterEnded{row.from});
    return transition.waitFor(node);
  }
  if (node.kind != NodeKind::kUserTask) return;
  for (const WorkItem& item : items) {
    if (item.node == row.from && item.state == WorkItemState::kOpen) offerAgain(transition, node, item);
  }
  transition.setBoundaryTimers(node);
}

}  // namespace

Result<Step> decide(const Case& given, const MigrateDossier& command) {
  TDKT_CHECK(mayMigrate(given, command));
  const MigrationPlan plan = planMigration(given.definition, *given.facts.target, command.steps);
  const auto stops = obstacles(plan, given.state);
  if (!stops.empty()) return conflictError(stops.front().rule, stops.front().message, stops.front().from);
  Transition transition(*given.facts.target, given.state, given.facts);
  transition.emit(DossierMigrated{given.state.definitionHash, command.to, command.steps});
  for (const auto& [node, count] : given.state.tokens) {
    moveToken(transition, given.definition, *plan.find(node), count);
  }
  return transition.finish();
}

Json contentOf(const MigrateDossier& command) {
  return {{"migrate", command.to}, {"steps", command.steps}};
}

}  // namespace tdkt::workflow
