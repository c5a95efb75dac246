#include "workflow/council/Ballot.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/council/Councils.h"

namespace tdkt::workflow {
namespace {

using testing::Council;
using testing::member;
using testing::members;
using testing::openRule;

BallotRule secretRule(int rounds = 1) {
  return {"council", {2, 3}, {9, 10}, BallotBase::kTotal, true, true, rounds};
}

std::string passed(const Ballot& ballot) {
  std::string out;
  for (const LineCount& count : ballot.counts) out += count.passed ? 'p' : 'f';
  return out;
}

TEST(BallotOpening, NeedsTwoThirdsOfAllMembersPresent) {
  Council council(openRule(), 15);
  EXPECT_EQ(council.open(9), "workflow.ballot.quorum");
  EXPECT_EQ(council.ballot.phase, BallotPhase::kConvening);
  EXPECT_EQ(council.open(10), "");
  EXPECT_EQ(council.ballot.present(), 10);
  EXPECT_EQ(council.ballot.members.size(), 15U);
}

TEST(BallotOpening, OneMemberNamedTwiceIsOnePresentMember) {
  Council council;
  const std::vector<OfficialId> twice = {member(1), member(1), member(1), member(2)};
  EXPECT_EQ(council.tell(council.secretary, OpenBallot{"QĐ 15", "Phòng 2", member(1), twice}),
            "workflow.ballot.quorum");
}

TEST(BallotOpening, IsTheSecretarysAndNamesTheDecisionAndAChairWhoIsThere) {
  Council council;
  const auto all = members(1, 5);
  EXPECT_EQ(council.tell(member(1), OpenBallot{"QĐ 15", "Phòng 2", member(1), all}),
            "workflow.ballot.secretary");
  EXPECT_EQ(council.tell(council.secretary, OpenBallot{" ", "Phòng 2", member(1), all}),
            "workflow.ballot.establishing");
  EXPECT_EQ(council.tell(council.secretary, OpenBallot{"QĐ 15", "Phòng 2", member(3), all}),
            "workflow.ballot.presider");
  EXPECT_EQ(council.tell(council.secretary, OpenBallot{"QĐ 15", "Phòng 2", member(1), members(2, 5)}),
            "workflow.ballot.presider");
  auto guest = all;
  guest.emplace_back("guest");
  EXPECT_EQ(council.tell(council.secretary, OpenBallot{"QĐ 15", "Phòng 2", member(1), guest}),
            "workflow.ballot.present");
  EXPECT_EQ(council.tell(council.secretary, OpenBallot{"QĐ 15", "Phòng 2", member(2), all}), "");
}

TEST(BallotOpening, OneWhoPresidesCannotAlsoBeItsSecretary) {
  Council council;
  council.secretary = member(1);
  EXPECT_EQ(council.open(5), "workflow.ballot.presider");
}

TEST(BallotOpening, FreezesTheRoster) {
  Council council;
  (void)council.open(5);
  council.facts.roster.emplace_back("newcomer");
  const OfficialId newcomer("newcomer");
  EXPECT_EQ(council.tell(newcomer, CastVote{newcomer, "", "yyy", {}}), "workflow.ballot.member");
}

TEST(BallotVoting, TheLatestVoteOfAnOpenBallotCounts) {
  Council council;
  (void)council.open(5);
  for (int i = 1; i <= 5; ++i) EXPECT_EQ(council.vote(i, "yyn"), "");
  EXPECT_EQ(council.vote(5, "nny"), "");
  EXPECT_EQ(council.vote(4, "nyy"), "");
  (void)council.askToClose();
  EXPECT_EQ(council.close(), "");
  EXPECT_EQ(passed(council.ballot), "fpf");
  EXPECT_EQ(council.ballot.counts[0], (LineCount{3, 2, 0, 0, 0, 5, false}));
}

TEST(BallotVoting, APaperHasOneMarkForEachLine) {
  Council council;
  (void)council.open(5);
  for (const char* marks : {"", "yy", "yyyy", "yy?", "YYY"})
    EXPECT_EQ(council.vote(2, marks), "workflow.ballot.paper");
  EXPECT_EQ(council.ballot.voted(), 0);
}

TEST(BallotVoting, NobodyVotesBeforeTheOpeningOrAfterTheSecretaryEndedIt) {
  Council council;
  EXPECT_EQ(council.vote(2, "yyy"), "workflow.ballot.phase");
  (void)council.open(5);
  (void)council.askToClose();
  EXPECT_EQ(council.vote(2, "yyy"), "workflow.ballot.phase");
}

TEST(BallotVoting, AVoteMeantForAnEarlierRoundNeverFallsIntoTheNext) {
  Council council;
  (void)council.open(5);
  (void)council.tell(council.secretary, AnnulBallot{"Mất điện"});
  (void)council.open(5);
  council.facts.actor = member(2);
  const auto late = decide(council.ballot, {"ballot", 1, CastVote{member(2), "", "yyy", {}}}, council.facts);
  EXPECT_EQ(late.error().code, "workflow.ballot.round");
}

TEST(BallotVoting, AnAbsentMemberVotesInWritingUnlessTheRuleCountsNoLetters) {
  Council council;
  (void)council.open(4);
  EXPECT_EQ(council.vote(5, "yyy"), "");
  EXPECT_EQ(council.ballot.lettersCounted(), 1);
  auto strict = openRule();
  strict.letters = false;
  Council other(strict);
  (void)other.open(4);
  EXPECT_EQ(other.vote(5, "yyy"), "workflow.ballot.absent");
}

TEST(BallotVoting, TheSecretaryBringsInOnlyLettersAndOnlyOfAbsentMembers) {
  Council council;
  (void)council.open(4);
  const auto bring = [&](int who, const char* reference) {
    return council.tell(council.secretary, CastVote{member(who), reference, "yyy", {}});
  };
  EXPECT_EQ(bring(2, "Thư số 3 ngày 10/11/2026"), "workflow.ballot.letter");
  EXPECT_EQ(bring(5, " "), "workflow.ballot.letter");
  EXPECT_EQ(bring(5, "Thư số 3 ngày 10/11/2026"), "");
  EXPECT_EQ(council.tell(member(2), CastVote{member(3), "Thư", "yyy", {}}), "workflow.ballot.secretary");
}

TEST(BallotRecusal, ARecusedMemberDoesNotVoteOnThatLineAndMayOnOthers) {
  Council council;
  (void)council.open(5);
  EXPECT_EQ(council.tell(member(3), DeclareRecusal{member(3), {1}}), "");
  EXPECT_EQ(council.vote(3, "yyy"), "workflow.ballot.paper");
  EXPECT_EQ(council.vote(3, "y-y"), "");
  for (const int i : {1, 2, 4, 5}) (void)council.vote(i, "yyy");
  (void)council.askToClose();
  (void)council.close();
  EXPECT_EQ(council.ballot.counts[1], (LineCount{4, 0, 0, 0, 1, 5, true}));
  EXPECT_EQ(council.ballot.counts[0].yes, 5);
}

TEST(BallotRecusal, ComesBeforeTheVoteAndNamesLinesThatAreThere) {
  Council council;
  (void)council.open(5);
  EXPECT_EQ(council.tell(member(3), DeclareRecusal{member(3), {3}}), "workflow.ballot.recusal");
  EXPECT_EQ(council.tell(member(3), DeclareRecusal{member(3), {-1}}), "workflow.ballot.recusal");
  EXPECT_EQ(council.tell(member(3), DeclareRecusal{member(4), {0}}), "workflow.ballot.secretary");
  (void)council.vote(3, "yyy");
  EXPECT_EQ(council.tell(member(3), DeclareRecusal{member(3), {0}}), "workflow.ballot.voted");
}

TEST(BallotClosing, TakesTheSecretaryAndThenTheChair) {
  Council council;
  (void)council.open(5);
  EXPECT_EQ(council.close(), "workflow.ballot.phase");
  EXPECT_EQ(council.tell(member(1), AskToClose{}), "workflow.ballot.secretary");
  EXPECT_EQ(council.tell(council.secretary, AskToClose{}), "workflow.ballot.minutes");
  for (const char* number : {"5/BB", "BB", "05/", "05/B B", "05-BB"}) {
    const MinutesPaper paper{number, "06/BB", {"A", "B"}, {}};
    EXPECT_EQ(council.tell(council.secretary, AskToClose{paper}), "workflow.ballot.minutes") << number;
  }
  EXPECT_EQ(council.askToClose(), "");
  EXPECT_EQ(council.tell(council.secretary, CloseBallot{}), "workflow.ballot.presiding");
  EXPECT_EQ(council.tell(member(2), CloseBallot{}), "workflow.ballot.presiding");
  EXPECT_EQ(council.close(), "");
  EXPECT_EQ(council.ballot.phase, BallotPhase::kCounted);
}

TEST(BallotClosing, TheChairMayLetTheVotingGoOn) {
  Council council;
  (void)council.open(5);
  (void)council.askToClose();
  EXPECT_EQ(council.tell(member(1), ResumeBallot{}), "");
  EXPECT_EQ(council.vote(2, "yyy"), "");
  EXPECT_FALSE(council.ballot.closingAt);
}

TEST(BallotClosing, WithoutQuorumThenTheRoundIsVoidAndAnotherIsConvened) {
  Council council(openRule(), 15);
  (void)council.open(10);
  for (int i = 1; i <= 15; ++i) (void)council.vote(i, "yyy");
  EXPECT_EQ(council.tell(council.secretary, RecordPresence{member(1), members(1, 9)}), "");
  (void)council.askToClose();
  EXPECT_EQ(council.close(), "");
  EXPECT_EQ(council.ballot.phase, BallotPhase::kConvening);
  EXPECT_EQ(council.ballot.round, 2);
  EXPECT_EQ(council.ballot.results, 0);
  EXPECT_TRUE(council.ballot.counts.empty());
  EXPECT_EQ(council.open(15), "");  // the rule's one round is still there
  EXPECT_EQ(council.ballot.voted(), 0);
}

TEST(BallotResult, IsNotChangedByAnythingButAnAnnulmentWhileTheRuleLeavesARound) {
  auto rule = openRule();
  rule.rounds = 2;
  Council council(rule);
  (void)council.open(5);
  (void)council.askToClose();
  (void)council.close();
  const Ballot before = council.ballot;
  EXPECT_EQ(council.vote(2, "yyy"), "workflow.ballot.phase");
  EXPECT_EQ(council.open(5), "workflow.ballot.busy");
  EXPECT_EQ(council.tell(council.secretary, AnnulBallot{"Sai danh sách"}), "workflow.ballot.presiding");
  EXPECT_EQ(council.tell(member(1), AnnulBallot{" "}), "workflow.reason.missing");
  EXPECT_EQ(council.ballot, before);
  EXPECT_EQ(council.tell(member(1), AnnulBallot{"Sai danh sách"}), "");
  EXPECT_EQ(council.ballot.round, 2);
  (void)council.open(5);
  (void)council.askToClose();
  (void)council.close();
  EXPECT_EQ(council.tell(member(1), AnnulBallot{"Lần nữa"}), "workflow.ballot.rounds");
}

TEST(SecretBallot, KeepsWhoVotedAndNeverWhat) {
  Council council(secretRule());
  (void)council.open(5);
  EXPECT_EQ(council.secretly(2), "workflow.ballot.key");
  EXPECT_EQ(council.takeKeys(), "");
  EXPECT_EQ(council.vote(2, "yyy"), "workflow.ballot.paper");
  EXPECT_EQ(council.secretly(2), "");
  const auto json = toJson(council.log.back()).dump();
  EXPECT_EQ(json, R"({"member":"m2","letter":false})");
  EXPECT_EQ(toJson(council.ballot).dump().find("key2"), std::string::npos);
}

TEST(SecretBallot, IsChangedOnlyByTheHandleOfTheFirstPaper) {
  Council council(secretRule());
  (void)council.open(5);
  (void)council.takeKeys();
  EXPECT_EQ(council.secretly(2, "key9"), "workflow.ballot.voted");
  (void)council.secretly(2);
  EXPECT_EQ(council.secretly(2), "workflow.ballot.voted");
  EXPECT_EQ(council.secretly(2, "key2"), "");
  EXPECT_EQ(council.ballot.voted(), 1);
}

TEST(SecretBallot, EachHalfOfTheBoxIsTakenOnceByItsHolder) {
  Council council(secretRule());
  (void)council.open(5);
  EXPECT_EQ(council.tell(member(3), TakeBoxKey{"aa"}), "workflow.ballot.secretary");
  EXPECT_EQ(council.tell(council.secretary, TakeBoxKey{"not hex"}), "workflow.ballot.key");
  EXPECT_EQ(council.takeKeys(), "");
  EXPECT_EQ(council.tell(council.secretary, TakeBoxKey{"cc"}), "workflow.ballot.key");
  EXPECT_EQ(council.tell(member(1), TakeBoxKey{"cc"}), "workflow.ballot.key");
  EXPECT_EQ(council.tell(council.secretary, RecordPresence{member(2), members(1, 5)}), "workflow.ballot.key");
}

TEST(SecretBallot, IsCountedOnlyWithOnePaperForEachVoter) {
  Council council(secretRule());
  (void)council.open(5);
  (void)council.takeKeys();
  for (int i = 1; i <= 5; ++i) (void)council.secretly(i);
  (void)council.askToClose();
  const std::string full = "yyy";
  EXPECT_EQ(council.close({full, full, full, full}), "workflow.ballot.box");
  EXPECT_EQ(council.close({full, full, full, full, "yy"}), "workflow.ballot.box");
  EXPECT_EQ(council.ballot.phase, BallotPhase::kClosing);
  EXPECT_EQ(council.close({full, "yny", full, full, full}), "");
  EXPECT_EQ(passed(council.ballot), "pfp");  // 4 of 5 is not nine tenths
}

TEST(SecretBallot, ARecusedMembersPaperIsNotCountedWhereHeIsRecusedAndIsNotKnownByItAfterwards) {
  Council council(secretRule());
  (void)council.open(5);
  (void)council.takeKeys();
  (void)council.tell(member(4), DeclareRecusal{member(4), {1}});
  for (int i = 1; i <= 5; ++i) (void)council.secretly(i);
  (void)council.askToClose();
  const std::vector<std::string> all(5, "yyy");
  EXPECT_EQ(council.close(all), "workflow.ballot.box");
  const std::vector<std::string> papers = {"yyy", "yyn", "y-y", "yyy", "yyy"};
  const auto kept = papersToKeep(council.ballot, papers);
  EXPECT_EQ(kept, (std::vector<std::string>{"y-n", "y-y", "y-y", "y-y", "y-y"}));
  EXPECT_EQ(council.close(papers), "");
  EXPECT_EQ(council.ballot.counts[1], (LineCount{4, 0, 0, 0, 1, 5, false}));
}

TEST(BallotRecord, ComesBackFromItsJsonAndFromItsLog) {
  Council council(openRule(), 5, 40);
  (void)council.open(4);
  (void)council.tell(member(3), DeclareRecusal{member(3), {7, 2, 7}});
  (void)council.vote(1, std::string(40, 'y'));
  (void)council.vote(5, std::string(39, '-') + "i");
  (void)council.askToClose();
  for (int stage = 0; stage < 2; ++stage) {
    Ballot again;
    fromJson(toJson(council.ballot), again);
    EXPECT_EQ(again, council.ballot);
    EXPECT_EQ(toJson(again).dump(), toJson(council.ballot).dump());
    Ballot folded;
    for (const BallotEvent& event : council.log)
      evolve(folded, ballotEventFromJson(kindOf(event), toJson(event)), council.now);
    EXPECT_EQ(folded, council.ballot);
    (void)council.close();
  }
}

TEST(BallotRecord, OfFiveThousandLinesIsSmallWhereMembersAgree) {
  Council council(openRule(), 15, 5000);
  (void)council.open(15);
  for (int i = 1; i <= 15; ++i) (void)council.vote(i, std::string(5000, 'y'));
  (void)council.askToClose();
  (void)council.close();
  EXPECT_LT(toJson(council.log.back()).dump().size(), 100U);
  EXPECT_LT(toJson(council.ballot.counts).dump().size(), 100U);
}

TEST(PackedMarks, AreReadOnlyAsTheyAreWritten) {
  EXPECT_EQ(packMarks("yyyn-"), "3y1n1-");
  EXPECT_EQ(unpackMarks("3y1n1-", 5), "yyyn-");
  EXPECT_EQ(unpackMarks("", 5), "");
  for (const char* bad : {"3y1n1-", "1y1y", "03y", "0y", "y", "3", "2x", "99999999999999999999y", "-1y"})
    EXPECT_FALSE(unpackMarks(bad, 4)) << bad;
}

}  // namespace
}  // namespace tdkt::workflow
