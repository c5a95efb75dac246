// Opinions of others: each answers in time, or his time runs out, or the secretariat waits no longer.
// What the procedure makes of silence is data; the record always says that nobody answered.

#include "workflow/engine/decide/Opinions.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "workflow/engine/decide/Deadlines.h"
#include "workflow/engine/decide/Rules.h"

namespace tdkt::workflow {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kLapseTimer = "opinion-lapse";

std::string lapsePolicy(const Node& node) {
  const auto settings = node.settings.find("opinions");
  if (settings == node.settings.end()) return "block";
  const auto lapse = settings->second.find("lapse");
  return lapse == settings->second.end() ? "block" : lapse->second;
}

Opinions kept(const DossierState& state, const std::string& node) {
  const auto matter = state.matters.find(node);
  const auto* opinions = matter == state.matters.end() ? nullptr : std::get_if<Opinions>(&matter->second);
  return opinions == nullptr ? Opinions() : *opinions;
}

bool anyOpen(const DossierState& state, const std::string& node) {
  return std::any_of(state.workItems.begin(), state.workItems.end(), [&](const WorkItem& item) {
    return item.node == node && item.state == WorkItemState::kOpen;
  });
}

void cancel(Transition& transition, const WorkItem& item, const std::string& because) {
  transition.emit(WorkItemCancelled{item.id, because});
  transition.hostClosed(item, "cancelled", because);
}

std::vector<WorkItem> openItems(const DossierState& state, const std::string& node) {
  std::vector<WorkItem> out;
  for (const WorkItem& item : state.workItems) {
    if (item.node == node && item.state == WorkItemState::kOpen) out.push_back(item);
  }
  return out;
}

/// Whom a multi-instance node asks, in order; empty for an ordinary one.
std::vector<std::string> addressees(const Node& node) {
  std::vector<std::string> out;
  std::istringstream roles(setting(node, "instances", "roles"));
  for (std::string role; roles >> role;) out.push_back(role);
  return out;
}

void noteAsked(Transition& transition, const Node& node) {
  Opinions opinions = kept(transition.state(), node.id);
  opinions.round.push_back(transition.state().workItems.back().id);
  transition.keep(node.id, opinions);
}

void ask(Transition& transition, const Node& node, const std::string& role) {
  transition.openTaskFor(node, role, node.name);
  noteAsked(transition, node);
}

void setLapse(Transition& transition, const Node& node) {
  if (lapsePolicy(node) == "block") return;
  transition.setTimer(node.id, kLapseTimer, endOf(transition.state().workItems.back().due));
}

/// So many of those asked in this round have answered that the others need not.
bool enough(const DossierState& state, const Node& node) {
  const std::string wanted = setting(node, "opinions", "enough");
  if (wanted.empty()) return false;
  const Opinions opinions = kept(state, node.id);
  const auto asked = [&](const WorkItemId& id) {
    return std::find(opinions.round.begin(), opinions.round.end(), id) != opinions.round.end() ||
           std::find(opinions.extra.begin(), opinions.extra.end(), id) != opinions.extra.end();
  };
  const auto answered =
      std::count_if(state.workItems.begin(), state.workItems.end(), [&](const WorkItem& item) {
        return item.node == node.id && item.state == WorkItemState::kDone && asked(item.id);
      });
  return answered >= wanted.front() - '0';  // one digit: the extension stage has read it
}

void goOn(Transition& transition, const Node& node) {
  if (enough(transition.state(), node)) {
    for (const WorkItem& item : openItems(transition.state(), node.id)) {
      cancel(transition, item, "Đã đủ số ý kiến cần lấy");
    }
    return transition.leave(node);
  }
  if (anyOpen(transition.state(), node.id)) return;
  const std::vector<std::string> roles = addressees(node);
  const Opinions opinions = kept(transition.state(), node.id);
  if (opinions.closedBecause.empty() && opinions.round.size() < roles.size()) {
    transition.endTimers(node.id, kLapseTimer);
    ask(transition, node, roles[opinions.round.size()]);
    return setLapse(transition, node);
  }
  transition.leave(node);
}

Result<const WorkItem*> findItem(const DossierState& state, const WorkItemId& id) {
  const auto item = std::find_if(state.workItems.begin(), state.workItems.end(),
                                 [&](const WorkItem& row) { return row.id == id; });
  if (item == state.workItems.end()) return notFoundError("workflow.item", "no such task");
  return &*item;
}

/// The node of an open round.
Result<const Node*> openRound(const Case& given, const std::string& id) {
  TDKT_CHECK(checkHolds(given.facts, kDeskRole));
  TDKT_CHECK(checkRunning(given.state));
  const Node* node = given.definition.find(id);
  if (node == nullptr || node->stepKind != "opinions")
    return notFoundError("workflow.opinions", "no such round of opinions", id);
  if (!anyOpen(given.state, id)) return conflictError("workflow.opinions.closed", "nobody is being asked");
  return node;
}

/// A decision that could rest on the opinion has been made.
bool decisionMade(const DossierState& state) {
  return std::any_of(state.lines.begin(), state.lines.end(), [](const Line& line) {
    return line.state == LineState::kPassed || line.state == LineState::kFailed ||
           line.state == LineState::kDecided || line.state == LineState::kIssued;
  });
}

Result<Step> takeLate(const Case& given, const WorkItem& item, const AnswerOpinion& command) {
  TDKT_CHECK(checkRunning(given.state));
  if (decisionMade(given.state))
    return conflictError("workflow.opinion.late", "a decision was made without this opinion");
  if (item.state == WorkItemState::kDone)
    return conflictError("workflow.item.closed", "this addressee answered already");
  Opinions opinions = kept(given.state, item.node);
  opinions.late.push_back({item.id, command.answer, command.text, given.facts.actor, given.facts.now});
  Transition transition(given.definition, given.state, given.facts);
  transition.keep(item.node, opinions);
  return transition.finish();
}

Result<Step> declareNotCompetent(const Case& given, const WorkItem& item, const Node& node,
                                 const AnswerOpinion& command) {
  TDKT_CHECK(checkRunning(given.state));
  if (command.documentsDigest != approvalDigest(given.state))
    return conflictError("workflow.stale", "the dossier changed since it was shown");
  Opinions opinions = kept(given.state, item.node);
  opinions.notCompetent.push_back(item.id);
  Transition transition(given.definition, given.state, given.facts);
  transition.keep(item.node, opinions);
  cancel(transition, item, "Không thuộc thẩm quyền cho ý kiến: " + command.text);
  goOn(transition, node);
  return transition.finish();
}

}  // namespace

