#include "workflow/engine/decide/Ballots.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "workflow/base/Text.h"
#include "workflow/engine/decide/Rules.h"

namespace tdkt::workflow {
namespace {

using Json = nlohmann::ordered_json;

const Ballot* ballotAt(const DossierState& state, const std::string& node) {
  const auto found = state.matters.find(node);
  return found == state.matters.end() ? nullptr : std::get_if<Ballot>(&found->second);
}

BallotRule ruleOf(const Node& node) {
  const auto written = node.settings.find("ballot");
  if (written == node.settings.end()) return {};
  return ballotRuleFrom(written->second).value_or(BallotRule{});
}

/// Nominees are compared as the directory names them: in NFC, without case.
std::map<OfficialId, std::vector<int>> recusals(const Facts& facts, const std::vector<OfficialId>& roster,
                                                const std::vector<const Line*>& lines) {
  std::map<std::string, std::vector<int>> seats;
  for (std::size_t seat = 0; seat < lines.size(); ++seat)
    seats[text::lower(lines[seat]->nominee.name)].push_back(static_cast<int>(seat));
  std::map<OfficialId, std::vector<int>> out;
  for (const OfficialId& member : roster) {
    for (const Interest& interest : facts.people.interestsOf(member, facts.now)) {
      const auto named = seats.find(text::lower(interest.name));
      if (named == seats.end()) continue;
      for (const int seat : named->second) {
        const std::string& unit = lines[static_cast<std::size_t>(seat)]->nominee.unit;
        if (interest.unit.empty() || text::lower(unit) == text::lower(interest.unit))
          out[member].push_back(seat);
      }
    }
    if (const auto own = out.find(member); own != out.end()) {
      std::sort(own->second.begin(), own->second.end());
      own->second.erase(std::unique(own->second.begin(), own->second.end()), own->second.end());
    }
  }
  return out;
}

/// Neither passed nor still proposed: there is nothing the dossier could go on with.
bool nobodyIsLeft(const DossierState& state) {
  return std::none_of(state.lines.begin(), state.lines.end(), [](const Line& line) {
    return line.state == LineState::kPassed || line.state == LineState::kProposed ||
           line.state == LineState::kHeld;
  });
}

BallotFacts factsFor(const Case& given, const Node& node, const Ballot& ballot) {
  BallotFacts out;
  out.actor = given.facts.actor;
  out.secretary = holds(given.facts, node.role);
  out.mayPreside = given.facts.people.rosterOf(ballot.rule.presidingRole(), given.facts.now);
  if (ballot.phase != BallotPhase::kConvening) return out;
  out.roster = given.facts.people.rosterOf(ballot.rule.roster, given.facts.now);
  std::vector<const Line*> lines;
  for (const Line& line : given.state.lines) {
    if (line.state != LineState::kProposed) continue;
    lines.push_back(&line);
    out.lines.push_back(line.id);
  }
  out.recused = recusals(given.facts, out.roster, lines);
  return out;
}

/// What one event of the ballot means for tasks, lines and the box.
class Consequence {
 public:
  Consequence(Transition& transition, const Node& node, const Ballot& before, const BallotAct& act)
      : transition_(transition), node_(node), before_(before), act_(act) {}

