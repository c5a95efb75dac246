#include "workflow/engine/Calendar.h"

#include <gtest/gtest.h>

#include "tests/unit/workflow/Dossiers.h"

namespace tdkt::workflow {
namespace {

CivilDate day(const char* text) {
  return *parseIsoDate(text);
}

TEST(WorkingCalendar, CountsTheVectorsOf2026) {
  const struct {
    const char* start;
    int days;
    const char* due;
  } rows[] = {{"2026-02-13", 10, "2026-03-06"}, {"2026-02-06", 10, "2026-02-27"},
              {"2026-08-20", 5, "2026-08-26"},  {"2026-08-14", 10, "2026-08-27"},
              {"2026-08-28", 1, "2026-09-03"},  {"2026-11-02", 20, "2026-11-30"},
              {"2026-11-02", 0, "2026-11-02"}};
  const WorkingCalendar calendar = testing::calendar2026();
  for (const auto& row : rows) {
    EXPECT_EQ(isoDate(calendar.dueDate(day(row.start), row.days)), row.due) << row.start << " + " << row.days;
    EXPECT_EQ(calendar.workingDaysBetween(day(row.start), day(row.due)), row.days);
    EXPECT_EQ(calendar.workingDaysBetween(day(row.due), day(row.start)), -row.days);
  }
}

TEST(WorkingCalendar, AMakeUpSaturdayIsWorkedAndAnOrdinaryOneIsNot) {
  const WorkingCalendar calendar = testing::calendar2026();
  EXPECT_TRUE(calendar.isWorkingDay(day("2026-08-22")));
  EXPECT_FALSE(calendar.isWorkingDay(day("2026-08-15")));
}

TEST(WorkingCalendar, ARowThatIsNotADayIsNamed) {
  const auto wrong = [](const char* row) {
    return WorkingCalendar::fromJson(std::string(R"({"version":"v","days":[)") + row + "]}").error();
  };
  EXPECT_EQ(wrong(R"({"date":"2026-02-30","kind":"off","source":"x"})").field, "2026-02-30");
  EXPECT_EQ(wrong(R"({"date":"2026-02-03","kind":"maybe","source":"x"})").code, "calendar.day");
  EXPECT_EQ(wrong(R"({"date":"2026-02-03","kind":"off"})").code, "calendar.day");
  EXPECT_EQ(
      wrong(
          R"({"date":"2026-02-03","kind":"off","source":"x"},{"date":"2026-02-03","kind":"work","source":"x"})")
          .detail,
      "this day stands twice");
}

}  // namespace
}  // namespace tdkt::workflow
