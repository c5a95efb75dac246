// Opinions: who is asked answers in time, late, or not at all; what silence means is the procedure's.

#include <gtest/gtest.h>

#include "tests/unit/workflow/Procedures.h"

namespace tdkt::workflow {
namespace {

using namespace testing;  // NOLINT: this file is about nothing else

std::shared_ptr<const Definition> asking(const std::string& lapse, const std::string& more = {}) {
  return procedureWith(R"({"kind": "opinions", "id": "opinions", "title": "Lấy ý kiến", "workingDays": 5,
    "closing": "Đủ ý kiến", "lapse": ")" +
                       lapse + R"(", "addressees": [
      {"id": "police", "title": "Ý kiến của Công an tỉnh", "role": "opinion.police"},
      {"id": "tax", "title": "Ý kiến của Thuế tỉnh", "role": "opinion.tax"}]})" +
                       more);
}

const Opinions& opinionsAt(const Bench& bench, const std::string& node) {
  return std::get<Opinions>(bench.state.matters.at(node));
}

const WorkItem& itemAt(const Bench& bench, const std::string& node) {
  for (const WorkItem& item : bench.state.workItems) {
    if (item.node == node) return item;
  }
  throw std::runtime_error("no task at " + node);
}

using Open = std::vector<std::string>;

TEST(Opinions, WhoIsBlockedForIsWaitedForAndNoTimerRuns) {
  Bench bench(asking("block"));
  bench.start();
  EXPECT_TRUE(bench.state.timers.empty());
  bench.agree("police");
  bench.now = at("2027-11-20");
  EXPECT_EQ(bench.open(), Open{"tax"});
}

TEST(Opinions, SilenceUnderNoOpinionIsRecordedAsNoAnswerAndTheDossierGoesOn) {
  Bench bench(asking("no-opinion"));
  bench.start();  // Friday 20 November 2026; five working days end with Friday 27
  bench.agree("police");
  ASSERT_EQ(bench.state.timers.size(), 1U);
  bench.now = at("2026-11-27", "23:59:59");
  EXPECT_EQ(fire(bench), "workflow.timer.early");
  bench.now = at("2026-11-28", "00:00:00");
  EXPECT_EQ(fire(bench), "");
  EXPECT_EQ(bench.open(), Open{"chair"});
  const WorkItem& silent = itemAt(bench, "tax");
  EXPECT_EQ(silent.state, WorkItemState::kCancelled);
  EXPECT_EQ(silent.outcome, std::nullopt);
  EXPECT_EQ(silent.reason, "Không có ý kiến trả lời trong 5 ngày làm việc");
  EXPECT_EQ(opinionsAt(bench, "tax").lapsed, (std::vector<OpinionLapse>{{silent.id, 5, "no-opinion"}}));
  EXPECT_TRUE(replays(bench));
}

TEST(Opinions, SilenceThatIsDeemedAgreementLeadsTheWayButIsNeverWrittenAsAnAgreement) {
  const char* step = R"json(, {"kind": "appraise", "id": "extra", "title": "Xem lại", "role": "appraiser",
    "workingDays": 1, "when": "= not(outcome(\"tax\") = \"agree\")"})json";
  for (const char* lapse : {"deemed-agree", "no-opinion"}) {
    Bench bench(asking(lapse, step));
    bench.start();
    bench.agree("police");
    bench.now = at("2026-11-28");
    EXPECT_EQ(fire(bench), "");
    EXPECT_EQ(bench.open(), Open{std::string(lapse) == "deemed-agree" ? "chair" : "extra"}) << lapse;
    EXPECT_EQ(itemAt(bench, "tax").outcome, std::nullopt);
  }
}

TEST(Opinions, AnAnswerInTimeEndsTheTimer) {
  Bench bench(asking("no-opinion"));
  bench.start();
  EXPECT_EQ(bench.state.timers.size(), 2U);
  bench.agree("tax");
  EXPECT_EQ(bench.state.timers.size(), 1U);
  EXPECT_EQ(bench.state.timers.front().node, "police");
}

TEST(Opinions, AnExtraAddresseeGetsTheFullTimeAndTheStepWaitsForHim) {
  Bench bench(asking("no-opinion"));
  bench.start();
  bench.now = at("2026-11-26");
  EXPECT_EQ(bench.codeOf(AskOpinion{"tax", "appraiser", "Ý kiến của Sở Tài chính"}), "");
  bench.agree("police");
  bench.agree("tax");  // the first of the two open tasks at this node
  EXPECT_EQ(bench.open(), Open{"tax"});
  const WorkItem& extra = bench.state.workItems.back();
  EXPECT_EQ(extra.role, "appraiser");
  EXPECT_EQ(extra.title, "Ý kiến của Sở Tài chính");
  EXPECT_EQ(isoDate(extra.due), "2026-12-03");
  EXPECT_EQ(opinionsAt(bench, "tax").extra, std::vector<WorkItemId>{extra.id});
  // The first timer finds nobody silent; the extra addressee's own does.
  bench.now = at("2026-11-28");
  EXPECT_EQ(fire(bench), "");
  EXPECT_EQ(bench.open(), Open{"tax"});
  bench.now = at("2026-12-04");
  EXPECT_EQ(fire(bench), "");
  EXPECT_EQ(bench.open(), Open{"chair"});
  EXPECT_TRUE(replays(bench));
}

