#include "workflow/definition/Migration.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/workflow/Drawn.h"
#include "tests/unit/workflow/Procedures.h"
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

TEST(Migration, BranchesThatChangedPlacesAreAnotherBlockThoughEveryStepIsStillThere) {
  using testing::flow;
  using testing::node;
  using testing::user;
  const auto two = [](const char* first, const char* second, const char* third) {
    return checkDefinition(testing::bpmn(node("startEvent", "s") + node("parallelGateway", "f") + user("a") +
                                         user("b") + user("c") + node("parallelGateway", "j") +
                                         node("endEvent", "e") + flow("s", "f") + flow("f", first) +
                                         flow(first, second) + flow("f", third) + flow(second, "j") +
                                         flow(third, "j") + flow("j", "e")))
        .definition;
  };
  const MigrationPlan plan = planMigration(*two("a", "b", "c"), *two("a", "c", "b"));
  // A token at b and one at c would stand on one way, and the join wait for ever.
  EXPECT_EQ(at(plan, "b").rule, "migrate.block");
  EXPECT_EQ(at(plan, "j").rule, "migrate.block");
}

TEST(Migration, WhatWentOnBesideATaskDoesNotComeOntoTheMainWay) {
  using testing::flow;
  using testing::node;
  using testing::user;
  const auto with = [](bool beside) {
    std::string inside = testing::kTask;
    inside.insert(inside.find("</bpmn:ext"),
                  "<tdkt:opinion advisory=\"true\"/><tdkt:return allowed=\"false\"/>");
    const std::string timer =
        "<bpmn:boundaryEvent id=\"late\" attachedToRef=\"a\" "
        "cancelActivity=\"false\"><bpmn:extensionElements>"
        "<tdkt:clock "
        "workingDays=\"3\"/></bpmn:extensionElements><bpmn:timerEventDefinition/></bpmn:boundaryEvent>";
    const std::string ways =
        beside ? timer + node("endEvent", "e2") + flow("a", "e") + flow("late", "n") + flow("n", "e2")
               : flow("a", "n") + flow("n", "e");
    return checkDefinition(testing::bpmn(node("startEvent", "s") + user("a") + user("n", inside) +
                                         node("endEvent", "e") + flow("s", "a") + ways))
        .definition;
  };
  ASSERT_TRUE(with(true) && with(false));
  EXPECT_EQ(at(planMigration(*with(true), *with(false)), "n").rule, "migrate.block");
  EXPECT_EQ(at(planMigration(*with(true), *with(false)), "a").changes, std::vector<std::string>{"timers"});
}

TEST(Migration, AVoteADecisionANumberOrASignatureIsNeitherLostNorDoneTwice) {
  const auto old = testing::provincial();
  Json later = provincialSteps();  // the chair decides before the opinions
  std::swap(later["steps"][3], later["steps"][4]);
  const MigrationPlan moved = planMigration(*old, *definitionOf(later));
  EXPECT_EQ(at(moved, "opinion-tax").rule, "migrate.lost");
  EXPECT_EQ(at(moved, "chair").to, "chair");
  const MigrationPlan back = planMigration(*definitionOf(later), *old);
  EXPECT_EQ(at(back, "opinion-tax").rule, "migrate.twice");
  Json without = provincialSteps();
  without["steps"].erase(4);  // nobody decides
  const MigrationPlan undecided = planMigration(*old, *definitionOf(without));
  EXPECT_EQ(at(undecided, "appraise").rule, "migrate.lost");
  const MigrationPlan skipped = planMigration(*definitionOf(without), *old);
  EXPECT_EQ(at(skipped, "reserve-number").rule, "migrate.skipped");
  EXPECT_TRUE(at(skipped, "appraise").rule.empty());  // the decision is still ahead of it
}

TEST(Migration, AStepThatKeepsARecordGoesOverOnlyUnchanged) {
  const auto with = [](const char* days) {
    return testing::procedureWith(
        std::string(R"({"kind": "posting", "id": "post", "title": "Công khai", "role": "secretariat",
                     "workingDays": 12, "days": )") +
        days + R"(, "onChange": "restart"})");
  };
  const auto ten = with("10");
  EXPECT_EQ(at(planMigration(*ten, *ten), "post").to, "post");
  EXPECT_EQ(at(planMigration(*ten, *with("15")), "post").rule, "migrate.record");
}

/// The provincial steps with `appraise` under another name.
Json renamedSteps() {
  Json steps = provincialSteps();
  steps["steps"][2]["id"] = "review";
  return steps;
}

