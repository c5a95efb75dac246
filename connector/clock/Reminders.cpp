#include "connector/clock/Reminders.h"

namespace tdkt::clock {
namespace {

using workflow::ReminderKind;

CivilDate plusDays(CivilDate day, int days) {
  return CivilDate(std::chrono::sys_days(day) + std::chrono::days(days));
}

constexpr const char* kQuery =
    "SELECT w.id, w.dossier_id, w.due FROM work_item AS w WHERE w.state = 'open' AND w.due >= ? AND "
    "w.due <= ? AND w.opened_at < ? AND NOT EXISTS(SELECT 1 FROM reminder AS r WHERE r.work_item = w.id AND "
    "r.kind = ? AND r.due = w.due) ORDER BY w.due, w.id LIMIT ?";

const CivilDate kBeginning{std::chrono::year(1970), std::chrono::January, std::chrono::day(1)};

}  // namespace

Reminders::Reminders(storage::Database& database, const workflow::WorkingCalendar& calendar,
                     ReminderSettings settings, const Clock& clock)
    : database_(database), calendar_(calendar), settings_(std::move(settings)), clock_(clock) {}

Result<Done> Reminders::collect(ReminderKind kind, CivilDate from, CivilDate to, std::size_t most,
                                std::vector<DueReminder>& out) {
  const auto view = database_.snapshot();
  TDKT_ASSIGN(auto query, database_.prepare(kQuery));
  query.bind(isoDate(from)).bind(isoDate(to));
  query.bind(startOfVietnamDay(vietnamDate(clock_.now())).millis).bind(workflow::toString(kind));
  query.bind(static_cast<std::int64_t>(most));
  while (true) {
    TDKT_ASSIGN(const bool more, query.step());
    if (!more) return Done{};
    const auto due = parseIsoDate(query.text(2));
    if (!due) return corruptError("storage.corrupt", "a due date is no day", query.text(0));
    out.push_back({DossierId(query.text(1)),
                   {WorkItemId(query.text(0)), kind, *due,
                    kind == ReminderKind::kOverdue ? settings_.watcher : std::string()}});
  }
}

Result<std::vector<DueReminder>> Reminders::due(std::size_t most) {
  const CivilDate today = vietnamDate(clock_.now());
  std::vector<DueReminder> out;
  TDKT_CHECK(collect(ReminderKind::kOverdue, kBeginning, plusDays(today, -1), most, out));
  if (settings_.workingDaysBefore == 0 || out.size() >= most) return out;
  TDKT_CHECK(collect(ReminderKind::kSoon, today, calendar_.dueDate(today, settings_.workingDaysBefore),
                     most - out.size(), out));
  return out;
}

Result<Done> Reminders::said(const DueReminder& reminder) {
  return database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto insert, database_.prepare("INSERT INTO reminder(work_item, kind, due, at) "
                                               "VALUES(?, ?, ?, ?) ON CONFLICT DO NOTHING"));
    insert.bind(reminder.command.workItem.text()).bind(workflow::toString(reminder.command.kind));
    return insert.bind(isoDate(reminder.command.due)).bind(clock_.now().millis).send();
  });
}

}  // namespace tdkt::clock
