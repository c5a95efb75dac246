// The inclusive gateway: every way whose condition holds, the default one when none does, and a join that
// waits for just those.

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "tests/unit/workflow/Drawn.h"
#include "tests/unit/workflow/Procedures.h"
#include "workflow/engine/DryRun.h"

namespace tdkt::workflow {
namespace {

using testing::Bench;
using testing::bpmn;
using testing::flow;
using testing::node;
using testing::Rules;
using testing::user;

std::string advisory(const std::string& id) {
  std::string inside = testing::kTask;
  inside.insert(inside.find("</bpmn:ext"), "<tdkt:opinion advisory=\"true\"/>");
  return user(id, inside);
}

/// first → f ─ many (> 3 lines) ─ j → last
///           ├ some (> 1 line)  ─┤
///           └ plain (default)  ─┘
std::string three(const std::string& defaultWay = " default=\"f_plain\"",
                  const std::string& join = "inclusiveGateway") {
  return node("startEvent", "s") + user("first") + node("inclusiveGateway", "f", defaultWay) + user("many") +
         user("some") + user("plain") + node(join, "j") + user("last") + node("endEvent", "e") +
         flow("s", "first") + flow("first", "f") + flow("f", "many", "= lines &gt; 3") +
         flow("f", "some", "= lines &gt; 1") + flow("f", "plain") + flow("many", "j") + flow("some", "j") +
         flow("plain", "j") + flow("j", "last") + flow("last", "e");
}

Bench started(int lines, const std::string& body = three()) {
  Bench bench(checkDefinition(bpmn(body)).definition);
  bench.start(lines);
  bench.agree("first");
  return bench;
}

TEST(Inclusive, EveryWayWhoseConditionHoldsIsTakenAndTheDefaultOnlyWhenNoneDoes) {
  EXPECT_EQ(started(5).open(), (Rules{"many", "some"}));
  EXPECT_EQ(started(2).open(), Rules{"some"});
  EXPECT_EQ(started(1).open(), Rules{"plain"});
}

TEST(Inclusive, TheJoinWaitsForTheWaysThatWereTakenAndForNoOther) {
  Bench both = started(5);
  both.agree("some");
  EXPECT_EQ(both.open(), Rules{"many"});
  both.agree("many");
  EXPECT_EQ(both.open(), Rules{"last"});
  Bench one = started(2);
  one.agree("some");
  EXPECT_EQ(one.open(), Rules{"last"});
  one.agree("last");
  EXPECT_EQ(one.state.phase, Phase::kIssued);
  EXPECT_TRUE(testing::replays(one));
  EXPECT_TRUE(testing::replays(both));
}

TEST(Inclusive, AnEmptyWayStraightToTheJoinWaitsForItsSiblingToo) {
  const std::string straight =
      node("startEvent", "s") + user("first") + node("inclusiveGateway", "f", " default=\"f_j\"") +
      user("a") + node("inclusiveGateway", "j") + user("last") + node("endEvent", "e") + flow("s", "first") +
      flow("first", "f") + flow("f", "j") + flow("f", "a", "= lines &gt; 1") + flow("a", "j") +
      flow("j", "last") + flow("last", "e");
  EXPECT_EQ(started(1, straight).open(), Rules{"last"});
  Bench bench = started(2, straight);
  EXPECT_EQ(bench.open(), Rules{"a"});
  bench.agree("a");
  EXPECT_EQ(bench.open(), Rules{"last"});
}

TEST(Inclusive, AReturnWithinABranchSendsOnlyThatTokenBackAndTheJoinStillWaits) {
  const std::string longer = node("startEvent", "s") + user("first") +
                             node("inclusiveGateway", "f", " default=\"f_b\"") + user("a1") + user("a2") +
                             user("b") + node("inclusiveGateway", "j") + user("last") +
                             node("endEvent", "e") + flow("s", "first") + flow("first", "f") +
                             flow("f", "a1", "= lines &gt; 1") + flow("f", "b") + flow("a1", "a2") +
                             flow("a2", "j") + flow("b", "j") + flow("j", "last") + flow("last", "e");
  Bench bench = started(2, longer);
  bench.agree("a1");
  auto back = testing::act(bench.state, "a2", Outcome::kReturn, "thiếu báo cáo");
  back.back = ReturnTerms{"a1", {}, {}, {}};
  EXPECT_EQ(bench.codeOf(back), "");
  EXPECT_EQ(bench.open(), Rules{"a1"});
  bench.agree("a1");
  bench.agree("a2");
  EXPECT_EQ(bench.open(), Rules{"last"});
  EXPECT_TRUE(testing::replays(bench));
}

TEST(Inclusive, AReturnOutOfTheBlockStopsEveryBranchAndTheChoiceIsMadeAgain) {
  Bench bench = started(5);
  bench.agree("some");
  auto back = testing::act(bench.state, "many", Outcome::kReturn, "xem lại");
  back.back = ReturnTerms{"first", {}, {}, {}};
  EXPECT_EQ(bench.codeOf(back), "");
  EXPECT_EQ(bench.open(), Rules{"first"});
  EXPECT_EQ(bench.state.tokens, (std::map<std::string, int>{{"first", 1}}));
  bench.agree("first");
  EXPECT_EQ(bench.open(), (Rules{"many", "some"}));
}

TEST(Inclusive, TheSubmittersNewVersionMayTakeOtherWaysThanTheFirst) {
  Bench bench = started(5);
  EXPECT_EQ(bench.codeOf(testing::act(bench.state, "some", Outcome::kReturn, "thiếu")), "");
  EXPECT_EQ(bench.state.phase, Phase::kReturned);
  EXPECT_TRUE(bench.state.tokens.empty());
  EXPECT_EQ(bench.codeOf(ResubmitDossier{testing::aHeader(), {}, testing::someLines(2)}), "");
  bench.agree("first");
  EXPECT_EQ(bench.open(), Rules{"some"});
  bench.agree("some");
  EXPECT_EQ(bench.open(), Rules{"last"});
  EXPECT_TRUE(testing::replays(bench));
}

TEST(Inclusive, ATakeBackInTheMiddleLeavesNothingBehind) {
  Bench bench = started(5);
  bench.agree("some");
  EXPECT_EQ(bench.codeOf(WithdrawDossier{"xin rút", false}), "");
  EXPECT_TRUE(bench.open().empty());
  EXPECT_TRUE(bench.state.tokens.empty());
}

TEST(Inclusive, WaysAreJoinedByTheSameKindOfGatewayThatSplitThem) {
  EXPECT_EQ(testing::fatalRules(bpmn(three())), Rules{});
  EXPECT_EQ(testing::fatalRules(bpmn(three(" default=\"f_plain\"", "parallelGateway"))),
            Rules{"structure.other-join"});
  EXPECT_EQ(testing::fatalRules(bpmn(three(""))), (Rules{"condition.default", "condition.missing"}));
  std::string unjoined = three();
  unjoined.replace(unjoined.find(flow("plain", "j")), flow("plain", "j").size(), flow("plain", "e"));
  EXPECT_EQ(testing::fatalRules(bpmn(unjoined)), Rules{"structure.parallel-block"});
  const CheckedDefinition crossed = checkDefinition(bpmn(three(" default=\"f_plain\"", "parallelGateway")));
  EXPECT_EQ(crossed.findings[0].element, "j");
  EXPECT_EQ(crossed.findings[0].line, 8);
}

TEST(Inclusive, TheListOfOutcomesKnowsEverySetOfWays) {
  const std::string read = node("startEvent", "s") + advisory("a") + advisory("b") +
                           node("inclusiveGateway", "f", " default=\"f_j\"") + user("x") + user("y") +
                           node("inclusiveGateway", "j") + node("endEvent", "e") + flow("s", "a") +
                           flow("a", "b") + flow("b", "f") + flow("f", "x", "= outcome(\"a\") = \"refuse\"") +
                           flow("f", "y", "= outcome(\"b\") = \"refuse\"") + flow("f", "j") + flow("x", "j") +
                           flow("y", "j") + flow("j", "e");
  const CheckedDefinition checked = checkDefinition(bpmn(read));
  ASSERT_TRUE(checked.definition);
  EXPECT_TRUE(checked.findings.empty());  // x, y and the join are all reached
  for (const auto& [a, b] : {std::pair("agree", "agree"), {"refuse", "agree"}, {"refuse", "refuse"}}) {
    const auto run = dryRun(*checked.definition, {{{"a", *outcomeFrom(a)}, {"b", *outcomeFrom(b)}}, {}});
    ASSERT_TRUE(run);
    EXPECT_EQ(run->endState, Phase::kIssued);
    EXPECT_EQ(run->trace.size(), 2U + (a[0] == 'r' ? 1U : 0U) + (b[0] == 'r' ? 1U : 0U));
  }
}

/// Blocks in blocks, as deep as it comes; every task reads a fact of its own.
class Maze {
 public:
  explicit Maze(unsigned seed) : random_(seed) {}
  std::string draw() {
    body_ = node("startEvent", "s") + node("endEvent", "e");
    const auto [in, out] = block(2);
    body_ += flow("s", in) + flow(out, "e");
    return body_;
  }

