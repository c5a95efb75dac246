// The submitter takes nominees out; and what becomes of lines when the whole dossier moves.

#include "workflow/engine/decide/Lines.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "workflow/engine/decide/Returns.h"
#include "workflow/engine/decide/Rules.h"
#include "workflow/model/DossierJson.h"

namespace tdkt::workflow {
namespace {

using Json = nlohmann::ordered_json;

auto keyOf(const Line& line) {
  const Nominee& who = line.nominee;
  return std::tie(who.kind, who.name, who.position, who.unit, who.achievement, line.award);
}

/// A complaint with the secretariat outlives a new version; one of a posting is judged again with its list.
std::map<LineId, LineState> underComplaint(const DossierState& state) {
  const auto kept = state.matters.find(kFreezeMatter);
  return kept == state.matters.end() ? std::map<LineId, LineState>() : std::get<Freeze>(kept->second).lines;
}

bool verdict(const Line& line) {
  return line.state == LineState::kPassed || line.state == LineState::kFailed ||
         line.state == LineState::kDropped || line.state == LineState::kWithdrawn;
}

bool goesOn(const Line& line) {
  return line.state == LineState::kProposed || line.state == LineState::kPassed ||
         line.state == LineState::kReturned || line.state == LineState::kHeld;
}

/// Who went to a child dossier is proposed there, whatever list comes here again.
bool wentAway(const Line& line) {
  return line.state == LineState::kSplit;
}

/// Lines under complaint have new ids in a new version.
void renameFrozen(Transition& transition, const std::map<LineId, LineId>& ids) {
  const auto kept = transition.state().matters.find(kFreezeMatter);
  if (kept == transition.state().matters.end()) return;
  Freeze freeze = std::get<Freeze>(kept->second);
  std::map<LineId, LineState> lines;
  for (const auto& [old, now] : ids) {
    if (freeze.lines.count(old) != 0) lines[now] = LineState::kProposed;
  }
  freeze.lines = std::move(lines);
  if (freeze.lines.empty() && !freeze.whole) return transition.emit(MatterEnded{kFreezeMatter});
  transition.keep(kFreezeMatter, freeze);
}

/// A complaint outlives a take-back, unless the dossier ends; clocks that it stopped are no longer wanted.
void forgetFreeze(Transition& transition, bool forGood) {
  const auto kept = transition.state().matters.find(kFreezeMatter);
  if (kept == transition.state().matters.end()) return;
  if (forGood) return transition.emit(MatterEnded{kFreezeMatter});
  Freeze freeze = std::get<Freeze>(kept->second);
  if (freeze.stopped.empty()) return;
  freeze.stopped.clear();
  transition.keep(kFreezeMatter, freeze);
}

}  // namespace

void endLines(Transition& transition, LineState to) {
  for (const LineState from : {LineState::kProposed, LineState::kDecided, LineState::kPassed,
                               LineState::kReturned, LineState::kHeld}) {
    if (from != to) transition.change(from, to);
  }
  if (transition.state().matters.count(kFreezeMatter) != 0) transition.emit(MatterEnded{kFreezeMatter});
}

void carryOver(Transition& transition, const DossierState& before, bool all) {
  std::map<decltype(keyOf(before.lines.front())), const Line*> old;
  const auto complaints = underComplaint(before);
  for (const Line& line : before.lines) {
    if (complaints.count(line.id) != 0 || wentAway(line) || (all && verdict(line)))
      old.emplace(keyOf(line), &line);
  }
  std::map<LineId, LineId> renamed;
  std::map<std::pair<LineState, std::string>, std::vector<LineId>> marks;
  for (const Line& line : transition.state().lines) {
    const auto same = old.find(keyOf(line));
    if (same == old.end()) continue;
    marks[{same->second->state, same->second->reason}].push_back(line.id);
    renamed[same->second->id] = line.id;
  }
  for (const auto& [what, lines] : marks) transition.mark(lines, what.first, what.second);
  renameFrozen(transition, renamed);
}

Result<Done> checkTakeBack(const DossierState& state) {
  if (state.version != 0 && !ended(state) && !decided(state)) return Done{};
  return conflictError("workflow.withdraw.late", "a decision has been made: nothing can be taken back");
}

/// Source: QCVN 102:2016/BTTTT, business type 1 and status codes 13, 15.
void takeBack(Transition& transition, const std::string& reason, bool forGood) {
  const std::string because = reason.empty() ? "" : ": " + reason;
  transition.stopEverything("Bên gửi đã rút hồ sơ" + because);
  endSupplement(transition);
  if (forGood) {
    endLines(transition, LineState::kWithdrawn);
  } else {
    transition.change(LineState::kProposed, LineState::kReturned);
    transition.change(LineState::kPassed, LineState::kReturned);
  }
  if (transition.state().matters.count(kRecallMatter) != 0) transition.emit(MatterEnded{kRecallMatter});
  forgetFreeze(transition, forGood);
  transition.emit(PhaseChanged{forGood ? Phase::kRefused : Phase::kReturned});
  transition.status("15", (forGood ? "Hồ sơ được thay thế" : "Đồng ý cho rút hồ sơ") + because);
}

Result<std::vector<const Line*>> linesNamed(const DossierState& state, const std::vector<LineId>& ids) {
  if (ids.empty()) return inputError("workflow.lines", "no line is named", "lines");
  std::unordered_map<std::string_view, const Line*> known;
  for (const Line& line : state.lines) known.emplace(line.id.text(), &line);
  std::vector<const Line*> out;
  std::unordered_set<std::string_view> seen;
  for (const LineId& id : ids) {
    const auto line = known.find(id.text());
    if (line == known.end()) return notFoundError("workflow.line", "the dossier has no such line", id.text());
    if (!seen.insert(id.text()).second)
      return inputError("workflow.lines", "a line is named twice", id.text());
    out.push_back(line->second);
  }
  return out;
}

Result<Step> decide(const Case& given, const WithdrawLines& command) {
  const auto& [definition, state, facts, owned] = given;
  if (!facts.actor.empty()) TDKT_CHECK(checkHolds(facts, kDeskRole));
  TDKT_CHECK(checkTakeBack(state));
  TDKT_CHECK(checkReason(command.reason));
  TDKT_ASSIGN(const auto lines, linesNamed(state, command.lines));
  for (const Line* line : lines) {
    if (goesOn(*line) || line->state == LineState::kFailed) continue;
    return conflictError("workflow.line.state", "this line has ended already", line->nominee.name);
  }
  Transition transition(definition, state, facts);
  transition.mark(command.lines, LineState::kWithdrawn, command.reason);
  const auto& left = transition.state().lines;
  if (std::none_of(left.begin(), left.end(), goesOn)) {
    takeBack(transition, command.reason, true);
    return transition.finish();
  }
  std::string names;
  for (const Line* line : lines) names += (names.empty() ? "" : "; ") + line->nominee.name;
  transition.status("05", "Đã rút khỏi danh sách đề nghị: " + names + " (" + command.reason + ")");
  return transition.finish();
}

Json contentOf(const WithdrawLines& command) {
  return {{"withdrawLines", toJson(command.lines)}, {"reason", command.reason}};
}

}  // namespace tdkt::workflow
