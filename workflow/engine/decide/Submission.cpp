// A submission arrives, arrives again, is taken back.

#include <nlohmann/json.hpp>

#include "workflow/engine/Transition.h"
#include "workflow/engine/decide/Rules.h"
#include "workflow/model/DossierJson.h"

namespace tdkt::workflow {

using Json = nlohmann::ordered_json;

Result<Step> decide(const Case& given, const StartDossier& command) {
  const auto& [definition, state, facts] = given;
  if (state.version != 0) return conflictError("workflow.exists", "this dossier has begun already");
  if (command.definitionHash != definition.hash) return bugError("workflow.definition", "another definition");
  TDKT_CHECK(checkSubmission(command.header, command.documents, command.lines));
  Transition transition(definition, state, facts);
  transition.emit(
      DossierStarted{command.definitionHash, command.header, command.documents, proposed(command.lines)});
  transition.status("03", "Đã tiếp nhận hồ sơ đề nghị khen thưởng");
  transition.arrive("", definition.start);
  return transition.finish();
}

Result<Step> decide(const Case& given, const ResubmitDossier& command) {
  const auto& [definition, state, facts] = given;
  if (state.version == 0 || ended(state) || decided(state)) {
    return conflictError("workflow.phase", "a supplement is no longer possible");
  }
  TDKT_CHECK(checkSubmission(command.header, command.documents, command.lines));
  Transition transition(definition, state, facts);
  transition.stopEverything("Bên gửi đã gửi lại hồ sơ");
  transition.emit(DossierResubmitted{command.header, command.documents, proposed(command.lines)});
  if (state.phase == Phase::kReturned) transition.emit(PhaseChanged{Phase::kRunning});
  transition.status("05", "Đã nhận hồ sơ bổ sung, xử lý lại từ đầu");
  transition.arrive("", definition.start);
  return transition.finish();
}

/// Source: QCVN 102:2016/BTTTT, business type 1 and status codes 13, 15.
Result<Step> decide(const Case& given, const WithdrawDossier& command) {
  const auto& [definition, state, facts] = given;
  if (state.version == 0 || ended(state) || decided(state)) {
    return conflictError("workflow.withdraw.late", "a decision has been made: nothing can be taken back");
  }
  if (!readable(command.reason)) return inputError("workflow.text", "not NFC", "reason");
  const std::string because = command.reason.empty() ? "" : ": " + command.reason;
  Transition transition(definition, state, facts);
  transition.stopEverything("Bên gửi đã rút hồ sơ" + because);
  const LineState to = command.forGood ? LineState::kWithdrawn : LineState::kReturned;
  transition.change(LineState::kProposed, to);
  if (command.forGood) transition.change(LineState::kReturned, to);
  transition.emit(PhaseChanged{command.forGood ? Phase::kRefused : Phase::kReturned});
  transition.status("15", (command.forGood ? "Hồ sơ được thay thế" : "Đồng ý cho rút hồ sơ") + because);
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
