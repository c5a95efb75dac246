#include "workflow/definition/Migration.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/workflow/Dossiers.h"
#include "workflow/definition/Steps.h"

namespace tdkt::workflow {
namespace {

using Json = nlohmann::ordered_json;

Json provincialSteps() {
  return Json::parse(toJson(*stepsFromBpmn(testing::provincialBpmn())));
}

std::shared_ptr<const Definition> definitionOf(const Json& steps) {
  const auto bpmn = bpmnFromSteps(*stepsFromJson(steps.dump()));
  return checkDefinition(*bpmn).definition;
}

const NodeMapping& at(const MigrationPlan& plan, const std::string& node) {
  const auto row = std::find_if(plan.nodes.begin(), plan.nodes.end(),
                                [&](const NodeMapping& one) { return one.from == node; });
  EXPECT_NE(row, plan.nodes.end()) << node;
  return *row;
}

TEST(Migration, TheSameProcedureTakesEveryDossier) {
  const auto definition = testing::provincial();
  const MigrationPlan plan = planMigration(*definition, *definition);
  EXPECT_TRUE(plan.whole());
  EXPECT_TRUE(plan.added.empty());
  EXPECT_EQ(plan.nodes.size(), 14U);  // thirteen tasks and the join
}

TEST(Migration, AnotherHolderOrTimeIsTheSameNodeOnOtherTerms) {
  Json steps = provincialSteps();
  steps["steps"][2]["workingDays"] = 15;
  steps["steps"][2]["role"] = "secretariat";
  const MigrationPlan plan = planMigration(*testing::provincial(), *definitionOf(steps));
  EXPECT_TRUE(plan.whole());
  EXPECT_EQ(at(plan, "appraise").changes, (std::vector<std::string>{"role", "time"}));
  EXPECT_TRUE(at(plan, "chair").changes.empty());
}

TEST(Migration, ADossierAtAStepThatIsGoneOrOfAnotherKindStaysWhereItIs) {
  Json steps = provincialSteps();
  steps["steps"][2]["kind"] = "receive";
  steps["steps"].erase(1);
  const MigrationPlan plan = planMigration(*testing::provincial(), *definitionOf(steps));
  EXPECT_FALSE(plan.whole());
  EXPECT_EQ(at(plan, "receive").rule, "migrate.missing");
  EXPECT_EQ(at(plan, "appraise").rule, "migrate.kind");
  EXPECT_EQ(obstacles(plan, {{"appraise", 1}}).size(), 1U);
  EXPECT_TRUE(obstacles(plan, {{"chair", 1}}).empty());
  EXPECT_EQ(obstacles(plan, {{"nowhere", 1}})[0].rule, "migrate.missing");
}

TEST(Migration, AHalfFinishedParallelBlockMovesOnlyWhenAllItsBranchesAreTheSame) {
  Json steps = provincialSteps();
  steps["steps"][3]["addressees"].push_back(
      {{"id", "opinion-union"}, {"title", "Ý kiến của Liên đoàn Lao động"}, {"role", "opinion.union"}});
  const MigrationPlan plan = planMigration(*testing::provincial(), *definitionOf(steps));
  EXPECT_EQ(at(plan, "opinion-tax").rule, "migrate.block");
  EXPECT_EQ(at(plan, "opinions-in").rule, "migrate.block");
  EXPECT_EQ(at(plan, "chair").to, "chair");
  EXPECT_EQ(plan.added, std::vector<std::string>{"opinion-union"});
  EXPECT_TRUE(obstacles(plan, {{"chair", 1}, {"opinion-tax", 0}}).empty());
}

}  // namespace
}  // namespace tdkt::workflow
