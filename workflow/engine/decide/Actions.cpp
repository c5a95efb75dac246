// A service task is done, or can never be done and the secretariat ends the dossier.

#include <algorithm>
#include <nlohmann/json.hpp>

#include "workflow/engine/Transition.h"
#include "workflow/engine/decide/Lines.h"
#include "workflow/engine/decide/Rules.h"

namespace tdkt::workflow {
namespace {

using Json = nlohmann::ordered_json;

Result<const PendingAction*> pending(const DossierState& state, const EffectId& effect) {
  const auto action = std::find_if(state.actions.begin(), state.actions.end(),
                                   [&](const PendingAction& row) { return row.effect == effect; });
  if (action == state.actions.end()) return notFoundError("workflow.action", "no such action under way");
  return &*action;
}

Result<Done> mayAnnul(const Case& given, const AnnulDossier& command) {
  TDKT_CHECK(checkHolds(given.facts, kDeskRole));
  TDKT_CHECK(checkRunning(given.state));
  if (issued(given.state))
    return conflictError("workflow.annul.issued", "the decision is published; it can only be revoked");
  return checkReason(command.reason);
}

}  // namespace

Result<Step> decide(const Case& given, const CompleteAction& command) {
  const auto& [definition, state, facts, owned] = given;
  TDKT_ASSIGN(const PendingAction* action, pending(state, command.effect));
  TDKT_ASSIGN(const Node* node, nodeOf(given, action->node));
  for (const auto& [name, value] : command.results) {
    if (!readable(name) || !readable(value)) return inputError("workflow.text", "not NFC", "results");
  }
  const bool standsStill = frozen(state);
  Transition transition(definition, given.take(), facts);
  transition.emit(ActionCompleted{command.effect, command.results});
  if (node->action == "publish") transition.change(LineState::kDecided, LineState::kIssued);
  // A frozen dossier keeps what came and goes on when that is lifted; at a user task a person sends it on.
  if (node->kind == NodeKind::kServiceTask && !standsStill) transition.leave(*node);
  return transition.finish();
}

Result<Step> decide(const Case& given, const AnnulDossier& command) {
  const auto& [definition, state, facts, owned] = given;
  TDKT_CHECK(mayAnnul(given, command));
  TDKT_ASSIGN(const PendingAction* action, pending(state, command.effect));
  const bool numbering = action->action == "reserve-number";
  Transition transition(definition, state, facts);
  transition.emit(DossierAnnulled{command.effect, command.reason});
  transition.stopEverything("Hồ sơ đã bị hủy");
  endLines(transition, LineState::kAnnulled);
  transition.emit(PhaseChanged{Phase::kRefused});
  transition.status("06", "Đã hủy hồ sơ: " + command.reason);
  transition.spoilNumber(command.reason);
  if (numbering) transition.spoilRequest(command.effect, command.reason);
  return transition.finish();
}

Json contentOf(const CompleteAction& command) {
  return {{"effect", command.effect.text()}, {"results", command.results}};
}
Json contentOf(const AnnulDossier& command) {
  return {{"annul", command.effect.text()}, {"reason", command.reason}};
}

}  // namespace tdkt::workflow
