// Events of the drawing: timers on a task and between tasks, an end that stops everything, a start by
// message.

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

constexpr const char* kThreeDays = "<tdkt:clock workingDays=\"3\"/>";

std::string event(const std::string& element, const std::string& id, const std::string& more,
                  const std::string& extension, const std::string& when = "<bpmn:timerEventDefinition/>") {
  const std::string inside =
      extension.empty() ? "" : "<bpmn:extensionElements>" + extension + "</bpmn:extensionElements>";
  return "<bpmn:" + element + " id=\"" + id + "\"" + more + ">" + inside + when + "</bpmn:" + element + ">\n";
}

std::string onDate(const std::string& day) {
  return "<bpmn:timerEventDefinition><bpmn:timeDate>" + day + "</bpmn:timeDate></bpmn:timerEventDefinition>";
}

std::string attached(const std::string& id, const std::string& task, bool interrupts) {
  return event("boundaryEvent", id,
               " name=\"Quá ba ngày\" attachedToRef=\"" + task + "\"" +
                   (interrupts ? "" : " cancelActivity=\"false\""),
               kThreeDays);
}

std::string remark(const std::string& id) {
  std::string inside = testing::kTask;
  inside.insert(inside.find("</bpmn:ext"),
                "<tdkt:opinion advisory=\"true\"/><tdkt:return allowed=\"false\"/>");
  return user(id, inside);
}

/// a → b; after three working days a is taken away and c is asked instead.
std::string taken() {
  return node("startEvent", "s") + user("a") + attached("late", "a", true) + user("c") +
         node("exclusiveGateway", "m") + user("b") + node("endEvent", "e") + flow("s", "a") + flow("a", "m") +
         flow("late", "c") + flow("c", "m") + flow("m", "b") + flow("b", "e");
}

/// a → b; after three working days n is told beside it.
std::string beside(const std::string& told = remark("n"), const std::string& end = "endEvent") {
  return node("startEvent", "s") + user("a") + attached("late", "a", false) + told + user("b") +
         node("endEvent", "e") + node(end, "e2") + flow("s", "a") + flow("a", "b") + flow("b", "e") +
         flow("late", "n") + flow("n", "e2");
}

std::string waits(const std::string& what) {
  return node("startEvent", "s") + user("a") + what + user("b") + node("endEvent", "e") + flow("s", "a") +
         flow("a", "w") + flow("w", "b") + flow("b", "e");
}

Bench begun(const std::string& body) {
  Bench bench(checkDefinition(bpmn(body)).definition);
  bench.start();  // Friday 20 November 2026
  return bench;
}

TEST(Events, ATimerThatInterruptsTakesTheTaskAwayAndGoesItsOwnWay) {
  Bench bench = begun(taken());
  const WorkItemId first = testing::openItem(bench.state, "a")->id;
  ASSERT_EQ(bench.state.timers.size(), 1U);
  EXPECT_EQ(bench.state.timers[0].due, testing::at("2026-11-26", "00:00:00"));  // Mon, Tue, Wed
  bench.now = testing::at("2026-11-25", "23:59:59");
  EXPECT_EQ(testing::fire(bench), "workflow.timer.early");
  bench.now = testing::at("2026-11-26", "00:00:00");
  EXPECT_EQ(testing::fire(bench), "");
  EXPECT_EQ(bench.open(), Rules{"c"});
  EXPECT_TRUE(bench.state.timers.empty());
  EXPECT_EQ(bench.state.tokens, (std::map<std::string, int>{{"c", 1}}));
  const WorkItem& cancelled = bench.state.workItems.front();
  EXPECT_EQ(cancelled.id, first);
  EXPECT_EQ(cancelled.state, WorkItemState::kCancelled);
  EXPECT_EQ(cancelled.reason, "Quá ba ngày");
  EXPECT_EQ(bench.codeOf(CompleteWorkItem{first, Outcome::kAgree, "", approvalDigest(bench.state)}),
            "workflow.item.closed");
  bench.agree("c");
  EXPECT_EQ(bench.open(), Rules{"b"});
  bench.agree("b");
  EXPECT_EQ(bench.state.phase, Phase::kIssued);
  EXPECT_TRUE(testing::replays(bench));
}

TEST(Events, WhoActsInTimeEndsTheTimer) {
  Bench bench = begun(taken());
  bench.agree("a");
  EXPECT_EQ(bench.open(), Rules{"b"});
  EXPECT_TRUE(bench.state.timers.empty());
  EXPECT_TRUE(testing::replays(bench));
}

