// A complaint stops lines or the whole dossier; settled, they go on where they stood.

#include <algorithm>
#include <nlohmann/json.hpp>

#include "workflow/engine/Transition.h"
#include "workflow/engine/decide/Deadlines.h"
#include "workflow/engine/decide/Freeze.h"
#include "workflow/engine/decide/Lines.h"
#include "workflow/engine/decide/Rules.h"
#include "workflow/model/DossierJson.h"

namespace tdkt::workflow {
namespace {

using Json = nlohmann::ordered_json;

Freeze kept(const DossierState& state) {
  const auto matter = state.matters.find(kFreezeMatter);
  return matter == state.matters.end() ? Freeze{} : std::get<Freeze>(matter->second);
}

void keepOrEnd(Transition& transition, const Freeze& freeze) {
  if (freeze.whole || !freeze.lines.empty()) return transition.keep(kFreezeMatter, freeze);
  transition.emit(MatterEnded{kFreezeMatter});
}

Result<Step> freezeAll(const Case& given, const FreezeDossier& command) {
  if (frozen(given.state)) return conflictError("workflow.frozen", "the dossier stands still already");
  Transition transition(given.definition, given.state, given.facts);
  standStill(transition, command.reason);
  transition.status("05", "Tạm dừng xử lý hồ sơ: " + command.reason);
  return transition.finish();
}

/// A line that is decided stands in the decision being made: only the whole dossier can be stopped then.
Result<Step> freezeLines(const Case& given, const FreezeDossier& command) {
  Freeze freeze = kept(given.state);
  TDKT_ASSIGN(const auto lines, linesNamed(given.state, command.lines));
  for (const Line* line : lines) {
    const bool can = line->state == LineState::kProposed || line->state == LineState::kPassed ||
                     line->state == LineState::kReturned;
    if (!can) return conflictError("workflow.line.state", "this line cannot be held", line->nominee.name);
    freeze.lines[line->id] = line->state;
  }
  Transition transition(given.definition, given.state, given.facts);
  transition.mark(command.lines, LineState::kHeld, command.reason);
  transition.keep(kFreezeMatter, freeze);
  return transition.finish();
}

/// What came from outside while everything stood still was written down; now it has its consequences.
void takeUpWhatCame(Transition& transition) {
  const auto tokens = transition.state().tokens;
  for (const auto& [id, count] : tokens) {
    const Node* node = transition.definition().find(id);
    if (node == nullptr || node->kind != NodeKind::kServiceTask) continue;
    const auto& actions = transition.state().actions;
    const bool waits = std::any_of(actions.begin(), actions.end(),
                                   [&](const PendingAction& action) { return action.node == id; });
    if (!waits) transition.leave(*node);
  }
}

/// Open tasks get back the working days they lost.
void giveBackDays(Transition& transition, UtcTime since) {
  const WorkingCalendar& calendar = transition.facts().calendar;
  const CivilDate from = vietnamDate(since);
  const CivilDate to = vietnamDate(transition.facts().now);
  const int lost = calendar.workingDaysBetween(from, to);
  if (lost <= 0) return;
  const std::string because = "Hồ sơ tạm dừng từ " + shortDate(from) + " đến " + shortDate(to);
  const std::vector<WorkItem> items = transition.state().workItems;
  for (const WorkItem& item : items) {
    if (item.state == WorkItemState::kOpen)
      moveDue(transition, item.id, calendar.dueDate(item.due, lost), because);
  }
}

Result<Step> unfreezeAll(const Case& given, const UnfreezeDossier& command) {
  if (!frozen(given.state)) return conflictError("workflow.unfrozen", "the dossier does not stand still");
  if (given.state.matters.count(kRecallMatter) != 0)
    return conflictError("workflow.recall.waiting", "the request to give the dossier back is answered first");
  Transition transition(given.definition, given.state, given.facts);
  goOn(transition, command.reason);
  transition.status("05", "Tiếp tục xử lý hồ sơ");
  return transition.finish();
}

/// Too late for this decision: such a line is proposed anew by its submitter.
Result<Step> unfreezeLines(const Case& given, const UnfreezeDossier& command) {
  Freeze freeze = kept(given.state);
  TDKT_ASSIGN(const auto lines, linesNamed(given.state, command.lines));
  const bool late = decided(given.state) || ended(given.state);
  std::map<LineState, std::vector<LineId>> back;
  for (const Line* line : lines) {
    const auto before = freeze.lines.find(line->id);
    if (before == freeze.lines.end())
      return conflictError("workflow.unfrozen", "this line is not held", line->nominee.name);
    const bool returned = given.state.phase == Phase::kReturned;
    back[late || returned ? LineState::kReturned : before->second].push_back(line->id);
    freeze.lines.erase(before);
  }
  Transition transition(given.definition, given.state, given.facts);
  for (const auto& [state, ids] : back) transition.mark(ids, state, command.reason);
  keepOrEnd(transition, freeze);
  if (late) transition.status("05", "Trường hợp đã tạm dừng được đề nghị lại bằng hồ sơ mới");
  return transition.finish();
}

}  // namespace

bool frozen(const DossierState& state) {
  return kept(state).whole;
}

void standStill(Transition& transition, const std::string& reason) {
  Freeze freeze = kept(transition.state());
  freeze.whole = true;
  freeze.reason = reason;
  freeze.since = transition.facts().now;
  freeze.stopped = transition.state().timers;
  for (const Timer& timer : freeze.stopped) transition.emit(TimerEnded{timer.id});
  transition.keep(kFreezeMatter, freeze);
}

void endStandstill(Transition& transition, const std::string& conclusion) {
  Freeze freeze = kept(transition.state());
  freeze.whole = false;
  freeze.reason = conclusion;
  freeze.since = {};
  freeze.stopped.clear();
  // What was found stays in the log, even where no record of the freeze is left.
  if (!conclusion.empty() && freeze.lines.empty()) transition.keep(kFreezeMatter, freeze);
  keepOrEnd(transition, freeze);
}

void goOn(Transition& transition, const std::string& conclusion) {
  const Freeze freeze = kept(transition.state());
  const auto stood = std::chrono::milliseconds(transition.facts().now.millis - freeze.since.millis);
  for (Timer timer : freeze.stopped) {
    timer.due = timer.due.plus(stood);
    transition.emit(TimerSet{timer});
  }
  giveBackDays(transition, freeze.since);
  endStandstill(transition, conclusion);
  takeUpWhatCame(transition);
}

Result<Step> decide(const Case& given, const FreezeDossier& command) {
  TDKT_CHECK(checkHolds(given.facts, kDeskRole));
  TDKT_CHECK(checkReason(command.reason));
  if (given.state.version == 0 || ended(given.state))
    return conflictError("workflow.phase", "the dossier is not under way");
  return command.lines.empty() ? freezeAll(given, command) : freezeLines(given, command);
}

Result<Step> decide(const Case& given, const UnfreezeDossier& command) {
  TDKT_CHECK(checkHolds(given.facts, kDeskRole));
  TDKT_CHECK(checkReason(command.reason));
  return command.lines.empty() ? unfreezeAll(given, command) : unfreezeLines(given, command);
}

Json contentOf(const FreezeDossier& command) {
  return {{"freeze", toJson(command.lines)}, {"reason", command.reason}};
}
Json contentOf(const UnfreezeDossier& command) {
  return {{"unfreeze", toJson(command.lines)}, {"reason", command.reason}};
}

}  // namespace tdkt::workflow
