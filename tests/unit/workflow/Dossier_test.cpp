#include "workflow/model/Dossier.h"

#include <gtest/gtest.h>

#include "tests/unit/workflow/Dossiers.h"

namespace tdkt::workflow {
namespace {

std::string keyOf(const char* number, const char* notation) {
  DossierHeader header = testing::aHeader(number);
  header.notation = notation;
  return header.businessKey();
}

TEST(BusinessKey, IsTheSameForEverySpellingOfOneSubmission) {
  const std::string key = keyOf("118", "TTr-SGDĐT");
  EXPECT_EQ(key, "H99.12|2026|118/TTR-SGDĐT");
  EXPECT_EQ(keyOf("0118", "TTr-SGDĐT"), key);
  EXPECT_EQ(keyOf("118", "TTr – SGDĐT"), key);           // en dash, spaces
  EXPECT_EQ(keyOf("118", "TTr-SGD\xC3\x90T"), key);      // Icelandic eth
  EXPECT_EQ(keyOf("118", "ttr\xE2\x80\x91sgdđt"), key);  // no-break hyphen
  EXPECT_EQ(keyOf("118/TTr-SGDĐT", ""), key);
}

TEST(BusinessKey, DiffersByNumberYearAndSender) {
  DossierHeader header = testing::aHeader();
  const std::string key = header.businessKey();
  EXPECT_NE(keyOf("119", "TTr-SGDĐT"), key);
  header.promulgatedOn = CivilDate{std::chrono::year(2025), std::chrono::month(11), std::chrono::day(20)};
  EXPECT_NE(header.businessKey(), key);
  header = testing::aHeader();
  header.senderCode = "H99.13";
  EXPECT_NE(header.businessKey(), key);
}

TEST(BusinessKey, IsEmptyWhenTheSubmissionHasNoNumber) {
  EXPECT_EQ(keyOf("", ""), "");
}

TEST(Names, EveryStateReadsBackAsWritten) {
  for (int i = 0; i <= static_cast<int>(LineState::kAnnulled); ++i) {
    const auto state = static_cast<LineState>(i);
    EXPECT_EQ(lineStateFrom(toString(state)), state);
  }
  EXPECT_EQ(phaseFrom("issued"), Phase::kIssued);
  EXPECT_FALSE(outcomeFrom("Agree"));
}

}  // namespace
}  // namespace tdkt::workflow
