#include "connector/pages/DeskActs.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connector/pages/Form.h"
#include "connector/pages/Words.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Text.h"
#include "workflow/engine/Engine.h"

namespace tdkt::pages {

using namespace workflow;

namespace {

bool mayLeave(const Line& line) {
  return line.state == LineState::kProposed || line.state == LineState::kPassed ||
         line.state == LineState::kHeld || line.state == LineState::kReturned;
}

std::vector<LineId> linesOf(const http::Request& request) {
  std::vector<LineId> lines;
  for (const auto& [name, value] : formFields(request)) {
    if (name == "line" && !value.empty()) lines.emplace_back(value);
  }
  return lines;
}

Result<Command> splitFrom(const http::Request& request, const std::string& reason) {
  SplitDossier command{linesOf(request), reason, formValue(request, "at")};
  if (formValue(request, "supplement") != "yes") return Command(std::move(command));
  command.supplement.emplace();
  TDKT_ASSIGN(const std::string missing, text::nfc(formValue(request, "missing")));
  if (!missing.empty()) command.supplement->missing.push_back(missing);
  const std::string due = formValue(request, "due");
  if (!due.empty()) {
    command.supplement->due = parseIsoDate(due);
    if (!command.supplement->due) return inputError("workflow.return.due", "not a date", "due");
  }
  return Command(std::move(command));
}

/// Each task once, in the order it was first reached.
nlohmann::ordered_json stepsOf(const DossierState& dossier) {
  nlohmann::ordered_json out = nlohmann::ordered_json::array();
  for (const WorkItem& item : dossier.workItems) {
    const bool known =
        std::any_of(out.begin(), out.end(), [&](const auto& row) { return row.at("node") == item.node; });
    if (!known) out.push_back({{"node", item.node}, {"title", item.title}});
  }
  return out;
}

void addSplit(const DossierState& dossier, nlohmann::ordered_json& view) {
  const bool may = (dossier.phase == Phase::kRunning && !frozen(dossier)) || dossier.phase == Phase::kIssued;
  nlohmann::ordered_json lines = nlohmann::ordered_json::array();
  for (const Line& line : dossier.lines) {
    if (!may || !mayLeave(line)) continue;
    lines.push_back({{"id", line.id.text()},
                     {"ordinal", line.ordinal},
                     {"name", line.nominee.name},
                     {"state", wordFor(line.state)}});
  }
  view["maySplit"] = !lines.empty() && dossier.lines.size() > 1;
  view["splitLines"] = std::move(lines);
  view["splitSteps"] = stepsOf(dossier);
}

}  // namespace

Result<Command> deskCommand(const http::Request& request) {
  const std::string act = formValue(request, "act");
  const std::string line = formValue(request, "line");
  const auto reason = text::nfc(formValue(request, "reason"));
  if (!reason) return inputError("workflow.text", "not UTF-8", "reason");
  const std::vector<LineId> lines = line.empty() ? std::vector<LineId>() : std::vector{LineId(line)};
  if (act == "freeze") return Command(FreezeDossier{lines, *reason});
  if (act == "unfreeze") return Command(UnfreezeDossier{lines, *reason});
  if (act == "split") return splitFrom(request, *reason);
  if (act == "withdraw-line") return Command(WithdrawLines{lines, *reason});
  if (act == "recall-yes") return Command(AnswerRecall{true, *reason});
  if (act == "recall-no") return Command(AnswerRecall{false, *reason});
  return inputError("workflow.outcome", "the desk has no such act", act);
}

CommandId deskCommandId(const http::Request& request, const DossierId& dossier) {
  std::string content = dossier.text() + '\n' + formValue(request, "version") + '\n' +
                        formValue(request, "act") + '\n' + formValue(request, "line") + '\n' +
                        formValue(request, "reason");
  if (formValue(request, "act") == "split") {
    for (const LineId& line : linesOf(request)) content += '\n' + line.text();
    for (const char* field : {"at", "supplement", "due", "missing"})
      content += '\n' + formValue(request, field);
  }
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
  addSplit(dossier, view);
  return view;
}

}  // namespace tdkt::pages
