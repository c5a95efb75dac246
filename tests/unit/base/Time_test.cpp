#include "workflow/base/Time.h"

#include <gtest/gtest.h>

namespace tdkt {

TEST(Time, TheDayOfANumberIsTheDayInVietnamNotInUtc) {
  const auto lateEvening = *parseIso("2026-12-31T17:30:00Z");
  EXPECT_EQ(isoDate(vietnamDate(lateEvening)), "2027-01-01");
  EXPECT_EQ(isoVietnam(lateEvening), "2027-01-01T00:30:00+07:00");
}

TEST(Time, ALongDateZeroPadsDaysBelowTenAndOnlyTheFirstTwoMonths) {
  EXPECT_EQ(longDate(*parseIsoDate("2020-01-05")), "ngày 05 tháng 01 năm 2020");
  EXPECT_EQ(longDate(*parseIsoDate("2021-07-09")), "ngày 09 tháng 7 năm 2021");
  EXPECT_EQ(longDate(*parseIsoDate("2026-11-20")), "ngày 20 tháng 11 năm 2026");
}

TEST(Time, AnInstantSurvivesWritingAndReading) {
  const UtcTime instant = *parseIso("2026-11-20T15:04:05+07:00");
  EXPECT_EQ(isoUtc(instant), "2026-11-20T08:04:05Z");
  EXPECT_EQ(parseIso(isoUtc(instant)), instant);
  EXPECT_EQ(shortDateTime(instant), "15:04 20/11/2026");
}

TEST(Time, TextThatIsNotAnInstantIsRefused) {
  for (const char* text : {"", "2026-11-20", "2026-11-20T15:04:05", "2026-13-20T15:04:05Z",
                           "2026-11-20T25:04:05Z", "2026-11-20T15:04:05+7"}) {
    EXPECT_FALSE(parseIso(text)) << text;
  }
  EXPECT_FALSE(parseIsoDate("2026-02-30"));
}

TEST(Time, AVietnamDayStartsAtSeventeenHundredUtcOfTheDayBefore) {
  EXPECT_EQ(isoUtc(startOfVietnamDay(*parseIsoDate("2026-11-20"))), "2026-11-19T17:00:00Z");
}

}  // namespace tdkt
