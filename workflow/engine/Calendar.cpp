#include "workflow/engine/Calendar.h"

#include <nlohmann/json.hpp>

#include "workflow/base/Json.h"

namespace tdkt::workflow {
namespace {

CivilDate nextDay(CivilDate day) {
  return CivilDate(std::chrono::sys_days(day) + std::chrono::days(1));
}

Result<std::pair<CivilDate, bool>> rowFrom(const nlohmann::ordered_json& row) {
  const std::string date = json::optionalString(row, "date");
  const std::string kind = json::optionalString(row, "kind");
  const auto day = parseIsoDate(date);
  if (!day) return inputError("calendar.day", "the date is not a day of the form 2026-09-02", date);
  if (kind != "off" && kind != "work") return inputError("calendar.day", "kind must be off or work", date);
  if (json::optionalString(row, "source").empty()) {
    return inputError("calendar.day", "the notice this row comes from is missing", date);
  }
  return std::pair(*day, kind == "work");
}

}  // namespace

Result<WorkingCalendar> WorkingCalendar::fromJson(std::string_view text) {
  TDKT_ASSIGN(const auto pack, json::parse(text));
  WorkingCalendar calendar;
  TDKT_ASSIGN(calendar.version_, json::requireString(pack, "version"));
  if (!pack.contains("days") || !pack.at("days").is_array()) {
    return inputError("calendar.day", "a list of days was expected", "days");
  }
  for (const auto& row : pack.at("days")) {
    TDKT_ASSIGN(const auto day, rowFrom(row));
    if (!calendar.exceptions_.insert(day).second) {
      return inputError("calendar.day", "this day stands twice", isoDate(day.first));
    }
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
    day = nextDay(day);
    if (isWorkingDay(day)) ++counted;
  }
  return day;
}

int WorkingCalendar::workingDaysBetween(CivilDate from, CivilDate to) const {
  if (to < from) return -workingDaysBetween(to, from);
  int days = 0;
  for (CivilDate day = from; day < to;) {
    day = nextDay(day);
    if (isWorkingDay(day)) ++days;
  }
  return days;
}

}  // namespace tdkt::workflow
