#include "workflow/rules/ProcedureLaw.h"

#include <gtest/gtest.h>

#include "tests/unit/workflow/Dossiers.h"
#include "workflow/definition/Steps.h"

namespace tdkt::workflow {
namespace {

constexpr const char* kTitle = "Chiến sĩ thi đua cấp tỉnh";
constexpr const char* kFlag = "Cờ thi đua của Ủy ban nhân dân tỉnh";
constexpr const char* kCommendation = "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh";
const CivilDate kDay = *parseIsoDate("2026-11-20");

RulePack shipped() {
  return *RulePack::fromJson(testing::packText("rules-vn.json"));
}

std::shared_ptr<const Definition> title(const std::string& from = {}, const std::string& to = {}) {
  std::string bpmn = testing::packText("provincial-title.bpmn");
  if (!from.empty()) bpmn.replace(bpmn.find(from), from.size(), to);
  const auto checked = checkDefinition(bpmn);
  EXPECT_TRUE(checked.definition) << (checked.findings.empty() ? "" : checked.findings[0].english);
  return checked.definition;
}

TEST(ProcedureLaw, TheShippedProceduresGiveTheirAwardsWhatTheLawAsks) {
  EXPECT_TRUE(againstLaw(*title(), shipped(), kTitle, kDay).empty());
  EXPECT_TRUE(againstLaw(*testing::provincial(), shipped(), kCommendation, kDay).empty());
}

TEST(ProcedureLaw, ATitleCannotTakeAProcedureWithoutABallot) {
  const auto findings = againstLaw(*testing::provincial(), shipped(), kTitle, kDay);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_TRUE(findings[0].fatal);
  EXPECT_NE(findings[0].message.find("NĐ 98/2023/NĐ-CP"), std::string::npos);
}

TEST(ProcedureLaw, AShareBelowTheLawIsRefusedAndOneAboveItIsNot) {
  const auto weak = againstLaw(*title("pass=\"9/10\"", "pass=\"8/10\""), shipped(), kTitle, kDay);
  ASSERT_EQ(weak.size(), 1U);
  EXPECT_EQ(weak[0].node, "council");
  EXPECT_TRUE(weak[0].fatal);
  EXPECT_TRUE(againstLaw(*title(), shipped(), kFlag, kDay).empty());  // 9/10 is more than the 4/5 it needs
}

TEST(ProcedureLaw, AShareOfTheMembersPresentIsNoShareOfAllMembers) {
  const auto findings = againstLaw(*title("base=\"total\"", "base=\"cast\""), shipped(), kTitle, kDay);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_TRUE(findings[0].fatal);
}

TEST(ProcedureLaw, APostingThatIsTooShortIsSaidButStopsNothing) {
  const auto findings = againstLaw(
      *title("tdkt:posting workingDays=\"10\"", "tdkt:posting workingDays=\"7\""), shipped(), kTitle, kDay);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_FALSE(findings[0].fatal);
  EXPECT_NE(findings[0].message.find("7 ngày làm việc, ít nhất phải 10"), std::string::npos);
}

TEST(ProcedureLaw, ARowOfTheBallotsIsReadStrictly) {
  const auto pack = [](const std::string& ballot) {
    return RulePack::fromJson(R"({"version":"t","legalBases":[],"awards":[],"baseSalary":[],"bonusRounding":1,
      "ballots":[{"award":"A","citation":"c","from":"2024-01-01","confirmedBy":"x",)" +
                              ballot + "}]}");
  };
  EXPECT_TRUE(pack(R"("pass":"9/10","base":"total")"));
  EXPECT_EQ(pack(R"("pass":"90%","base":"total")").error().code, "rules.row");
  EXPECT_EQ(pack(R"("pass":"9/10","base":"everybody")").error().code, "rules.row");
}

}  // namespace
}  // namespace tdkt::workflow
