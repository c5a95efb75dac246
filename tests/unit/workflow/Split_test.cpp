// Some lines go on in a child dossier, the others wait for nobody. Source: reference workflow §4.7, §4.11.

#include <gtest/gtest.h>

#include "tests/unit/workflow/Dossiers.h"

namespace tdkt::workflow {
namespace {

using testing::act;
using testing::Bench;
using Names = std::vector<std::string>;

SplitDossier split(std::vector<LineId> lines, std::string at = {}) {
  return {std::move(lines), "Chờ bổ sung minh chứng", std::move(at)};
}

const Line& lineOf(const DossierState& state, const std::string& id) {
  return *std::find_if(state.lines.begin(), state.lines.end(),
                       [&](const Line& line) { return line.id.text() == id; });
}

const ParentDossier& parentOf(const DossierState& state) {
  return std::get<ParentDossier>(state.matters.at(kParentMatter));
}

/// What the split founded, on a bench of its own; its events must fold to the state that it was given.
Bench childOf(Bench& parent, const Command& command) {
  auto step = parent.tell(command);
  Bench child;
  EXPECT_TRUE(step) << step.error().code;
  if (!step || step->born.size() != 1) return child;
  child.state = {};
  child.state.id = step->born[0].next.id;
  child.now = parent.now;
  for (const Event& event : step->born[0].events)
    child.state = evolve(parent.definition(), std::move(child.state), event);
  EXPECT_EQ(child.state, step->born[0].next);
  EXPECT_EQ(parent.state, step->next);
  return child;
}

TEST(Split, TheOthersGoOnAndEachLineIsUnderWayInOneDossierOnly) {
  Bench parent;
  parent.start();
  parent.agree("receive");
  Bench child = childOf(parent, split({LineId("line-2")}, "receive"));
  EXPECT_EQ(lineOf(parent.state, "line-2").state, LineState::kSplit);
  ASSERT_EQ(child.state.lines.size(), 1U);
  EXPECT_EQ(child.state.lines[0].id, LineId("line-2"));
  EXPECT_EQ(child.state.lines[0].ordinal, 1);
  EXPECT_EQ(child.state.lines[0].state, LineState::kProposed);
  EXPECT_EQ(child.state.revision, 1);
  EXPECT_EQ(child.open(), Names{"receive"});
  for (const char* node : {"appraise", "opinion-police", "opinion-tax", "chair"}) parent.agree(node);
  EXPECT_EQ(lineOf(parent.state, "line-1").state, LineState::kDecided);
  EXPECT_EQ(lineOf(parent.state, "line-2").state, LineState::kSplit);
  for (const char* node : {"receive", "appraise", "opinion-police", "opinion-tax", "chair"})
    child.agree(node);
  EXPECT_EQ(child.state.lines[0].state, LineState::kDecided);
}

TEST(Split, ParentAndChildKnowEachOther) {
  Bench parent;
  parent.start();
  const std::int64_t before = parent.state.version;
  const Bench child = childOf(parent, split({LineId("line-3"), LineId("line-1")}));
  const auto& known = std::get<ChildDossiers>(parent.state.matters.at(kChildrenMatter)).children;
  ASSERT_EQ(known.size(), 1U);
  EXPECT_EQ(known[0].dossier, child.state.id);
  EXPECT_EQ(known[0].lines, (std::vector<LineId>{LineId("line-3"), LineId("line-1")}));
  EXPECT_EQ(parentOf(child.state).dossier, parent.state.id);
  EXPECT_EQ(parentOf(child.state).version, before);
  EXPECT_EQ(parentOf(child.state).code, "118/TTr-SGDĐT");
  EXPECT_NE(child.state.id, parent.state.id);
}

TEST(Split, AChildThatWaitsForItsSubmitterBeginsAtTheNamedStepOnceHeHasSent) {
  Bench parent;
  parent.start();
  parent.agree("receive");
  parent.agree("appraise");
  SplitDossier command = split({LineId("line-2")}, "appraise");
  command.supplement = SplitSupplement{{"Biên bản họp"}, parseIsoDate("2026-11-30")};
  Bench child = childOf(parent, command);
  EXPECT_EQ(child.state.phase, Phase::kReturned);
  EXPECT_EQ(child.state.lines[0].state, LineState::kReturned);
  ASSERT_EQ(child.state.timers.size(), 1U);
  EXPECT_EQ(std::get<Supplement>(child.state.matters.at("appraise")).missing, Names{"Biên bản họp"});
  EXPECT_EQ(parent.open(), (Names{"opinion-police", "opinion-tax"}));
  ASSERT_EQ(child.codeOf(ResubmitDossier{testing::aHeader("130"), {}, testing::someLines(1)}), "");
  EXPECT_EQ(child.state.revision, 2);
  EXPECT_EQ(child.open(), Names{"appraise"});
  EXPECT_EQ(parentOf(child.state).dossier, parent.state.id);
}

TEST(Split, AChildOfHeldLinesStandsStillUntilTheirComplaintIsSettled) {
  Bench parent;
  parent.start();
  (void)parent.tell(FreezeDossier{{LineId("line-3")}, "Đơn khiếu nại số 7"});
  Bench child = childOf(parent, split({LineId("line-3")}));
  EXPECT_EQ(parent.state.matters.count(kFreezeMatter), 0U);
  EXPECT_TRUE(frozen(child.state));
  EXPECT_EQ(std::get<Freeze>(child.state.matters.at(kFreezeMatter)).reason, "Đơn khiếu nại số 7");
  EXPECT_EQ(child.codeOf(act(child.state, "receive")), "workflow.frozen");
  ASSERT_EQ(child.codeOf(UnfreezeDossier{{}, "Không có cơ sở"}), "");
  EXPECT_EQ(child.codeOf(act(child.state, "receive")), "");
}

TEST(Split, OfHeldAndOtherLinesOnlyTheHeldStayUnderComplaint) {
  Bench parent;
  parent.start();
  (void)parent.tell(FreezeDossier{{LineId("line-3")}, "Đơn khiếu nại số 7"});
  Bench child = childOf(parent, split({LineId("line-2"), LineId("line-3")}));
  EXPECT_FALSE(frozen(child.state));
  EXPECT_EQ(lineOf(child.state, "line-2").state, LineState::kProposed);
  EXPECT_EQ(lineOf(child.state, "line-3").state, LineState::kHeld);
  EXPECT_EQ(lineOf(child.state, "line-3").reason, "Đơn khiếu nại số 7");
  ASSERT_EQ(child.codeOf(UnfreezeDossier{{LineId("line-3")}, "Không có cơ sở"}), "");
  EXPECT_EQ(lineOf(child.state, "line-3").state, LineState::kProposed);
}

TEST(Split, ALineHeldBackFromAnIssuedDecisionGoesOnInAChild) {
  Bench parent;
  parent.start();
  (void)parent.tell(FreezeDossier{{LineId("line-3")}, "Đơn khiếu nại số 7"});
  for (const char* node : {"receive", "appraise", "opinion-police", "opinion-tax", "chair"})
    parent.agree(node);
  parent.state.phase = Phase::kIssued;
  const Bench child = childOf(parent, split({LineId("line-3")}));
  EXPECT_EQ(child.state.phase, Phase::kRunning);
  EXPECT_EQ(lineOf(parent.state, "line-1").state, LineState::kDecided);
}

TEST(Split, ANewVersionOfTheParentDoesNotProposeTwiceWhoWentAway) {
  Bench parent;
  parent.start();
  (void)parent.tell(split({LineId("line-2")}));
  auto again = testing::someLines(3);
  again[0].nominee.name = "Lê Thị Mai";
  again[2].nominee.name = "Phạm Văn Hải";
  ASSERT_EQ(parent.codeOf(ResubmitDossier{testing::aHeader("130"), {}, again}), "");
  EXPECT_EQ(lineOf(parent.state, "line-1").state, LineState::kProposed);
  EXPECT_EQ(lineOf(parent.state, "line-2").state, LineState::kSplit);
  EXPECT_EQ(lineOf(parent.state, "line-3").state, LineState::kProposed);
}

TEST(Split, AListOfOnlyThoseWhoWentAwayIsNoNewVersionOfTheParent) {
  Bench parent;
  parent.start();
  (void)parent.tell(split({LineId("line-2")}));
  const DossierState before = parent.state;
  EXPECT_EQ(parent.codeOf(ResubmitDossier{testing::aHeader("130"), {}, testing::someLines(1)}),
            "workflow.split.all");
  EXPECT_EQ(parent.state, before);
}

TEST(Split, WhatCannotBeSplitIsRefusedAndChangesNothing) {
  Bench bench;
  bench.start();
  const DossierState before = bench.state;
  EXPECT_EQ(bench.codeOf(split({})), "workflow.lines");
  EXPECT_EQ(bench.codeOf(split({LineId("line-9")})), "workflow.line");
  EXPECT_EQ(bench.codeOf(split({LineId("line-1"), LineId("line-1")})), "workflow.lines");
  EXPECT_EQ(bench.codeOf(split({LineId("line-1"), LineId("line-2"), LineId("line-3")})),
            "workflow.split.all");
  EXPECT_EQ(bench.codeOf(split({LineId("line-1")}, "chair")), "workflow.split.step");
  EXPECT_EQ(bench.codeOf(split({LineId("line-1")}, "no-such-task")), "workflow.split.step");
  EXPECT_EQ(bench.codeOf(SplitDossier{{LineId("line-1")}, " ", ""}), "workflow.reason.missing");
  SplitDossier late = split({LineId("line-1")});
  late.supplement = SplitSupplement{{}, parseIsoDate("2026-11-01")};
  EXPECT_EQ(bench.codeOf(late), "workflow.return.due");
  bench.roles = {"appraiser"};
  EXPECT_EQ(bench.codeOf(split({LineId("line-1")})), "workflow.role");
  EXPECT_EQ(bench.state, before);
}

TEST(Split, ADecidedLineStaysAndAFrozenDossierIsNotSplit) {
  Bench bench;
  bench.runToDecision();
  EXPECT_EQ(bench.codeOf(split({LineId("line-1")})), "workflow.line.state");
  (void)bench.tell(FreezeDossier{{}, "Có đơn tố cáo"});
  EXPECT_EQ(bench.codeOf(split({LineId("line-1")})), "workflow.frozen");
}

TEST(Split, NoLineComesOutBehindACouncilThatHasNotPassedIt) {
  Bench bench;
  bench.start();
  for (const char* node : {"receive", "appraise", "opinion-police", "opinion-tax"}) bench.agree(node);
  bench.state.matters["appraise"] = Ballot{};
  EXPECT_EQ(bench.codeOf(split({LineId("line-1")}, "chair")), "workflow.split.step");
  bench.state.lines[1].state = LineState::kPassed;
  SplitDossier supplement = split({LineId("line-2")}, "chair");
  supplement.supplement = SplitSupplement{};
  EXPECT_EQ(bench.codeOf(supplement), "workflow.split.step");
  const Bench child = childOf(bench, split({LineId("line-2")}, "chair"));
  EXPECT_EQ(child.state.lines[0].state, LineState::kPassed);
}

}  // namespace
}  // namespace tdkt::workflow
