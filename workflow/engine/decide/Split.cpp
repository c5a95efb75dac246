// Some lines go their own way in a child dossier. Parent and child are one commit: no line is ever in two
// dossiers that are under way, and none in neither.

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "workflow/base/Bytes.h"
#include "workflow/engine/Transition.h"
#include "workflow/engine/decide/Freeze.h"
#include "workflow/engine/decide/Lines.h"
#include "workflow/engine/decide/Returns.h"
#include "workflow/engine/decide/Rules.h"
#include "workflow/model/DossierJson.h"

namespace tdkt::workflow {
namespace {

using Json = nlohmann::ordered_json;
using Lines = std::vector<const Line*>;

Freeze freezeOf(const DossierState& state) {
  const auto kept = state.matters.find(kFreezeMatter);
  return kept == state.matters.end() ? Freeze{} : std::get<Freeze>(kept->second);
}

bool movable(LineState state) {
  return state == LineState::kProposed || state == LineState::kPassed || state == LineState::kHeld ||
         state == LineState::kReturned;
}

/// A line's own standing, without the complaint that holds it.
LineState standing(const Freeze& freeze, const Line& line) {
  const auto before = freeze.lines.find(line.id);
  return before == freeze.lines.end() ? line.state : before->second;
}

bool anyHeld(const Lines& lines) {
  return std::any_of(lines.begin(), lines.end(),
                     [](const Line* line) { return line->state == LineState::kHeld; });
}

bool allHeld(const Lines& lines) {
  return std::all_of(lines.begin(), lines.end(),
                     [](const Line* line) { return line->state == LineState::kHeld; });
}

/// A posting holds its own lines, until its comment is settled there.
Result<Done> checkMovable(const DossierState& state, const Lines& lines, bool toSubmitter) {
  const Freeze freeze = freezeOf(state);
  for (const Line* line : lines) {
    const bool held = line->state == LineState::kHeld;
    if (movable(line->state) && (!held || (freeze.lines.count(line->id) != 0 && !toSubmitter))) continue;
    return conflictError("workflow.line.state", "this line cannot be split off", line->nominee.name);
  }
  return Done{};
}

Result<Done> checkSomebodyStays(const DossierState& state, const Lines& lines) {
  if (ended(state)) return Done{};
  const auto staying = std::count_if(state.lines.begin(), state.lines.end(), [](const Line& line) {
    return movable(line.state) || line.state == LineState::kDecided;
  });
  if (static_cast<std::size_t>(staying) > lines.size()) return Done{};
  return conflictError("workflow.split.all", "nobody would stay: return or stop the whole dossier");
}

/// What is asked about these lines only, or voted on by a frozen list, is finished first.
Result<Done> checkNothingOpen(const DossierState& state, const std::vector<LineId>& lines) {
  std::unordered_set<std::string_view> named;
  for (const LineId& id : lines) named.insert(id.text());
  for (const WorkItem& item : state.workItems) {
    if (item.state != WorkItemState::kOpen || item.lines.empty()) continue;
    const bool touched = std::any_of(item.lines.begin(), item.lines.end(),
                                     [&](const LineId& id) { return named.count(id.text()) != 0; });
    if (touched) return conflictError("workflow.split.open", "a task about these lines is open", item.title);
  }
  for (const auto& [node, matter] : state.matters) {
    if (std::holds_alternative<Ballot>(matter) && state.tokens.count(node) != 0)
      return conflictError("workflow.split.open", "the council is voting on its list", node);
  }
  return Done{};
}

bool leadsTo(const Definition& definition, const std::string& from, const std::string& to) {
  std::unordered_set<std::string> seen{from};
  std::vector<std::string> open{from};
  while (!open.empty()) {
    const std::string node = open.back();
    open.pop_back();
    if (node == to) return true;
    for (const Flow& flow : definition.nodes.at(node).out) {
      if (seen.insert(flow.target).second) open.push_back(flow.target);
    }
  }
  return false;
}

/// A line that the council has not passed must not come out behind the council; after a supplement it votes
/// anew.
Result<Done> checkNotPast(const Case& given, const SplitDossier& command, const Lines& lines,
                          const std::string& at) {
  const Freeze freeze = freezeOf(given.state);
  const bool passed = std::all_of(lines.begin(), lines.end(), [&](const Line* line) {
    return standing(freeze, *line) == LineState::kPassed;
  });
  if (passed && !command.supplement) return Done{};
  for (const auto& [node, matter] : given.state.matters) {
    if (std::holds_alternative<Ballot>(matter) && !leadsTo(given.definition, at, node))
      return conflictError("workflow.split.step", "a line would come out behind the council's vote", at);
  }
  return Done{};
}

Result<std::string> beginningOf(const Case& given, const std::string& at) {
  if (at.empty()) return given.definition.start;
  const Node* node = given.definition.find(at);
  const auto& items = given.state.workItems;
  const bool reached =
      std::any_of(items.begin(), items.end(), [&](const WorkItem& item) { return item.node == at; });
  if (node == nullptr || node->kind != NodeKind::kUserTask || !node->block.empty() || !reached)
    return inputError("workflow.split.step", "a task was expected that this dossier has reached", "at");
  return at;
}

Result<Done> checkSupplement(const Case& given, const SplitDossier& command) {
  if (!command.supplement) return Done{};
  for (const std::string& text : command.supplement->missing) TDKT_CHECK(checkReason(text));
  if (command.supplement->due && *command.supplement->due < vietnamDate(given.facts.now))
    return inputError("workflow.return.due", "this day has passed", "due");
  return Done{};
}

std::string codeOf(const DossierHeader& header) {
  return header.notation.empty() ? header.number : header.number + "/" + header.notation;
}

/// Made from the parent alone: the same split again founds the same dossier.
DossierId childId(const DossierState& parent) {
  return DossierId(sha256Hex(parent.id.text() + "\nchild\n" + std::to_string(parent.version)).substr(0, 26));
}

std::vector<Line> listOf(const Lines& lines) {
  std::vector<Line> out;
  for (const Line* line : lines) {
    out.push_back(*line);
    out.back().ordinal = static_cast<int>(out.size());  // its decision will have a list of its own
  }
  return proposed(std::move(out));
}

/// Complaints go along: of every line, the whole child stands still; of some, only these.
void holdAgain(Transition& child, const Lines& lines, const Freeze& before) {
  if (!anyHeld(lines)) return;
  if (allHeld(lines)) return standStill(child, lines.front()->reason);
  Freeze freeze;
  for (const Line* line : lines) {
    if (line->state != LineState::kHeld) continue;
    freeze.lines[line->id] = before.lines.at(line->id);
    child.mark({line->id}, LineState::kHeld, line->reason);
  }
  child.keep(kFreezeMatter, freeze);
}

/// A vote stays with its line where no further vote lies ahead.
void keepVotes(Transition& child, const Case& given, const Lines& lines, const std::string& at) {
  const auto& matters = given.state.matters;
  const bool again = std::any_of(matters.begin(), matters.end(), [&](const auto& entry) {
    return std::holds_alternative<Ballot>(entry.second) && leadsTo(given.definition, at, entry.first);
  });
  if (again) return;
  const Freeze freeze = freezeOf(given.state);
  std::vector<LineId> passed;
  for (const Line* line : lines) {
    if (standing(freeze, *line) == LineState::kPassed) passed.push_back(line->id);
  }
  child.mark(passed, LineState::kPassed, "");
}

Result<Step> found(const Case& given, const SplitDossier& command, const Lines& lines,
                   const std::string& at) {
  DossierState born;
  born.id = childId(given.state);
  Transition child(given.definition, std::move(born), given.facts);
  const DossierHeader& header = given.state.header;
  child.emit(DossierStarted{given.definition.hash, header, given.state.documents, listOf(lines)});
  child.keep(kParentMatter, ParentDossier{given.state.id, given.state.version, codeOf(header),
                                          header.businessKey(), command.reason});
  if (command.supplement) {
    const ReturnTerms terms{"", {}, command.supplement->missing, command.supplement->due};
    sendBack(child, given.definition.nodes.at(at),
             {{}, Outcome::kReturn, command.reason, given.state.documentsDigest, {}, terms});
  } else {
    keepVotes(child, given, lines, at);
    child.arrive("", at);
  }
  holdAgain(child, lines, freezeOf(given.state));
  return child.finish();
}

void letGo(Transition& parent, const SplitDossier& command, const DossierId& child) {
  parent.mark(command.lines, LineState::kSplit, command.reason);
  Freeze freeze = freezeOf(parent.state());
  const std::size_t held = freeze.lines.size();
  for (const LineId& line : command.lines) freeze.lines.erase(line);
  if (freeze.lines.size() != held) {
    if (freeze.lines.empty()) parent.emit(MatterEnded{kFreezeMatter});
    if (!freeze.lines.empty()) parent.keep(kFreezeMatter, freeze);
  }
  ChildDossiers children;
  const auto kept = parent.state().matters.find(kChildrenMatter);
  if (kept != parent.state().matters.end()) children = std::get<ChildDossiers>(kept->second);
  children.children.push_back({child, command.lines, command.reason, parent.facts().now});
  parent.keep(kChildrenMatter, children);
}

std::string namesOf(const Lines& lines) {
  constexpr std::size_t kNamed = 10;
  std::string out;
  for (std::size_t i = 0; i < std::min(kNamed, lines.size()); ++i)
    out += (i == 0 ? "" : "; ") + lines[i]->nominee.name;
  if (lines.size() > kNamed) out += " và " + std::to_string(lines.size() - kNamed) + " trường hợp khác";
  return out;
}

}  // namespace

Result<Step> decide(const Case& given, const SplitDossier& command) {
  const DossierState& state = given.state;
  TDKT_CHECK(checkHolds(given.facts, kDeskRole));
  TDKT_CHECK(checkReason(command.reason));
  if (state.version == 0 || (state.phase != Phase::kRunning && state.phase != Phase::kIssued))
    return conflictError("workflow.phase", "only a dossier that is running or issued can be split");
  TDKT_ASSIGN(const auto lines, linesNamed(state, command.lines));
  TDKT_CHECK(checkMovable(state, lines, command.supplement.has_value()));
  TDKT_CHECK(checkSomebodyStays(state, lines));
  TDKT_CHECK(checkNothingOpen(state, command.lines));
  TDKT_ASSIGN(const std::string at, beginningOf(given, command.at));
  TDKT_CHECK(checkNotPast(given, command, lines, at));
  TDKT_CHECK(checkSupplement(given, command));
  TDKT_ASSIGN(Step child, found(given, command, lines, at));
  Transition parent(given.definition, state, given.facts);
  letGo(parent, command, child.next.id);
  if (!ended(state))
    parent.status("05", "Tách sang hồ sơ riêng: " + namesOf(lines) + " (" + command.reason + ")");
  TDKT_ASSIGN(Step step, parent.finish());
  step.born.push_back(std::move(child));
  return step;
}

Json contentOf(const SplitDossier& command) {
  Json out{{"split", toJson(command.lines)}, {"reason", command.reason}, {"at", command.at}};
  if (!command.supplement) return out;
  const auto& due = command.supplement->due;
  out["supplement"] =
      Json{{"missing", command.supplement->missing}, {"due", due ? Json(isoDate(*due)) : Json(nullptr)}};
  return out;
}

}  // namespace tdkt::workflow
