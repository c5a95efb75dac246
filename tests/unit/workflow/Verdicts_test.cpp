// The holder of a task says of each line what becomes of it. Source: reference workflow §4.5, §4.11.

#include <gtest/gtest.h>

#include "tests/unit/workflow/Dossiers.h"

namespace tdkt::workflow {
namespace {

using testing::act;
using testing::Bench;

std::vector<LineState> states(const Bench& bench) {
  std::vector<LineState> out;
  for (const Line& line : bench.state.lines) out.push_back(line.state);
  return out;
}

/// The chair is asked.
Bench atTheChair(int lines = 4) {
  Bench bench;
  bench.start(lines);
  for (const char* node : {"receive", "appraise", "opinion-police", "opinion-tax"}) bench.agree(node);
  return bench;
}

CompleteWorkItem chairSays(const Bench& bench, std::vector<LineVerdict> lines) {
  CompleteWorkItem command = act(bench.state, "chair");
  command.lines = std::move(lines);
  return command;
}

/// As a ballot leaves its lines.
void afterBallot(Bench& bench, std::vector<LineId> lines, LineState to) {
  Event event;
  event.seq = bench.state.version + 1;
  event.at = bench.now;
  event.body = LinesMarked{std::move(lines), to, ""};
  evolveHere(bench.definition(), bench.state, event);
}

TEST(Verdicts, TheChairDropsSomeWithTheirReasonsAndDecidesTheOthers) {
  Bench bench = atTheChair();
  ASSERT_EQ(bench.codeOf(chairSays(bench, {{LineId("line-2"), Outcome::kRefuse, "Thành tích chưa rõ"},
                                           {LineId("line-4"), Outcome::kRefuse, "Đang bị xác minh"}})),
            "");
  EXPECT_EQ(states(bench), (std::vector<LineState>{LineState::kDecided, LineState::kDropped,
                                                   LineState::kDecided, LineState::kDropped}));
  EXPECT_EQ(bench.state.lines[1].reason, "Thành tích chưa rõ");
  EXPECT_EQ(bench.state.lines[3].reason, "Đang bị xác minh");
  EXPECT_EQ(bench.state.actions.front().action, "reserve-number");
}

TEST(Verdicts, TheHostIsToldWhoWasDroppedAndWhy) {
  Bench bench = atTheChair(20);
  std::vector<LineVerdict> drops;
  for (int i = 1; i <= 12; ++i)
    drops.push_back({LineId("line-" + std::to_string(i)), Outcome::kRefuse, "Chưa đủ điều kiện"});
  bench.effects.clear();
  ASSERT_EQ(bench.codeOf(chairSays(bench, drops)), "");
  const auto told = std::find_if(bench.effects.begin(), bench.effects.end(),
                                 [](const Effect& e) { return e.kind == EffectKind::kHostStatus; });
  ASSERT_NE(told, bench.effects.end());
  const std::string& sentence = told->data.at("description");
  EXPECT_EQ(sentence.rfind("Không đề nghị khen thưởng: Trần Đức Thuận (Chưa đủ điều kiện); ", 0), 0U);
  EXPECT_NE(sentence.find("và 2 trường hợp khác"), std::string::npos);
}

TEST(Verdicts, ALineThatFailedItsBallotCannotBePassedByTheChair) {
  Bench bench = atTheChair(3);
  afterBallot(bench, {LineId("line-1")}, LineState::kPassed);
  afterBallot(bench, {LineId("line-2")}, LineState::kFailed);
  EXPECT_EQ(bench.codeOf(chairSays(bench, {{LineId("line-2"), Outcome::kAgree, ""}})),
            "workflow.line.failed");
  EXPECT_EQ(bench.codeOf(chairSays(bench, {})), "");
  EXPECT_EQ(states(bench),
            (std::vector<LineState>{LineState::kDecided, LineState::kFailed, LineState::kDecided}));
}

TEST(Verdicts, ADecisionForNobodyIsARefusalAndMustBeSaidSo) {
  Bench bench = atTheChair(2);
  EXPECT_EQ(bench.codeOf(chairSays(bench, {{LineId("line-1"), Outcome::kRefuse, "Lý do"},
                                           {LineId("line-2"), Outcome::kRefuse, "Lý do"}})),
            "workflow.decision.empty");
  afterBallot(bench, {LineId("line-1"), LineId("line-2")}, LineState::kFailed);
  EXPECT_EQ(bench.codeOf(chairSays(bench, {})), "workflow.decision.empty");
  EXPECT_EQ(bench.codeOf(act(bench.state, "chair", Outcome::kRefuse, "Không ai đạt")), "");
  EXPECT_EQ(bench.state.phase, Phase::kRefused);
}

TEST(Verdicts, WhatIsWrongWithAVerdictIsSaidAndChangesNothing) {
  Bench bench = atTheChair(3);
  const auto before = bench.state;
  EXPECT_EQ(bench.codeOf(chairSays(bench, {{LineId("line-9"), Outcome::kRefuse, "Lý do"}})), "workflow.line");
  EXPECT_EQ(bench.codeOf(chairSays(bench, {{LineId("line-1"), Outcome::kRefuse, " "}})),
            "workflow.reason.missing");
  EXPECT_EQ(bench.codeOf(chairSays(bench, {{LineId("line-1"), Outcome::kReturn, "Lý do"}})),
            "workflow.outcome");
  EXPECT_EQ(bench.codeOf(chairSays(bench, {{LineId("line-1"), Outcome::kRefuse, "a"},
                                           {LineId("line-1"), Outcome::kRefuse, "b"}})),
            "workflow.lines");
  CompleteWorkItem refuses = act(bench.state, "chair", Outcome::kRefuse, "Lý do");
  refuses.lines = {{LineId("line-1"), Outcome::kRefuse, "Lý do"}};
  EXPECT_EQ(bench.codeOf(refuses), "workflow.outcome");
  EXPECT_EQ(bench.state, before);
}

TEST(Verdicts, AnAppraiserDropsALineAndTheOthersGoOn) {
  Bench bench;
  bench.start(3);
  bench.agree("receive");
  CompleteWorkItem command = act(bench.state, "appraise");
  command.lines = {{LineId("line-3"), Outcome::kRefuse, "Không đủ thời gian công tác"}};
  ASSERT_EQ(bench.codeOf(command), "");
  EXPECT_EQ(bench.state.lines[2].state, LineState::kDropped);
  for (const char* node : {"opinion-police", "opinion-tax", "chair"}) bench.agree(node);
  EXPECT_EQ(states(bench),
            (std::vector<LineState>{LineState::kDecided, LineState::kDecided, LineState::kDropped}));
}

TEST(Verdicts, AnAdvisoryTaskOnlyRecordsWhatItSaysOfALine) {
  Bench bench;
  bench.start(2);
  bench.agree("receive");
  bench.agree("appraise");
  CompleteWorkItem command = act(bench.state, "opinion-police");
  command.lines = {{LineId("line-1"), Outcome::kRefuse, "Đang bị xác minh"}};
  ASSERT_EQ(bench.codeOf(command), "");
  EXPECT_EQ(bench.state.lines[0].state, LineState::kProposed);
  const auto said = std::find_if(bench.log.begin(), bench.log.end(), [](const Event& event) {
    const auto* done = std::get_if<WorkItemCompleted>(&event.body);
    return done != nullptr && !done->lines.empty();
  });
  ASSERT_NE(said, bench.log.end());
  const auto read = eventFromJson(toJson(*said));
  ASSERT_TRUE(read);
  EXPECT_EQ(std::get<WorkItemCompleted>(read->body).lines, command.lines);
}

TEST(Verdicts, AfterTheDecisionNoLineIsDropped) {
  Bench bench;
  bench.runToDecision();
  (void)bench.tell(testing::done(bench.state, {{"decision.number", "1"}}));
  (void)bench.tell(testing::done(bench.state, {{"decision.sha256", std::string(64, 'b')}}));
  CompleteWorkItem command = act(bench.state, "sign");
  command.lines = {{LineId("line-1"), Outcome::kRefuse, "Lý do"}};
  EXPECT_EQ(bench.codeOf(command), "workflow.phase");
}

TEST(Verdicts, FiveThousandLinesAreOneCommand) {
  Bench bench = atTheChair(5000);
  std::vector<LineVerdict> drops;
  for (int i = 1; i <= 5000; i += 2)
    drops.push_back({LineId("line-" + std::to_string(i)), Outcome::kRefuse, "Chưa đủ điều kiện"});
  ASSERT_EQ(bench.codeOf(chairSays(bench, drops)), "");
  const auto all = states(bench);
  EXPECT_EQ(std::count(all.begin(), all.end(), LineState::kDecided), 2500);
  EXPECT_EQ(std::count(all.begin(), all.end(), LineState::kDropped), 2500);
}

}  // namespace
}  // namespace tdkt::workflow
