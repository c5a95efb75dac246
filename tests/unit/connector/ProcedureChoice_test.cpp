#include "connector/inbox/ProcedureChoice.h"

#include <gtest/gtest.h>

#include "tests/unit/workflow/Dossiers.h"

namespace tdkt::inbox {
namespace {

constexpr const char* kTitle = "Chiến sĩ thi đua cấp tỉnh";
constexpr const char* kFlag = "Cờ thi đua của Ủy ban nhân dân tỉnh";
constexpr const char* kCommendation = "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh";

class Procedures : public testing::Test {
 protected:
  static std::shared_ptr<const workflow::Definition> shipped(const char* name) {
    return workflow::checkDefinition(workflow::testing::packText(name)).definition;
  }
  std::string choose(const std::vector<OfferedProcedure>& offered, const std::string& award) {
    const auto chosen = ProcedureChoice(rules, offered).choose(award, *parseIsoDate("2026-11-20"));
    return chosen ? *chosen : chosen.error().code;
  }
  const workflow::RulePack rules =
      *workflow::RulePack::fromJson(workflow::testing::packText("rules-vn.json"));
  const OfferedProcedure plain{shipped("provincial-commendation.bpmn"), {}};
  const OfferedProcedure council{shipped("provincial-title.bpmn"), {"CSTD-TINH"}};
};

TEST_F(Procedures, TheAwardDecidesWhichOneADossierTakes) {
  EXPECT_EQ(choose({plain, council}, kTitle), council.definition->hash);
  EXPECT_EQ(choose({plain, council}, kCommendation), plain.definition->hash);
}

TEST_F(Procedures, AnAwardThatNeedsABallotIsRefusedWhereItsProcedureHasNone) {
  EXPECT_EQ(choose({plain}, kTitle), "intake.procedure.law");
  EXPECT_EQ(choose({plain, council}, kFlag), "intake.procedure.law");
}

TEST_F(Procedures, AnAwardNobodyTakesIsRefused) {
  EXPECT_EQ(choose({council}, kCommendation), "intake.procedure.none");
}

}  // namespace
}  // namespace tdkt::inbox