 private:
  using Ends = std::pair<std::string, std::string>;
  std::string fresh(const char* what) { return what + std::to_string(++count_); }

  Ends block(int depth) {
    if (depth == 0 || random_() % 4 == 0) {
      const std::string id = fresh("t");
      body_ += advisory(id);
      return {id, id};
    }
    if (random_() % 3 == 0) {
      const Ends a = block(depth - 1);
      const Ends b = block(depth - 1);
      body_ += flow(a.second, b.first);
      return {a.first, b.second};
    }
    return gateway(depth, random_() % 3);
  }

  Ends gateway(int depth, unsigned kind) {
    const char* element = kind == 0 ? "parallelGateway" : kind == 1 ? "exclusiveGateway" : "inclusiveGateway";
    const std::string split = fresh("g");
    const std::string join = fresh("g");
    const unsigned ways = 2 + random_() % 2;
    std::string defaultWay;
    for (unsigned i = 0; i < ways; ++i) {
      const Ends inner = block(depth - 1);
      const bool plain = kind == 0 || i + 1 == ways;
      const std::string condition = random_() % 2 == 0
                                        ? "= lines &gt; " + std::to_string(random_() % 4)
                                        : "= revision &lt; " + std::to_string(1 + random_() % 3);
      body_ += flow(split, inner.first, plain ? "" : condition) + flow(inner.second, join);
      if (kind != 0) defaultWay = " default=\"" + split + "_" + inner.first + "\"";
    }
    body_ += node(element, split, defaultWay) + node(element, join);
    return {split, join};
  }

