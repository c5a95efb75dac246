// An official acts on a task: agrees, returns, refuses.

#include <algorithm>
#include <nlohmann/json.hpp>

#include "workflow/engine/StepRules.h"
#include "workflow/engine/Transition.h"
#include "workflow/engine/decide/Rules.h"

namespace tdkt::workflow {
namespace {

using Json = nlohmann::ordered_json;

Result<Done> outcomeFits(const Node& node, const CompleteWorkItem& command) {
  if (command.outcome == Outcome::kReturn && !node.mayReturn)
    return inputError("workflow.outcome", "this task does not offer a return", "outcome");
  if (!readable(command.reason)) return inputError("workflow.text", "not NFC", "reason");
  if (command.outcome == Outcome::kAgree) return Done{};
  return checkReason(command.reason);
}

Result<Done> mayAct(const Case& given, const WorkItem& item, const Node& node,
                    const CompleteWorkItem& command) {
  TDKT_CHECK(checkHolds(given.facts, item.role));
  if (item.state != WorkItemState::kOpen)
    return conflictError("workflow.item.closed", "somebody acted on this task already");
  TDKT_CHECK(checkRunning(given.state));
  if (command.documentsDigest != approvalDigest(given.state))
    return conflictError("workflow.stale", "the dossier changed since it was shown");
  TDKT_CHECK(outcomeFits(node, command));
  const StepRule* rule = stepRuleOf(node.stepKind);
  if (rule == nullptr || rule->mayComplete == nullptr) return Done{};
  return rule->mayComplete(given, node, item, command.outcome);
}

void sendBack(Transition& transition, const std::string& reason) {
  transition.stopEverything("Hồ sơ đã được trả lại để bổ sung");
  transition.change(LineState::kProposed, LineState::kReturned);
  transition.change(LineState::kPassed, LineState::kReturned);
  transition.change(LineState::kDecided, LineState::kReturned);
  transition.emit(PhaseChanged{Phase::kReturned});
  transition.status("05", "Trả lại để bổ sung: " + reason);
}

/// A number taken for the decision stays in its book for ever: it must say there why it carries nothing.
/// Code 02 is only for the door; after acceptance a refusal is a finished outcome.
/// Source: QCVN 102:2016/BTTTT, status codes.
void refuse(Transition& transition, const std::string& reason) {
  transition.stopEverything("Hồ sơ không được khen thưởng");
  transition.change(LineState::kProposed, LineState::kDropped);
  transition.change(LineState::kPassed, LineState::kDropped);
  transition.change(LineState::kDecided, LineState::kDropped);
  transition.emit(PhaseChanged{Phase::kRefused});
  transition.status("06", "Không được khen thưởng: " + reason);
  transition.spoilNumber(reason);
}

void follow(Transition& transition, const Node& node, const CompleteWorkItem& command) {
  if (command.outcome == Outcome::kReturn) return sendBack(transition, command.reason);
  if (command.outcome == Outcome::kRefuse && !node.advisory) return refuse(transition, command.reason);
  if (command.outcome == Outcome::kAgree && node.stepKind == "chair") {
    transition.change(LineState::kProposed, LineState::kDecided);
    transition.change(LineState::kPassed, LineState::kDecided);
  }
  transition.leave(node);
}

}  // namespace

Result<Step> decide(const Case& given, const CompleteWorkItem& command) {
  const auto& [definition, state, facts] = given;
  const auto item = std::find_if(state.workItems.begin(), state.workItems.end(),
                                 [&](const WorkItem& row) { return row.id == command.workItem; });
  if (item == state.workItems.end()) return notFoundError("workflow.item", "no such task");
  TDKT_ASSIGN(const Node* node, nodeOf(given, item->node));
  TDKT_CHECK(mayAct(given, *item, *node, command));
  Transition transition(definition, state, facts);
  transition.emit(WorkItemCompleted{item->id, command.outcome, command.reason, command.documentsDigest});
  transition.hostClosed(*item, toString(command.outcome), command.reason);
  follow(transition, *node, command);
  return transition.finish();
}

Json contentOf(const CompleteWorkItem& command) {
  return {{"item", command.workItem.text()},
          {"outcome", toString(command.outcome)},
          {"reason", command.reason},
          {"digest", command.documentsDigest}};
}

}  // namespace tdkt::workflow
