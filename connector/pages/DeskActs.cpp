#include "connector/pages/DeskActs.h"

#include <nlohmann/json.hpp>

#include "connector/pages/Form.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Text.h"
#include "workflow/engine/Engine.h"

namespace tdkt::pages {

using namespace workflow;

Result<Command> deskCommand(const http::Request& request) {
  const std::string act = formValue(request, "act");
  const std::string line = formValue(request, "line");
  const auto reason = text::nfc(formValue(request, "reason"));
  if (!reason) return inputError("workflow.text", "not UTF-8", "reason");
  const std::vector<LineId> lines = line.empty() ? std::vector<LineId>() : std::vector{LineId(line)};
  if (act == "freeze") return Command(FreezeDossier{lines, *reason});
  if (act == "unfreeze") return Command(UnfreezeDossier{lines, *reason});
  if (act == "withdraw-line") return Command(WithdrawLines{lines, *reason});
  if (act == "recall-yes") return Command(AnswerRecall{true, *reason});
  if (act == "recall-no") return Command(AnswerRecall{false, *reason});
  return inputError("workflow.outcome", "the desk has no such act", act);
}

CommandId deskCommandId(const http::Request& request, const DossierId& dossier) {
  const std::string content = dossier.text() + '\n' + formValue(request, "version") + '\n' +
                              formValue(request, "act") + '\n' + formValue(request, "line") + '\n' +
                              formValue(request, "reason");
  return CommandId("desk-" + sha256Hex(content));
}

nlohmann::ordered_json deskActsView(const DossierState& dossier) {
  const bool underWay = dossier.phase == Phase::kRunning || dossier.phase == Phase::kReturned;
  const bool asked = dossier.matters.count(kRecallMatter) != 0;
  nlohmann::ordered_json view{{"version", dossier.version},
                              {"frozen", frozen(dossier)},
                              {"mayFreeze", underWay && !frozen(dossier)},
                              {"mayUnfreeze", frozen(dossier) && !asked}};
  if (const auto kept = dossier.matters.find(kFreezeMatter); kept != dossier.matters.end())
    view["frozenReason"] = std::get<Freeze>(kept->second).reason;
  if (asked) view["recall"] = {{"reason", std::get<RecallRequest>(dossier.matters.at(kRecallMatter)).reason}};
  return view;
}

}  // namespace tdkt::pages