TEST(Events, ATimerThatInterruptsNothingAsksSomebodyBesidesOnce) {
  Bench bench = begun(beside());
  bench.now = testing::at("2026-11-26");
  EXPECT_EQ(testing::fire(bench), "");
  EXPECT_EQ(bench.open(), (Rules{"a", "n"}));
  EXPECT_TRUE(bench.state.timers.empty());
  bench.agree("a");
  bench.agree("b");
  EXPECT_EQ(bench.state.phase, Phase::kRunning);  // somebody is still being asked
  bench.agree("n");
  EXPECT_EQ(bench.state.phase, Phase::kIssued);
  EXPECT_TRUE(testing::replays(bench));
}

TEST(Events, AReturnTakesTimersAndWhatWentOnBesideAwayToo) {
  Bench bench = begun(beside());
  bench.now = testing::at("2026-11-26");
  EXPECT_EQ(testing::fire(bench), "");
  EXPECT_EQ(bench.codeOf(testing::act(bench.state, "a", Outcome::kReturn, "thiếu")), "");
  EXPECT_TRUE(bench.open().empty());
  EXPECT_TRUE(bench.state.tokens.empty());
  EXPECT_EQ(bench.codeOf(ResubmitDossier{testing::aHeader(), {}, testing::someLines(1)}), "");
  EXPECT_EQ(bench.open(), Rules{"a"});
  ASSERT_EQ(bench.state.timers.size(), 1U);  // counted again from the supplement
  EXPECT_EQ(bench.state.timers[0].due, testing::at("2026-12-02", "00:00:00"));
}

TEST(Events, WhoIsAskedBesideIsNotAskedTwiceWhenTheTaskComesRoundAgain) {
  const std::string twice = node("startEvent", "s") + user("first") + user("a") +
                            attached("late", "a", false) + remark("n") + node("endEvent", "e2") +
                            node("endEvent", "e") + flow("s", "first") + flow("first", "a") + flow("a", "e") +
                            flow("late", "n") + flow("n", "e2");
  Bench bench = begun(twice);
  bench.agree("first");
  bench.now = testing::at("2026-11-26");
  EXPECT_EQ(testing::fire(bench), "");
  auto back = testing::act(bench.state, "a", Outcome::kReturn, "xem lại");
  back.back = ReturnTerms{"first", {}, {}, {}};
  EXPECT_EQ(bench.codeOf(back), "");
  EXPECT_EQ(bench.open(), (Rules{"n", "first"}));
  bench.agree("first");
  bench.now = testing::at("2026-12-10");
  EXPECT_EQ(testing::fire(bench), "");
  EXPECT_EQ(bench.open(), (Rules{"n", "a"}));
  EXPECT_EQ(bench.state.tokens.at("n"), 1);
  EXPECT_TRUE(testing::replays(bench));
}

TEST(Events, WhatGoesOnBesideATaskOfABranchIsNotWaitedForByTheJoin) {
  for (const char* kind : {"parallelGateway", "inclusiveGateway"}) {
    const bool chooses = kind[0] == 'i';
    const std::string both = node("startEvent", "s") + node(kind, "f", chooses ? " default=\"f_b\"" : "") +
                             user("a") + attached("late", "a", false) + remark("n") + node("endEvent", "e2") +
                             user("b") + node(kind, "j") + user("last") + node("endEvent", "e") +
                             flow("s", "f") + flow("f", "a", chooses ? "= lines &gt; 0" : "") +
                             flow("f", "b") + flow("a", "j") + flow("b", "j") + flow("j", "last") +
                             flow("last", "e") + flow("late", "n") + flow("n", "e2");
    Bench bench = begun(both);
    bench.now = testing::at("2026-11-26");
    EXPECT_EQ(testing::fire(bench), "") << kind;
    bench.agree("a");
    if (!chooses) bench.agree("b");
    EXPECT_EQ(bench.open(), (Rules{"n", "last"})) << kind;
    EXPECT_TRUE(testing::replays(bench));
  }
}

