// A submission arrives, arrives again, is taken back.

#include <algorithm>
#include <nlohmann/json.hpp>

#include "workflow/engine/Transition.h"
#include "workflow/engine/decide/Lines.h"
#include "workflow/engine/decide/Returns.h"
#include "workflow/engine/decide/Rules.h"
#include "workflow/model/DossierJson.h"

namespace tdkt::workflow {

using Json = nlohmann::ordered_json;

Result<Step> decide(const Case& given, const StartDossier& command) {
  const auto& [definition, state, facts, owned] = given;
  if (state.version != 0) return conflictError("workflow.exists", "this dossier has begun already");
  if (command.definitionHash != definition.hash) return bugError("workflow.definition", "another definition");
  TDKT_CHECK(checkSubmission(command.header, command.documents, command.lines));
  Transition transition(definition, given.take(), facts);
  transition.emit(
      DossierStarted{command.definitionHash, command.header, command.documents, proposed(command.lines)});
  transition.status("03", "Đã tiếp nhận hồ sơ đề nghị khen thưởng");
  transition.arrive("", definition.start);
  return transition.finish();
}

Result<Step> decide(const Case& given, const ResubmitDossier& command) {
  const auto& [definition, state, facts, owned] = given;
  if (state.version == 0 || ended(state) || decided(state)) {
    return conflictError("workflow.phase", "a supplement is no longer possible");
  }
  TDKT_CHECK(checkSubmission(command.header, command.documents, command.lines));
  const std::string resume = resumeAt(given, command);
  Transition transition(definition, state, facts);
  transition.stopEverything("Bên gửi đã gửi lại hồ sơ");
  endSupplement(transition);
  if (state.matters.count(kRecallMatter) != 0) transition.emit(MatterEnded{kRecallMatter});
  transition.emit(DossierResubmitted{command.header, command.documents, proposed(command.lines)});
  carryOver(transition, state, !resume.empty());
  const auto& lines = transition.state().lines;
  if (std::all_of(lines.begin(), lines.end(),
                  [](const Line& line) { return line.state == LineState::kSplit; }))
    return conflictError("workflow.split.all", "everybody of this list went to a child dossier");
  if (state.phase == Phase::kReturned) transition.emit(PhaseChanged{Phase::kRunning});
  transition.status("05", resume.empty() ? "Đã nhận hồ sơ bổ sung, xử lý lại từ đầu"
                                         : "Đã nhận hồ sơ bổ sung, xử lý tiếp từ bước đã trả lại");
  transition.arrive("", resume.empty() ? definition.start : resume);
  return transition.finish();
}

Result<Step> decide(const Case& given, const WithdrawDossier& command) {
  TDKT_CHECK(checkTakeBack(given.state));
  if (!readable(command.reason)) return inputError("workflow.text", "not NFC", "reason");
  Transition transition(given.definition, given.state, given.facts);
  takeBack(transition, command.reason, command.forGood);
  return transition.finish();
}

Json contentOf(const StartDossier& command) {
  return {{"start", command.definitionHash},
          {"header", toJson(command.header)},
          {"documents", toJson(command.documents)},
          {"lines", toJson(command.lines)}};
}
Json contentOf(const ResubmitDossier& command) {
  return {{"resubmit", toJson(command.header)},
          {"documents", toJson(command.documents)},
          {"lines", toJson(command.lines)}};
}
Json contentOf(const WithdrawDossier& command) {
  return {{"withdraw", command.reason}, {"forGood", command.forGood}};
}

}  // namespace tdkt::workflow
