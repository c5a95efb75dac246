#include "workflow/engine/decide/Returns.h"

#include <algorithm>
#include <charconv>

#include "workflow/engine/decide/Lines.h"
#include "workflow/engine/decide/Rules.h"

namespace tdkt::workflow {
namespace {

constexpr const char* kTimerPurpose = "supplement";

std::optional<int> numberOf(const std::string& text) {
  int value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

int returnsSoFar(const DossierState& state, const Node& node) {
  return static_cast<int>(std::count_if(
      state.workItems.begin(), state.workItems.end(),
      [&](const WorkItem& item) { return item.node == node.id && item.outcome == Outcome::kReturn; }));
}

/// An earlier task of the same parallel branch, or one before every block: there its token can go back alone,
/// or all of them at once.
Result<Done> checkTarget(const Case& given, const WorkItem& item, const Node& node, const std::string& to) {
  const Node* target = given.definition.find(to);
  const bool done =
      std::any_of(given.state.workItems.begin(), given.state.workItems.end(),
                  [&](const WorkItem& row) { return row.node == to && row.state == WorkItemState::kDone; });
  if (target == nullptr || target->kind != NodeKind::kUserTask || !done || to == node.id ||
      !item.lines.empty())
    return inputError("workflow.return.target", "an earlier task of this dossier was expected", to);
  if (!target->block.empty() && target->block != node.block)
    return inputError("workflow.return.target", "this task lies in another parallel branch", to);
  return Done{};
}

Result<Done> checkTexts(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) TDKT_CHECK(checkReason(text));
  return Done{};
}

void backTo(Transition& transition, const Node& node, const Node& target, const std::string& reason) {
  if (target.block == node.block) {
    transition.endAllTimers(node);
    return transition.arrive(node.id, target.id);
  }
  transition.stopEverything("Hồ sơ được chuyển lại bước trước: " + reason);
  transition.arrive("", target.id);
}

std::optional<CivilDate> dueFor(const Transition& transition, const Node& node, const ReturnTerms& terms) {
  if (terms.due) return terms.due;
  const auto days = numberOf(setting(node, "supplement", "workingDays"));
  if (!days) return std::nullopt;
  return transition.facts().calendar.dueDate(vietnamDate(transition.facts().now), *days);
}

/// The record, and the timer at the end of the last day.
std::optional<CivilDate> waitForSupplement(Transition& transition, const Node& node,
                                           const CompleteWorkItem& command) {
  const ReturnTerms terms = command.back.value_or(ReturnTerms{});
  if (!command.back && node.settings.count("supplement") == 0) return std::nullopt;
  Supplement kept;
  if (!blank(command.reason)) kept.reasons.push_back(command.reason);
  kept.reasons.insert(kept.reasons.end(), terms.reasons.begin(), terms.reasons.end());
  kept.missing = terms.missing;
  kept.due = dueFor(transition, node, terms);
  kept.round = std::max(1, returnsSoFar(transition.state(), node));  // a child is born returned
  transition.keep(node.id, kept);
  if (kept.due) {
    const auto after = std::chrono::sys_days(*kept.due) + std::chrono::days(1);
    transition.setTimer(node.id, kTimerPurpose, startOfVietnamDay(CivilDate(after)));
  }
  return kept.due;
}

void toSubmitter(Transition& transition, const Node& node, const CompleteWorkItem& command) {
  transition.stopEverything("Hồ sơ đã được trả lại để bổ sung");
  transition.change(LineState::kProposed, LineState::kReturned);
  if (setting(node, "supplement", "stale") != "keep")  // else a vote on an unchanged line stays
    transition.change(LineState::kPassed, LineState::kReturned);
  transition.change(LineState::kDecided, LineState::kReturned);
  transition.emit(PhaseChanged{Phase::kReturned});
  const auto due = waitForSupplement(transition, node, command);
  std::string sentence = "Trả lại để bổ sung: " + reasonsOf(command);
  if (command.back && !command.back->missing.empty()) {
    sentence += ". Cần bổ sung: ";
    for (std::size_t i = 0; i < command.back->missing.size(); ++i)
      sentence += (i == 0 ? "" : "; ") + command.back->missing[i];
  }
  if (due) sentence += ". Hạn bổ sung: " + shortDate(*due);
  transition.status("05", sentence);
}

/// The open record of a return, and its node.
const Supplement* openSupplement(const DossierState& state, std::string& node) {
  for (const auto& [id, matter] : state.matters) {
    const auto* kept = std::get_if<Supplement>(&matter);
    if (kept == nullptr || !kept->open) continue;
    node = id;
    return kept;
  }
  return nullptr;
}

/// A token cannot be put back into one branch of a block whose others are gone: the whole block again.
std::string reentry(const Node& node) {
  return node.block.empty() ? node.id : node.block.substr(0, node.block.find('#'));
}

bool sameLines(const std::vector<Line>& a, const std::vector<Line>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Line& left, const Line& right) {
    return left.nominee == right.nominee && left.award == right.award;
  });
}

}  // namespace

