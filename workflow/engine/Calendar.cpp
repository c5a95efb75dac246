#include "workflow/engine/Calendar.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "workflow/base/Bytes.h"
#include "workflow/base/Json.h"

namespace tdkt::workflow {
namespace {

using Row = nlohmann::ordered_json;

CivilDate plusDays(CivilDate day, int days) {
  return CivilDate(std::chrono::sys_days(day) + std::chrono::days(days));
}

Result<CivilDate> dateOf(const Row& row) {
  const std::string date = json::optionalString(row, "date");
  const auto day = parseIsoDate(date);
  if (!day) return inputError("calendar.day", "the date is not a day of the form 2026-09-02", date);
  return *day;
}

Result<std::pair<CivilDate, bool>> rowFrom(const Row& row) {
  TDKT_ASSIGN(const CivilDate day, dateOf(row));
  const std::string kind = json::optionalString(row, "kind");
  if (kind != "off" && kind != "work") {
    return inputError("calendar.day", "kind must be off or work", isoDate(day));
  }
  if (json::optionalString(row, "source").empty()) {
    return inputError("calendar.day", "the notice this row comes from is missing", isoDate(day));
  }
  return std::pair(day, kind == "work");
}

Result<std::pair<CivilDate, std::string>> openDayFrom(const Row& row) {
  TDKT_ASSIGN(const CivilDate day, dateOf(row));
  const std::string note = json::optionalString(row, "note");
  if (note.empty()) return inputError("calendar.day", "the note is missing", isoDate(day));
  return std::pair(day, note);
}

struct YearRow {
  int year = 0;
  bool announced = false;
  std::string note;
};

Result<YearRow> yearFrom(const Row& row) {
  const bool numbered = row.is_object() && row.contains("year") && row["year"].is_number_integer();
  YearRow out;
  out.year = numbered ? row["year"].get<int>() : 0;
  const std::string name = std::to_string(out.year);
  if (out.year < 2000 || out.year > 2999) return inputError("calendar.year", "a year is expected", name);
  const std::string state = json::optionalString(row, "state");
  if (state != "announced" && state != "unannounced") {
    return inputError("calendar.year", "state must be announced or unannounced", name);
  }
  out.announced = state == "announced";
  out.note = json::optionalString(row, "note");
  const std::string needed = out.announced ? json::optionalString(row, "source") : out.note;
  if (needed.empty()) {
    return inputError("calendar.year", "an announced year needs its source, another its note", name);
  }
  return out;
}

/// The rows of an optional list.
Result<std::vector<Row>> listAt(const Row& pack, const char* key, const char* code, bool required) {
  if (!pack.contains(key) && !required) return std::vector<Row>();
  if (!pack.contains(key) || !pack.at(key).is_array()) return inputError(code, "a list was expected", key);
  return std::vector<Row>(pack.at(key).begin(), pack.at(key).end());
}

/// The clock stands on this day.
bool paused(const std::vector<Pause>& pauses, CivilDate day) {
  return std::any_of(pauses.begin(), pauses.end(),
                     [&](const Pause& pause) { return pause.from < day && (!pause.to || day <= *pause.to); });
}

}  // namespace

Result<WorkingCalendar> WorkingCalendar::fromJson(std::string_view text) {
  TDKT_ASSIGN(const auto pack, json::parse(text));
  WorkingCalendar calendar;
  calendar.digest_ = sha256Hex(text);
  TDKT_ASSIGN(calendar.version_, json::requireString(pack, "version"));
  TDKT_ASSIGN(const auto days, listAt(pack, "days", "calendar.day", true));
  for (const Row& row : days) {
    TDKT_ASSIGN(const auto day, rowFrom(row));
    if (!calendar.exceptions_.insert(day).second) {
      return inputError("calendar.day", "this day stands twice", isoDate(day.first));
    }
  }
  TDKT_ASSIGN(const auto years, listAt(pack, "years", "calendar.year", false));
  for (const Row& row : years) {
    TDKT_ASSIGN(const YearRow year, yearFrom(row));
    if (calendar.announced_.count(year.year) + calendar.yearNotes_.count(year.year) != 0) {
      return inputError("calendar.year", "this year stands twice", std::to_string(year.year));
    }
    if (year.announced) calendar.announced_.insert(year.year);
    if (!year.announced) calendar.yearNotes_[year.year] = year.note;
  }
  TDKT_ASSIGN(const auto open, listAt(pack, "open", "calendar.day", false));
  for (const Row& row : open) {
    TDKT_ASSIGN(const auto day, openDayFrom(row));
    calendar.open_.insert(day);
  }
  return calendar;
}

bool WorkingCalendar::isWorkingDay(CivilDate day) const {
  if (const auto row = exceptions_.find(day); row != exceptions_.end()) return row->second;
  const std::chrono::weekday weekday{std::chrono::sys_days(day)};
  return weekday != std::chrono::Saturday && weekday != std::chrono::Sunday;
}

CivilDate WorkingCalendar::dueDate(CivilDate start, int workingDays) const {
  CivilDate day = start;
  for (int counted = 0; counted < workingDays;) {
    day = plusDays(day, 1);
    if (isWorkingDay(day)) ++counted;
  }
  return day;
}

std::optional<CivilDate> WorkingCalendar::dueDate(const Deadline& deadline) const {
  // Behind the last known day of an open pause nothing can be counted any more.
  const auto open = std::find_if(deadline.pauses.begin(), deadline.pauses.end(),
                                 [](const Pause& pause) { return !pause.to; });
  CivilDate day = deadline.start;
  for (int counted = 0; counted < deadline.workingDays;) {
    day = plusDays(day, 1);
    if (open != deadline.pauses.end() && open->from < day) return std::nullopt;
    if (isWorkingDay(day) && !paused(deadline.pauses, day)) ++counted;
  }
  return day;
}

CivilDate WorkingCalendar::workingDaysBefore(CivilDate day, int workingDays) const {
  for (int counted = 0; counted < workingDays;) {
    day = plusDays(day, -1);
    if (isWorkingDay(day)) ++counted;
  }
  return day;
}

int WorkingCalendar::workingDaysBetween(CivilDate from, CivilDate to) const {
  if (to < from) return -workingDaysBetween(to, from);
  int days = 0;
  for (CivilDate day = from; day < to;) {
    day = plusDays(day, 1);
    if (isWorkingDay(day)) ++days;
  }
  return days;
}

std::string WorkingCalendar::unsettled(CivilDate from, CivilDate to) const {
  if (to < from) std::swap(from, to);
  const auto openDay = open_.upper_bound(from);
  if (openDay != open_.end() && openDay->first <= to) return openDay->second;
  for (int year = static_cast<int>(from.year()); year <= static_cast<int>(to.year()); ++year) {
    // The last day of a year that only the start touches is no day that is counted.
    const CivilDate last{std::chrono::year(year), std::chrono::December, std::chrono::day(31)};
    if (announced_.count(year) != 0 || from == last) continue;
    const auto note = yearNotes_.find(year);
    return note != yearNotes_.end() ? note->second
                                    : "Lịch nghỉ năm " + std::to_string(year) + " chưa công bố";
  }
  return {};
}

}  // namespace tdkt::workflow
