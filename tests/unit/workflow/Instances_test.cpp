// A multi-instance task asks several addressees: all at once or one after the other, until enough have
// answered.

#include <gtest/gtest.h>

#include "tests/unit/workflow/Drawn.h"
#include "tests/unit/workflow/Procedures.h"
#include "workflow/definition/Steps.h"
#include "workflow/engine/DryRun.h"

namespace tdkt::workflow {
namespace {

using testing::Bench;
using testing::bpmn;
using testing::fatalRules;
using testing::flow;
using testing::node;
using testing::Rules;
using testing::user;

std::string round(const std::string& loop, const std::string& rules = "<tdkt:opinions lapse=\"no-opinion\"/>",
                  const std::string& kind = "opinions") {
  return "<bpmn:userTask id=\"ask\" name=\"Lấy ý kiến\"><bpmn:extensionElements><tdkt:step id=\"ask\" "
         "kind=\"" +
         kind +
         "\"/><zeebe:assignmentDefinition candidateGroups=\"opinion.tax, opinion.police, clerk\"/>"
         "<tdkt:clock workingDays=\"3\"/><tdkt:opinion advisory=\"true\"/>" +
         rules + "</bpmn:extensionElements>" + loop + "</bpmn:userTask>\n";
}

std::string procedure(const std::string& task) {
  return bpmn(node("startEvent", "s") + task + user("last") + node("endEvent", "e") + flow("s", "ask") +
              flow("ask", "last") + flow("last", "e"));
}

constexpr const char* kTogether = "<bpmn:multiInstanceLoopCharacteristics/>";
constexpr const char* kInTurn = "<bpmn:multiInstanceLoopCharacteristics isSequential=\"true\"/>";
constexpr const char* kTwoAreEnough = "<tdkt:opinions lapse=\"no-opinion\" enough=\"2\"/>";

Bench begunRound(const std::string& task) {
  const CheckedDefinition checked = checkDefinition(procedure(task));
  for (const Finding& finding : checked.findings)
    EXPECT_FALSE(finding.fatal) << finding.rule << finding.english;
  Bench bench(checked.definition);
  bench.start();
  return bench;
}

/// Roles that are asked now.
Rules asked(const Bench& bench) {
  Rules out;
  for (const WorkItem& item : bench.state.workItems) {
    if (item.state == WorkItemState::kOpen) out.push_back(item.role);
  }
  return out;
}

void answer(Bench& bench, const std::string& role) {
  for (const WorkItem& item : bench.state.workItems) {
    if (item.state != WorkItemState::kOpen || item.role != role) continue;
    EXPECT_EQ(bench.codeOf(CompleteWorkItem{item.id, Outcome::kAgree, "", approvalDigest(bench.state)}), "");
    return;
  }
  ADD_FAILURE() << role << " is not asked";
}

TEST(Instances, AllAreAskedAtOnceAndTheLastAnswerGoesOn) {
  Bench bench = begunRound(round(kTogether));
  EXPECT_EQ(asked(bench), (Rules{"opinion.tax", "opinion.police", "clerk"}));
  EXPECT_EQ(bench.state.tokens.at("ask"), 1);
  answer(bench, "clerk");
  answer(bench, "opinion.tax");
  EXPECT_EQ(asked(bench), Rules{"opinion.police"});
  answer(bench, "opinion.police");
  EXPECT_EQ(bench.open(), Rules{"last"});
  EXPECT_TRUE(bench.state.timers.empty());
  EXPECT_TRUE(testing::replays(bench));
}

TEST(Instances, InTurnEachIsAskedWhenTheOneBeforeHasAnsweredOrHisTimeIsOver) {
  Bench bench = begunRound(round(kInTurn));
  EXPECT_EQ(asked(bench), Rules{"opinion.tax"});
  answer(bench, "opinion.tax");
  EXPECT_EQ(asked(bench), Rules{"opinion.police"});
  EXPECT_EQ(bench.state.timers.size(), 1U);
  bench.now = testing::at("2026-11-26");  // three working days after Friday
  EXPECT_EQ(testing::fire(bench), "");
  EXPECT_EQ(asked(bench), Rules{"clerk"});
  EXPECT_EQ(bench.state.workItems[1].state, WorkItemState::kCancelled);
  EXPECT_EQ(testing::openItem(bench.state, "ask")->due,
            testing::day("2026-12-01"));  // a full time of his own
  answer(bench, "clerk");
  EXPECT_EQ(bench.open(), Rules{"last"});
  EXPECT_TRUE(testing::replays(bench));
}

TEST(Instances, WhenEnoughHaveAnsweredTheOthersAreNoLongerAsked) {
  for (const char* loop : {kTogether, kInTurn}) {
    Bench bench = begunRound(round(loop, kTwoAreEnough));
    answer(bench, "opinion.tax");
    EXPECT_NE(bench.open(), Rules{"last"});
    answer(bench, "opinion.police");
    EXPECT_EQ(bench.open(), Rules{"last"});
    EXPECT_EQ(bench.state.tokens, (std::map<std::string, int>{{"last", 1}}));
    EXPECT_TRUE(testing::replays(bench));
  }
}

TEST(Instances, AnswersOfAnEarlierVersionDoNotCount) {
  Bench bench = begunRound(round(kTogether, kTwoAreEnough));
  answer(bench, "opinion.tax");
  EXPECT_EQ(bench.codeOf(ResubmitDossier{testing::aHeader(), {}, testing::someLines(2)}), "");
  EXPECT_EQ(asked(bench).size(), 3U);
  answer(bench, "clerk");
  EXPECT_EQ(asked(bench).size(), 2U);
  answer(bench, "opinion.tax");
  EXPECT_EQ(bench.open(), Rules{"last"});
}

TEST(Instances, TheSecretariatClosesTheRoundAndNobodyElseIsAsked) {
  Bench bench = begunRound(round(kInTurn));
  EXPECT_EQ(bench.codeOf(CloseOpinions{"ask", "đủ căn cứ"}), "");
  EXPECT_EQ(bench.open(), Rules{"last"});
}

TEST(Instances, WhoIsTooCloseToOneLineHasItAskedOfHisOwnRole) {
  Bench bench = begunRound(
      round(kTogether, "<tdkt:opinions lapse=\"block\"/><tdkt:exclude rule=\"nominee\" lines=\"true\"/>"));
  bench.people.interests[bench.actor] = {{"Trần Đức Thuận", "Trường Tiểu học Kim Đồng", "chồng"}};
  bench.state.lines[1].nominee.name = "Lê Văn Tám";
  bench.state.lines[2].nominee.name = "Lê Thị Hoa";
  answer(bench, "opinion.police");
  EXPECT_EQ(asked(bench), (Rules{"opinion.tax", "clerk", "opinion.police"}));
  EXPECT_EQ(bench.state.workItems.back().lines, std::vector<LineId>{LineId("line-1")});
}

TEST(Instances, OnlyARoundOfOpinionsHasSeveralAddressees) {
  EXPECT_EQ(fatalRules(procedure(round(kTogether))), Rules{});
  EXPECT_EQ(fatalRules(procedure(round(""))), Rules{"domain.holder"});
  EXPECT_EQ(fatalRules(procedure(round(kTogether, "", "appraise"))), Rules{"domain.instances"});
  EXPECT_EQ(
      fatalRules(procedure(round("<bpmn:multiInstanceLoopCharacteristics><bpmn:completionCondition>= true"
                                 "</bpmn:completionCondition></bpmn:multiInstanceLoopCharacteristics>"))),
      Rules{"engine.unsupported"});
  const auto unknown = checkDefinition(procedure(round(kTogether)), {{"appraiser", "opinion.tax", "clerk"}});
  ASSERT_EQ(unknown.findings.size(), 1U);
  EXPECT_EQ(unknown.findings[0].rule, "domain.holder");
  EXPECT_FALSE(stepsFromBpmn(procedure(round(kTogether))));
}

TEST(Instances, ADryRunAnswersForEachOfThem) {
  const auto all = dryRun(*checkDefinition(procedure(round(kTogether))).definition, {});
  ASSERT_TRUE(all);
  EXPECT_EQ(all->trace, (Rules{"ask", "ask", "ask", "last"}));
  const auto two = dryRun(*checkDefinition(procedure(round(kInTurn, kTwoAreEnough))).definition, {});
  ASSERT_TRUE(two);
  EXPECT_EQ(two->trace, (Rules{"ask", "ask", "last"}));
}

}  // namespace
}  // namespace tdkt::workflow
