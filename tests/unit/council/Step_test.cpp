// The council's step inside a whole dossier.

#include <gtest/gtest.h>

#include "tests/unit/council/Councils.h"
#include "tests/unit/council/Procedure.h"
#include "tests/unit/workflow/Dossiers.h"

namespace tdkt::workflow {
namespace {

using testing::act;
using testing::Bench;
using testing::member;
using testing::members;
using testing::openItem;

class CouncilStep : public ::testing::Test {
 protected:
  explicit CouncilStep(bool secret = false) : bench(testing::councilDefinition(secret)) {
    bench.people.rosters["council"] = members(1, 5);
    bench.people.rosters["council.chair"] = {member(1)};
    bench.start(3);
  }
  const Ballot& ballot() const { return std::get<Ballot>(bench.state.matters.at("council")); }
  std::string tell(const OfficialId& actor, const BallotAct& act) {
    bench.actor = actor;
    bench.roles =
        actor == secretary ? std::vector<std::string>{"secretariat"} : std::vector<std::string>{"council"};
    boxes.clear();
    const auto step = bench.tell(BallotCommand{"council", ballot().round, act});
    if (!step) return step.error().code;
    boxes = step->box;
    EXPECT_EQ(step->next, bench.state);
    return "";
  }
  std::string open() {
    return tell(secretary,
                OpenBallot{"Quyết định số 15/QĐ-UBND", "Phòng họp số 2", member(1), members(1, 5)});
  }
  void voteAll(const std::vector<std::string>& papers) {
    for (int i = 1; i <= 5; ++i)
      EXPECT_EQ(tell(member(i), CastVote{member(i), "", papers[static_cast<std::size_t>(i - 1)], {}}), "");
  }
  std::string askToClose() {
    return tell(secretary,
                AskToClose{{"05/BB-HĐTĐKT", "06/BB-HĐTĐKT", {"Hà Quang Thiện", "Vũ Thị Mai Anh"}, {}}});
  }
  std::string confirm(std::vector<std::string> papers = {}) {
    return tell(member(1), CloseBallot{std::move(papers)});
  }
  std::string complete(Outcome outcome, const std::string& reason = "lý do") {
    bench.actor = secretary;
    bench.roles = testing::allRoles();
    for (const WorkItem& item : bench.state.workItems) {
      if (item.state == WorkItemState::kOpen && item.role == "secretariat")
        return bench.codeOf(CompleteWorkItem{item.id, outcome, reason, approvalDigest(bench.state)});
    }
    return "no item";
  }
  std::string states() const {
    std::string out;
    for (const Line& line : bench.state.lines) out += std::string(toString(line.state)) + " ";
    return out;
  }
  std::vector<std::string> openRoles() const {
    std::vector<std::string> out;
    for (const WorkItem& item : bench.state.workItems) {
      if (item.state == WorkItemState::kOpen) out.push_back(item.role);
    }
    return out;
  }
  void replayAgrees() const {
    DossierState folded;
    folded.id = bench.state.id;
    for (const Event& event : bench.log) {
      const auto again = eventFromJson(toJson(event));
      ASSERT_TRUE(again.ok());
      EXPECT_EQ(toJson(*again), toJson(event));
      evolveHere(bench.definition(), folded, *again);
    }
    EXPECT_EQ(folded, bench.state);
  }
  Bench bench;
  OfficialId secretary{"secretary"};
  std::vector<BoxChange> boxes;
};

class SecretCouncilStep : public CouncilStep {
 protected:
  SecretCouncilStep() : CouncilStep(true) {}
};

TEST_F(CouncilStep, OpensTheTaskOfEachInItsTime) {
  EXPECT_EQ(openRoles(), std::vector<std::string>{"secretariat"});
  EXPECT_EQ(open(), "");
  EXPECT_EQ(openRoles(), (std::vector<std::string>{"secretariat", "council"}));
  (void)askToClose();
  EXPECT_EQ(openRoles(), (std::vector<std::string>{"secretariat", "council.chair"}));
  EXPECT_EQ(confirm(), "");
  EXPECT_EQ(openRoles(), std::vector<std::string>{"secretariat"});
}

TEST_F(CouncilStep, MarksLinesByTheCountAndHasTheMinutesMade) {
  (void)open();
  voteAll({"yyn", "yyn", "yyy", "yny", "-ny"});
  (void)askToClose();
  EXPECT_EQ(confirm(), "");
  EXPECT_EQ(states(), "passed failed failed ");
  ASSERT_EQ(bench.state.actions.size(), 1U);
  EXPECT_EQ(bench.state.actions.front().action, "council-minutes");
  EXPECT_EQ(complete(Outcome::kAgree), "workflow.ballot.phase");
  (void)bench.tell(testing::done(bench.state, {{"council.minutes.sha256", std::string(64, 'a')}}));
  EXPECT_EQ(bench.state.tokens.count("council"), 1U);
  EXPECT_EQ(complete(Outcome::kAgree), "");
  EXPECT_NE(openItem(bench.state, "chair"), nullptr);
  replayAgrees();
}

TEST_F(CouncilStep, TheChairsDecisionTakesThePassedAndNeverTheFailed) {
  (void)open();
  voteAll({"yyn", "yyn", "yyn", "yyn", "yyn"});
  (void)askToClose();
  (void)confirm();
  (void)bench.tell(testing::done(bench.state, {}));
  (void)complete(Outcome::kAgree);
  bench.agree("chair");
  EXPECT_EQ(states(), "decided decided failed ");
  replayAgrees();
}

TEST_F(CouncilStep, WhereNobodyPassedTheDossierCanOnlyBeRefused) {
  (void)open();
  voteAll({"nnn", "nnn", "nnn", "nnn", "nnn"});
  (void)askToClose();
  (void)confirm();
  (void)bench.tell(testing::done(bench.state, {}));
  EXPECT_EQ(complete(Outcome::kAgree), "workflow.decision.empty");
  EXPECT_EQ(complete(Outcome::kRefuse, "Không đủ phiếu"), "");
  EXPECT_EQ(bench.state.phase, Phase::kRefused);
  EXPECT_EQ(states(), "failed failed failed ");
}

TEST_F(CouncilStep, TasksOfMembersAreNotDoneByACompletion) {
  (void)open();
  bench.roles = testing::allRoles();
  bench.roles.emplace_back("council");
  for (const WorkItem& item : bench.state.workItems) {
    if (item.role != "council") continue;
    EXPECT_EQ(bench.codeOf(CompleteWorkItem{item.id, Outcome::kAgree, "", approvalDigest(bench.state)}),
              "workflow.ballot.phase");
  }
  EXPECT_EQ(complete(Outcome::kReturn), "workflow.ballot.phase");
}

TEST_F(CouncilStep, TheSecretaryMaySendTheDossierBackBeforeTheOpening) {
  EXPECT_EQ(complete(Outcome::kReturn), "");
  EXPECT_EQ(bench.state.phase, Phase::kReturned);
}

TEST_F(CouncilStep, ANewVersionFromTheSenderVoidsTheRoundAndAsksAnew) {
  (void)open();
  voteAll({"yyy", "yyy", "yyy", "yyy", "yyy"});
  bench.actor = OfficialId();
  EXPECT_EQ(
      bench.codeOf(ResubmitDossier{testing::aHeader(), testing::someDocuments(), testing::someLines(2)}), "");
  EXPECT_EQ(ballot().phase, BallotPhase::kConvening);
  EXPECT_EQ(ballot().round, 2);
  EXPECT_EQ(ballot().voted(), 0);
  EXPECT_EQ(openRoles(), std::vector<std::string>{"secretariat"});
  EXPECT_EQ(open(), "");
  EXPECT_EQ(ballot().lines.size(), 2U);
  replayAgrees();
}

TEST_F(CouncilStep, AnAnnulledResultGivesTheLinesBackAndStopsTheMinutes) {
  (void)open();
  voteAll({"yyn", "yyn", "yyn", "yyn", "yyn"});
  (void)askToClose();
  (void)confirm();
  EXPECT_EQ(tell(member(1), AnnulBallot{"Sai danh sách"}), "");
  EXPECT_EQ(states(), "proposed proposed proposed ");
  EXPECT_TRUE(bench.state.actions.empty());
  EXPECT_EQ(ballot().round, 2);
  replayAgrees();
}

TEST_F(CouncilStep, ALineTakenBackMeanwhileStaysSoWhateverTheCountSays) {
  (void)open();
  voteAll({"yyy", "yyy", "yyy", "yyy", "yyy"});
  bench.state.lines[1].state = LineState::kWithdrawn;
  (void)askToClose();
  (void)confirm();
  EXPECT_EQ(states(), "passed withdrawn passed ");
  (void)tell(member(1), AnnulBallot{"Sai danh sách"});
  EXPECT_EQ(states(), "proposed withdrawn proposed ");
}

TEST_F(CouncilStep, AVoteAfterTheDossierWentOnIsRefused) {
  (void)open();
  voteAll({"yyy", "yyy", "yyy", "yyy", "yyy"});
  (void)askToClose();
  (void)confirm();
  (void)bench.tell(testing::done(bench.state, {}));
  (void)complete(Outcome::kAgree);
  EXPECT_EQ(tell(member(1), AnnulBallot{"Muộn"}), "workflow.ballot.none");
}

TEST_F(CouncilStep, KnownInterestsRecuseAMemberFromTheirLine) {
  bench.state.lines[1].nominee.name = "Nguyễn Văn Hùng";
  bench.people.interests[member(3)] = {{"NGUYỄN VĂN HÙNG", "", "vợ"}};
  (void)open();
  EXPECT_EQ(ballot().find(member(3))->recused, std::vector<int>{1});
  EXPECT_TRUE(ballot().find(member(2))->recused.empty());
  EXPECT_EQ(tell(member(3), CastVote{member(3), "", "yyy", {}}), "workflow.ballot.paper");
}

TEST_F(SecretCouncilStep, SendsPapersToStorageAndNothingOfThemToTheLog) {
  (void)open();
  (void)tell(secretary, TakeBoxKey{"aa"});
  (void)tell(member(1), TakeBoxKey{"bb"});
  for (int i = 1; i <= 5; ++i) {
    const std::string key = "paper-key-" + std::to_string(i);
    EXPECT_EQ(tell(member(i), CastVote{member(i), "", "", SealedPaper{key, "the envelope", ""}}), "");
    ASSERT_EQ(boxes.size(), 1U);
    EXPECT_EQ(boxes.front().put->key, key);
    EXPECT_EQ(boxes.front().box, boxIdOf(bench.state.id, "council", 1));
  }
  std::string all;
  for (const Event& event : bench.log) all += toJson(event);
  for (const Effect& effect : bench.effects) {
    for (const auto& [key, value] : effect.data) all += value;
  }
  EXPECT_EQ(all.find("paper-key"), std::string::npos);
  EXPECT_EQ(all.find("envelope"), std::string::npos);
  (void)askToClose();
  EXPECT_EQ(confirm({"yyn", "yyn", "yyn", "yyn", "nyn"}), "");
  ASSERT_EQ(boxes.size(), 1U);
  EXPECT_TRUE(boxes.front().destroy);
  EXPECT_EQ(boxes.front().papers, (std::vector<std::string>{"nyn", "yyn", "yyn", "yyn", "yyn"}));
  EXPECT_EQ(states(), "passed passed failed ");
  replayAgrees();
}

TEST_F(SecretCouncilStep, DestroysTheBoxWhenTheRoundIsVoid) {
  (void)open();
  (void)tell(secretary, AnnulBallot{"Mất mã"});
  ASSERT_EQ(boxes.size(), 1U);
  EXPECT_TRUE(boxes.front().destroy);
  EXPECT_TRUE(boxes.front().papers.empty());
  EXPECT_EQ(openRoles(), std::vector<std::string>{"secretariat"});
}

}  // namespace
}  // namespace tdkt::workflow
