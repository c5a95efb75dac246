// Public posting: the time runs from the confirmed publication, nobody shortens it, a complaint holds its
// line.

#include <gtest/gtest.h>

#include "tests/unit/workflow/Procedures.h"

namespace tdkt::workflow {
namespace {

using namespace testing;  // NOLINT: this file is about nothing else

class PostingTest : public ::testing::Test {
 protected:
  explicit PostingTest(const std::string& onChange = "restart")
      : bench(procedureWith(R"({"kind": "posting", "id": "post", "title": "Công khai danh sách",
          "role": "secretariat", "workingDays": 2, "days": 10, "onChange": ")" +
                            onChange + R"("})")) {
    bench.now = at("2026-03-02");  // Monday
    bench.start();
  }

  const Posting& posting() const { return std::get<Posting>(bench.state.matters.at("post")); }
  WorkItemId item() const { return openItem(bench.state, "post")->id; }
  std::string publish(const char* on, const char* where = "https://angiang.gov.vn/cong-khai/12") {
    return bench.codeOf(ConfirmPublication{item(), day(on), where, approvalDigest(bench.state)});
  }
  std::string finish() { return bench.codeOf(act(bench.state, "post")); }
  std::string comment(const char* id, const char* from = "Nguyễn Văn An") {
    return bench.codeOf(AddPostingComment{item(), id, from, "Chưa đủ thành tích", vietnamDate(bench.now)});
  }
  std::string judge(const char* id, CommentKind kind, const char* line = "") {
    return bench.codeOf(ClassifyPostingComment{"post", id, kind, LineId(line)});
  }
  std::string settle(const char* id, bool upheld = false) {
    return bench.codeOf(SettlePostingComment{"post", id, "Đã xác minh", upheld});
  }
  LineState line(std::size_t at) const { return bench.state.lines.at(at).state; }

