#pragma once
// Which open tasks somebody must be reminded of: soon due, or overdue. Said once per task, kind and due date.

#include <string>
#include <vector>

#include "connector/storage/Database.h"
#include "workflow/base/Clock.h"
#include "workflow/engine/Calendar.h"
#include "workflow/engine/Command.h"

namespace tdkt::clock {

struct ReminderSettings {
  int workingDaysBefore = 1;            ///< 0: nobody is told before the due date
  std::string watcher = "secretariat";  ///< role that watches overdue tasks; empty: nobody is added
};

struct DueReminder {
  DossierId dossier;
  workflow::RemindWorkItem command;
};

/// Thread-safe. Errors: those of Database.
class Reminders {
 public:
  Reminders(storage::Database& database, const workflow::WorkingCalendar& calendar, ReminderSettings settings,
            const Clock& clock);

  /// At most `most` reminders not said yet, earliest due first. A task opened today is not reminded of
  /// today.
  Result<std::vector<DueReminder>> due(std::size_t most);
  /// It has been said.
  Result<Done> said(const DueReminder& reminder);

 private:
  Result<Done> collect(workflow::ReminderKind kind, CivilDate from, CivilDate to, std::size_t most,
                       std::vector<DueReminder>& out);

  storage::Database& database_;
  const workflow::WorkingCalendar& calendar_;
  ReminderSettings settings_;
  const Clock& clock_;
};

}  // namespace tdkt::clock