void enterOpinions(Transition& transition, const Node& node) {
  if (transition.state().matters.count(node.id) != 0) transition.emit(MatterEnded{node.id});
  const std::vector<std::string> roles = addressees(node);
  if (roles.empty()) transition.openTask(node);
  if (roles.empty() && !setting(node, "opinions", "enough").empty()) noteAsked(transition, node);
  const bool oneByOne = setting(node, "instances", "sequential") == "true";
  for (std::size_t i = 0; i < roles.size() && (i == 0 || !oneByOne); ++i) ask(transition, node, roles[i]);
  setLapse(transition, node);
}

void opinionGiven(Transition& transition, const Node& node, const WorkItem& /*item*/) {
  goOn(transition, node);
}

void recomputeOpinions(Transition& transition, const Node& node, const WorkItem& item,
                       const std::string& because) {
  const CivilDate due = transition.facts().calendar.dueDate(vietnamDate(item.openedAt), node.workingDays);
  if (due == item.due) return;
  moveDue(transition, item.id, due, because);
  if (lapsePolicy(node) == "block") return;
  transition.endTimers(node.id, kLapseTimer);
  for (const WorkItem& open : openItems(transition.state(), node.id)) {
    transition.setTimer(node.id, kLapseTimer, endOf(open.due));
  }
}

