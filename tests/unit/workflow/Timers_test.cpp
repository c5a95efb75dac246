// Timers, lines marked one by one, and what a step keeps: the events fold and read back.

#include <gtest/gtest.h>

#include "tests/unit/workflow/Dossiers.h"

namespace tdkt::workflow {
namespace {

using testing::Bench;

Timer aTimer(const char* id, std::chrono::hours after, const Bench& bench) {
  return {TimerId(id), "receive", "note", bench.now.plus(after)};
}

/// As if a step had done it: the event goes through its stored form.
void happen(Bench& bench, EventBody body) {
  Event event;
  event.seq = bench.state.version + 1;
  event.at = bench.now;
  event.body = std::move(body);
  const auto read = eventFromJson(toJson(event));
  ASSERT_TRUE(read) << toJson(event);
  EXPECT_EQ(toJson(*read), toJson(event));
  evolveHere(bench.definition(), bench.state, *read);
  bench.log.push_back(*read);
}

TEST(Timers, ATimerFiresOnceAndNotBeforeItsTime) {
  Bench bench;
  bench.start();
  happen(bench, TimerSet{aTimer("t-1", std::chrono::hours(2), bench)});
  EXPECT_EQ(bench.codeOf(FireTimer{TimerId("t-1")}), "workflow.timer.early");
  bench.now = bench.now.plus(std::chrono::hours(2));
  EXPECT_EQ(bench.codeOf(FireTimer{TimerId("t-1")}), "");
  EXPECT_TRUE(bench.state.timers.empty());
  EXPECT_TRUE(std::get<TimerEnded>(bench.log.back().body).fired);
  EXPECT_EQ(bench.codeOf(FireTimer{TimerId("t-1")}), "workflow.timer");
}

TEST(Timers, ATimerSetAgainMovesAndTheOrderIsByDue) {
  Bench bench;
  bench.start();
  happen(bench, TimerSet{aTimer("t-1", std::chrono::hours(2), bench)});
  happen(bench, TimerSet{aTimer("t-2", std::chrono::hours(3), bench)});
  happen(bench, TimerSet{aTimer("t-1", std::chrono::hours(9), bench)});
  ASSERT_EQ(bench.state.timers.size(), 2U);
  EXPECT_EQ(bench.state.timers[0].id, TimerId("t-2"));
  EXPECT_EQ(bench.state.timers[1].due, bench.now.plus(std::chrono::hours(9)));
}

TEST(Timers, ATaskThatIsDoneOrStoppedLeavesNoTimerBehind) {
  Bench bench;
  bench.start();
  happen(bench, TimerSet{aTimer("t-1", std::chrono::hours(2), bench)});
  bench.agree("receive");
  EXPECT_TRUE(bench.state.timers.empty());
  EXPECT_EQ(bench.open(), std::vector<std::string>{"appraise"});

  Bench returned;
  returned.start();
  happen(returned, TimerSet{aTimer("t-1", std::chrono::hours(2), returned)});
  (void)returned.tell(testing::act(returned.state, "receive", Outcome::kReturn, "Thiếu báo cáo"));
  EXPECT_EQ(returned.state.phase, Phase::kReturned);
  EXPECT_TRUE(std::none_of(returned.state.timers.begin(), returned.state.timers.end(),
                           [](const Timer& timer) { return timer.purpose == "note"; }));
}

TEST(Lines, MarkingChangesOnlyTheNamedLinesAndKeepsTheReason) {
  Bench bench;
  bench.start(4);
  const auto digest = approvalDigest(bench.state);
  happen(bench, LinesMarked{{LineId("line-2"), LineId("line-4")}, LineState::kHeld, "Có đơn khiếu nại"});
  EXPECT_EQ(bench.state.lines[0].state, LineState::kProposed);
  EXPECT_EQ(bench.state.lines[1].state, LineState::kHeld);
  EXPECT_EQ(bench.state.lines[1].reason, "Có đơn khiếu nại");
  EXPECT_EQ(bench.state.lines[3].state, LineState::kHeld);
  EXPECT_EQ(approvalDigest(bench.state), digest) << "a verdict is not part of what was submitted";
}

TEST(Matters, AStepKeepsItsRecordUntilItEndsIt) {
  Bench bench;
  bench.start();
  const Supplement kept{{"Thiếu biên bản"}, {"Biên bản họp xét"}, *parseIsoDate("2026-12-04"), 1, true};
  happen(bench, MatterSet{"receive", kept});
  EXPECT_EQ(std::get<Supplement>(bench.state.matters.at("receive")), kept);
  happen(bench, MatterEnded{"receive"});
  EXPECT_TRUE(bench.state.matters.empty());
}

TEST(Lines, ASubmissionWithTwoLinesOfOneIdIsRefused) {
  Bench bench;
  StartDossier start = testing::aStart(bench.definition().hash, 2);
  start.lines[1].id = start.lines[0].id;
  EXPECT_EQ(bench.codeOf(start), "workflow.lines");
}

}  // namespace
}  // namespace tdkt::workflow
