// Due dates follow a new plan of working days; reminders tell and never take a task away.

#include <gtest/gtest.h>

#include "tests/unit/workflow/Procedures.h"

namespace tdkt::workflow {
namespace {

using namespace testing;  // NOLINT: this file is about nothing else

constexpr const char* kPlanWith24November =
    R"({"version": "vn-2026.2", "days": [{"date": "2026-11-24", "kind": "off", "source": "Nghị quyết 28/2026/QH16"}]})";

int countOf(const std::vector<Effect>& effects, EffectKind kind) {
  return static_cast<int>(std::count_if(effects.begin(), effects.end(),
                                        [&](const Effect& effect) { return effect.kind == kind; }));
}

TEST(Deadlines, ANewPlanMovesOpenDueDatesAndTheLogShowsOldAndNew) {
  Bench bench;
  bench.start();  // Friday 20 November; two working days
  bench.calendar(kPlanWith24November);
  EXPECT_EQ(bench.codeOf(RecomputeDue{}), "");
  const auto& moved = std::get<WorkItemDueChanged>(bench.log.back().body);
  EXPECT_EQ(isoDate(moved.from), "2026-11-24");
  EXPECT_EQ(isoDate(moved.to), "2026-11-25");
  EXPECT_EQ(moved.calendar, "vn-2026.2");
  EXPECT_EQ(isoDate(openItem(bench.state, "receive")->due), "2026-11-25");
  EXPECT_TRUE(replays(bench));
}

TEST(Deadlines, APlanThatChangesNothingHereWritesNothing) {
  Bench bench;
  bench.start();
  const auto version = bench.state.version;
  EXPECT_EQ(bench.codeOf(RecomputeDue{}), "");
  EXPECT_EQ(bench.state.version, version);
}

TEST(Deadlines, ClosedTasksKeepTheDueDateTheyHad) {
  Bench bench;
  bench.start();
  bench.agree("receive");
  bench.calendar(kPlanWith24November);
  EXPECT_EQ(bench.codeOf(RecomputeDue{}), "");
  EXPECT_EQ(isoDate(bench.state.workItems[0].due), "2026-11-24");
  EXPECT_EQ(isoDate(bench.state.workItems[1].due), "2026-12-07");
}

TEST(Deadlines, AMovedDueDateMovesTheTimerThatRestsOnIt) {
  Bench bench(procedureWith(R"({"kind": "opinions", "id": "round", "workingDays": 5,
    "lapse": "no-opinion", "addressees": [{"id": "tax", "title": "Ý kiến", "role": "opinion.tax"}]})"));
  bench.start();
  bench.calendar(kPlanWith24November);
  EXPECT_EQ(bench.codeOf(RecomputeDue{}), "");
  ASSERT_EQ(bench.state.timers.size(), 1U);
  EXPECT_EQ(isoVietnam(bench.state.timers[0].due), "2026-12-01T00:00:00+07:00");
}

TEST(Deadlines, AReminderTellsTheHolderAndOverdueAddsAWatcherButTheTaskStays) {
  Bench bench;
  bench.start();
  const WorkItem item = *openItem(bench.state, "receive");
  EXPECT_EQ(bench.codeOf(RemindWorkItem{item.id, ReminderKind::kSoon, item.due, ""}), "");
  EXPECT_EQ(countOf(bench.effects, EffectKind::kHostReminder), 1);
  bench.now = at("2026-11-24", "23:59:59");
  EXPECT_EQ(bench.codeOf(RemindWorkItem{item.id, ReminderKind::kOverdue, item.due, "chair"}),
            "workflow.timer.early");
  bench.now = at("2026-11-25", "00:00:00");
  EXPECT_EQ(bench.codeOf(RemindWorkItem{item.id, ReminderKind::kOverdue, item.due, "chair"}), "");
  EXPECT_EQ(bench.effects.back().data.at("watcher"), "chair");
  EXPECT_EQ(*openItem(bench.state, "receive"), item) << "nothing about the task changes";
  EXPECT_TRUE(replays(bench));
}

TEST(Deadlines, AReminderThatCameTooLateSaysNothing) {
  Bench bench;
  bench.start();
  const WorkItem item = *openItem(bench.state, "receive");
  const auto version = bench.state.version;
  EXPECT_EQ(bench.codeOf(RemindWorkItem{item.id, ReminderKind::kSoon, day("2026-11-20"), ""}), "");
  EXPECT_EQ(bench.state.version, version);
  bench.agree("receive");
  const auto after = bench.state.version;
  EXPECT_EQ(bench.codeOf(RemindWorkItem{item.id, ReminderKind::kSoon, item.due, ""}), "");
  EXPECT_EQ(bench.state.version, after);
}

}  // namespace
}  // namespace tdkt::workflow
