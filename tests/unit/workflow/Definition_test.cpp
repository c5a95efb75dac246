#include "workflow/definition/Definition.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/workflow/Dossiers.h"
#include "tests/unit/workflow/Drawn.h"
#include "workflow/base/Bytes.h"
#include "workflow/engine/DryRun.h"

namespace tdkt::workflow {
namespace {

using testing::bpmn;
using testing::fatalRules;
using testing::flow;
using testing::kTask;
using testing::node;
using testing::oneTask;
using testing::Rules;
using testing::user;

TEST(Definition, TheProvincialProcedureIsAcceptedForItsRoles) {
  const CheckedDefinition checked = checkDefinition(testing::provincialBpmn(), {testing::allRoles()});
  EXPECT_TRUE(checked.findings.empty());
  ASSERT_TRUE(checked.definition);
  EXPECT_EQ(checked.definition->hash, sha256Hex(testing::provincialBpmn()));
  EXPECT_EQ(checked.definition->nodes.size(), 17U);
  EXPECT_TRUE(checked.definition->find("opinion-police")->advisory);
  EXPECT_FALSE(checked.definition->find("seal")->mayReturn);
  EXPECT_EQ(checked.definition->find("opinions-in")->kind, NodeKind::kParallelJoin);
}

TEST(Definition, ARoleNobodyKnowsIsRefusedByLine) {
  const CheckedDefinition checked = checkDefinition(bpmn(oneTask()), {{"chair"}});
  ASSERT_EQ(checked.findings.size(), 1U);
  EXPECT_EQ(checked.findings[0].rule, "domain.holder");
  EXPECT_EQ(checked.findings[0].line, 3);
  EXPECT_EQ(checked.findings[0].element, "a");
}

TEST(Definition, AnyDoctypeIsRefusedBeforeAnEntityExists) {
  const std::string bomb =
      "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>" + bpmn(oneTask());
  EXPECT_EQ(fatalRules(bomb), Rules{"xml.doctype"});
  EXPECT_EQ(fatalRules("<!DOCTYPE x SYSTEM \"file:///etc/passwd\">" + bpmn(oneTask())), Rules{"xml.doctype"});
}

TEST(Definition, AnAmpersandInANameIsThatAmpersand) {
  const auto checked =
      checkDefinition(bpmn(oneTask("<bpmn:userTask id=\"a\" name=\"Kiểm tra &amp; &lt;ký&gt; &#38;\">" +
                                   std::string(kTask) + "</bpmn:userTask>")));
  ASSERT_TRUE(checked.definition);
  EXPECT_EQ(checked.definition->find("a")->name, "Kiểm tra & <ký> &");
}

TEST(Definition, SizeDepthAndBrokenXmlHaveTheirOwnRules) {
  EXPECT_EQ(fatalRules(std::string((1U << 20U) + 1, ' ')), Rules{"xml.size"});
  std::string deep;
  for (int i = 0; i < 65; ++i) deep += "<a>";
  EXPECT_EQ(fatalRules(deep), Rules{"xml.depth"});
  EXPECT_EQ(fatalRules("<a><b></a>"), Rules{"xml.syntax"});
  EXPECT_EQ(fatalRules(""), Rules{"xml.syntax"});
  EXPECT_EQ(fatalRules("<a/>"), (Rules{"profile.root"}));
}

TEST(Definition, AFileInABrokenEncodingIsRefusedWithoutAWordOnStandardError) {
  ::testing::internal::CaptureStderr();
  const std::string text = "<?xml version=\"1.0\" encoding=\"WINDOWS-1252\"?><a>\x90 x</a>";
  const std::string truncated =
      "<?xml version=\"1.0\" encoding=\"UTF-16LE\"?>" + std::string("\xD8\x00\xD8", 3);
  EXPECT_FALSE(checkDefinition(text).definition);
  EXPECT_FALSE(checkDefinition(truncated).definition);
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

TEST(Definition, AnElementOutsideTheProfileIsNamedNotIgnored) {
  for (const char* element : {"scriptTask", "task", "callActivity", "complexGateway", "ioSpecification",
                              "sendTask", "adHocSubProcess"}) {
    EXPECT_EQ(fatalRules(bpmn(oneTask() + node(element, "x"))), Rules{"profile.element"}) << element;
  }
  EXPECT_EQ(fatalRules(bpmn(oneTask(user("a", std::string(kTask) + "<bpmn:standardLoopCharacteristics/>")))),
            Rules{"profile.element"});
  EXPECT_EQ(fatalRules(bpmn(oneTask("<bpmn:userTask id=\"a\" name=\"a\" startQuantity=\"2\">" +
                                    std::string(kTask) + "</bpmn:userTask>"))),
            Rules{"profile.attribute"});
}

TEST(Definition, WhatTheEngineCannotDoYetIsRefusedByItsOwnRule) {
  EXPECT_EQ(
      fatalRules(bpmn(oneTask(user("a", std::string(kTask) + "<bpmn:multiInstanceLoopCharacteristics>"
                                                             "<bpmn:loopCardinality>3</bpmn:loopCardinality>"
                                                             "</bpmn:multiInstanceLoopCharacteristics>")))),
      Rules{"engine.unsupported"});
  const auto with = [](const std::string& extension) {
    const std::string base = kTask;
    const auto end = base.find("</bpmn:extensionElements>");
    return bpmn(oneTask(user("a", base.substr(0, end) + extension + base.substr(end))));
  };
  for (const char* extension :
       {"<tdkt:opinions lapse=\"deemed-agree\"/>", "<tdkt:consent agency=\"H99.02\" lapse=\"block\"/>",
        "<tdkt:posting workingDays=\"10\" onChange=\"restart\"/>"}) {
    EXPECT_EQ(fatalRules(with(extension)), Rules{}) << extension;
  }
  EXPECT_EQ(fatalRules(with("<tdkt:opinions lapse=\"block\"/><tdkt:signAs capacity=\"KT\"/>"
                            "<tdkt:supplement expiry=\"close\" stale=\"keep\" workingDays=\"5\"/>"
                            "<tdkt:return allowed=\"true\" most=\"2\"/>"
                            "<tdkt:exclude rule=\"nominee\" lines=\"true\"/>")),
            Rules{});
}

TEST(Definition, ABallotStepHasItsRuleAndAHolderWhoIsNotOfTheCouncil) {
  const auto with = [](const std::string& kind, const std::string& extension) {
    return bpmn(oneTask(user("a",
                             "<bpmn:extensionElements><zeebe:assignmentDefinition "
                             "candidateGroups=\"secretariat\"/><tdkt:step id=\"s\" kind=\"" +
                                 kind + "\"/><tdkt:clock workingDays=\"2\"/>" + extension +
                                 "</bpmn:extensionElements>")));
  };
  const auto ballot = [](const std::string& roster) {
    return "<tdkt:ballot roster=\"" + roster +
           "\" quorum=\"2/3\" pass=\"9/10\" base=\"total\" secret=\"true\" letters=\"true\" rounds=\"2\"/>";
  };
  EXPECT_EQ(fatalRules(with("ballot", ballot("council"))), Rules{});
  EXPECT_EQ(fatalRules(with("ballot", "")), Rules{"domain.ballot"});
  EXPECT_EQ(fatalRules(with("appraise", ballot("council"))), Rules{"domain.ballot"});
  EXPECT_EQ(fatalRules(with("ballot", ballot("secretariat"))), Rules{"domain.ballot"});
  const auto checked =
      checkDefinition(with("ballot", ballot("council")), {{"secretariat", "council"}, false, false});
  EXPECT_EQ(checked.definition, nullptr);  // nobody may preside
  EXPECT_TRUE(checkDefinition(with("ballot", ballot("council")),
                              {{"secretariat", "council", "council.chair"}, false, false})
                  .definition);
}

TEST(Definition, HoldersOfOlderToolsAreReadAndWhatCannotRunIsSaid) {
  const auto with = [](const std::string& attributes) {
    return bpmn(oneTask("<bpmn:userTask id=\"a\" name=\"a\" " + attributes +
                        "><bpmn:extensionElements><tdkt:step id=\"s\" kind=\"chair\"/><tdkt:clock "
                        "workingDays=\"2\"/></bpmn:extensionElements></bpmn:userTask>"));
  };
  EXPECT_EQ(fatalRules(with("camunda:candidateGroups=\"chair\" camunda:formKey=\"f\"")), Rules{});
  EXPECT_EQ(fatalRules(with("camunda:assignee=\"kermit\"")), Rules{"engine.unsupported"});
  EXPECT_EQ(fatalRules(with("camunda:candidateUsers=\"kermit, gonzo\"")), Rules{"engine.unsupported"});
  EXPECT_EQ(fatalRules(with("camunda:candidateGroups=\"${group}\"")), Rules{"engine.unsupported"});
  EXPECT_EQ(fatalRules(with("camunda:candidateGroups=\"chair\" camunda:dueDate=\"P5D\"")),
            Rules{"engine.unsupported"});
  EXPECT_EQ(fatalRules(with("camunda:candidateGroups=\"a,b\"")), Rules{"domain.holder"});
  EXPECT_EQ(fatalRules(with("camunda:assignee=\"${bean.find(x)}\""))[0], "extension.expression");
  EXPECT_EQ(fatalRules(with("camunda:candidateGroups=\"#{group}\""))[0], "extension.expression");
}

TEST(Definition, TheStructureOfTheFileIsCheckedBeforeItsMeaning) {
  const std::string late = user("a", "<bpmn:outgoing>a_e</bpmn:outgoing><bpmn:incoming>s_a</bpmn:incoming>");
  const auto has = [](const Rules& rules, const char* rule) {
    return std::find(rules.begin(), rules.end(), rule) != rules.end();
  };
  EXPECT_TRUE(has(fatalRules(bpmn(oneTask(late))), "schema.order"));
  EXPECT_TRUE(has(fatalRules(bpmn(oneTask() + node("userTsk", "x"))), "schema.element"));
  EXPECT_TRUE(
      has(fatalRules(bpmn(oneTask() + "<bpmn:sequenceFlow id=\"x\" sourceRef=\"a\"/>")), "schema.attribute"));
  EXPECT_TRUE(has(fatalRules(bpmn(oneTask() + node("endEvent", "1 x"))), "schema.value"));
  EXPECT_TRUE(has(fatalRules(bpmn(oneTask(user("a", std::string(kTask) + kTask)))), "schema.count"));
  EXPECT_EQ(stageOf("xml.size"), 1);
  EXPECT_EQ(stageOf("outcome.never"), 9);
}

TEST(Definition, ForeignExecutableExtensionsAreRefused) {
  const std::string camunda = "<bpmn:userTask id=\"a\" name=\"a\" camunda:taskListener=\"demo\">";
  EXPECT_EQ(fatalRules(bpmn(oneTask(camunda + kTask + "</bpmn:userTask>"))), Rules{"profile.extension"});
  EXPECT_EQ(
      fatalRules(bpmn(oneTask(user(
          "a", "<bpmn:extensionElements><camunda:taskListener class=\"x\"/></bpmn:extensionElements>"))))[0],
      "profile.extension");
}

TEST(Definition, CandidateGroupsOfOlderToolsAreImported) {
  const auto checked = checkDefinition(bpmn(
      oneTask("<bpmn:userTask id=\"a\" name=\"a\" camunda:candidateGroups=\"chair\"><bpmn:extensionElements>"
              "<tdkt:step id=\"s\" kind=\"chair\"/><tdkt:clock "
              "workingDays=\"2\"/></bpmn:extensionElements></bpmn:userTask>")));
  ASSERT_TRUE(checked.definition);
  EXPECT_EQ(checked.definition->find("a")->role, "chair");
}

TEST(Definition, AUserTaskNeedsHolderClockAndStep) {
  EXPECT_EQ(fatalRules(bpmn(oneTask(user("a", "")))), (Rules{"domain.holder", "domain.clock"}));
  EXPECT_EQ(fatalRules(bpmn(oneTask("<bpmn:userTask id=\"a\">" + std::string(kTask) + "</bpmn:userTask>"))),
            Rules{"domain.title"});
}

TEST(Definition, ADraftWithoutHoldersMayRunDryButNotBeDeployed) {
  const std::string draft = bpmn(oneTask(user("a", "")));
  EXPECT_FALSE(checkDefinition(draft).definition);
  const CheckedDefinition dry = checkDefinition(draft, {{}, true, false});
  EXPECT_EQ(dry.findings.size(), 3U);
  ASSERT_TRUE(dry.definition);
  EXPECT_EQ(dry.definition->find("a")->step, "a");
}

TEST(Definition, ARuleOfANewerVersionStopsNoDossierThatRunsAlready) {
  DefinitionContext stored;
  stored.deployed = true;
  const std::string late = user("a", "<bpmn:outgoing>a_e</bpmn:outgoing><bpmn:incoming>s_a</bpmn:incoming>");
  const std::string unlisted = bpmn(oneTask(user("a", "<bpmn:documentation/><bpmn:documentation/>")));
  EXPECT_TRUE(checkDefinition(unlisted, stored).definition);  // neither holder nor clock
  EXPECT_FALSE(checkDefinition(unlisted).definition);
  EXPECT_FALSE(checkDefinition(bpmn(oneTask() + node("callActivity", "x")), stored).definition);
  const std::string listed =
      bpmn("<bpmn:startEvent id=\"s\"><bpmn:outgoing>s_a</bpmn:outgoing></bpmn:startEvent>" + late +
           "<bpmn:endEvent id=\"e\"><bpmn:incoming>a_e</bpmn:incoming></bpmn:endEvent>" + flow("s", "a") +
           flow("a", "e"));
  EXPECT_TRUE(checkDefinition(listed, stored).definition);  // the order of the schema is broken
  EXPECT_EQ(fatalRules(listed)[0], "schema.order");
}

TEST(Definition, OurOwnValuesAreTyped) {
  const auto with = [](const std::string& extension) {
    return bpmn(oneTask(user("a", "<bpmn:extensionElements>" + extension + "</bpmn:extensionElements>")));
  };
  for (const char* extension : {"<tdkt:clock workingDays=\"0\"/>", "<tdkt:clock workingDays=\"2.5\"/>",
                                "<tdkt:clock workingDays=\"9999\"/>", "<tdkt:step id=\"s\" kind=\"dance\"/>",
                                "<tdkt:return allowed=\"maybe\"/>", "<tdkt:opinion advisory=\"1\"/>",
                                "<tdkt:return allowed=\"true\" until=\"now\"/>"}) {
    EXPECT_EQ(fatalRules(with(extension))[0], "extension.value") << extension;
  }
  EXPECT_EQ(fatalRules(with("<tdkt:magic/>"))[0], "profile.extension");
  EXPECT_EQ(fatalRules(with("<tdkt:clock workingDays=\"2\"/><tdkt:clock workingDays=\"3\"/>"))[0],
            "extension.twice");
}

TEST(Definition, AServiceTaskOutsideTheClosedListIsRefused) {
  const std::string task =
      "<bpmn:serviceTask id=\"a\"><bpmn:extensionElements><zeebe:taskDefinition "
      "type=\"rm\"/></bpmn:extensionElements>"
      "</bpmn:serviceTask>";
  EXPECT_EQ(fatalRules(bpmn(oneTask(task))), Rules{"domain.action"});
}

TEST(Definition, ReferencesMustHold) {
  EXPECT_EQ(fatalRules(bpmn(oneTask() + flow("a", "nowhere")))[0], "reference.flow");
  EXPECT_EQ(
      fatalRules(bpmn(oneTask(user("a", std::string(kTask) + "<bpmn:incoming>other</bpmn:incoming>"))))[0],
      "reference.flow");
  EXPECT_EQ(fatalRules(bpmn(oneTask() + user("a")))[0], "reference.duplicate-id");
}

TEST(Definition, AFlowMayGoWithoutAnId) {
  const std::string text = node("startEvent", "s") + user("a") + node("endEvent", "e") +
                           "<bpmn:sequenceFlow sourceRef=\"s\" targetRef=\"a\"/>"
                           "<bpmn:sequenceFlow sourceRef=\"a\" targetRef=\"e\"/>";
  EXPECT_EQ(fatalRules(bpmn(text)), Rules{});
}

TEST(Definition, WhenOneNodeListsItsFlowsEveryNodeMust) {
  const std::string listed =
      user("a", std::string(kTask) + "<bpmn:incoming>s_a</bpmn:incoming><bpmn:outgoing>a_e</bpmn:outgoing>");
  EXPECT_EQ(fatalRules(bpmn(oneTask(listed))), (Rules{"reference.flow", "reference.flow"}));  // start and end
  EXPECT_EQ(fatalRules(bpmn(oneTask())), Rules{});
}

TEST(Definition, ANodeThatCannotBeReachedOrLeftIsRefused) {
  EXPECT_EQ(fatalRules(bpmn(oneTask() + user("b") + flow("b", "e"))), Rules{"structure.unreachable"});
  EXPECT_EQ(fatalRules(bpmn(node("startEvent", "s") + user("a") + flow("s", "a")))[0], "structure.dead-end");
  EXPECT_EQ(fatalRules(bpmn(oneTask() + node("startEvent", "s2") + flow("s2", "a"))),
            Rules{"structure.start"});
  EXPECT_EQ(fatalRules(bpmn(oneTask() + user("b") + flow("a", "b") + flow("b", "e"))),
            Rules{"structure.split"});
}

std::string parallel(const std::string& joinFlows, const std::string& extra = {}) {
  return node("startEvent", "s") + node("parallelGateway", "f") + user("a") + user("b") +
         node("endEvent", "e") + flow("s", "f") + flow("f", "a") + flow("f", "b") + joinFlows + extra;
}

TEST(Definition, ParallelBranchesMustMeetInTheirOwnJoin) {
  const std::string join = node("parallelGateway", "j") + flow("j", "e");
  EXPECT_EQ(fatalRules(bpmn(parallel(flow("a", "j") + flow("b", "j") + join))), Rules{});
  EXPECT_EQ(fatalRules(bpmn(parallel(flow("a", "e") + flow("b", "e")))), Rules{"structure.parallel-block"});
  const std::string exclusive = node("exclusiveGateway", "j") + flow("j", "e");
  EXPECT_EQ(fatalRules(bpmn(parallel(flow("a", "j") + flow("b", "j") + exclusive))),
            Rules{"structure.parallel-block"});
}

TEST(Definition, AJoinThatWaitsForOneWayOfAnExclusiveChoiceIsRefused) {
  const std::string text = node("startEvent", "s") + node("exclusiveGateway", "x", " default=\"x_a\"") +
                           user("a") + user("b") + node("parallelGateway", "j") + node("endEvent", "e") +
                           flow("s", "x") + flow("x", "a") + flow("x", "b", "= lines &gt; 1") +
                           flow("a", "j") + flow("b", "j") + flow("j", "e");
  EXPECT_EQ(fatalRules(bpmn(text)), Rules{"structure.parallel-block"});
}

std::string choice(const std::string& condition, const std::string& defaults = " default=\"x_a\"") {
  return node("startEvent", "s") + node("exclusiveGateway", "x", defaults) + user("a") + user("b") +
         node("exclusiveGateway", "m") + node("endEvent", "e") + flow("s", "x") + flow("x", "a") +
         flow("x", "b", condition) + flow("a", "m") + flow("b", "m") + flow("m", "e");
}

TEST(Definition, AnExclusiveSplitNeedsConditionsAndADefault) {
  EXPECT_EQ(fatalRules(bpmn(choice("= lines &gt; 1"))), Rules{});
  EXPECT_EQ(fatalRules(bpmn(choice("= lines &gt; 1", "")))[0], "condition.default");
  EXPECT_EQ(fatalRules(bpmn(choice(""))), Rules{"condition.missing"});
  EXPECT_EQ(fatalRules(bpmn(choice("${approved}"))), Rules{"condition.syntax"});
  EXPECT_EQ(fatalRules(bpmn(choice("= outcome(\"z\") = \"agree\""))), Rules{"condition.task"});
  EXPECT_EQ(fatalRules(bpmn(choice("= lines"))), Rules{"condition.type"});
}

TEST(Definition, ALoopInWhichNobodyIsAskedIsRefused) {
  const std::string endless = node("startEvent", "s") + node("exclusiveGateway", "m") +
                              node("exclusiveGateway", "x", " default=\"x_e\"") + node("endEvent", "e") +
                              flow("s", "m") + flow("m", "x") + flow("x", "m", "= lines &gt; 0") +
                              flow("x", "e");
  EXPECT_EQ(fatalRules(bpmn(endless)), Rules{"structure.loop"});
  const std::string asked = node("startEvent", "s") + node("exclusiveGateway", "m") + user("a") +
                            node("exclusiveGateway", "x", " default=\"x_e\"") + node("endEvent", "e") +
                            flow("s", "m") + flow("m", "a") + flow("a", "x") +
                            flow("x", "m", "= lines &gt; 0") + flow("x", "e");
  EXPECT_EQ(fatalRules(bpmn(asked)), Rules{});
}

TEST(Definition, AfterANumberIsReservedNothingIsReturned) {
  const std::string reserve =
      "<bpmn:serviceTask id=\"n\"><bpmn:extensionElements><zeebe:taskDefinition type=\"reserve-number\"/>"
      "</bpmn:extensionElements></bpmn:serviceTask>\n";
  const std::string text = node("startEvent", "s") + reserve + user("a") + node("endEvent", "e") +
                           flow("s", "n") + flow("n", "a") + flow("a", "e");
  EXPECT_EQ(fatalRules(bpmn(text)), Rules{"domain.return"});
}

/// A number is taken on one branch while `other` waits on the second.
std::string besideNumber(const std::string& other) {
  const std::string reserve =
      "<bpmn:serviceTask id=\"n\"><bpmn:extensionElements><zeebe:taskDefinition type=\"reserve-number\"/>"
      "</bpmn:extensionElements></bpmn:serviceTask>\n";
  return node("startEvent", "s") + node("parallelGateway", "g") + reserve + other +
         node("parallelGateway", "j") + node("endEvent", "e") + flow("s", "g") + flow("g", "n") +
         flow("g", "a") + flow("n", "j") + flow("a", "j") + flow("j", "e");
}

TEST(Definition, BesideABranchThatTakesANumberNobodyMayRefuseOrReturn) {
  const std::string before =
      std::string(kTask).substr(0, std::string(kTask).rfind("</bpmn:extensionElements>"));
  const auto task = [&](const std::string& more) {
    return user("a", before + more + "</bpmn:extensionElements>");
  };
  EXPECT_EQ(fatalRules(bpmn(besideNumber(user("a")))), Rules{"domain.refuse"});
  EXPECT_EQ(fatalRules(bpmn(besideNumber(task("<tdkt:return allowed=\"false\"/>")))), Rules{"domain.refuse"});
  EXPECT_EQ(fatalRules(bpmn(besideNumber(task("<tdkt:opinion advisory=\"true\"/>")))),
            Rules{"domain.refuse"});
  EXPECT_EQ(fatalRules(bpmn(
                besideNumber(task("<tdkt:return allowed=\"false\"/><tdkt:opinion advisory=\"true\"/>")))),
            Rules{});
}

using Ends = std::vector<std::pair<std::string, std::string>>;
Ends ends(const CheckedDefinition& checked) {
  Ends out;
  for (const PossibleOutcome& row : checked.outcomes) out.emplace_back(row.end, row.node);
  return out;
}

TEST(Definition, TheAdminSeesEveryWayADossierMayEnd) {
  EXPECT_EQ(
      ends(checkDefinition(bpmn(choice("= lines &gt; 1")))),
      (Ends{{"refused", "a"}, {"returned", "a"}, {"refused", "b"}, {"returned", "b"}, {"finished", "e"}}));
  const CheckedDefinition provincial = checkDefinition(testing::provincialBpmn());
  const auto finished = std::find_if(provincial.outcomes.begin(), provincial.outcomes.end(),
                                     [](const PossibleOutcome& row) { return row.end == "finished"; });
  ASSERT_NE(finished, provincial.outcomes.end());
  EXPECT_EQ(finished->trace, dryRun(*provincial.definition, {})->trace);
}

TEST(Definition, EveryListedOutcomeHappensWhenItsAnswersAreGiven) {
  const CheckedDefinition checked = checkDefinition(testing::provincialBpmn());
  EXPECT_GT(checked.outcomes.size(), 10U);
  for (const PossibleOutcome& row : checked.outcomes) {
    if (row.end == "finished") continue;
    DryRunInput input;
    input.outcomes[row.node] = row.end == "returned" ? Outcome::kReturn : Outcome::kRefuse;
    const auto run = dryRun(*checked.definition, input);
    ASSERT_TRUE(run) << row.node;
    EXPECT_EQ(run->trace, row.trace);
    EXPECT_EQ(run->endState, row.end == "returned" ? Phase::kReturned : Phase::kRefused);
  }
}

TEST(Definition, AWayNoOutcomeEverOpensIsPointedOut) {
  const CheckedDefinition checked = checkDefinition(bpmn(choice("= outcome(\"a\") = \"agree\"")));
  ASSERT_EQ(checked.findings.size(), 1U);  // a comes only after the choice
  EXPECT_EQ(checked.findings[0].rule, "outcome.never");
  EXPECT_EQ(checked.findings[0].element, "b");
  EXPECT_TRUE(checked.definition);
}

TEST(Definition, AProcedureThatNeverEndsIsRefused) {
  const std::string text = node("startEvent", "s") + node("exclusiveGateway", "m") + user("a") +
                           node("exclusiveGateway", "x", " default=\"x_m\"") + node("endEvent", "e") +
                           flow("s", "m") + flow("m", "a") + flow("a", "x") + flow("x", "m") +
                           flow("x", "e", "= outcome(\"a\") = \"refuse\"");
  EXPECT_EQ(fatalRules(bpmn(text)), Rules{"outcome.no-end"});
}

TEST(Definition, TheChosenWayFollowsTheCondition) {
  for (const int lines : {1, 5}) {
    testing::Bench bench(checkDefinition(bpmn(choice("= lines &gt; 3"))).definition);
    bench.start(lines);
    EXPECT_EQ(bench.open(), Rules{lines > 3 ? "b" : "a"});
    bench.agree(lines > 3 ? "b" : "a");
    EXPECT_EQ(bench.state.phase, Phase::kIssued);
  }
}

}  // namespace
}  // namespace tdkt::workflow
