// Due dates move with the calendar; people are reminded of them. No task is ever taken away or decided here.

#include "workflow/engine/decide/Deadlines.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "workflow/engine/StepRules.h"
#include "workflow/engine/decide/Rules.h"
#include "workflow/engine/decide/Waiting.h"

namespace tdkt::workflow {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kNewPlan = "Áp dụng lịch ngày làm việc mới";

const WorkItem* itemOf(const DossierState& state, const WorkItemId& id) {
  const auto item = std::find_if(state.workItems.begin(), state.workItems.end(),
                                 [&](const WorkItem& row) { return row.id == id; });
  return item == state.workItems.end() ? nullptr : &*item;
}

}  // namespace

UtcTime endOf(CivilDate lastDay) {
  return startOfVietnamDay(CivilDate(std::chrono::sys_days(lastDay) + std::chrono::days(1)));
}

void moveDue(Transition& transition, const WorkItemId& item, CivilDate to, const std::string& because) {
  const WorkItem* row = itemOf(transition.state(), item);
  if (row == nullptr || row->due == to) return;
  const CivilDate from = row->due;
  transition.emit(WorkItemDueChanged{item, from, to, because, transition.facts().calendar.version()});
}

Result<Step> decide(const Case& given, const RecomputeDue& /*command*/) {
  Transition transition(given.definition, given.state, given.facts);
  const std::vector<WorkItem> items = given.state.workItems;
  for (const WorkItem& item : items) {
    const Node* node = given.definition.find(item.node);
    if (item.state != WorkItemState::kOpen || node == nullptr) continue;
    const StepRule* rule = stepRuleOf(node->stepKind);
    if (rule != nullptr && rule->recompute != nullptr) {
      rule->recompute(transition, *node, item, kNewPlan);
    } else {
      moveDue(transition, item.id,
              given.facts.calendar.dueDate(vietnamDate(item.openedAt), node->workingDays), kNewPlan);
    }
  }
  recomputeWaiting(transition);
  return transition.finish();
}

Result<Step> decide(const Case& given, const RemindWorkItem& command) {
  const WorkItem* item = itemOf(given.state, command.workItem);
  if (item == nullptr) return notFoundError("workflow.item", "no such task");
  Transition transition(given.definition, given.state, given.facts);
  // Done or moved meanwhile: there is nothing to say any more.
  if (item->state != WorkItemState::kOpen || item->due != command.due) return transition.finish();
  const bool overdue = command.kind == ReminderKind::kOverdue;
  if (overdue && given.facts.now < endOf(item->due))
    return conflictError("workflow.timer.early", "the due date is not over");
  transition.emit(
      WorkItemReminded{item->id, command.kind, item->due, overdue ? command.watcher : std::string()});
  transition.effect(EffectKind::kHostReminder, item->node,
                    {{"workItem", item->id.text()},
                     {"title", item->title},
                     {"role", item->role},
                     {"watcher", overdue ? command.watcher : std::string()},
                     {"kind", toString(command.kind)},
                     {"due", isoDate(item->due)}});
  return transition.finish();
}

Json contentOf(const RecomputeDue& /*command*/) {
  return {{"recompute", true}};
}
Json contentOf(const RemindWorkItem& command) {
  return {{"remind", command.workItem.text()},
          {"kind", toString(command.kind)},
          {"due", isoDate(command.due)},
          {"watcher", command.watcher}};
}

}  // namespace tdkt::workflow
