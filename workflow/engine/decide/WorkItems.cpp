// An official acts on a task: agrees, returns, refuses.

#include <algorithm>
#include <nlohmann/json.hpp>

#include "workflow/engine/StepRules.h"
#include "workflow/engine/Transition.h"
#include "workflow/engine/decide/Authority.h"
#include "workflow/engine/decide/Lines.h"
#include "workflow/engine/decide/Returns.h"
#include "workflow/engine/decide/Rules.h"
#include "workflow/engine/decide/Verdicts.h"
#include "workflow/model/DossierJson.h"

namespace tdkt::workflow {
namespace {

using Json = nlohmann::ordered_json;

Result<Done> outcomeFits(const Case& given, const WorkItem& item, const Node& node,
                         const CompleteWorkItem& command) {
  if (!readable(command.reason)) return inputError("workflow.text", "not NFC", "reason");
  if (command.back && command.outcome != Outcome::kReturn)
    return inputError("workflow.outcome", "terms of a return go with a return", "back");
  if (command.outcome == Outcome::kReturn) return checkReturn(given, item, node, command);
  return command.outcome == Outcome::kAgree ? Result<Done>(Done{}) : checkReason(command.reason);
}

Result<Done> mayAct(const Case& given, const WorkItem& item, const CompleteWorkItem& command) {
  if (item.state != WorkItemState::kOpen)
    return conflictError("workflow.item.closed", "somebody acted on this task already");
  TDKT_CHECK(checkRunning(given.state));
  if (command.documentsDigest != approvalDigest(given.state))
    return conflictError("workflow.stale", "the dossier changed since it was shown");
  return Done{};
}

/// Asked last of all, so that no role and no grant passes it: lines the actor has no say in.
Result<std::vector<LineId>> apartFrom(const Case& given, const WorkItem& item, const Node& node) {
  const OfficialId& actor = given.facts.actor;
  auto apart = linesTooClose(given.state, given.facts, node, item.lines, actor);
  if (apart.empty() && item.excluded.empty()) return apart;
  const bool told = std::find(item.excluded.begin(), item.excluded.end(), actor) != item.excluded.end();
  const bool all = apart.size() == linesOf(given.state, item.lines).size();
  if (told || (!apart.empty() && (excludesFromAll(node) || all)))
    return deniedError("workflow.excluded", "the official is too close to a nominee of this dossier",
                       item.role);
  if (node.stepKind == "ballot") apart.clear();  // there each member is recused line by line
  return apart;
}

/// A number taken for the decision stays in its book for ever: it must say there why it carries nothing.
/// Code 02 is only for the door; after acceptance a refusal is a finished outcome.
/// Source: QCVN 102:2016/BTTTT, status codes.
void refuse(Transition& transition, const std::string& reason) {
  transition.stopEverything("Hồ sơ không được khen thưởng");
  endLines(transition, LineState::kDropped);
  transition.emit(PhaseChanged{Phase::kRefused});
  transition.status("06", "Không được khen thưởng: " + reason);
  transition.spoilNumber(reason);
}

/// Somebody with a say in the others must still do his part.
void askForRest(Transition& transition, const Node& node, const WorkItem& item,
                const std::vector<LineId>& apart) {
  transition.openTaskFor(node, item.role, item.title, apart);
}

void follow(Transition& transition, const Node& node, const WorkItem& item, const CompleteWorkItem& command,
            const std::vector<LineId>& apart) {
  if (command.outcome == Outcome::kReturn) return sendBack(transition, node, command);
  const bool refuses = command.outcome == Outcome::kRefuse && !node.advisory;
  if (refuses && apart.empty() && item.lines.empty()) return refuse(transition, command.reason);
  if (refuses) dropOthers(transition, item, command.reason, apart);
  if (command.outcome == Outcome::kAgree) applyVerdicts(transition, item, node, command, apart);
  if (!apart.empty()) return askForRest(transition, node, item, apart);
  if (refuses && linesOf(transition.state(), {}).empty()) return refuse(transition, command.reason);
  const StepRule* rule = stepRuleOf(node.stepKind);
  if (rule != nullptr && rule->given != nullptr) return rule->given(transition, node, item);
  transition.leave(node);
}

}  // namespace

Result<Step> decide(const Case& given, const CompleteWorkItem& command) {
  const auto& items = given.state.workItems;
  const auto found = std::find_if(items.rbegin(), items.rend(),
                                  [&](const WorkItem& row) { return row.id == command.workItem; });
  if (found == items.rend()) return notFoundError("workflow.item", "no such task");
  const WorkItem item = *found;  // as it was: the state moves on
  TDKT_ASSIGN(const Node* node, nodeOf(given, item.node));
  TDKT_ASSIGN(Authority authority, authorityFor(given.definition, given.state, given.facts, item, *node));
  TDKT_CHECK(mayAct(given, item, command));
  TDKT_CHECK(outcomeFits(given, item, *node, command));
  TDKT_ASSIGN(const auto apart, apartFrom(given, item, *node));
  TDKT_CHECK(checkVerdicts(given, item, *node, command, apart));
  const StepRule* rule = stepRuleOf(node->stepKind);
  if (rule != nullptr && rule->mayComplete != nullptr)
    TDKT_CHECK(rule->mayComplete(given, *node, item, command.outcome));
  Transition transition(given.definition, given.take(), given.facts);
  const std::string reason = reasonsOf(command);
  transition.emit(WorkItemCompleted{item.id, command.outcome, reason, command.documentsDigest, command.lines,
                                    std::move(authority.principal), std::move(authority.grant),
                                    authority.capacity});
  transition.hostClosed(item, toString(command.outcome), reason);
  follow(transition, *node, item, command, apart);
  return transition.finish();
}

Json contentOf(const CompleteWorkItem& command) {
  Json out{{"item", command.workItem.text()},
           {"outcome", toString(command.outcome)},
           {"reason", command.reason},
           {"digest", command.documentsDigest}};
  if (!command.lines.empty()) out["lines"] = toJson(command.lines);  // absent: the digest of an older command
  if (!command.back) return out;
  out["back"] = Json{{"to", command.back->to},
                     {"reasons", command.back->reasons},
                     {"missing", command.back->missing},
                     {"due", command.back->due ? Json(isoDate(*command.back->due)) : Json(nullptr)}};
  return out;
}

}  // namespace tdkt::workflow