  std::mt19937 random_;
  std::string body_;
  int count_ = 0;
};

TEST(Inclusive, WhateverIsNestedInWhateverEveryDossierComesToItsEnd) {
  std::set<std::size_t> widths;
  int inclusive = 0;
  for (unsigned seed = 1; seed <= 200; ++seed) {
    const std::string text = bpmn(Maze(seed).draw());
    const CheckedDefinition checked = checkDefinition(text);
    ASSERT_TRUE(checked.definition) << seed << checked.findings[0].rule << checked.findings[0].english;
    inclusive += text.find("inclusiveGateway") == std::string::npos ? 0 : 1;
    Bench bench(checked.definition);
    std::mt19937 random(seed);
    bench.start(1 + static_cast<int>(random() % 4));
    for (int step = 0; step < 200 && bench.state.phase == Phase::kRunning; ++step) {
      const auto open = bench.open();
      ASSERT_FALSE(open.empty()) << "seed " << seed << ": nobody is asked and it has not ended";
      widths.insert(open.size());
      bench.agree(open[random() % open.size()]);
    }
    EXPECT_EQ(bench.state.phase, Phase::kIssued) << seed;
    EXPECT_TRUE(bench.state.tokens.empty()) << seed;
    EXPECT_TRUE(testing::replays(bench)) << seed;
  }
  EXPECT_GT(inclusive, 50);
  EXPECT_GT(*widths.rbegin(), 2U);
}

}  // namespace
}  // namespace tdkt::workflow
