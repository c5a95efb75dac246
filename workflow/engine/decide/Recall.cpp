// The submitter asks for his dossier back: at once while nobody acted, else the dossier stands still until
// whoever holds it, or the secretariat, has answered.
// Source: QCVN 102:2016/BTTTT, status codes 13 (asked), 15 (granted), 16 (refused).

#include <algorithm>
#include <nlohmann/json.hpp>

#include "workflow/engine/Transition.h"
#include "workflow/engine/decide/Freeze.h"
#include "workflow/engine/decide/Lines.h"
#include "workflow/engine/decide/Rules.h"

namespace tdkt::workflow {
namespace {

using Json = nlohmann::ordered_json;

/// Somebody acted on this version: an earlier one came before `receivedAt`.
bool actedOn(const DossierState& state) {
  return std::any_of(state.workItems.begin(), state.workItems.end(), [&](const WorkItem& item) {
    return item.state == WorkItemState::kDone && state.header.receivedAt <= item.openedAt;
  });
}

Result<Done> mayAnswer(const Case& given) {
  if (holds(given.facts, kDeskRole)) return Done{};
  for (const WorkItem& item : given.state.workItems) {
    if (item.state == WorkItemState::kOpen && holds(given.facts, item.role)) return Done{};
  }
  return deniedError("workflow.role", "only who holds the dossier answers", kDeskRole);
}

}  // namespace

Result<Step> decide(const Case& given, const RecallDossier& command) {
  const auto& [definition, state, facts, owned] = given;
  TDKT_CHECK(checkTakeBack(state));
  if (!readable(command.reason)) return inputError("workflow.text", "not NFC", "reason");
  if (state.phase == Phase::kReturned)
    return conflictError("workflow.phase", "the submitter has the dossier already");
  if (state.matters.count(kRecallMatter) != 0)
    return conflictError("workflow.recall.waiting", "this was asked already");
  Transition transition(definition, state, facts);
  if (!actedOn(state)) {
    takeBack(transition, command.reason, false);
    return transition.finish();
  }
  const bool stands = frozen(state);
  if (!stands)
    standStill(transition,
               "Bên gửi đề nghị rút hồ sơ" + (command.reason.empty() ? "" : ": " + command.reason));
  transition.keep(kRecallMatter, RecallRequest{command.reason, facts.now, !stands});
  transition.status("05", "Đã nhận đề nghị rút hồ sơ, chờ người đang xử lý trả lời");
  return transition.finish();
}

Result<Step> decide(const Case& given, const AnswerRecall& command) {
  const auto& [definition, state, facts, owned] = given;
  const auto asked = state.matters.find(kRecallMatter);
  if (asked == state.matters.end()) return notFoundError("workflow.recall", "nobody asked for it");
  TDKT_CHECK(mayAnswer(given));
  const RecallRequest request = std::get<RecallRequest>(asked->second);
  Transition transition(definition, state, facts);
  if (command.accept) {
    TDKT_CHECK(checkTakeBack(state));
    if (request.suspends) endStandstill(transition);
    takeBack(transition, request.reason, false);
    return transition.finish();
  }
  TDKT_CHECK(checkReason(command.reason));
  transition.emit(MatterEnded{kRecallMatter});
  if (request.suspends) goOn(transition);
  transition.status("16", "Không đồng ý cho rút hồ sơ: " + command.reason);
  return transition.finish();
}

Json contentOf(const RecallDossier& command) {
  return Json{{"recall", command.reason}};
}
Json contentOf(const AnswerRecall& command) {
  return {{"answerRecall", command.accept}, {"reason", command.reason}};
}

}  // namespace tdkt::workflow
