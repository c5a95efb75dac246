#include "workflow/engine/decide/Waiting.h"

#include <algorithm>

#include "workflow/engine/StepRules.h"
#include "workflow/engine/decide/Deadlines.h"

namespace tdkt::workflow {
namespace {

void takeAway(Transition& transition, const Node& task, const Node& event) {
  const std::string because = event.name.empty() ? std::string("Đã hết thời gian chờ") : event.name;
  const std::vector<WorkItem> items = transition.state().workItems;
  for (const WorkItem& item : items) {
    if (item.node != task.id || item.state != WorkItemState::kOpen) continue;
    transition.emit(WorkItemCancelled{item.id, because});
    transition.hostClosed(item, "cancelled", because);
  }
  transition.endAllTimers(task);
  const StepRule* rule = stepRuleOf(task.stepKind);
  if (rule != nullptr && rule->stopped != nullptr) rule->stopped(transition, task);
}

/// The task was done once, sent back, and offered again: whoever was asked beside it is still being asked.
bool underWayBeside(const Transition& transition, const Node& event) {
  const auto& tokens = transition.state().tokens;
  return std::any_of(tokens.begin(), tokens.end(), [&](const auto& token) {
    const Node* at = transition.definition().find(token.first);
    return at != nullptr && at->block.starts_with(event.block);
  });
}

/// Since when a timer counts: a token came, or the task it is attached to was first offered.
std::optional<UtcTime> sinceOf(const DossierState& state, const Node& node) {
  if (node.kind == NodeKind::kTimer) {
    const auto matter = state.matters.find(node.id);
    const auto* waiting = matter == state.matters.end() ? nullptr : std::get_if<Waiting>(&matter->second);
    return waiting == nullptr ? std::nullopt : std::optional(waiting->since);
  }
  std::optional<UtcTime> since;
  for (const WorkItem& item : state.workItems) {
    const bool open = item.node == node.attachedTo && item.state == WorkItemState::kOpen;
    if (open && (!since || item.openedAt < *since)) since = item.openedAt;
  }
  return since;
}

}  // namespace

UtcTime timeOf(const Node& node, const Facts& facts, UtcTime since) {
  if (node.date) return startOfVietnamDay(*node.date);
  return endOf(facts.calendar.dueDate(vietnamDate(since), node.workingDays));
}

void boundaryFired(Transition& transition, const Timer& timer) {
  const Node* event = transition.definition().find(timer.node);
  if (event == nullptr || event->kind != NodeKind::kBoundary) return;
  const Node* task = transition.definition().find(event->attachedTo);
  if (task == nullptr || transition.state().tokens.count(task->id) == 0) return;
  if (!event->interrupting) {
    if (!underWayBeside(transition, *event)) transition.arrive("", event->id);
    return;
  }
  takeAway(transition, *task, *event);
  transition.arrive(task->id, event->id);
}

void catchFired(Transition& transition, const Timer& timer) {
  const Node* node = transition.definition().find(timer.node);
  if (node == nullptr || transition.state().tokens.count(node->id) == 0) return;
  transition.emit(MatterEnded{node->id});
  transition.leave(*node);
}

void recomputeWaiting(Transition& transition) {
  const std::vector<Timer> timers = transition.state().timers;
  for (Timer timer : timers) {
    const Node* node = transition.definition().find(timer.node);
    if (node == nullptr || (timer.purpose != kBoundaryTimer && timer.purpose != kCatchTimer)) continue;
    const auto since = sinceOf(transition.state(), *node);
    if (!since) continue;
    timer.due = timeOf(*node, transition.facts(), *since);
    const auto& now = transition.state().timers;
    if (std::find(now.begin(), now.end(), timer) == now.end()) transition.emit(TimerSet{timer});
  }
}

}  // namespace tdkt::workflow
