#include "workflow/engine/Calendar.h"

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "tests/unit/workflow/Dossiers.h"

namespace tdkt::workflow {
namespace {

CivilDate day(const char* text) {
  return *parseIsoDate(text);
}

WorkingCalendar shipped() {
  return WorkingCalendar::fromJson(testing::packText("calendar-vn.json")).value();
}

TEST(WorkingCalendar, CountsTheVectorsOfTheShippedPlan) {
  const struct {
    const char* start;
    int days;
    const char* due;
  } rows[] = {{"2024-02-07", 1, "2024-02-15"},  // Tết Giáp Thìn, Thursday to Wednesday
              {"2024-04-26", 1, "2024-05-02"},  // Monday 29 April swapped
              {"2024-05-02", 2, "2024-05-04"},  // …for this Saturday
              {"2024-08-30", 1, "2024-09-04"},  {"2025-01-24", 1, "2025-02-03"},
              {"2025-04-25", 1, "2025-04-26"},  // Saturday worked for 2 May
              {"2025-04-29", 1, "2025-05-05"},  {"2025-08-29", 1, "2025-09-03"},
              {"2025-12-31", 1, "2026-01-05"},  // 1 January and the swapped Friday
              {"2026-01-09", 1, "2026-01-10"},  // …worked on this Saturday
              {"2026-02-13", 10, "2026-03-06"}, {"2026-02-06", 10, "2026-02-27"},
              {"2026-04-24", 1, "2026-04-28"},  // Hùng Kings' day on a Sunday, made up on Monday
              {"2026-04-29", 1, "2026-05-04"},  {"2026-08-20", 5, "2026-08-26"},
              {"2026-08-14", 10, "2026-08-27"}, {"2026-08-28", 1, "2026-09-03"},
              {"2026-11-02", 20, "2026-12-01"},  // 24 November is a day off since 2026
              {"2026-11-23", 1, "2026-11-25"},  {"2026-11-02", 0, "2026-11-02"}};
  const WorkingCalendar calendar = shipped();
  for (const auto& row : rows) {
    EXPECT_EQ(isoDate(calendar.dueDate(day(row.start), row.days)), row.due) << row.start << " + " << row.days;
    EXPECT_EQ(calendar.workingDaysBetween(day(row.start), day(row.due)), row.days);
    EXPECT_EQ(calendar.workingDaysBetween(day(row.due), day(row.start)), -row.days);
    EXPECT_EQ(calendar.unsettled(day(row.start), day(row.due)).empty(),
              day(row.start) >= day("2026-11-23") || day(row.due) < day("2026-11-23"));
  }
}

TEST(WorkingCalendar, CultureDayIsADayOffFrom2026OnAndWasNoneBefore) {
  const WorkingCalendar calendar = shipped();
  EXPECT_TRUE(calendar.isWorkingDay(day("2025-11-24")));
  EXPECT_FALSE(calendar.isWorkingDay(day("2026-11-24")));
  EXPECT_FALSE(calendar.isWorkingDay(day("2027-11-24")));
}

TEST(WorkingCalendar, ASwappedDayHasItsMakeUpSaturdayInTheShippedPlan) {
  const auto pack = nlohmann::ordered_json::parse(testing::packText("calendar-vn.json"));
  std::map<std::string, int> balance;  // by year and source: days off by a swap, less Saturdays worked
  for (const auto& row : pack.at("days")) {
    const std::string name = row.at("name").get<std::string>();
    const std::string year = row.at("date").get<std::string>().substr(0, 4);
    if (name.find("hoán đổi với") != std::string::npos) ++balance[year];
    if (row.at("kind") == "work") --balance[year];
  }
  for (const auto& [year, open] : balance) EXPECT_EQ(open, 0) << year;
  EXPECT_EQ(balance.size(), 3U);
}

TEST(WorkingCalendar, ACountIntoAYearWithoutNoticeSaysSo) {
  const WorkingCalendar calendar = shipped();
  EXPECT_EQ(calendar.unsettled(day("2026-12-01"), day("2026-12-31")), "");
  EXPECT_NE(calendar.unsettled(day("2026-12-01"), day("2027-01-04")).find("năm 2027 chưa công bố"),
            std::string::npos);
  EXPECT_EQ(calendar.unsettled(day("2028-03-01"), day("2028-03-02")), "Lịch nghỉ năm 2028 chưa công bố");
}

TEST(WorkingCalendar, ACountOverADayThatAProposalWouldChangeSaysSo) {
  const WorkingCalendar calendar = shipped();
  EXPECT_NE(calendar.unsettled(day("2026-11-20"), day("2026-11-25")).find("23/11/2026"), std::string::npos);
  EXPECT_NE(calendar.unsettled(day("2026-11-25"), day("2026-11-30")).find("28/11/2026"), std::string::npos);
  EXPECT_EQ(calendar.unsettled(day("2026-11-23"), day("2026-11-27")), "");
}

TEST(WorkingCalendar, AMakeUpSaturdayIsWorkedAndAnOrdinaryOneIsNot) {
  const WorkingCalendar calendar = shipped();
  EXPECT_TRUE(calendar.isWorkingDay(day("2026-08-22")));
  EXPECT_FALSE(calendar.isWorkingDay(day("2026-08-15")));
}

TEST(WorkingCalendar, TheDayOfReturnCountsAndTheDayOfResubmissionDoesNot) {
  const WorkingCalendar calendar = testing::calendar2026();
  // Monday 2 March; ten working days without a pause end on Monday 16 March.
  EXPECT_EQ(isoDate(calendar.dueDate(day("2026-03-02"), 10)), "2026-03-16");
  // Returned on Thursday 5 (counts as day 3), back on Tuesday 10 (does not count): 6, 9 and 10 are left out.
  Deadline deadline{day("2026-03-02"), 10, {{day("2026-03-05"), day("2026-03-10")}}};
  EXPECT_EQ(isoDate(calendar.dueDate(deadline).value()), "2026-03-19");
  // Back on the day it went: nothing is left out.
  deadline.pauses = {{day("2026-03-05"), day("2026-03-05")}};
  EXPECT_EQ(isoDate(calendar.dueDate(deadline).value()), "2026-03-16");
  // A weekend in the pause costs nothing twice: away Friday 6 to Sunday 8.
  deadline.pauses = {{day("2026-03-06"), day("2026-03-08")}};
  EXPECT_EQ(isoDate(calendar.dueDate(deadline).value()), "2026-03-16");
  // Two pauses that overlap are one.
  deadline.pauses = {{day("2026-03-05"), day("2026-03-10")}, {day("2026-03-09"), day("2026-03-10")}};
  EXPECT_EQ(isoDate(calendar.dueDate(deadline).value()), "2026-03-19");
}

TEST(WorkingCalendar, WhileAPauseIsOpenThereIsNoDueDateUnlessTheTimeWasOverBefore) {
  const WorkingCalendar calendar = testing::calendar2026();
  Deadline deadline{day("2026-03-02"), 10, {{day("2026-03-05"), std::nullopt}}};
  EXPECT_FALSE(calendar.dueDate(deadline));
  deadline.workingDays = 3;  // the third day is the day of return, which counts
  EXPECT_EQ(isoDate(calendar.dueDate(deadline).value()), "2026-03-05");
}

TEST(WorkingCalendar, CountsBackOverAWeekend) {
  const WorkingCalendar calendar = shipped();
  EXPECT_EQ(isoDate(calendar.workingDaysBefore(day("2026-03-02"), 1)), "2026-02-27");
  EXPECT_EQ(isoDate(calendar.workingDaysBefore(day("2026-02-23"), 1)), "2026-02-13");
  EXPECT_EQ(isoDate(calendar.workingDaysBefore(day("2026-02-23"), 0)), "2026-02-23");
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

TEST(WorkingCalendar, AYearNeedsItsStateAndASourceOrANote) {
  const auto wrong = [](const char* row) {
    return WorkingCalendar::fromJson(std::string(R"({"version":"v","days":[],"years":[)") + row + "]}")
        .error();
  };
  EXPECT_EQ(wrong(R"({"year":"2026","state":"announced","source":"x"})").code, "calendar.year");
  EXPECT_EQ(wrong(R"({"year":2026,"state":"soon","source":"x"})").field, "2026");
  EXPECT_EQ(wrong(R"({"year":2026,"state":"announced"})").code, "calendar.year");
  EXPECT_EQ(wrong(R"({"year":2027,"state":"unannounced"})").code, "calendar.year");
  EXPECT_EQ(wrong(R"({"year":2026,"state":"announced","source":"x"},
                     {"year":2026,"state":"unannounced","note":"x"})")
                .detail,
            "this year stands twice");
}

}  // namespace
}  // namespace tdkt::workflow
