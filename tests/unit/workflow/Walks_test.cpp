// Thousands of random walks through the procedure: whatever officials do, in whatever order, the promises
// hold.

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "tests/unit/workflow/Dossiers.h"

namespace tdkt::workflow {
namespace {

using testing::Bench;

constexpr int kWalks = 600;
constexpr int kSteps = 60;

/// What the secretariat and the submitter may ask besides, sensible or not.
Command anyIntervention(const DossierState& state, std::mt19937& random) {
  const std::size_t which = random() % 7;
  std::vector<LineId> lines;
  if (random() % 2 == 0 && !state.lines.empty()) lines = {state.lines[random() % state.lines.size()].id};
  if (which < 2) return FreezeDossier{lines, "khiếu nại"};
  if (which < 4) return UnfreezeDossier{lines, "đã kết luận"};
  if (which == 4) return WithdrawLines{lines, "xin rút"};
  if (which == 5) return RecallDossier{"xin rút"};
  return AnswerRecall{random() % 2 == 0, "trả lời"};
}

/// Anything anybody could send now, sensible or not.
Command anyCommand(const DossierState& state, std::mt19937& random) {
  const auto pick = [&](std::size_t count) { return random() % count; };
  if (pick(12) == 0) return anyIntervention(state, random);
  if (frozen(state) && pick(3) == 0) return UnfreezeDossier{{}, "đã kết luận"};
  if (pick(15) == 0)
    return ResubmitDossier{testing::aHeader(), testing::someDocuments(), testing::someLines(2)};
  if (pick(60) == 0) return WithdrawDossier{"xin rút", pick(2) == 0};
  if (!state.actions.empty() && pick(2) == 0) {
    const PendingAction& action = state.actions[pick(state.actions.size())];
    const bool renders = action.action == "render";
    return CompleteAction{action.effect, renders
                                             ? std::map<std::string, std::string>{{"decision.sha256", "b"}}
                                             : std::map<std::string, std::string>{}};
  }
  if (state.workItems.empty()) return CompleteAction{EffectId("none"), {}};
  // Late items first: a walk should get somewhere, and sometimes knock at closed doors.
  const bool latest = pick(3) != 0;
  const WorkItem& item = latest ? state.workItems.back() : state.workItems[pick(state.workItems.size())];
  const Outcome outcome = pick(12) == 0   ? Outcome::kReturn
                          : pick(20) == 0 ? Outcome::kRefuse
                                          : Outcome::kAgree;
  CompleteWorkItem act{item.id, outcome, "lý do", approvalDigest(state)};
  if (outcome == Outcome::kAgree && pick(8) == 0)
    act.lines = {{state.lines[pick(state.lines.size())].id, Outcome::kRefuse, "chưa đủ"}};
  if (outcome == Outcome::kReturn && pick(2) == 0)
    act.back = ReturnTerms{pick(2) == 0 ? "" : "receive", {"thiếu"}, {"báo cáo"}, {}};
  return act;
}

void expectPromises(const Bench& bench) {
  const DossierState& state = bench.state;
  std::map<std::string, int> waiting;
  for (const WorkItem& item : state.workItems) {
    if (item.state == WorkItemState::kOpen) ++waiting[item.node];
    EXPECT_EQ(item.state == WorkItemState::kOpen, !item.closedAt);
  }
  for (const PendingAction& action : state.actions) ++waiting[action.node];
  for (const auto& [node, count] : waiting) EXPECT_EQ(state.tokens.at(node), count) << node;
  for (const auto& [node, count] : state.tokens) {
    const NodeKind kind = bench.definition().find(node)->kind;
    const bool waits = isJoin(kind) || (frozen(state) && kind == NodeKind::kServiceTask);
    EXPECT_TRUE(waits || waiting[node] == count) << node << " holds a token nobody works on";
  }
  EXPECT_EQ(state.phase == Phase::kRunning, !state.tokens.empty());
  const auto in = [](LineState is, std::initializer_list<LineState> allowed) {
    return std::find(allowed.begin(), allowed.end(), is) != allowed.end();
  };
  bool anybody = false;
  for (const Line& line : state.lines) {
    anybody = anybody || line.state == LineState::kIssued;
    EXPECT_TRUE(state.phase != Phase::kIssued ||
                in(line.state, {LineState::kIssued, LineState::kDropped, LineState::kWithdrawn,
                                LineState::kHeld, LineState::kReturned}))
        << toString(line.state);
    EXPECT_TRUE(state.phase != Phase::kRefused ||
                in(line.state, {LineState::kDropped, LineState::kWithdrawn}))
        << toString(line.state);
  }
  EXPECT_TRUE(state.phase != Phase::kIssued || anybody) << "a decision for nobody";
}

void expectHostListIsTrue(const Bench& bench) {
  std::set<std::string> shown;
  std::set<std::string> effectIds;
  for (const Effect& effect : bench.effects) {
    EXPECT_TRUE(effectIds.insert(effect.id.text()).second);
    if (effect.kind == EffectKind::kHostTaskOpened) shown.insert(effect.data.at("workItem"));
    const bool closes = effect.kind == EffectKind::kHostTaskClosed;
    EXPECT_TRUE(!closes || shown.erase(effect.data.at("workItem")) == 1);
  }
  EXPECT_EQ(shown.size(), bench.open().size());
}

TEST(Walks, WhateverHappensTokensTasksLinesAndTheHostAgree) {
  std::mt19937 random(20261120);
  const auto definition = testing::provincial();
  std::map<Phase, int> ends;
  for (int walk = 0; walk < kWalks; ++walk) {
    Bench bench(definition);
    bench.start(2);
    for (int step = 0; step < kSteps; ++step) {
      const auto before = bench.state;
      const auto answer = bench.tell(anyCommand(bench.state, random));
      EXPECT_TRUE(answer || bench.state == before);
      expectPromises(bench);
    }
    expectHostListIsTrue(bench);
    DossierState replayed;
    replayed.id = bench.state.id;
    for (const Event& event : bench.log) replayed = evolve(*definition, std::move(replayed), event);
    EXPECT_EQ(replayed, bench.state);
    ++ends[bench.state.phase];
    if (::testing::Test::HasFailure()) FAIL() << "walk " << walk;
  }
  EXPECT_GT(ends[Phase::kIssued], 0);
  EXPECT_GT(ends[Phase::kRefused], 0);
}

}  // namespace
}  // namespace tdkt::workflow