TEST(Migration, APlanGivesAStepItsNewNameAndIsCheckedFirst) {
  const auto old = testing::provincial();
  const auto next = definitionOf(renamedSteps());
  EXPECT_EQ(at(planMigration(*old, *next), "appraise").rule, "migrate.missing");
  const MigrationPlan plan = planMigration(*old, *next, {{"appraise", "review"}});
  EXPECT_EQ(at(plan, "appraise").to, "review");
  EXPECT_TRUE(plan.whole());
  EXPECT_TRUE(plan.added.empty());
  EXPECT_TRUE(badRenames(*old, *next, {{"appraise", "review"}}).empty());
  EXPECT_EQ(badRenames(*old, *next, {{"nobody", "review"}}).size(), 1U);
  EXPECT_EQ(badRenames(*old, *next, {{"appraise", "nowhere"}}).size(), 1U);
  EXPECT_EQ(badRenames(*old, *next, {{"appraise", "chair"}}).size(), 1U);  // two steps would be one
}

TEST(Migration, APlanIsAFileThatIsReadStrictly) {
  const MigrationFile file{"a", "b", {{"appraise", "review"}}};
  const auto read = migrationFileFromJson(toJson(file));
  ASSERT_TRUE(read);
  EXPECT_EQ(toJson(*read), toJson(file));
  for (const char* wrong : {"[]", "{}", R"({"format": "tdkt-migration-1", "from": "a"})",
                            R"({"format": "tdkt-migration-2", "from": "a", "to": "b"})",
                            R"({"format": "tdkt-migration-1", "from": "a", "to": "b", "steps": {"x": 1}})",
                            R"({"format": "tdkt-migration-1", "from": "a", "to": "b", "nodes": {}})"}) {
    EXPECT_FALSE(migrationFileFromJson(wrong)) << wrong;
  }
}

/// A dossier that goes over, by the pure core.
class Moving {
 public:
  explicit Moving(std::shared_ptr<const Definition> to) : to_(std::move(to)) {
    bench.roles.emplace_back("admin");
  }

  Result<Step> migrate(const Renames& steps = {}) {
    Facts facts{bench.now, calendar_, bench.roles, bench.people, bench.actor, to_.get()};
    auto step = apply(bench.definition(), bench.state, MigrateDossier{to_->hash, steps}, facts);
    if (!step) return step;
    for (const Event& event : step->events) {
      bench.log.push_back(event);
      bench.state = evolve(*to_, std::move(bench.state), event);
    }
    bench.effects.insert(bench.effects.end(), step->effects.begin(), step->effects.end());
    EXPECT_EQ(step->next, bench.state);
    return step;
  }
  std::string codeOf(const Renames& steps = {}) {
    const auto step = migrate(steps);
    return step ? "" : step.error().code;
  }
  Result<Step> tell(const Command& command) {
    auto step =
        apply(*to_, bench.state, command, {bench.now, calendar_, bench.roles, bench.people, bench.actor});
    if (step) bench.state = step->next;
    return step;
  }

  testing::Bench bench;

 private:
  std::shared_ptr<const Definition> to_;
  WorkingCalendar calendar_ = testing::calendar2026();
};

TEST(Migration, AnOpenTaskUnderOtherTermsIsTakenBackAndOfferedAgainWithItsFullTime) {
  Json steps = provincialSteps();
  steps["steps"][2]["workingDays"] = 15;
  const auto next = definitionOf(steps);
  Moving moving(next);
  moving.bench.start();
  moving.bench.agree("receive");
  const WorkItem before = *testing::openItem(moving.bench.state, "appraise");
  moving.bench.now = testing::at("2026-11-23");
  ASSERT_EQ(moving.codeOf(), "");
  const DossierState& state = moving.bench.state;
  EXPECT_EQ(state.definitionHash, next->hash);
  const WorkItem* after = testing::openItem(state, "appraise");
  ASSERT_NE(after, nullptr);
  EXPECT_NE(after->id, before.id);
  EXPECT_EQ(after->due, testing::day("2026-12-14"));
  EXPECT_EQ(state.tokens, (std::map<std::string, int>{{"appraise", 1}}));
  EXPECT_EQ(state.workItems.front().state, WorkItemState::kDone);  // what was done stays on record
  EXPECT_EQ(state.workItems[1].reason, "Hồ sơ chuyển sang quy trình mới");
  EXPECT_TRUE(testing::replays(moving.bench));
  ASSERT_TRUE(moving.tell(testing::act(state, "appraise")));
  EXPECT_NE(testing::openItem(moving.bench.state, "opinion-tax"), nullptr);
}

