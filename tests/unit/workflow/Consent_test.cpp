// Hiệp y: the agency's time runs from the day our document left, silence is what the procedure says.

#include <gtest/gtest.h>

#include "tests/unit/workflow/Procedures.h"

namespace tdkt::workflow {
namespace {

using namespace testing;  // NOLINT: this file is about nothing else

std::shared_ptr<const Definition> asking(const std::string& lapse) {
  return procedureWith(
      R"({"kind": "consent", "id": "ask", "title": "Hiệp y với Bộ Y tế", "role": "secretariat",
    "workingDays": 10, "agency": "Bộ Y tế", "lapse": ")" +
      lapse + R"("})");
}

const Consent& consent(const Bench& bench) {
  return std::get<Consent>(bench.state.matters.at("ask"));
}

std::string send(Bench& bench, const char* on, const char* code = "1234/UBND-NC") {
  return bench.codeOf(ConfirmConsentSent{openItem(bench.state, "ask")->id, code, day(on)});
}

std::string answer(Bench& bench, const char* code = "77/BYT-TCCB") {
  return bench.codeOf(RecordConsentAnswer{"ask", code, "Bộ Y tế", day("2026-03-10"), std::string(64, 'c')});
}

TEST(Consent, TheEOfficeIsAskedToSendAndTheTimeRunsFromTheDocument) {
  Bench bench(asking("no-opinion"));
  bench.now = at("2026-03-02");
  bench.start();
  const auto asked = std::find_if(bench.effects.begin(), bench.effects.end(), [](const Effect& effect) {
    return effect.kind == EffectKind::kConsentRequested;
  });
  ASSERT_NE(asked, bench.effects.end());
  EXPECT_EQ(asked->data.at("agency"), "Bộ Y tế");
  EXPECT_TRUE(bench.state.timers.empty());
  bench.now = at("2026-03-04");
  EXPECT_EQ(send(bench, "2026-03-05"), "workflow.consent.date");
  EXPECT_EQ(send(bench, "2026-03-01"), "workflow.consent.date");
  EXPECT_EQ(send(bench, "2026-03-03", " "), "workflow.consent.code");
  EXPECT_EQ(send(bench, "2026-03-03"), "");
  EXPECT_EQ(consent(bench).code, "1234/UBND-NC");
  EXPECT_EQ(isoDate(openItem(bench.state, "ask")->due), "2026-03-17");
  EXPECT_EQ(isoVietnam(bench.state.timers.at(0).due), "2026-03-18T00:00:00+07:00");
  EXPECT_TRUE(replays(bench));
}

TEST(Consent, NobodyAgreesForAnAgencyThatHasNotAnswered) {
  Bench bench(asking("block"));
  bench.now = at("2026-03-02");
  bench.start();
  EXPECT_EQ(answer(bench), "workflow.consent.unsent");
  EXPECT_EQ(send(bench, "2026-03-02"), "");
  EXPECT_EQ(bench.codeOf(act(bench.state, "ask")), "workflow.consent.unanswered");
  EXPECT_EQ(bench.codeOf(act(bench.state, "ask", Outcome::kRefuse, "Không đồng ý")),
            "workflow.consent.unanswered");
  EXPECT_EQ(answer(bench), "");
  EXPECT_EQ(bench.codeOf(act(bench.state, "ask")), "");
  EXPECT_EQ(bench.open(), std::vector<std::string>{"chair"});
  EXPECT_TRUE(replays(bench));
}

TEST(Consent, TheSameAnswerTwiceIsOneAndStopsTheLapse) {
  Bench bench(asking("deemed-agree"));
  bench.now = at("2026-03-02");
  bench.start();
  EXPECT_EQ(send(bench, "2026-03-02"), "");
  EXPECT_EQ(answer(bench), "");
  EXPECT_EQ(answer(bench), "");
  EXPECT_EQ(consent(bench).answers.size(), 1U);
  EXPECT_TRUE(bench.state.timers.empty()) << "somebody must read it now";
  EXPECT_EQ(send(bench, "2026-03-02", "9/UBND-NC"), "workflow.consent.answered");
}

TEST(Consent, SilenceLapsesByTheProceduresRuleAndIsRecordedAsSilence) {
  Bench bench(asking("deemed-agree"));
  bench.now = at("2026-03-02");
  bench.start();
  EXPECT_EQ(send(bench, "2026-03-02"), "");
  bench.now = at("2026-03-16", "23:59:59");
  EXPECT_EQ(fire(bench), "workflow.timer.early");
  bench.now = at("2026-03-17", "00:00:00");
  EXPECT_EQ(fire(bench), "");
  EXPECT_EQ(consent(bench).lapsed, "deemed-agree");
  EXPECT_EQ(bench.state.workItems[0].outcome, std::nullopt);
  EXPECT_EQ(bench.state.workItems[0].reason,
            "Không có văn bản trả lời trong 10 ngày làm việc kể từ văn bản số 1234/UBND-NC");
  EXPECT_EQ(bench.open(), std::vector<std::string>{"chair"});
  // What comes after that is still kept.
  EXPECT_EQ(answer(bench), "");
  EXPECT_EQ(consent(bench).answers.size(), 1U);
  EXPECT_TRUE(replays(bench));
}

TEST(Consent, UnderBlockNoTimerRuns) {
  Bench bench(asking("block"));
  bench.now = at("2026-03-02");
  bench.start();
  EXPECT_EQ(send(bench, "2026-03-02"), "");
  EXPECT_TRUE(bench.state.timers.empty());
}

}  // namespace
}  // namespace tdkt::workflow
