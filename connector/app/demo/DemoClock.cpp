#include "connector/app/demo/DemoClock.h"

#include <chrono>
#include <fstream>

#include "connector/app/CommandLine.h"
#include "workflow/engine/Calendar.h"

namespace tdkt::app::demo {
namespace {

constexpr std::int64_t kDay = 86'400;
constexpr int kMostDays = 366;

}  // namespace

std::string clockFileOf(const DemoFolder& folder) {
  return folder.at("clock");
}

Result<Done> setClock(const DemoFolder& folder, std::int64_t seconds) {
  return writeFileWhole(clockFileOf(folder), std::to_string(seconds) + "\n");
}

Result<Done> passDays(const DemoFolder& folder, int days) {
  if (days < 1 || days > kMostDays) return inputError("usage", "1 to 366 days were expected", "--pass-days");
  std::int64_t seconds = 0;
  std::ifstream in(clockFileOf(folder));
  if (!(in >> seconds)) seconds = 0;
  return setClock(folder, seconds + days * kDay);
}

Result<int> daysForPosting(const DemoFolder& folder, CivilDate today, int workingDays) {
  TDKT_ASSIGN(const std::string text, readFile(folder.at("packs/workflow/packs/calendar-vn.json")));
  TDKT_ASSIGN(const auto calendar, workflow::WorkingCalendar::fromJson(text));
  int days = workingDays;
  const auto dayBefore = [&](int count) {
    return CivilDate(std::chrono::sys_days(today) - std::chrono::days(count));
  };
  while (days < kMostDays && !(calendar.dueDate(dayBefore(days), workingDays) < today)) ++days;
  return days;
}

}  // namespace tdkt::app::demo