TEST(Migration, ATaskOnTheSameTermsStaysWithWhoeverHasIt) {
  Json steps = provincialSteps();
  steps["steps"][4]["workingDays"] = 9;  // the chair's, later
  Moving moving(definitionOf(steps));
  moving.bench.start();
  const WorkItem before = *testing::openItem(moving.bench.state, "receive");
  const auto step = moving.migrate();
  ASSERT_TRUE(step);
  EXPECT_EQ(step->events.size(), 1U);
  EXPECT_TRUE(step->effects.empty());
  EXPECT_EQ(*testing::openItem(moving.bench.state, "receive"), before);
}

TEST(Migration, ADossierGoesOverToAStepOfAnotherName) {
  Moving moving(definitionOf(renamedSteps()));
  moving.bench.start();
  moving.bench.agree("receive");
  EXPECT_EQ(moving.codeOf(), "migrate.missing");
  ASSERT_EQ(moving.codeOf({{"appraise", "review"}}), "");
  EXPECT_EQ(moving.bench.state.tokens, (std::map<std::string, int>{{"review", 1}}));
  EXPECT_EQ(moving.bench.open(), std::vector<std::string>{"review"});
  EXPECT_TRUE(testing::replays(moving.bench));
}

TEST(Migration, OneBranchDoneAndTheOtherOpenGoesOverAsItStands) {
  Json steps = provincialSteps();
  steps["steps"][4]["workingDays"] = 9;
  Moving moving(definitionOf(steps));
  moving.bench.start();
  for (const char* task : {"receive", "appraise", "opinion-police"}) moving.bench.agree(task);
  ASSERT_EQ(moving.codeOf(), "");
  EXPECT_EQ(moving.bench.state.tokens, (std::map<std::string, int>{{"opinion-tax", 1}, {"opinions-in", 1}}));
  ASSERT_TRUE(moving.tell(testing::act(moving.bench.state, "opinion-tax")));
  EXPECT_EQ(moving.bench.open(), std::vector<std::string>{"chair"});
}

TEST(Migration, NobodyButAnAdministratorMovesADossierAndNotOneThatStandsStillOrHasEnded) {
  Json steps = provincialSteps();
  steps["steps"][4]["workingDays"] = 9;
  const auto next = definitionOf(steps);
  Moving moving(next);
  moving.bench.start();
  moving.bench.roles = testing::allRoles();
  EXPECT_EQ(moving.codeOf(), "workflow.role");
  moving.bench.roles.emplace_back("admin");
  (void)moving.bench.tell(FreezeDossier{{}, "khiếu nại"});
  EXPECT_EQ(moving.codeOf(), "workflow.frozen");
  (void)moving.bench.tell(UnfreezeDossier{{}, "xong"});
  EXPECT_EQ(moving.codeOf(), "");
  EXPECT_EQ(moving.codeOf(), "migrate.same");
  Moving ended(next);
  ended.bench.start();
  (void)ended.bench.tell(testing::act(ended.bench.state, "receive", Outcome::kRefuse, "không đủ"));
  EXPECT_EQ(ended.codeOf(), "workflow.phase");
}

TEST(Migration, AReturnThatWaitsForItsSupplementKeepsTheStepItWouldGoOnAt) {
  const auto old = testing::provincialWith("appraise", "<tdkt:supplement expiry=\"remind\" stale=\"keep\"/>");
  Json steps = provincialSteps();
  steps["steps"][2]["id"] = "review";
  Moving moving(definitionOf(steps));
  moving.bench = testing::Bench(old);
  moving.bench.roles.emplace_back("admin");
  moving.bench.start();
  moving.bench.agree("receive");
  ASSERT_EQ(moving.bench.codeOf(testing::act(moving.bench.state, "appraise", Outcome::kReturn, "thiếu")), "");
  EXPECT_EQ(moving.codeOf({{"appraise", "review"}}), "migrate.record");
  Json same = provincialSteps();
  same["steps"][4]["workingDays"] = 9;
  Moving stays(definitionOf(same));
  stays.bench = moving.bench;
  ASSERT_EQ(stays.codeOf(), "");
  ASSERT_TRUE(stays.tell(ResubmitDossier{testing::aHeader(), {}, testing::someLines(2)}));
  EXPECT_EQ(stays.bench.state.phase, Phase::kRunning);
}

}  // namespace
}  // namespace tdkt::workflow
