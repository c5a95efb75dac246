#include "workflow/engine/event/Deadlines.h"

#include <algorithm>

#include "workflow/engine/Event.h"
#include "workflow/engine/event/Data.h"

namespace tdkt::workflow {

using data::Json;
using data::textAt;

const char* toString(ReminderKind kind) {
  return kind == ReminderKind::kSoon ? "soon" : "overdue";
}

Json toData(const WorkItemDueChanged& body) {
  return {{"item", body.item.text()},
          {"from", isoDate(body.from)},
          {"to", isoDate(body.to)},
          {"because", body.because},
          {"calendar", body.calendar}};
}
void fromData(const Json& data, WorkItemDueChanged& body) {
  body.item = WorkItemId(textAt(data, "item"));
  body.from = data::required(parseIsoDate(textAt(data, "from")));
  body.to = data::required(parseIsoDate(textAt(data, "to")));
  body.because = textAt(data, "because");
  body.calendar = textAt(data, "calendar");
}
void fold(DossierState& state, const Event& /*event*/, const WorkItemDueChanged& body) {
  const auto item = std::find_if(state.workItems.begin(), state.workItems.end(),
                                 [&](const WorkItem& row) { return row.id == body.item; });
  if (item != state.workItems.end()) item->due = body.to;
}

Json toData(const WorkItemReminded& body) {
  return {{"item", body.item.text()},
          {"kind", toString(body.kind)},
          {"due", isoDate(body.due)},
          {"watcher", body.watcher}};
}
void fromData(const Json& data, WorkItemReminded& body) {
  body.item = WorkItemId(textAt(data, "item"));
  const std::string kind = textAt(data, "kind");
  if (kind != "soon" && kind != "overdue") throw std::invalid_argument("an unknown kind of reminder");
  body.kind = kind == "soon" ? ReminderKind::kSoon : ReminderKind::kOverdue;
  body.due = data::required(parseIsoDate(textAt(data, "due")));
  body.watcher = textAt(data, "watcher");
}
void fold(DossierState& /*state*/, const Event& /*event*/, const WorkItemReminded& /*body*/) {}

}  // namespace tdkt::workflow
