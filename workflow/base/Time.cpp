#include "workflow/base/Time.h"

#include <cstdio>
#include <cstdlib>

namespace tdkt {
namespace {

using std::chrono::floor;
using SysMillis = std::chrono::sys_time<std::chrono::milliseconds>;
constexpr std::chrono::hours kVietnam{7};

std::string isoWithOffset(SysMillis local, const char* suffix) {
  const auto day = floor<std::chrono::days>(local);
  const CivilDate date{day};
  const std::chrono::hh_mm_ss clock{floor<std::chrono::seconds>(local - day)};
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d%s", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()), suffix);
  return text;
}

SysMillis at(UtcTime instant) {
  return SysMillis{std::chrono::milliseconds{instant.millis}};
}

/// Reads `count` digits at `pos`; -1 when they are not digits.
int digits(std::string_view text, std::size_t pos, std::size_t count) {
  if (pos + count > text.size()) return -1;
  int value = 0;
  for (std::size_t i = pos; i < pos + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

/// Minutes east of UTC, or nothing when the zone is absent or malformed.
std::optional<int> parseZone(std::string_view zone) {
  if (zone == "Z") return 0;
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return std::nullopt;
  const int hours = digits(zone, 1, 2);
  const int minutes = digits(zone, 4, 2);
  if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59) return std::nullopt;
  return (zone[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

}  // namespace

CivilDate vietnamDate(UtcTime instant) {
  return CivilDate{floor<std::chrono::days>(at(instant) + kVietnam)};
}

UtcTime startOfVietnamDay(CivilDate day) {
  const SysMillis local = std::chrono::sys_days{day};
  return UtcTime{(local - kVietnam).time_since_epoch().count()};
}

std::string isoUtc(UtcTime instant) {
  return isoWithOffset(at(instant), "Z");
}
std::string isoVietnam(UtcTime instant) {
  return isoWithOffset(at(instant) + kVietnam, "+07:00");
}

std::optional<CivilDate> parseIsoDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int year = digits(text, 0, 4);
  const int month = digits(text, 5, 2);
  const int day = digits(text, 8, 2);
  if (year < 0 || month < 0 || day < 0) return std::nullopt;
  const CivilDate date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                       std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  return date;
}

std::optional<UtcTime> parseIso(std::string_view text) {
  if (text.size() < 20 || text[10] != 'T' || text[13] != ':' || text[16] != ':') return std::nullopt;
  const auto date = parseIsoDate(text.substr(0, 10));
  const int hour = digits(text, 11, 2);
  const int minute = digits(text, 14, 2);
  const int second = digits(text, 17, 2);
  if (!date || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
    return std::nullopt;
  std::size_t pos = 19;
  std::int64_t millis = 0;
  if (text[pos] == '.') {
    std::int64_t scale = 100;
    for (++pos; pos < text.size() && text[pos] >= '0' && text[pos] <= '9'; ++pos, scale /= 10) {
      millis += scale * (text[pos] - '0');
    }
  }
  const auto zone = parseZone(text.substr(pos));
  if (!zone) return std::nullopt;
  const SysMillis day = std::chrono::sys_days{*date};
  const std::int64_t seconds = (hour * 60LL + minute - *zone) * 60LL + second;
  return UtcTime{day.time_since_epoch().count() + seconds * 1000 + millis};
}

std::string isoDate(CivilDate day) {
  char text[24];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return text;
}

std::string shortDate(CivilDate day) {
  char text[24];
  std::snprintf(text, sizeof text, "%02u/%02u/%04d", static_cast<unsigned>(day.day()),
                static_cast<unsigned>(day.month()), static_cast<int>(day.year()));
  return text;
}

std::string shortDateTime(UtcTime instant) {
  const std::string iso = isoVietnam(instant);
  return iso.substr(11, 5) + " " + shortDate(vietnamDate(instant));
}

std::string longDate(CivilDate day) {
  const auto month = static_cast<unsigned>(day.month());
  char text[64];
  std::snprintf(text, sizeof text, month <= 2 ? "ngày %02u tháng %02u năm %d" : "ngày %02u tháng %u năm %d",
                static_cast<unsigned>(day.day()), month, static_cast<int>(day.year()));
  return text;
}

}  // namespace tdkt