void opinionLapsed(Transition& transition, const Timer& timer) {
  const Node* node = transition.definition().find(timer.node);
  if (node == nullptr) return;
  Opinions opinions = kept(transition.state(), timer.node);
  std::vector<WorkItem> silent;
  for (const WorkItem& item : openItems(transition.state(), timer.node)) {
    if (transition.facts().now < endOf(item.due)) continue;
    opinions.lapsed.push_back({item.id, node->workingDays, lapsePolicy(*node)});
    silent.push_back(item);
  }
  if (silent.empty()) return;
  transition.keep(timer.node, opinions);
  for (const WorkItem& item : silent) {
    cancel(transition, item,
           "Không có ý kiến trả lời trong " + std::to_string(node->workingDays) + " ngày làm việc");
  }
  goOn(transition, *node);
}

Result<Step> decide(const Case& given, const AnswerOpinion& command) {
  TDKT_ASSIGN(const WorkItem* item, findItem(given.state, command.workItem));
  TDKT_ASSIGN(const Node* node, nodeOf(given, item->node));
  if (node->stepKind != "opinions")
    return inputError("workflow.opinions", "this task is not asked for an opinion", "workItem");
  const bool open = item->state == WorkItemState::kOpen;
  if (!holds(given.facts, item->role) && !(!open && holds(given.facts, kDeskRole)))
    return deniedError("workflow.role", "the official does not hold the role of this task", item->role);
  if (!readable(command.text)) return inputError("workflow.text", "not NFC", "text");
  if (command.answer != OpinionAnswer::kAgree) TDKT_CHECK(checkReason(command.text));
  if (!open) return takeLate(given, *item, command);
  if (command.answer == OpinionAnswer::kNotCompetent)
    return declareNotCompetent(given, *item, *node, command);
  const Outcome outcome = command.answer == OpinionAnswer::kDisagree ? Outcome::kRefuse : Outcome::kAgree;
  return decide(given, CompleteWorkItem{item->id, outcome, command.text, command.documentsDigest});
}

Result<Step> decide(const Case& given, const AskOpinion& command) {
  TDKT_ASSIGN(const Node* node, openRound(given, command.node));
  if (!readable(command.title) || !readable(command.role))
    return inputError("workflow.text", "not NFC", "title");
  if (blank(command.title) || blank(command.role))
    return inputError("workflow.opinions.addressee", "whom to ask, and what for, is missing", "role");
  Transition transition(given.definition, given.state, given.facts);
  const WorkItemId id = transition.openTaskFor(*node, command.role, command.title);
  Opinions opinions = kept(transition.state(), node->id);
  opinions.extra.push_back(id);
  transition.keep(node->id, opinions);
  if (lapsePolicy(*node) != "block")
    transition.setTimer(node->id, kLapseTimer, endOf(transition.state().workItems.back().due));
  return transition.finish();
}

Result<Step> decide(const Case& given, const CloseOpinions& command) {
  TDKT_ASSIGN(const Node* node, openRound(given, command.node));
  TDKT_CHECK(checkReason(command.reason));
  Opinions opinions = kept(given.state, node->id);
  opinions.closedBecause = command.reason;
  Transition transition(given.definition, given.state, given.facts);
  transition.keep(node->id, opinions);
  for (const WorkItem& item : openItems(given.state, node->id)) {
    cancel(transition, item, "Thư ký kết thúc lấy ý kiến, chưa có trả lời: " + command.reason);
  }
  goOn(transition, *node);
  return transition.finish();
}

Json contentOf(const AnswerOpinion& command) {
  return {{"opinion", command.workItem.text()},
          {"answer", toString(command.answer)},
          {"text", command.text},
          {"digest", command.documentsDigest}};
}
Json contentOf(const AskOpinion& command) {
  return {{"askOpinion", command.node}, {"role", command.role}, {"title", command.title}};
}
Json contentOf(const CloseOpinions& command) {
  return {{"closeOpinions", command.node}, {"reason", command.reason}};
}

}  // namespace tdkt::workflow
