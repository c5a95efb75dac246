// An embedded sub-process runs as the part of its parent that it is.

#include <gtest/gtest.h>

#include "tests/unit/workflow/Drawn.h"
#include "tests/unit/workflow/Procedures.h"
#include "workflow/definition/Steps.h"
#include "workflow/engine/DryRun.h"

namespace tdkt::workflow {
namespace {

using testing::bpmn;
using testing::fatalRules;
using testing::flow;
using testing::node;
using testing::Rules;
using testing::user;

std::string sub(const std::string& id, const std::string& body, const std::string& more = {}) {
  return "<bpmn:subProcess id=\"" + id + "\"" + more + ">" + body + "</bpmn:subProcess>\n";
}

std::string around(const std::string& inner) {
  return node("startEvent", "s") + user("before") + inner + user("after") + node("endEvent", "e") +
         flow("s", "before") + flow("before", "part") + flow("part", "after") + flow("after", "e");
}

/// Two ends: many lines are looked at twice.
std::string inside() {
  return node("startEvent", "s2") + user("a") + node("exclusiveGateway", "x", " default=\"x_e2\"") +
         user("b") + node("endEvent", "e2") + node("endEvent", "e3") + flow("s2", "a") + flow("a", "x") +
         flow("x", "e2") + flow("x", "b", "= lines &gt; 3") + flow("b", "e3");
}

Rules traceOf(const std::string& text, int lines) {
  const CheckedDefinition checked = checkDefinition(text);
  EXPECT_TRUE(checked.definition) << checked.findings[0].rule << checked.findings[0].english;
  testing::Bench bench(checked.definition);
  bench.start(lines);
  Rules out;
  while (!bench.open().empty() && out.size() < 20) {
    out.push_back(bench.open().front());
    bench.agree(out.back());
  }
  EXPECT_EQ(bench.state.phase, Phase::kIssued);
  EXPECT_TRUE(testing::replays(bench));
  return out;
}

TEST(SubProcess, EveryEndInsideLeadsOnBehindIt) {
  const std::string text = bpmn(around(sub("part", inside())));
  EXPECT_EQ(traceOf(text, 1), (Rules{"before", "a", "after"}));
  EXPECT_EQ(traceOf(text, 4), (Rules{"before", "a", "b", "after"}));
}

TEST(SubProcess, OneInsideAnotherRunsToo) {
  const std::string inner = node("startEvent", "s3") + sub("q", inside()) + node("endEvent", "e4") +
                            flow("s3", "q") + flow("q", "e4");
  EXPECT_EQ(traceOf(bpmn(around(sub("part", inner))), 4), (Rules{"before", "a", "b", "after"}));
}

TEST(SubProcess, BranchesAroundAndInsideItKeepTheirJoins) {
  const std::string both = node("startEvent", "s") + node("parallelGateway", "f") + sub("part", inside()) +
                           user("c") + node("parallelGateway", "j") + node("endEvent", "e") + flow("s", "f") +
                           flow("f", "part") + flow("f", "c") + flow("part", "j") + flow("c", "j") +
                           flow("j", "e");
  EXPECT_EQ(traceOf(bpmn(both), 4), (Rules{"c", "a", "b"}));
  const auto definition = checkDefinition(bpmn(both)).definition;
  EXPECT_EQ(definition->find("a")->block, definition->find("b")->block);
  EXPECT_FALSE(definition->find("a")->block.empty());
  // Two tokens inside at the ends would leave it twice.
  const std::string two = node("startEvent", "s2") + node("parallelGateway", "f") + user("a") + user("b") +
                          node("endEvent", "e2") + node("endEvent", "e3") + flow("s2", "f") + flow("f", "a") +
                          flow("f", "b") + flow("a", "e2") + flow("b", "e3");
  EXPECT_EQ(fatalRules(bpmn(around(sub("part", two)))), Rules{"structure.parallel-block"});
}

TEST(SubProcess, AWriterWhoListsFlowsInNodesIsUnderstood) {
  const auto lists = [](const std::string& element, const std::string& id, const std::string& in,
                        const std::string& out, const std::string& body = {}) {
    std::string text = "<bpmn:" + element + " id=\"" + id + "\" name=\"" + id + "\">";
    if (element == "userTask") text += testing::kTask;
    if (!in.empty()) text += "<bpmn:incoming>" + in + "</bpmn:incoming>";
    if (!out.empty()) text += "<bpmn:outgoing>" + out + "</bpmn:outgoing>";
    return text + body + "</bpmn:" + element + ">";
  };
  const std::string inner = lists("startEvent", "s2", "", "s2_a") + lists("userTask", "a", "s2_a", "a_e2") +
                            lists("endEvent", "e2", "a_e2", "") + flow("s2", "a") + flow("a", "e2");
  const std::string text =
      bpmn(lists("startEvent", "s", "", "s_part") + lists("subProcess", "part", "s_part", "part_e", inner) +
           lists("endEvent", "e", "part_e", "") + flow("s", "part") + flow("part", "e"));
  EXPECT_EQ(traceOf(text, 1), Rules{"a"});
}

TEST(SubProcess, WhatNeedsItAsAScopeIsRefusedNotGuessed) {
  EXPECT_EQ(fatalRules(bpmn(around(sub("part", inside())))), Rules{});
  EXPECT_EQ(fatalRules(bpmn(around(sub("part", inside(), " triggeredByEvent=\"true\"")))),
            Rules{"profile.attribute"});
  EXPECT_EQ(fatalRules(bpmn(around(sub("part", inside() + "<bpmn:multiInstanceLoopCharacteristics/>")))),
            Rules{"engine.unsupported"});
  std::string stops = inside();
  stops.replace(stops.find(node("endEvent", "e3")), node("endEvent", "e3").size(),
                "<bpmn:endEvent id=\"e3\"><bpmn:terminateEventDefinition/></bpmn:endEvent>");
  EXPECT_EQ(fatalRules(bpmn(around(sub("part", stops)))), Rules{"engine.unsupported"});
  const std::string timed = around(sub("part", inside())) +
                            "<bpmn:boundaryEvent id=\"late\" attachedToRef=\"part\"><bpmn:extensionElements>"
                            "<tdkt:clock workingDays=\"3\"/></bpmn:extensionElements>"
                            "<bpmn:timerEventDefinition/></bpmn:boundaryEvent>" +
                            flow("late", "e");
  EXPECT_EQ(fatalRules(bpmn(timed)), Rules{"engine.unsupported"});
}

TEST(SubProcess, ItHasOneStartAndNoFlowCrossesItsBorder) {
  EXPECT_EQ(fatalRules(bpmn(around(sub("part", inside() + node("startEvent", "s9") + flow("s9", "x")))))[0],
            "structure.start");
  EXPECT_EQ(fatalRules(bpmn(around(sub("part", ""))))[0], "structure.start");
  std::string crossing = around(sub("part", inside()));
  crossing.replace(crossing.find(flow("part", "after")), flow("part", "after").size(),
                   flow("part", "after") + flow("a", "after"));
  const Rules rules = fatalRules(bpmn(crossing));
  EXPECT_NE(std::find(rules.begin(), rules.end(), "reference.flow"), rules.end());
}

TEST(SubProcess, AProcedureWithOneIsNoStepList) {
  EXPECT_FALSE(stepsFromBpmn(bpmn(around(sub("part", inside())))));
}

}  // namespace
}  // namespace tdkt::workflow