TEST(Opinions, ALateAnswerIsAttachedUntilTheDecisionAndReopensNothing) {
  Bench bench(asking("no-opinion"));
  bench.start();
  bench.agree("police");
  bench.now = at("2026-11-28");
  (void)fire(bench);
  const WorkItemId late = itemAt(bench, "tax").id;
  EXPECT_EQ(bench.codeOf(AnswerOpinion{late, OpinionAnswer::kDisagree, "Còn nợ thuế", ""}), "");
  ASSERT_EQ(opinionsAt(bench, "tax").late.size(), 1U);
  EXPECT_EQ(opinionsAt(bench, "tax").late[0].text, "Còn nợ thuế");
  EXPECT_EQ(opinionsAt(bench, "tax").late[0].by, bench.actor);
  EXPECT_EQ(bench.open(), Open{"chair"});
  EXPECT_TRUE(replays(bench));
  bench.agree("chair");
  EXPECT_NE(bench.codeOf(AnswerOpinion{late, OpinionAnswer::kAgree, "", ""}), "");
}

TEST(Opinions, WhoAnsweredCannotAnswerASecondTimeAsLate) {
  Bench bench(asking("block"));
  bench.start();
  bench.agree("tax");
  EXPECT_EQ(bench.codeOf(AnswerOpinion{itemAt(bench, "tax").id, OpinionAnswer::kAgree, "", ""}),
            "workflow.item.closed");
}

TEST(Opinions, NotCompetentEndsTheTaskWithoutAnOpinion) {
  Bench bench(asking("block"));
  bench.start();
  const WorkItemId asked = itemAt(bench, "tax").id;
  EXPECT_EQ(bench.codeOf(AnswerOpinion{asked, OpinionAnswer::kNotCompetent, "", approvalDigest(bench.state)}),
            "workflow.reason.missing");
  EXPECT_EQ(bench.codeOf(AnswerOpinion{asked, OpinionAnswer::kNotCompetent, "Thuộc Thuế cơ sở", "old"}),
            "workflow.stale");
  EXPECT_EQ(bench.codeOf(AnswerOpinion{asked, OpinionAnswer::kNotCompetent, "Thuộc Thuế cơ sở",
                                       approvalDigest(bench.state)}),
            "");
  EXPECT_EQ(itemAt(bench, "tax").outcome, std::nullopt);
  EXPECT_EQ(opinionsAt(bench, "tax").notCompetent, std::vector<WorkItemId>{asked});
  bench.agree("police");
  EXPECT_EQ(bench.open(), Open{"chair"});
}

TEST(Opinions, ADisagreementIsAnOpinionOnRecordAndTheDossierGoesOn) {
  Bench bench(asking("block"));
  bench.start();
  bench.agree("police");
  EXPECT_EQ(bench.codeOf(AnswerOpinion{itemAt(bench, "tax").id, OpinionAnswer::kDisagree, "Còn nợ thuế",
                                       approvalDigest(bench.state)}),
            "");
  EXPECT_EQ(itemAt(bench, "tax").outcome, Outcome::kRefuse);
  EXPECT_EQ(bench.open(), Open{"chair"});
}

TEST(Opinions, TheSecretaryClosesARoundWithAReason) {
  Bench bench(asking("block"));
  bench.start();
  bench.agree("police");
  EXPECT_EQ(bench.codeOf(CloseOpinions{"tax", " "}), "workflow.reason.missing");
  bench.roles = {"chair"};
  EXPECT_EQ(bench.codeOf(CloseOpinions{"tax", "Đủ căn cứ"}), "workflow.role");
  bench.roles = allRoles();
  EXPECT_EQ(bench.codeOf(CloseOpinions{"police", "Đủ căn cứ"}), "workflow.opinions.closed");
  EXPECT_EQ(bench.codeOf(CloseOpinions{"tax", "Đủ căn cứ"}), "");
  EXPECT_EQ(opinionsAt(bench, "tax").closedBecause, "Đủ căn cứ");
  EXPECT_EQ(bench.open(), Open{"chair"});
  EXPECT_TRUE(replays(bench));
}

TEST(Opinions, ARoundThatIsAskedAgainForgetsTheSilenceOfTheFirst) {
  Bench bench(asking("deemed-agree"));
  bench.start();
  bench.agree("police");
  bench.now = at("2026-11-28");
  (void)fire(bench);
  EXPECT_EQ(bench.codeOf(ResubmitDossier{aHeader(), someDocuments(), someLines(2)}), "");
  EXPECT_EQ(bench.open(), (Open{"police", "tax"}));
  EXPECT_EQ(bench.state.matters.count("tax"), 0U);
  EXPECT_EQ(bench.state.timers.size(), 2U);
  EXPECT_TRUE(replays(bench));
}

}  // namespace
}  // namespace tdkt::workflow
