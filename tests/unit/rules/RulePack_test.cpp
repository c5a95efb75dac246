#include "workflow/rules/RulePack.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace tdkt::workflow {
namespace {

RulePack shippedPack() {
  std::ifstream file(TDKT_SOURCE_DIR "/workflow/packs/rules-vn.json");
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  auto pack = RulePack::fromJson(text);
  EXPECT_TRUE(pack) << pack.error().detail << " " << pack.error().field;
  return *pack;
}

CivilDate day(const char* text) {
  return *parseIsoDate(text);
}

constexpr const char* kProvincial = "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh";
constexpr const char* kCommune = "Giấy khen của Chủ tịch Ủy ban nhân dân xã";

bool names(const std::vector<LegalBasis>& bases, const std::string& citation) {
  for (const LegalBasis& basis : bases) {
    if (basis.citation == citation) return true;
  }
  return false;
}

}  // namespace

TEST(RulePack, ADossierReceivedBeforeTheAmendingLawIsDecidedUnderTheOldOne) {
  const auto pack = shippedPack();
  EXPECT_FALSE(names(pack.legalBases(day("2026-09-25")), "Luật số 06/2026/QH16"));
  EXPECT_TRUE(names(pack.legalBases(day("2026-10-05")), "Luật số 06/2026/QH16"));
}

TEST(RulePack, TheDecreeOf2023GivesWayToThatOf2025OnTheDayItDoes) {
  const auto pack = shippedPack();
  EXPECT_TRUE(names(pack.legalBases(day("2025-06-30")), "NĐ 98/2023/NĐ-CP"));
  EXPECT_FALSE(names(pack.legalBases(day("2025-07-01")), "NĐ 98/2023/NĐ-CP"));
  EXPECT_TRUE(names(pack.legalBases(day("2025-07-01")), "NĐ 152/2025/NĐ-CP"));
}

struct Bonus {
  const char* award;
  NomineeKind kind;
  const char* decided;
  std::int64_t dong;
};
class BonusAmount : public testing::TestWithParam<Bonus> {};
TEST_P(BonusAmount, IsRoundedUpToTenThousandOnceAtTheEnd) {
  const auto& expected = GetParam();
  const auto amount =
      shippedPack().bonus(expected.award, expected.kind, day(expected.decided), day(expected.decided));
  ASSERT_TRUE(amount) << amount.error().code;
  EXPECT_EQ(*amount, expected.dong);
}
INSTANTIATE_TEST_SUITE_P(
    Law, BonusAmount,
    testing::Values(Bonus{kProvincial, NomineeKind::kIndividual, "2026-11-20", 3'800'000},
                    Bonus{kProvincial, NomineeKind::kCollective, "2026-11-20", 7'590'000},
                    Bonus{kCommune, NomineeKind::kIndividual, "2026-11-20", 760'000},
                    Bonus{kCommune, NomineeKind::kHousehold, "2026-11-20", 1'140'000},
                    Bonus{kCommune, NomineeKind::kIndividual, "2026-06-30", 710'000},
                    Bonus{kCommune, NomineeKind::kCollective, "2026-07-01", 1'520'000}));

TEST(RulePack, AnAwardNobodyListedIsRefusedByName) {
  const auto amount =
      shippedPack().bonus("Huân chương Vàng", NomineeKind::kIndividual, day("2026-11-20"), day("2026-11-20"));
  ASSERT_FALSE(amount);
  EXPECT_EQ(amount.error().code, "rules.award.unknown");
  EXPECT_EQ(amount.error().field, "Huân chương Vàng");
}

TEST(RulePack, ARowWithoutCitationIsRefused) {
  const auto pack = RulePack::fromJson(
      R"({"version":"x","legalBases":[{"text":"Căn cứ","from":"2026-01-01","confirmedBy":"A"}],"awards":[],"baseSalary":[],"bonusRounding":1})");
  ASSERT_FALSE(pack);
  EXPECT_EQ(pack.error().code, "rules.row");
}

TEST(RulePack, EveryShippedRowSaysWhoConfirmedIt) {
  for (const auto& basis : shippedPack().legalBases(day("2026-11-20")))
    EXPECT_FALSE(basis.confirmedBy.empty());
  EXPECT_FALSE(shippedPack().findAward(kProvincial, day("2026-11-20"))->confirmedBy.empty());
}

}  // namespace tdkt::workflow
