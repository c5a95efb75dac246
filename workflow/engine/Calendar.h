#pragma once
// Working days. Holidays and make-up days are dated data with a source, loaded from a pack; nothing is
// compiled in, and what no notice has settled yet is told as such, never guessed.
//
// Counting: the day of the event does not count, the next working day is day 1; a time ends with the last
// minute of its last day. Source: rows cite their notice; counting and pauses are docs/adr/0023.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/base/Error.h"
#include "workflow/base/Time.h"

namespace tdkt::workflow {

/// A clock that stands: from the day a dossier went away to the day it came back. The day of going counts,
/// the day of coming back does not. Without `to` it still stands.
struct Pause {
  CivilDate from{};
  std::optional<CivilDate> to;
  friend bool operator==(const Pause&, const Pause&) = default;
};

/// What a due date is computed from, so that it can be computed again by a newer calendar.
struct Deadline {
  CivilDate start{};
  int workingDays = 0;
  std::vector<Pause> pauses;
  friend bool operator==(const Deadline&, const Deadline&) = default;
};

/// Which days are worked. Saturdays and Sundays are off unless a row says "work". Immutable after load.
class WorkingCalendar {
 public:
  /// From JSON {"version":…, "days":[{"date":"2026-02-16","kind":"off"|"work","source":…}],
  /// "years":[{"year":2027,"state":"announced"|"unannounced","note":…,"source":…}],
  /// "open":[{"date":"2026-11-23","note":…}]}. `years` and `open` may be absent: then no year is announced.
  /// An unannounced year may hold the days the law itself fixes. Notes are Vietnamese, for people.
  /// Errors: those of json::parse; kInput "calendar.day", "calendar.year" naming the row.
  static Result<WorkingCalendar> fromJson(std::string_view text);

  bool isWorkingDay(CivilDate day) const;
  /// The `workingDays`-th working day after `start` (start itself does not count); 0 gives start.
  CivilDate dueDate(CivilDate start, int workingDays) const;
  /// The same with pauses; nothing while a pause is open and the time was not over before it.
  std::optional<CivilDate> dueDate(const Deadline& deadline) const;
  /// The `workingDays`-th working day before `day`; 0 gives `day`.
  CivilDate workingDaysBefore(CivilDate day, int workingDays) const;
  /// Working days after `from` up to and including `to`; negative when `to` is earlier.
  int workingDaysBetween(CivilDate from, CivilDate to) const;

  /// Why a count from `from` to `to` may still change: the note of the first unannounced year or open day it
  /// touches ("Lịch nghỉ năm 2028 chưa công bố"). Empty when every day of it is settled.
  std::string unsettled(CivilDate from, CivilDate to) const;

  const std::string& version() const { return version_; }
  /// SHA-256 of the text it was read from, lower-case hex: two plans of one name are two plans.
  const std::string& digest() const { return digest_; }

 private:
  std::string version_;
  std::string digest_;
  std::map<CivilDate, bool> exceptions_;   ///< true = worked
  std::set<int> announced_;                ///< years whose plan is complete
  std::map<int, std::string> yearNotes_;   ///< of unannounced years
  std::map<CivilDate, std::string> open_;  ///< days that a pending proposal would change
};

}  // namespace tdkt::workflow
