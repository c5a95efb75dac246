// Return for supplement: where to, all faults at once, by when, and how it goes on; recall and withdrawal of
// single lines. Source: reference workflow §4.7, §4.12.

#include <gtest/gtest.h>

#include "tests/unit/workflow/Dossiers.h"

namespace tdkt::workflow {
namespace {

using testing::act;
using testing::Bench;
using testing::provincialWith;
using Names = std::vector<std::string>;

CompleteWorkItem sendsBack(const Bench& bench, const std::string& node, ReturnTerms terms) {
  CompleteWorkItem command = act(bench.state, node, Outcome::kReturn, "Hồ sơ chưa đủ");
  command.back = std::move(terms);
  return command;
}

const Supplement* supplementAt(const Bench& bench, const std::string& node) {
  const auto kept = bench.state.matters.find(node);
  return kept == bench.state.matters.end() ? nullptr : std::get_if<Supplement>(&kept->second);
}

Bench atAppraisal(const std::string& extension) {
  Bench bench(provincialWith("appraise", extension));
  bench.start();
  bench.agree("receive");
  return bench;
}

CivilDate dueOf(const Bench& bench, const std::string& node) {
  for (const WorkItem& item : bench.state.workItems) {
    if (item.node == node && item.state == WorkItemState::kOpen) return item.due;
  }
  ADD_FAILURE() << node << " is not open";
  return {};
}

ResubmitDossier again(int lines = 3) {
  return {testing::aHeader(), testing::someDocuments(), testing::someLines(lines)};
}

void passTheDay(Bench& bench) {
  ASSERT_EQ(bench.state.timers.size(), 1U);
  bench.now = bench.state.timers.front().due;
  ASSERT_EQ(bench.codeOf(FireTimer{bench.state.timers.front().id}), "");
}

TEST(Returns, TellAllFaultsWhatIsMissingAndUntilWhenAtOnce) {
  Bench bench = atAppraisal("<tdkt:supplement expiry=\"remind\" stale=\"restart\" workingDays=\"5\"/>");
  ASSERT_EQ(bench.codeOf(sendsBack(bench, "appraise",
                                   {"", {"Sai thể thức"}, {"Báo cáo thành tích", "Biên bản họp"}, {}})),
            "");
  EXPECT_EQ(bench.effects.back().data.at("description"),
            "Trả lại để bổ sung: Hồ sơ chưa đủ; Sai thể thức. Cần bổ sung: Báo cáo thành tích; Biên bản họp. "
            "Hạn bổ sung: 27/11/2026");
  const Supplement* kept = supplementAt(bench, "appraise");
  ASSERT_NE(kept, nullptr);
  EXPECT_EQ(kept->reasons, (Names{"Hồ sơ chưa đủ", "Sai thể thức"}));
  EXPECT_EQ(isoDate(*kept->due), "2026-11-27");  // Friday 20 + 5 working days
  ASSERT_EQ(bench.state.timers.size(), 1U);
  EXPECT_EQ(bench.state.timers[0].due, startOfVietnamDay(*parseIsoDate("2026-11-28")));
}

TEST(Returns, AnOfficialMaySetTheDayHimselfButNotOneThatHasPassed) {
  Bench bench = atAppraisal("");
  EXPECT_EQ(bench.codeOf(sendsBack(bench, "appraise", {"", {}, {}, parseIsoDate("2026-11-19")})),
            "workflow.return.due");
  EXPECT_EQ(bench.codeOf(sendsBack(bench, "appraise", {"", {" "}, {}, {}})), "workflow.reason.missing");
  EXPECT_EQ(bench.codeOf(sendsBack(bench, "appraise", {"", {}, {}, parseIsoDate("2026-11-20")})), "");
  EXPECT_EQ(bench.state.timers[0].due, startOfVietnamDay(*parseIsoDate("2026-11-21")));
}

TEST(Returns, TheSupplementInTimeEndsTheClockAndBeginsAgain) {
  Bench bench = atAppraisal("<tdkt:supplement expiry=\"close\" stale=\"restart\" workingDays=\"5\"/>");
  (void)bench.tell(sendsBack(bench, "appraise", {}));
  ASSERT_EQ(bench.codeOf(again()), "");
  EXPECT_TRUE(bench.state.timers.empty());
  EXPECT_FALSE(supplementAt(bench, "appraise")->open);
  EXPECT_EQ(bench.open(), Names{"receive"});
}

TEST(Returns, APassedDayEndsTheDossierWhereTheProcedureSaysClose) {
  Bench bench = atAppraisal("<tdkt:supplement expiry=\"close\" stale=\"restart\" workingDays=\"5\"/>");
  (void)bench.tell(sendsBack(bench, "appraise", {}));
  EXPECT_EQ(bench.codeOf(FireTimer{bench.state.timers[0].id}), "workflow.timer.early");
  passTheDay(bench);
  EXPECT_EQ(bench.state.phase, Phase::kRefused);
  EXPECT_EQ(bench.state.lines[0].state, LineState::kDropped);
  EXPECT_EQ(bench.effects.back().data.at("code"), "06");
  EXPECT_TRUE(bench.state.timers.empty());
}

TEST(Returns, APassedDayGoesOnWithWhatThereIsWhereTheProcedureSaysForward) {
  Bench bench = atAppraisal("<tdkt:supplement expiry=\"forward\" stale=\"restart\" workingDays=\"5\"/>");
  (void)bench.tell(sendsBack(bench, "appraise", {}));
  passTheDay(bench);
  EXPECT_EQ(bench.state.phase, Phase::kRunning);
  EXPECT_EQ(bench.open(), Names{"appraise"});
  EXPECT_EQ(bench.state.lines[0].state, LineState::kProposed);
}

TEST(Returns, APassedDayIsOnlyRemindedOfWhereTheProcedureSaysRemind) {
  Bench bench = atAppraisal("<tdkt:supplement expiry=\"remind\" stale=\"restart\" workingDays=\"5\"/>");
  (void)bench.tell(sendsBack(bench, "appraise", {}));
  passTheDay(bench);
  EXPECT_EQ(bench.state.phase, Phase::kReturned);
  EXPECT_EQ(bench.effects.back().data.at("description"), "Nhắc: đã quá hạn bổ sung hồ sơ");
  EXPECT_EQ(bench.codeOf(again()), "");
}

TEST(Returns, KeepGoesOnWhereItWasSentBackAndReaskOnlyWhenTheLinesAreTheSame) {
  for (const auto& [stale, lines, expected] :
       std::vector<std::tuple<std::string, int, std::string>>{{"keep", 4, "appraise"},
                                                              {"reask", 3, "appraise"},
                                                              {"reask", 4, "receive"},
                                                              {"restart", 3, "receive"}}) {
    Bench bench = atAppraisal("<tdkt:supplement expiry=\"remind\" stale=\"" + stale + "\"/>");
    (void)bench.tell(sendsBack(bench, "appraise", {}));
    ASSERT_EQ(bench.codeOf(again(lines)), "");
    EXPECT_EQ(bench.open(), Names{expected}) << stale << " " << lines;
    EXPECT_EQ(bench.state.revision, 2);
  }
}

TEST(Returns, KeptFromAParallelBranchTheWholeBlockIsAskedAgain) {
  Bench bench(provincialWith("opinion-tax", "<tdkt:supplement expiry=\"remind\" stale=\"keep\"/>"));
  bench.start();
  for (const char* node : {"receive", "appraise", "opinion-police"}) bench.agree(node);
  (void)bench.tell(sendsBack(bench, "opinion-tax", {}));
  ASSERT_EQ(bench.codeOf(again()), "");
  EXPECT_EQ(bench.open(), (Names{"opinion-police", "opinion-tax"}));
  for (const char* node : {"opinion-police", "opinion-tax"}) bench.agree(node);
  EXPECT_EQ(bench.open(), Names{"chair"});
}

TEST(Returns, GoBackToAnEarlierTaskWithoutTroublingTheSubmitter) {
  Bench bench;
  bench.start();
  bench.agree("receive");
  bench.agree("appraise");
  EXPECT_EQ(bench.codeOf(sendsBack(bench, "opinion-tax", {"chair", {}, {}, {}})), "workflow.return.target");
  EXPECT_EQ(bench.codeOf(sendsBack(bench, "opinion-tax", {"nowhere", {}, {}, {}})), "workflow.return.target");
  const auto revision = bench.state.revision;
  ASSERT_EQ(bench.codeOf(sendsBack(bench, "opinion-tax", {"appraise", {}, {}, {}})), "");
  EXPECT_EQ(bench.open(), Names{"appraise"});  // the other opinion is cancelled with the block
  EXPECT_EQ(bench.state.phase, Phase::kRunning);
  EXPECT_EQ(bench.state.revision, revision);
  bench.agree("appraise");
  EXPECT_EQ(bench.open(), (Names{"opinion-police", "opinion-tax"}));
  for (const char* node : {"opinion-police", "opinion-tax"}) bench.agree(node);
  ASSERT_EQ(bench.codeOf(sendsBack(bench, "chair", {"appraise", {}, {}, {}})), "");
  EXPECT_EQ(bench.open(), Names{"appraise"});
}

TEST(Returns, AreCountedWhereTheProcedureLimitsThem) {
  Bench bench(provincialWith("chair", "<tdkt:return allowed=\"true\" most=\"1\"/>"));
  bench.start();
  const auto toTheChair = [&] {
    for (const char* node : {"receive", "appraise", "opinion-police", "opinion-tax"}) bench.agree(node);
  };
  toTheChair();
  ASSERT_EQ(bench.codeOf(act(bench.state, "chair", Outcome::kReturn, "Thiếu")), "");
  ASSERT_EQ(bench.codeOf(again()), "");
  toTheChair();
  EXPECT_EQ(bench.codeOf(act(bench.state, "chair", Outcome::kReturn, "Vẫn thiếu")), "workflow.return.limit");
  EXPECT_EQ(bench.codeOf(act(bench.state, "chair")), "");
}

TEST(Recall, ComesAtOnceWhileNobodyActed) {
  Bench bench;
  bench.start();
  ASSERT_EQ(bench.codeOf(RecallDossier{"Gửi nhầm"}), "");
  EXPECT_EQ(bench.state.phase, Phase::kReturned);
  EXPECT_EQ(bench.effects.back().data.at("code"), "15");
  EXPECT_EQ(bench.codeOf(RecallDossier{""}), "workflow.phase");
}

TEST(Recall, IsARequestOnceSomebodyActedThatTheHolderGrantsOrRefuses) {
  Bench bench;
  bench.start();
  bench.agree("receive");
  ASSERT_EQ(bench.codeOf(RecallDossier{"Thiếu người"}), "");
  EXPECT_EQ(bench.state.phase, Phase::kRunning);
  EXPECT_EQ(bench.codeOf(RecallDossier{"Thiếu người"}), "workflow.recall.waiting");
  bench.roles = {"chair"};
  EXPECT_EQ(bench.codeOf(AnswerRecall{true, ""}), "workflow.role");
  bench.roles = {"appraiser"};
  EXPECT_EQ(bench.codeOf(AnswerRecall{false, ""}), "workflow.reason.missing");
  ASSERT_EQ(bench.codeOf(AnswerRecall{false, "Đã trình Hội đồng"}), "");
  EXPECT_EQ(bench.effects.back().data.at("code"), "16");
  EXPECT_EQ(bench.codeOf(AnswerRecall{true, ""}), "workflow.recall");

  ASSERT_EQ(bench.codeOf(RecallDossier{"Thiếu người"}), "");
  ASSERT_EQ(bench.codeOf(AnswerRecall{true, ""}), "");
  EXPECT_EQ(bench.state.phase, Phase::kReturned);
  EXPECT_TRUE(bench.state.matters.empty());
}

TEST(Recall, SuspendsTheDossierUntilItIsAnsweredAndRefusedItGoesOnWhereItStood) {
  Bench bench;
  bench.start();
  bench.agree("receive");
  const CivilDate due = dueOf(bench, "appraise");
  ASSERT_EQ(bench.codeOf(RecallDossier{"Thiếu người"}), "");
  EXPECT_TRUE(frozen(bench.state));
  EXPECT_EQ(bench.codeOf(act(bench.state, "appraise")), "workflow.frozen");
  bench.roles = {"secretariat"};
  EXPECT_EQ(bench.codeOf(UnfreezeDossier{{}, "Xong"}), "workflow.recall.waiting");
  bench.now = bench.now.plus(std::chrono::hours(24 * 7));
  ASSERT_EQ(bench.codeOf(AnswerRecall{false, "Đã trình Hội đồng"}), "");
  EXPECT_FALSE(frozen(bench.state));
  EXPECT_TRUE(bench.state.matters.empty());
  EXPECT_EQ(dueOf(bench, "appraise"), testing::calendar2026().dueDate(due, 5));
  bench.roles = {"appraiser"};
  EXPECT_EQ(bench.codeOf(act(bench.state, "appraise")), "");
}

TEST(Recall, OfADossierUnderComplaintEndsWithoutLiftingTheComplaint) {
  Bench bench;
  bench.start();
  bench.agree("receive");
  bench.roles = {"secretariat"};
  ASSERT_EQ(bench.codeOf(FreezeDossier{{}, "Có đơn"}), "");
  ASSERT_EQ(bench.codeOf(RecallDossier{"Thiếu người"}), "");
  ASSERT_EQ(bench.codeOf(AnswerRecall{false, "Chờ kết luận"}), "");
  EXPECT_TRUE(frozen(bench.state));
  EXPECT_EQ(bench.codeOf(UnfreezeDossier{{}, "Xong"}), "");
}

TEST(Recall, IsTooLateOnceTheChairDecided) {
  Bench bench;
  bench.runToDecision();
  EXPECT_EQ(bench.codeOf(RecallDossier{"Thiếu người"}), "workflow.withdraw.late");
}

TEST(WithdrawLines, TakesOneOutAndTheOthersGoOn) {
  Bench bench;
  bench.start(3);
  ASSERT_EQ(bench.codeOf(WithdrawLines{{LineId("line-2")}, "Cá nhân xin rút"}), "");
  EXPECT_EQ(bench.state.lines[1].state, LineState::kWithdrawn);
  EXPECT_EQ(bench.codeOf(WithdrawLines{{LineId("line-2")}, "Cá nhân xin rút"}), "workflow.line.state");
  EXPECT_EQ(bench.codeOf(WithdrawLines{{}, "Cá nhân xin rút"}), "workflow.lines");
  EXPECT_EQ(bench.codeOf(WithdrawLines{{LineId("line-1")}, ""}), "workflow.reason.missing");
  for (const char* node : {"receive", "appraise", "opinion-police", "opinion-tax", "chair"})
    bench.agree(node);
  EXPECT_EQ(bench.state.lines[1].state, LineState::kWithdrawn);
  EXPECT_EQ(bench.state.lines[2].state, LineState::kDecided);
  EXPECT_EQ(bench.codeOf(WithdrawLines{{LineId("line-1")}, "Muộn"}), "workflow.withdraw.late");
}

TEST(WithdrawLines, WithoutAnybodyLeftTheDossierEnds) {
  Bench bench;
  bench.start(2);
  ASSERT_EQ(bench.codeOf(WithdrawLines{{LineId("line-1"), LineId("line-2")}, "Xin rút"}), "");
  EXPECT_EQ(bench.state.phase, Phase::kRefused);
  EXPECT_TRUE(bench.open().empty());
}

}  // namespace
}  // namespace tdkt::workflow
