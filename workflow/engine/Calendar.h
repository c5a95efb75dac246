#pragma once
// Working days. Holidays and make-up days are dated data with a source, loaded from a pack; nothing is
// compiled in. Source: rows cite their notice; the counting rule is docs/adr (first day = day after the
// event).

#include <map>
#include <string>
#include <string_view>

#include "workflow/base/Error.h"
#include "workflow/base/Time.h"

namespace tdkt::workflow {

/// Which days are worked. Saturdays and Sundays are off unless a row says "work". Immutable after load.
class WorkingCalendar {
 public:
  /// From JSON {"version":…, "days":[{"date":"2026-02-16","kind":"off"|"work","source":…}]}.
  /// Errors: those of json::parse, kInput "calendar.day" naming the row.
  static Result<WorkingCalendar> fromJson(std::string_view text);

  bool isWorkingDay(CivilDate day) const;
  /// The `workingDays`-th working day after `start` (start itself does not count); 0 gives start.
  CivilDate dueDate(CivilDate start, int workingDays) const;
  /// Working days after `from` up to and including `to`; negative when `to` is earlier.
  int workingDaysBetween(CivilDate from, CivilDate to) const;
  const std::string& version() const { return version_; }

 private:
  std::string version_;
  std::map<CivilDate, bool> exceptions_;  ///< true = worked
};

}  // namespace tdkt::workflow