TEST(Events, ADossierWaitsWorkingDaysOrUntilADateAndNobodyIsAsked) {
  Bench days = begun(waits(event("intermediateCatchEvent", "w", "", kThreeDays)));
  days.agree("a");
  EXPECT_TRUE(days.open().empty());
  EXPECT_EQ(days.state.phase, Phase::kRunning);
  days.now = testing::at("2026-11-26", "00:00:00");
  EXPECT_EQ(testing::fire(days), "");
  EXPECT_EQ(days.open(), Rules{"b"});
  EXPECT_TRUE(days.state.matters.empty());
  EXPECT_TRUE(testing::replays(days));
  Bench date = begun(waits(event("intermediateCatchEvent", "w", "", "", onDate("2026-12-05"))));
  date.agree("a");
  ASSERT_EQ(date.state.timers.size(), 1U);
  EXPECT_EQ(date.state.timers[0].due, testing::at("2026-12-05", "00:00:00"));
}

TEST(Events, AnotherPlanOfWorkingDaysMovesTheseTimersToo) {
  const char* plan = R"({"version": "b", "days": [{"date": "2026-11-24", "kind": "off", "source": "test"}],
                         "years": [{"year": 2026, "state": "announced", "source": "test"}]})";
  Bench onTask = begun(taken());
  Bench between = begun(waits(event("intermediateCatchEvent", "w", "", kThreeDays)));
  between.agree("a");
  Bench fixed = begun(waits(event("intermediateCatchEvent", "w", "", "", onDate("2026-12-05"))));
  fixed.agree("a");
  for (Bench* bench : {&onTask, &between, &fixed}) {
    const std::size_t before = bench->log.size();
    bench->calendar(plan);
    EXPECT_EQ(bench->codeOf(RecomputeDue{}), "");
    ASSERT_EQ(bench->state.timers.size(), 1U);
    EXPECT_EQ(bench->state.timers[0].due,
              testing::at(bench == &fixed ? "2026-12-05" : "2026-11-27", "00:00:00"));
    EXPECT_EQ(bench->log.size() == before, bench == &fixed);
    EXPECT_TRUE(testing::replays(*bench));
  }
}

TEST(Events, AFrozenDossierWaitsTheLongerAndAWithdrawnOneNoMore) {
  Bench bench = begun(waits(event("intermediateCatchEvent", "w", "", kThreeDays)));
  bench.agree("a");
  EXPECT_EQ(bench.codeOf(FreezeDossier{{}, "khiếu nại"}), "");
  EXPECT_TRUE(bench.state.timers.empty());
  bench.now = bench.now.plus(std::chrono::hours(48));
  EXPECT_EQ(bench.codeOf(UnfreezeDossier{{}, "đã xong"}), "");
  ASSERT_EQ(bench.state.timers.size(), 1U);
  EXPECT_EQ(bench.state.timers[0].due, testing::at("2026-11-28", "00:00:00"));
  EXPECT_EQ(bench.codeOf(WithdrawDossier{"xin rút", false}), "");
  EXPECT_TRUE(bench.state.timers.empty());
  EXPECT_TRUE(bench.state.matters.count("w") == 0);
  EXPECT_TRUE(testing::replays(bench));
}

std::string stopping() {
  return node("startEvent", "s") + node("parallelGateway", "f") + user("a") + user("b") +
         node("exclusiveGateway", "x", " default=\"x_j\"") +
         event("endEvent", "stop", " name=\"Dừng\"", "", "<bpmn:terminateEventDefinition/>") +
         node("parallelGateway", "j") + node("endEvent", "e") + flow("s", "f") + flow("f", "a") +
         flow("f", "b") + flow("a", "x") + flow("x", "j") + flow("x", "stop", "= lines &gt; 2") +
         flow("b", "j") + flow("j", "e");
}

TEST(Events, ATerminateEndStopsWhateverIsStillUnderWay) {
  Bench bench = begun(stopping());
  EXPECT_EQ(bench.open(), (Rules{"a", "b"}));
  bench.agree("a");
  EXPECT_EQ(bench.state.phase, Phase::kIssued);
  EXPECT_TRUE(bench.open().empty());
  EXPECT_TRUE(bench.state.tokens.empty());
  EXPECT_EQ(bench.state.workItems.back().reason, "Quy trình đã kết thúc: Dừng");
  EXPECT_EQ(bench.effects.back().data.at("code"), "06");
  EXPECT_TRUE(testing::replays(bench));
  Bench few(checkDefinition(bpmn(stopping())).definition);
  few.start(1);
  few.agree("a");
  EXPECT_EQ(few.open(), Rules{"b"});
}