  void operator()(const BallotOpened& /*e*/) { openVoting(); }
  void operator()(const BallotVoted& /*e*/) {
    const auto* vote = std::get_if<CastVote>(&act_);
    if (vote == nullptr || !vote->sealed) return;
    BoxChange change;
    change.put = vote->sealed;
    changeBox(std::move(change));
  }
  void operator()(const BallotCloseAsked& /*e*/) {
    closeTasks(before_.rule.roster, "Đã kết thúc bỏ phiếu");
    transition_.openTaskFor(node_, before_.rule.presidingRole(), node_.name + ": xác nhận kết thúc bỏ phiếu");
  }
  void operator()(const BallotResumed& /*e*/) {
    closeTasks(before_.rule.presidingRole(), "Tiếp tục bỏ phiếu");
    openVoting();
  }
  void operator()(const BallotCounted& e) {
    closeTasks(before_.rule.presidingRole(), "Đã xác nhận kết thúc bỏ phiếu");
    std::set<LineId> passed;
    std::set<LineId> failed;
    for (std::size_t seat = 0; seat < e.counts.size(); ++seat)
      (e.counts[seat].passed ? passed : failed).insert(before_.lines[seat]);
    const auto waits = [](LineState state) { return state == LineState::kProposed; };
    mark(passed, waits, LineState::kPassed, "");
    mark(failed, waits, LineState::kFailed, "Không đủ số phiếu đồng ý của Hội đồng");
    if (before_.rule.secret) {
      const auto* close = std::get_if<CloseBallot>(&act_);
      destroyBox(papersToKeep(before_, close == nullptr ? std::vector<std::string>() : close->papers));
    }
    transition_.request(node_, kMinutesAction);
  }
  void operator()(const BallotVoided& e) {
    stopTasks(e.noQuorum ? "Không đủ số thành viên có mặt" : e.reason);
    if (before_.rule.secret) destroyBox({});
  }
  void operator()(const BallotAnnulled& e) {
    const auto judged = [](LineState state) {
      return state == LineState::kPassed || state == LineState::kFailed;
    };
    mark({before_.lines.begin(), before_.lines.end()}, judged, LineState::kProposed, "");
    for (const PendingAction& action : std::vector<PendingAction>(transition_.state().actions)) {
      if (action.node == node_.id) transition_.emit(ActionCompleted{action.effect, {}});
    }
    stopTasks(e.reason);
  }
  template <class Other>
  void operator()(const Other& /*e*/) {}

 private:
  /// What happened to a line beside the ballot (withdrawn, held) stands: only `from` is moved.
  template <class From>
  void mark(const std::set<LineId>& named, From from, LineState to, const std::string& reason) {
    std::vector<LineId> moved;
    for (const Line& line : transition_.state().lines) {
      if (from(line.state) && named.count(line.id) != 0) moved.push_back(line.id);
    }
    transition_.mark(moved, to, reason);
  }
  void openVoting() { transition_.openTaskFor(node_, before_.rule.roster, node_.name + ": bỏ phiếu"); }
  void closeTasks(const std::string& role, const std::string& because) {
    for (const WorkItem& item : std::vector<WorkItem>(transition_.state().workItems)) {
      if (item.node != node_.id || item.role != role || item.state != WorkItemState::kOpen) continue;
      transition_.emit(WorkItemCancelled{item.id, because});
      transition_.hostClosed(item, "cancelled", because);
    }
  }
  void stopTasks(const std::string& because) {
    closeTasks(before_.rule.roster, because);
    closeTasks(before_.rule.presidingRole(), because);
  }
  void changeBox(BoxChange change) {
    change.box = boxIdOf(transition_.state().id, node_.id, before_.round);
    transition_.changeBox(std::move(change));
  }
  void destroyBox(std::vector<std::string> papers) {
    BoxChange change;
    change.destroy = true;
    change.papers = std::move(papers);
    changeBox(std::move(change));
  }