std::string reasonsOf(const CompleteWorkItem& command) {
  std::string out = command.reason;
  if (!command.back) return out;
  for (const std::string& reason : command.back->reasons) out += (out.empty() ? "" : "; ") + reason;
  return out;
}

Result<Done> checkReturn(const Case& given, const WorkItem& item, const Node& node,
                         const CompleteWorkItem& command) {
  if (!node.mayReturn) return inputError("workflow.outcome", "this task does not offer a return", "outcome");
  TDKT_CHECK(checkReason(reasonsOf(command)));
  const auto most = numberOf(setting(node, "return", "most"));
  if (most && returnsSoFar(given.state, node) >= *most)
    return conflictError("workflow.return.limit", "this task has sent back as often as it may");
  if (!command.back) return Done{};
  TDKT_CHECK(checkTexts(command.back->reasons));
  TDKT_CHECK(checkTexts(command.back->missing));
  if (command.back->due && *command.back->due < vietnamDate(given.facts.now))
    return inputError("workflow.return.due", "this day has passed", "due");
  return command.back->to.empty() ? Result<Done>(Done{}) : checkTarget(given, item, node, command.back->to);
}

void sendBack(Transition& transition, const Node& node, const CompleteWorkItem& command) {
  if (!command.back || command.back->to.empty()) return toSubmitter(transition, node, command);
  backTo(transition, node, *transition.definition().find(command.back->to), reasonsOf(command));
}

void endSupplement(Transition& transition) {
  std::string node;
  const Supplement* kept = openSupplement(transition.state(), node);
  if (kept == nullptr) return;
  Supplement closed = *kept;
  closed.open = false;
  transition.endTimers(node, kTimerPurpose);
  transition.keep(node, closed);
}

std::string resumeAt(const Case& given, const ResubmitDossier& command) {
  std::string id;
  if (given.state.phase != Phase::kReturned || openSupplement(given.state, id) == nullptr) return {};
  const Node* node = given.definition.find(id);
  if (node == nullptr) return {};
  const bool bornReturned = given.state.matters.count(kParentMatter) != 0 && given.state.workItems.empty();
  if (bornReturned) return node->id;  // a child begins where its parent's split says
  const std::string stale = setting(*node, "supplement", "stale");
  const bool keeps = stale == "keep" || (stale == "reask" && sameLines(given.state.lines, command.lines));
  return keeps ? reentry(*node) : std::string();
}

void supplementExpired(Transition& transition, const Timer& timer) {
  const Node* node = transition.definition().find(timer.node);
  if (node == nullptr || transition.state().phase != Phase::kReturned) return;
  const std::string expiry = setting(*node, "supplement", "expiry");
  if (expiry == "close") {
    endSupplement(transition);
    endLines(transition, LineState::kDropped);
    transition.emit(PhaseChanged{Phase::kRefused});
    return transition.status("06", "Kết thúc xử lý: quá hạn bổ sung hồ sơ");
  }
  if (expiry == "forward") {
    endSupplement(transition);
    transition.change(LineState::kReturned, LineState::kProposed);
    transition.emit(PhaseChanged{Phase::kRunning});
    transition.status("05", "Quá hạn bổ sung, tiếp tục xử lý theo hồ sơ hiện có");
    return transition.arrive("", reentry(*node));
  }
  transition.status("05", "Nhắc: đã quá hạn bổ sung hồ sơ");
}

}  // namespace tdkt::workflow