TEST(Events, AStartByMessageIsWhatEveryDossierBeginsWithAnyway) {
  std::string text = testing::oneTask();
  const std::string plain = node("startEvent", "s");
  text.replace(text.find(plain), plain.size(),
               event("startEvent", "s", "", "", "<bpmn:messageEventDefinition/>"));
  EXPECT_EQ(fatalRules(bpmn(text)), Rules{});
  EXPECT_EQ(begun(text).open(), Rules{"a"});
}

TEST(Events, ATimerNamesWorkingDaysOrADayAndNothingElse) {
  const auto timer = [](const std::string& extension, const std::string& when) {
    return fatalRules(bpmn(waits(event("intermediateCatchEvent", "w", "", extension, when))));
  };
  EXPECT_EQ(timer(kThreeDays, "<bpmn:timerEventDefinition/>"), Rules{});
  EXPECT_EQ(timer("", onDate("2026-12-05")), Rules{});
  EXPECT_EQ(timer("", "<bpmn:timerEventDefinition/>"), Rules{"profile.timer"});
  EXPECT_EQ(timer(kThreeDays, onDate("2026-12-05")), Rules{"profile.timer"});
  EXPECT_EQ(timer("", onDate("mai"))[0], "profile.timer");
  EXPECT_EQ(
      timer(
          kThreeDays,
          "<bpmn:timerEventDefinition><bpmn:timeCycle>R3/PT1H</bpmn:timeCycle></bpmn:timerEventDefinition>"),
      Rules{"profile.timer"});
  EXPECT_EQ(timer(kThreeDays, ""), Rules{"profile.event"});
  EXPECT_EQ(timer(kThreeDays, "<bpmn:messageEventDefinition/>"), Rules{"engine.unsupported"});
  EXPECT_EQ(timer(kThreeDays, "<bpmn:signalEventDefinition/>"), Rules{"profile.element"});
}

TEST(Events, ATimerWithADateMayNotLieOnALoop) {
  const auto loop = [](const std::string& when) {
    return fatalRules(bpmn(node("startEvent", "s") + node("exclusiveGateway", "m") + user("a") + when +
                           node("exclusiveGateway", "x", " default=\"x_e\"") + node("endEvent", "e") +
                           flow("s", "m") + flow("m", "a") + flow("a", "w") + flow("w", "x") +
                           flow("x", "m", "= lines &gt; 0") + flow("x", "e")));
  };
  EXPECT_EQ(loop(event("intermediateCatchEvent", "w", "", kThreeDays)), Rules{});
  EXPECT_EQ(loop(event("intermediateCatchEvent", "w", "", "", onDate("2026-12-05"))),
            Rules{"structure.loop"});
  const std::string again = node("startEvent", "s") + node("exclusiveGateway", "m") + user("a") +
                            event("boundaryEvent", "late", " attachedToRef=\"a\"", "", onDate("2026-12-05")) +
                            node("endEvent", "e") + flow("s", "m") + flow("m", "a") + flow("a", "e") +
                            flow("late", "m");
  EXPECT_EQ(fatalRules(bpmn(again)), Rules{"structure.loop"});
}

TEST(Events, ABoundaryTimerBelongsToATaskOfAPersonAndEndsOnItsOwn) {
  EXPECT_EQ(fatalRules(bpmn(taken())), Rules{});
  EXPECT_EQ(fatalRules(bpmn(beside())), Rules{});
  const auto with = [](std::string text, const std::string& from, const std::string& to) {
    text.replace(text.find(from), from.size(), to);
    return fatalRules(bpmn(text));
  };
  EXPECT_EQ(with(taken(), "attachedToRef=\"a\"", "attachedToRef=\"nobody\""), Rules{"reference.attached"});
  EXPECT_EQ(with(taken(), "attachedToRef=\"a\"", "attachedToRef=\"m\"")[0], "structure.boundary");
  // What goes on beside the task may not come back to the main way: two tokens would walk it.
  EXPECT_EQ(with(beside(), flow("n", "e2"), flow("n", "b"))[0], "structure.unreachable");
  const std::string back = node("startEvent", "s") + user("a") + attached("late", "a", false) + remark("n") +
                           node("exclusiveGateway", "m") + user("b") + node("endEvent", "e") +
                           flow("s", "a") + flow("a", "m") + flow("late", "n") + flow("n", "m") +
                           flow("m", "b") + flow("b", "e");
  EXPECT_EQ(fatalRules(bpmn(back)), Rules{"structure.parallel-block"});
  EXPECT_EQ(fatalRules(bpmn(beside(user("n")))), Rules{"domain.beside"});
  const auto stop = beside();
  EXPECT_EQ(
      with(stop, node("endEvent", "e2"), event("endEvent", "e2", "", "", "<bpmn:terminateEventDefinition/>")),
      Rules{"structure.parallel-block"});
}