  Transition& transition_;
  const Node& node_;
  const Ballot& before_;
  const BallotAct& act_;
};

void happen(Transition& transition, const Node& node, const Ballot& before, const BallotAct& act,
            const BallotEvent& event) {
  transition.emit(BallotChanged{node.id, event});
  Consequence consequence(transition, node, before, act);
  std::visit(consequence, event);
}

Json texts(const std::vector<OfficialId>& ids) {
  Json out = Json::array();
  for (const OfficialId& id : ids) out.push_back(id.text());
  return out;
}

/// What is said of a secret vote is that it was cast: a digest over its envelope would tie it to the voter.
struct ActContent {
  Json operator()(const OpenBallot& a) const {
    return {{"open", a.establishing},
            {"venue", a.venue},
            {"presiding", a.presiding.text()},
            {"present", texts(a.present)}};
  }
  Json operator()(const RecordPresence& a) const {
    return {{"presence", texts(a.present)}, {"presiding", a.presiding.text()}};
  }
  Json operator()(const DeclareRecusal& a) const {
    return {{"recusal", a.member.text()}, {"seats", a.seats}};
  }
  Json operator()(const TakeBoxKey& a) const { return {{"key", a.key}}; }
  Json operator()(const CastVote& a) const {
    return {{"vote", a.member.text()}, {"reference", a.reference}, {"marks", packMarks(a.marks)}};
  }
  Json operator()(const AskToClose& a) const { return {{"close", toJson(a.paper)}}; }
  Json operator()(const ResumeBallot& /*a*/) const { return {{"resume", true}}; }
  Json operator()(const CloseBallot& /*a*/) const { return {{"confirm", true}}; }
  Json operator()(const AnnulBallot& a) const { return {{"annul", a.reason}}; }
};

}  // namespace

void enterBallot(Transition& transition, const Node& node) {
  int round = 1;
  if (const Ballot* earlier = ballotAt(transition.state(), node.id))
    round = earlier->round + (earlier->phase == BallotPhase::kConvening ? 0 : 1);
  transition.openTask(node);
  transition.emit(BallotChanged{node.id, BallotConvened{ruleOf(node), round}});
}

void stopBallot(Transition& transition, const Node& node) {
  const Ballot* ballot = ballotAt(transition.state(), node.id);
  if (ballot == nullptr || (ballot->phase != BallotPhase::kOpen && ballot->phase != BallotPhase::kClosing))
    return;
  const Ballot before = *ballot;
  happen(transition, node, before, AnnulBallot{}, BallotVoided{false, "Hồ sơ dừng xử lý"});
}

Result<Done> mayCompleteBallot(const Case& given, const Node& node, const WorkItem& item, Outcome outcome) {
  const Ballot* ballot = ballotAt(given.state, node.id);
  if (ballot == nullptr || item.role != node.role)
    return conflictError("workflow.ballot.phase", "this task is done by voting, or by confirming the end");
  const bool nobody = nobodyIsLeft(given.state);
  if (outcome != Outcome::kAgree) {
    const bool over = outcome == Outcome::kRefuse && ballot->phase == BallotPhase::kCounted && nobody;
    if (ballot->phase == BallotPhase::kConvening || over) return Done{};
    return conflictError("workflow.ballot.phase", "a round of the ballot is under way or counted");
  }
  const bool making = std::any_of(given.state.actions.begin(), given.state.actions.end(),
                                  [&](const PendingAction& action) { return action.node == node.id; });
  if (ballot->phase == BallotPhase::kCounted && !making) return Done{};
  return conflictError("workflow.ballot.phase", "the ballot is not counted, or its minutes are not made yet");
}

Result<Step> decide(const Case& given, const BallotCommand& command) {
  TDKT_CHECK(checkRunning(given.state));
  const Ballot* ballot = ballotAt(given.state, command.node);
  if (ballot == nullptr || given.state.tokens.count(command.node) == 0)
    return conflictError("workflow.ballot.none", "no ballot is under way at this step");
  TDKT_ASSIGN(const Node* node, nodeOf(given, command.node));
  TDKT_ASSIGN(const auto events, decide(*ballot, command, factsFor(given, *node, *ballot)));
  Transition transition(given.definition, given.state, given.facts);
  for (const BallotEvent& event : events) happen(transition, *node, *ballot, command.act, event);
  return transition.finish();
}

Json contentOf(const BallotCommand& command) {
  Json out{{"ballot", command.node}, {"round", command.round}};
  out.update(std::visit(ActContent{}, command.act));
  return out;
}

}  // namespace tdkt::workflow