  Bench bench;
};

TEST_F(PostingTest, TheTimeRunsFromTheConfirmedPublicationNotFromTheTask) {
  EXPECT_TRUE(bench.state.timers.empty());
  EXPECT_EQ(finish(), "workflow.posting.unpublished");
  bench.now = at("2026-03-05");
  EXPECT_EQ(publish("2026-03-04"), "");
  EXPECT_EQ(posting().state, PostingState::kPublished);
  // Wednesday 4 March; day 1 is Thursday, the tenth working day is Wednesday 18.
  EXPECT_EQ(isoDate(posting().lastDay.value()), "2026-03-18");
  EXPECT_EQ(isoDate(openItem(bench.state, "post")->due), "2026-03-19");
  ASSERT_EQ(bench.state.timers.size(), 1U);
  EXPECT_EQ(isoVietnam(bench.state.timers[0].due), "2026-03-19T00:00:00+07:00");
  EXPECT_TRUE(replays(bench));
}

TEST_F(PostingTest, NobodyCanEndItEarly) {
  EXPECT_EQ(publish("2026-03-02"), "");  // last day: Monday 16 March
  bench.now = at("2026-03-16", "23:59:59");
  EXPECT_EQ(finish(), "workflow.posting.early");
  EXPECT_EQ(fire(bench), "workflow.timer.early");
  bench.now = at("2026-03-17", "00:00:00");
  EXPECT_EQ(fire(bench), "");
  EXPECT_EQ(posting().state, PostingState::kEnded);
  EXPECT_EQ(finish(), "");
  EXPECT_EQ(bench.open(), std::vector<std::string>{"chair"});
  EXPECT_TRUE(replays(bench));
}

TEST_F(PostingTest, TheEndNeedsNoTimerOnlyTheDayToBeOver) {
  EXPECT_EQ(publish("2026-03-02"), "");
  bench.now = at("2026-03-17");
  EXPECT_EQ(finish(), "");
  EXPECT_TRUE(bench.state.timers.empty());
}

TEST_F(PostingTest, APublicationHasAPlaceAndADayBetweenTheTaskAndToday) {
  EXPECT_EQ(publish("2026-03-03"), "workflow.posting.date");
  EXPECT_EQ(publish("2026-03-01"), "workflow.posting.date");
  EXPECT_EQ(publish("2026-03-02", "  "), "workflow.posting.address");
  EXPECT_EQ(bench.codeOf(ConfirmPublication{item(), day("2026-03-02"), "Bảng tin", "old"}), "workflow.stale");
  bench.roles = {"appraiser"};
  EXPECT_EQ(publish("2026-03-02"), "workflow.role");
}

TEST_F(PostingTest, OneListIsPublishedOnce) {
  EXPECT_EQ(publish("2026-03-02"), "");
  bench.now = at("2026-03-04");
  EXPECT_EQ(publish("2026-03-04"), "workflow.posting.published");
}

TEST_F(PostingTest, AListThatDisappearedWaitsForAChoiceAndGoingOnDoesNotCountTheGap) {
  EXPECT_EQ(publish("2026-03-02"), "");  // until Monday 16
  bench.now = at("2026-03-06");
  EXPECT_EQ(bench.codeOf(InterruptPosting{item(), day("2026-03-05"), "Cổng thông tin ngừng"}), "");
  EXPECT_EQ(posting().state, PostingState::kInterrupted);
  EXPECT_TRUE(bench.state.timers.empty());
  EXPECT_FALSE(posting().lastDay);
  bench.now = at("2026-03-31");
  EXPECT_EQ(finish(), "workflow.posting.interrupted");
  EXPECT_EQ(publish("2026-03-31"), "workflow.posting.interrupted");
  // Gone on Thursday 5, back on Monday 9: 3 and 4 counted; 5, 6 and 9 do not; eight more days from
  // Tuesday 10.
  EXPECT_EQ(bench.codeOf(ResumePosting{item(), day("2026-03-09"), false}), "");
  EXPECT_EQ(isoDate(posting().lastDay.value()), "2026-03-19");
  EXPECT_EQ(posting().round, 1);
  EXPECT_TRUE(replays(bench));
}

TEST_F(PostingTest, BeginningAgainCountsFromTheDayItIsBack) {
  EXPECT_EQ(publish("2026-03-02"), "");
  bench.now = at("2026-03-09");
  EXPECT_EQ(bench.codeOf(InterruptPosting{item(), day("2026-03-05"), "Cổng thông tin ngừng"}), "");
  EXPECT_EQ(bench.codeOf(ResumePosting{item(), day("2026-03-04"), true}), "workflow.posting.date");
  EXPECT_EQ(bench.codeOf(ResumePosting{item(), day("2026-03-09"), true}), "");
  EXPECT_EQ(isoDate(posting().lastDay.value()), "2026-03-23");
  EXPECT_EQ(posting().round, 2);
}

TEST_F(PostingTest, CommentsAreJudgedAndAnsweredBeforeTheEnd) {
  EXPECT_EQ(comment("c-1"), "workflow.posting.unpublished");
  EXPECT_EQ(publish("2026-03-02"), "");
  EXPECT_EQ(comment("c-1"), "");
  EXPECT_EQ(comment("c-1"), "workflow.posting.comment.known");
  EXPECT_EQ(comment("c-2", ""), "");
  bench.now = at("2026-03-17");
  EXPECT_EQ(finish(), "workflow.posting.comments");
  EXPECT_EQ(judge("c-1", CommentKind::kNeedsAnswer), "");
  EXPECT_EQ(judge("c-2", CommentKind::kNoted), "");
  EXPECT_EQ(finish(), "workflow.posting.comments");
  EXPECT_EQ(settle("c-2"), "workflow.posting.judged");
  EXPECT_EQ(settle("c-1"), "");
  EXPECT_EQ(posting().comments[0].answer, "Đã xác minh");
  EXPECT_EQ(finish(), "");
  EXPECT_TRUE(replays(bench));
}

TEST_F(PostingTest, AComplaintHoldsItsLineAndTheOthersGoOn) {
  EXPECT_EQ(publish("2026-03-02"), "");
  EXPECT_EQ(comment("c-1"), "");
  EXPECT_EQ(judge("c-1", CommentKind::kComplaint, "line-9"), "workflow.posting.line");
  EXPECT_EQ(judge("c-1", CommentKind::kComplaint, "line-2"), "");
  EXPECT_EQ(line(1), LineState::kHeld);
  bench.now = at("2026-03-17");
  EXPECT_EQ(finish(), "");
  bench.agree("chair");
  EXPECT_EQ(line(0), LineState::kDecided);
  EXPECT_EQ(line(1), LineState::kHeld);
  EXPECT_TRUE(replays(bench));
}

TEST_F(PostingTest, ADismissedComplaintFreesTheLineAndAnUpheldOneDropsIt) {
  EXPECT_EQ(publish("2026-03-02"), "");
  for (const char* id : {"c-1", "c-2", "c-3"}) EXPECT_EQ(comment(id), "");
  EXPECT_EQ(judge("c-1", CommentKind::kComplaint, "line-1"), "");
  EXPECT_EQ(judge("c-2", CommentKind::kComplaint, "line-1"), "");
  EXPECT_EQ(judge("c-3", CommentKind::kComplaint, "line-2"), "");
  EXPECT_EQ(settle("c-1"), "");
  EXPECT_EQ(line(0), LineState::kHeld) << "the other complaint is open";
  EXPECT_EQ(settle("c-2"), "");
  EXPECT_EQ(line(0), LineState::kProposed);
  EXPECT_EQ(bench.state.lines[0].reason, "");
  EXPECT_EQ(settle("c-3", true), "");
  EXPECT_EQ(line(1), LineState::kDropped);
  EXPECT_EQ(bench.state.lines[1].reason, "Phản ánh khi công khai là đúng: Đã xác minh");
  EXPECT_TRUE(replays(bench));
}

TEST_F(PostingTest, AnUpheldComplaintIsNotUndoneByALaterDismissedOne) {
  EXPECT_EQ(publish("2026-03-02"), "");
  for (const char* id : {"c-1", "c-2"}) EXPECT_EQ(comment(id), "");
  EXPECT_EQ(judge("c-1", CommentKind::kComplaint, "line-1"), "");
  EXPECT_EQ(judge("c-2", CommentKind::kComplaint, "line-1"), "");
  EXPECT_EQ(settle("c-1", true), "");
  EXPECT_EQ(settle("c-2"), "");
  EXPECT_EQ(line(0), LineState::kDropped);
}

TEST_F(PostingTest, WithEveryLineHeldNothingGoesOn) {
  EXPECT_EQ(publish("2026-03-02"), "");
  for (const char* id : {"1", "2", "3"}) {
    EXPECT_EQ(comment(id), "");
    EXPECT_EQ(judge(id, CommentKind::kComplaint, ("line-" + std::string(id)).c_str()), "");
  }
  bench.now = at("2026-03-17");
  EXPECT_EQ(finish(), "workflow.posting.nobody");
}

TEST_F(PostingTest, ASupplementBeginsThePostingAgainWithTheNewList) {
  EXPECT_EQ(publish("2026-03-02"), "");
  bench.now = at("2026-03-10");
  EXPECT_EQ(bench.codeOf(ResubmitDossier{aHeader(), someDocuments(), someLines(2)}), "");
  EXPECT_EQ(posting().state, PostingState::kWaiting);
  EXPECT_EQ(posting().lines, 2);
  EXPECT_TRUE(bench.state.timers.empty());
  bench.now = at("2026-03-17");
  EXPECT_EQ(finish(), "workflow.posting.unpublished");
  EXPECT_TRUE(replays(bench));
}

TEST_F(PostingTest, WhatWasSaidOfTheFirstListIsJudgedAgainForTheNewOne) {
  EXPECT_EQ(publish("2026-03-02"), "");
  for (const char* id : {"c-1", "c-2"}) EXPECT_EQ(comment(id), "");
  EXPECT_EQ(judge("c-1", CommentKind::kNoted), "");
  EXPECT_EQ(judge("c-2", CommentKind::kComplaint, "line-2"), "");
  EXPECT_EQ(bench.codeOf(ResubmitDossier{aHeader(), someDocuments(), someLines(3)}), "");
  ASSERT_EQ(posting().comments.size(), 2U);
  EXPECT_EQ(posting().comments[0].kind, CommentKind::kNoted);
  EXPECT_EQ(posting().comments[1].kind, CommentKind::kNew);
  EXPECT_EQ(line(1), LineState::kProposed);
  EXPECT_EQ(publish("2026-03-02"), "");
  EXPECT_EQ(posting().round, 2);
  bench.now = at("2026-03-17");
  EXPECT_EQ(finish(), "workflow.posting.comments");
  EXPECT_TRUE(replays(bench));
}

TEST_F(PostingTest, ANewPlanOfWorkingDaysMovesTheLastDayWhileItRuns) {
  EXPECT_EQ(publish("2026-03-02"), "");
  bench.calendar(R"({"version": "new", "days": [{"date": "2026-03-13", "kind": "off", "source": "test"}]})");
  EXPECT_EQ(bench.codeOf(RecomputeDue{}), "");
  EXPECT_EQ(isoDate(posting().lastDay.value()), "2026-03-17");
  EXPECT_EQ(isoDate(openItem(bench.state, "post")->due), "2026-03-18");
  ASSERT_EQ(bench.state.timers.size(), 1U);
  EXPECT_EQ(isoVietnam(bench.state.timers[0].due), "2026-03-18T00:00:00+07:00");
  EXPECT_TRUE(replays(bench));
}

}  // namespace
}  // namespace tdkt::workflow