TEST(Events, NoEndStopsADossierWhoseNumberIsTakenButNotPublished) {
  const std::string text = testing::provincialBpmn();
  std::string stopped = text;
  const std::string was = "<bpmn:endEvent";
  EXPECT_NE(stopped.find(was), std::string::npos);
  const auto at = stopped.find("/>", stopped.find(was));
  const auto close = stopped.find("</bpmn:endEvent>", stopped.find(was));
  if (close != std::string::npos && close < at + 200) {
    stopped.insert(close, "<bpmn:terminateEventDefinition/>");
  } else {
    stopped.replace(at, 2, "><bpmn:terminateEventDefinition/></bpmn:endEvent>");
  }
  EXPECT_EQ(fatalRules(stopped), Rules{});  // after publish it stops nothing
  EXPECT_FALSE(stepsFromBpmn(stopped));     // and it is no step list any more
}

TEST(Events, ATerminateEndMayNotStopANumberThatIsBeingTaken) {
  const std::string number =
      "<bpmn:serviceTask id=\"n\" name=\"n\"><bpmn:extensionElements><zeebe:taskDefinition "
      "type=\"reserve-number\"/></bpmn:extensionElements></bpmn:serviceTask>\n";
  const std::string stop = event("endEvent", "e", "", "", "<bpmn:terminateEventDefinition/>");
  EXPECT_EQ(fatalRules(bpmn(node("startEvent", "s") + number + stop + flow("s", "n") + flow("n", "e"))),
            Rules{"domain.terminate"});
  const std::string beside =
      node("startEvent", "s") + node("parallelGateway", "f") + number + remark("a") +
      node("exclusiveGateway", "x", " default=\"x_j\"") + stop + node("parallelGateway", "j") +
      node("endEvent", "end") + flow("s", "f") + flow("f", "n") + flow("f", "a") + flow("a", "x") +
      flow("x", "e", "= lines &gt; 2") + flow("x", "j") + flow("n", "j") + flow("j", "end");
  EXPECT_EQ(fatalRules(bpmn(beside)), Rules{"domain.terminate"});
}

TEST(Events, ADryRunLetsTimePassAndFiresTheTimersItIsTold) {
  const auto definition = checkDefinition(bpmn(taken())).definition;
  EXPECT_EQ(dryRun(*definition, {})->trace, (Rules{"a", "b"}));
  const auto late = dryRunInputFromJson(R"({"timers": ["late"]})");
  ASSERT_TRUE(late);
  EXPECT_EQ(dryRun(*definition, *late)->trace, (Rules{"c", "b"}));
  EXPECT_EQ(dryRun(*checkDefinition(bpmn(beside())).definition, *late)->trace, (Rules{"a", "n", "b"}));
  const auto waiting = dryRun(
      *checkDefinition(bpmn(waits(event("intermediateCatchEvent", "w", "", kThreeDays)))).definition, {});
  EXPECT_EQ(waiting->trace, (Rules{"a", "w", "b"}));
  EXPECT_EQ(waiting->endState, Phase::kIssued);
  EXPECT_EQ(dryRun(*definition, {{}, {}, {"a"}}).error().code, "run.node");
  EXPECT_EQ(dryRunInputFromJson(R"({"timers": "late"})").error().field, "timers");
}

TEST(Events, TheListOfOutcomesFollowsTheTimersToo) {
  const CheckedDefinition checked = checkDefinition(bpmn(taken()));
  EXPECT_TRUE(checked.findings.empty());
  const auto refusedAtC =
      std::find_if(checked.outcomes.begin(), checked.outcomes.end(),
                   [](const PossibleOutcome& row) { return row.node == "c" && row.end == "refused"; });
  ASSERT_NE(refusedAtC, checked.outcomes.end());
  EXPECT_EQ(refusedAtC->trace, Rules{"c"});
  const CheckedDefinition stops = checkDefinition(bpmn(stopping()));
  EXPECT_TRUE(std::any_of(stops.outcomes.begin(), stops.outcomes.end(), [](const PossibleOutcome& row) {
    return row.node == "stop" && row.end == "finished";
  }));
}

}  // namespace
}  // namespace tdkt::workflow
