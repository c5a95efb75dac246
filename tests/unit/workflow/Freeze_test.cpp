// A complaint stops a line or the whole dossier. Source: reference workflow §4.15.

#include <gtest/gtest.h>

#include "tests/unit/workflow/Dossiers.h"

namespace tdkt::workflow {
namespace {

using testing::act;
using testing::Bench;
using testing::done;
using Names = std::vector<std::string>;

TEST(Freeze, NothingMovesInAFrozenDossierUntilItIsLifted) {
  Bench bench;
  bench.start();
  const auto before = act(bench.state, "receive");
  EXPECT_EQ(bench.codeOf(FreezeDossier{{}, ""}), "workflow.reason.missing");
  ASSERT_EQ(bench.codeOf(FreezeDossier{{}, "Có đơn tố cáo"}), "");
  EXPECT_TRUE(frozen(bench.state));
  EXPECT_EQ(bench.codeOf(before), "workflow.frozen");
  EXPECT_EQ(bench.codeOf(FreezeDossier{{}, "Lần nữa"}), "workflow.frozen");
  EXPECT_EQ(bench.codeOf(ResubmitDossier{testing::aHeader(), {}, testing::someLines(1)}), "workflow.frozen");
  ASSERT_EQ(bench.codeOf(UnfreezeDossier{{}, "Đã kết luận"}), "");
  EXPECT_TRUE(bench.state.matters.empty());
  EXPECT_EQ(bench.codeOf(before), "");
}

TEST(Freeze, ClocksStopAndGoOnWithTheTimeTheyHadLeft) {
  Bench bench(testing::provincialWith(
      "receive", "<tdkt:supplement expiry=\"close\" stale=\"keep\" workingDays=\"5\"/>"));
  bench.start();
  (void)bench.tell(act(bench.state, "receive", Outcome::kReturn, "Thiếu"));
  const Timer waiting = bench.state.timers.at(0);
  bench.now = bench.now.plus(std::chrono::hours(24));
  ASSERT_EQ(bench.codeOf(FreezeDossier{{}, "Có đơn tố cáo"}), "");
  EXPECT_TRUE(bench.state.timers.empty());
  bench.now = bench.now.plus(std::chrono::hours(240));
  ASSERT_EQ(bench.codeOf(UnfreezeDossier{{}, "Đã kết luận"}), "");
  ASSERT_EQ(bench.state.timers.size(), 1U);
  EXPECT_EQ(bench.state.timers[0].id, waiting.id);
  EXPECT_EQ(bench.state.timers[0].due, waiting.due.plus(std::chrono::hours(240)));
}

TEST(Freeze, AnOpenTaskGetsBackTheWorkingDaysItLost) {
  Bench bench;
  bench.start();
  ASSERT_EQ(isoDate(testing::openItem(bench.state, "receive")->due), "2026-11-24");  // Friday + 2
  ASSERT_EQ(bench.codeOf(FreezeDossier{{}, "Có đơn tố cáo"}), "");
  bench.now = bench.now.plus(std::chrono::hours(24 * 5));  // to Wednesday: three working days
  ASSERT_EQ(bench.codeOf(UnfreezeDossier{{}, "Đã kết luận"}), "");
  EXPECT_EQ(isoDate(testing::openItem(bench.state, "receive")->due), "2026-11-27");
}

TEST(Freeze, WhatAServiceDidMeanwhileIsKeptAndGoesOnAfterwards) {
  Bench bench;
  bench.runToDecision();
  ASSERT_EQ(bench.codeOf(FreezeDossier{{}, "Có đơn tố cáo"}), "");
  ASSERT_EQ(bench.codeOf(done(bench.state, {{"decision.number", "12/QĐ"}})), "");
  EXPECT_EQ(bench.state.facts.at("decision.number"), "12/QĐ");
  EXPECT_TRUE(bench.state.actions.empty()) << "rendering is not asked for while everything stands still";
  ASSERT_EQ(bench.codeOf(UnfreezeDossier{{}, "Đã kết luận"}), "");
  ASSERT_EQ(bench.state.actions.size(), 1U);
  EXPECT_EQ(bench.state.actions[0].action, "render");
}

TEST(Freeze, AFrozenDossierMayStillBeWithdrawn) {
  Bench bench;
  bench.start();
  ASSERT_EQ(bench.codeOf(FreezeDossier{{}, "Có đơn tố cáo"}), "");
  ASSERT_EQ(bench.codeOf(WithdrawDossier{"Rút", true}), "");
  EXPECT_EQ(bench.state.phase, Phase::kRefused);
  EXPECT_FALSE(frozen(bench.state));
}

TEST(Freeze, AClockOfADossierThatWasTakenBackDoesNotComeToLifeAgain) {
  Bench bench(testing::provincialWith(
      "receive", "<tdkt:supplement expiry=\"close\" stale=\"keep\" workingDays=\"5\"/>"));
  bench.start();
  (void)bench.tell(act(bench.state, "receive", Outcome::kReturn, "Thiếu"));
  ASSERT_EQ(bench.codeOf(FreezeDossier{{}, "Có đơn tố cáo"}), "");
  ASSERT_EQ(bench.codeOf(WithdrawDossier{"Rút", false}), "");
  ASSERT_EQ(bench.codeOf(UnfreezeDossier{{}, "Đã kết luận"}), "");
  EXPECT_TRUE(bench.state.timers.empty());
}

TEST(Freeze, AHeldLineWaitsWhileTheOthersAreDecided) {
  Bench bench;
  bench.start(3);
  ASSERT_EQ(bench.codeOf(FreezeDossier{{LineId("line-2")}, "Đơn khiếu nại"}), "");
  EXPECT_EQ(bench.state.lines[1].state, LineState::kHeld);
  EXPECT_EQ(bench.state.lines[1].reason, "Đơn khiếu nại");
  EXPECT_EQ(bench.codeOf(FreezeDossier{{LineId("line-2")}, "Lần nữa"}), "workflow.line.state");
  for (const char* node : {"receive", "appraise", "opinion-police", "opinion-tax", "chair"})
    bench.agree(node);
  EXPECT_EQ(bench.state.lines[0].state, LineState::kDecided);
  EXPECT_EQ(bench.state.lines[1].state, LineState::kHeld);
  EXPECT_EQ(bench.codeOf(FreezeDossier{{LineId("line-1")}, "Muộn"}), "workflow.line.state");
  // Too late for this decision: it is proposed anew.
  ASSERT_EQ(bench.codeOf(UnfreezeDossier{{LineId("line-2")}, "Khiếu nại sai"}), "");
  EXPECT_EQ(bench.state.lines[1].state, LineState::kReturned);
}

TEST(Freeze, ALineLiftedInTimeIsWhatItWas) {
  Bench bench;
  bench.start(2);
  ASSERT_EQ(bench.codeOf(FreezeDossier{{LineId("line-2")}, "Đơn khiếu nại"}), "");
  EXPECT_EQ(bench.codeOf(UnfreezeDossier{{LineId("line-1")}, "x"}), "workflow.unfrozen");
  EXPECT_EQ(bench.codeOf(UnfreezeDossier{{}, "x"}), "workflow.unfrozen");
  ASSERT_EQ(bench.codeOf(UnfreezeDossier{{LineId("line-2")}, "Khiếu nại sai"}), "");
  EXPECT_EQ(bench.state.lines[1].state, LineState::kProposed);
  EXPECT_TRUE(bench.state.matters.empty());
}

TEST(Freeze, AComplaintIsNotLostByANewVersion) {
  Bench bench;
  bench.start(2);
  std::vector<Line> lines = testing::someLines(2);
  lines[0].nominee.name = "Lê Thị Hoa";
  lines[0].id = LineId("new-1");
  lines[1].id = LineId("new-2");
  lines[1].nominee.name = "Phạm Văn Sáu";
  ASSERT_EQ(bench.codeOf(ResubmitDossier{testing::aHeader(), testing::someDocuments(), lines}), "");
  ASSERT_EQ(bench.codeOf(FreezeDossier{{LineId("new-1")}, "Đơn khiếu nại"}), "");
  std::swap(lines[0], lines[1]);
  lines[0].id = LineId("newer-1");
  lines[1].id = LineId("newer-2");
  ASSERT_EQ(bench.codeOf(ResubmitDossier{testing::aHeader(), testing::someDocuments(), lines}), "");
  EXPECT_EQ(bench.state.lines[0].state, LineState::kProposed);
  EXPECT_EQ(bench.state.lines[1].state, LineState::kHeld);
  EXPECT_EQ(bench.state.lines[1].reason, "Đơn khiếu nại");
  ASSERT_EQ(bench.codeOf(UnfreezeDossier{{LineId("newer-2")}, "Khiếu nại sai"}), "");
  EXPECT_EQ(bench.state.lines[1].state, LineState::kProposed);
}

TEST(Freeze, OnlyTheSecretariatStopsAndLifts) {
  Bench bench;
  bench.start();
  bench.roles = {"chair"};
  EXPECT_EQ(bench.codeOf(FreezeDossier{{}, "Lý do"}), "workflow.role");
  EXPECT_EQ(bench.codeOf(UnfreezeDossier{{}, "Lý do"}), "workflow.role");
}

}  // namespace
}  // namespace tdkt::workflow
