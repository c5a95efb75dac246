#include "workflow/engine/decide/Verdicts.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "workflow/engine/decide/Authority.h"
#include "workflow/engine/decide/Rules.h"

namespace tdkt::workflow {
namespace {

constexpr std::size_t kNamed = 10;  ///< names in a status before "và n trường hợp khác"

using IdSet = std::unordered_set<std::string_view>;

IdSet setOf(const std::vector<LineId>& ids) {
  IdSet out;
  for (const LineId& id : ids) out.insert(id.text());
  return out;
}

bool open(const Line& line) {
  return line.state == LineState::kProposed || line.state == LineState::kPassed;
}

/// Verdicts by line; the chair's whole decision may be 5,000 of them.
using VerdictMap = std::unordered_map<std::string_view, const LineVerdict*>;

VerdictMap verdictsOf(const CompleteWorkItem& command) {
  VerdictMap out;
  for (const LineVerdict& verdict : command.lines) out.emplace(verdict.line.text(), &verdict);
  return out;
}

Result<Done> checkOne(const Line& line, const LineVerdict& verdict) {
  if (verdict.outcome == Outcome::kReturn)
    return inputError("workflow.outcome", "a line is agreed to or refused", verdict.line.text());
  if (verdict.outcome == Outcome::kRefuse) TDKT_CHECK(checkReason(verdict.reason));
  if (open(line)) return Done{};
  if (line.state == LineState::kFailed) {
    if (verdict.outcome == Outcome::kRefuse) return Done{};
    return conflictError("workflow.line.failed", "the ballot did not pass this line", line.nominee.name);
  }
  return conflictError("workflow.line.state", "this line is no longer decided here", line.nominee.name);
}

/// Lines the chair decides for now.
std::vector<LineId> agreedTo(const DossierState& state, const WorkItem& item, const CompleteWorkItem& command,
                             const std::vector<LineId>& apart) {
  const IdSet scope = setOf(item.lines);
  const IdSet aside = setOf(apart);
  const VerdictMap verdicts = verdictsOf(command);
  std::vector<LineId> out;
  for (const Line& line : state.lines) {
    const std::string& id = line.id.text();
    if (!open(line) || aside.count(id) != 0 || (!scope.empty() && scope.count(id) == 0)) continue;
    const auto said = verdicts.find(id);
    if (said == verdicts.end() || said->second->outcome == Outcome::kAgree) out.push_back(line.id);
  }
  return out;
}

std::string namesOf(const DossierState& state, const std::vector<LineVerdict>& verdicts) {
  const auto find = [&](const LineId& id) {
    return std::find_if(state.lines.begin(), state.lines.end(),
                        [&](const Line& line) { return line.id == id; });
  };
  std::string out;
  std::size_t count = 0;
  for (const LineVerdict& verdict : verdicts) {
    if (verdict.outcome == Outcome::kAgree || ++count > kNamed) continue;
    out += (out.empty() ? "" : "; ") + find(verdict.line)->nominee.name + " (" + verdict.reason + ")";
  }
  if (count > kNamed) out += " và " + std::to_string(count - kNamed) + " trường hợp khác";
  return out;
}

void drop(Transition& transition, const CompleteWorkItem& command) {
  std::map<std::string, std::vector<LineId>> byReason;
  for (const LineVerdict& verdict : command.lines) {
    if (verdict.outcome == Outcome::kRefuse) byReason[verdict.reason].push_back(verdict.line);
  }
  if (byReason.empty()) return;
  for (const auto& [reason, lines] : byReason) transition.mark(lines, LineState::kDropped, reason);
  transition.status("05", "Không đề nghị khen thưởng: " + namesOf(transition.state(), command.lines));
}

/// Who drops everybody refuses the dossier, and must say so.
Result<Done> leavesSomebody(const Case& given, const WorkItem& item, const Node& node,
                            const CompleteWorkItem& command, const std::vector<LineId>& apart) {
  if (command.outcome != Outcome::kAgree || node.advisory || decided(given.state) || !apart.empty())
    return Done{};
  const bool chair = node.stepKind == "chair";
  const bool nobody = chair ? agreedTo(given.state, item, command, apart).empty()
                            : command.lines.size() >= linesOf(given.state, {}).size() &&
                                  agreedTo(given.state, item, command, apart).empty();
  if (!nobody) return Done{};
  return inputError("workflow.decision.empty", "nobody would be commended: refuse instead", "lines");
}

}  // namespace

Result<Done> checkVerdicts(const Case& given, const WorkItem& item, const Node& node,
                           const CompleteWorkItem& command, const std::vector<LineId>& apart) {
  const bool chair = node.stepKind == "chair";
  if (!command.lines.empty() && command.outcome != Outcome::kAgree)
    return inputError("workflow.outcome", "verdicts on lines go with agreement to the rest", "lines");
  if (!command.lines.empty() && decided(given.state) && !chair)
    return conflictError("workflow.phase", "the decision on the lines is made");
  if (command.lines.empty()) return leavesSomebody(given, item, node, command, apart);
  std::unordered_map<std::string_view, const Line*> lines;
  for (const Line& line : given.state.lines) lines.emplace(line.id.text(), &line);
  const IdSet scope = setOf(item.lines);
  const IdSet aside = setOf(apart);
  IdSet seen;
  for (const LineVerdict& verdict : command.lines) {
    const std::string& id = verdict.line.text();
    const auto line = lines.find(id);
    if (line == lines.end() || (!scope.empty() && scope.count(id) == 0))
      return notFoundError("workflow.line", "the task has no such line", id);
    if (!seen.insert(id).second) return inputError("workflow.lines", "a line is named twice", id);
    if (aside.count(id) != 0)
      return deniedError("workflow.excluded", "the official is too close to this nominee",
                         line->second->nominee.name);
    TDKT_CHECK(checkOne(*line->second, verdict));
  }
  return leavesSomebody(given, item, node, command, apart);
}

void applyVerdicts(Transition& transition, const WorkItem& item, const Node& node,
                   const CompleteWorkItem& command, const std::vector<LineId>& apart) {
  if (node.advisory) return;
  drop(transition, command);
  if (node.stepKind != "chair") return;
  if (command.lines.empty() && apart.empty() && item.lines.empty()) {  // everybody: no need to name them
    transition.change(LineState::kProposed, LineState::kDecided);
    transition.change(LineState::kPassed, LineState::kDecided);
    return;
  }
  transition.mark(agreedTo(transition.state(), item, command, apart), LineState::kDecided, "");
}

void dropOthers(Transition& transition, const WorkItem& item, const std::string& reason,
                const std::vector<LineId>& apart) {
  transition.mark(agreedTo(transition.state(), item, {}, apart), LineState::kDropped, reason);
}

}  // namespace tdkt::workflow
