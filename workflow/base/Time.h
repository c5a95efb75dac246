#pragma once
// Instants, civil dates and the one conversion between them. Vietnam has no daylight saving: UTC+7 always.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tdkt {

/// An instant, milliseconds since 1970-01-01T00:00:00Z.
struct UtcTime {
  std::int64_t millis = 0;
  friend auto operator<=>(const UtcTime&, const UtcTime&) = default;
  UtcTime plus(std::chrono::milliseconds span) const { return UtcTime{millis + span.count()}; }
};

/// A day as printed on a decision (no zone, no hour).
using CivilDate = std::chrono::year_month_day;

/// The day in Asia/Ho_Chi_Minh at that instant. Decision numbers restart by this day's year.
CivilDate vietnamDate(UtcTime instant);
/// The first instant of that day in Asia/Ho_Chi_Minh.
UtcTime startOfVietnamDay(CivilDate day);

/// "2026-11-20T15:04:05Z"
std::string isoUtc(UtcTime instant);
/// "2026-11-20T15:04:05+07:00", the form NĐ 30/2020 asks in signature texts.
std::string isoVietnam(UtcTime instant);
/// Accepts "…Z" and "…+hh:mm", with or without fraction; nothing else.
std::optional<UtcTime> parseIso(std::string_view text);
/// "2026-11-20"
std::string isoDate(CivilDate day);
std::optional<CivilDate> parseIsoDate(std::string_view text);
/// "20/11/2026"
std::string shortDate(CivilDate day);
/// "15:04 20/11/2026" in Vietnam time, for pages.
std::string shortDateTime(UtcTime instant);
/// "ngày 05 tháng 01 năm 2020": days below 10 and months 1 and 2 take a leading zero.
/// Source: NĐ 30/2020/NĐ-CP, Phụ lục I, II.4.
std::string longDate(CivilDate day);

}  // namespace tdkt
