#include "workflow/base/Text.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tdkt::text {

TEST(Text, DecomposedVietnameseBecomesComposed) {
  EXPECT_EQ(*nfc("Nguye\u0302\u0303n"), "Nguyễn");
  EXPECT_FALSE(isNfc("Nguye\u0302\u0303n"));
}

TEST(Text, BytesThatAreNotUtf8AreRefused) {
  EXPECT_EQ(nfc("C\xE9ng h\xDF"
                "a")
                .error()
                .code,
            "text.utf8");
}

TEST(Text, IcelandicEthInANameIsReadAsVietnameseD) {
  EXPECT_EQ(*cleanName("Ðào Thị Ðoan"), "Đào Thị Đoan");
}

TEST(Text, NoBreakAndDoubledSpacesInANameBecomeOne) {
  EXPECT_EQ(*cleanName("  Trần\u00A0 Văn  An "), "Trần Văn An");
}

TEST(Text, AnInvisibleCharacterInANameIsRefused) {
  EXPECT_EQ(cleanName("Trần\u200BVăn An").error().code, "text.invisible");
  EXPECT_EQ(cleanName("Trần \u202EnA năV").error().code, "text.invisible");
}

TEST(Text, UpperCaseKeepsEveryVietnameseMark) {
  EXPECT_EQ(upper("đồng ưỡn ẹo ngoằn ngoèo khuỷu"), "ĐỒNG ƯỠN ẸO NGOẰN NGOÈO KHUỶU");
}

TEST(Text, SearchFoldingIgnoresTonesAndTheirPlace) {
  EXPECT_EQ(fold("Hoà Bình"), fold("Hòa Bình"));
  EXPECT_EQ(fold("Đắk Lắk"), "dak lak");
}

TEST(Text, WordsSortInVietnameseDictionaryOrder) {
  std::vector<std::string> words = {"Hoà", "Ân",  "Dũng", "Anh", "Đào", "ăn",
                                    "Dân", "Ánh", "Dung", "Hòa", "Hoa"};
  std::sort(words.begin(), words.end(), [](const auto& a, const auto& b) { return sortKey(a) < sortKey(b); });
  EXPECT_EQ(words.front(), "Anh");
  EXPECT_LT(sortKey("Ân"), sortKey("Dân"));
  EXPECT_LT(sortKey("Dũng"), sortKey("Đào"));
  EXPECT_LT(sortKey("Đào"), sortKey("Hoa"));
}

TEST(Text, PeopleSortByGivenNameFirst) {
  EXPECT_LT(personSortKey("Vũ Thị An"), personSortKey("Bùi Văn Bình"));
  EXPECT_LT(personSortKey("Nguyễn Thị Hà"), personSortKey("Trần Thị Hà"));
}

struct Words {
  std::int64_t value;
  const char* words;
};
class NumberInWords : public testing::TestWithParam<Words> {};
TEST_P(NumberInWords, ReadsAsVietnameseWould) {
  EXPECT_EQ(numberInWords(GetParam().value), GetParam().words);
}
INSTANTIATE_TEST_SUITE_P(
    Amounts, NumberInWords,
    testing::Values(Words{0, "không"}, Words{10, "mười"}, Words{15, "mười lăm"}, Words{21, "hai mươi mốt"},
                    Words{105, "một trăm linh năm"}, Words{1'800'000, "một triệu tám trăm nghìn"},
                    Words{2'530'000, "hai triệu năm trăm ba mươi nghìn"},
                    Words{1'000'001, "một triệu không trăm linh một"},
                    Words{999'999'999'999,
                          "chín trăm chín mươi chín tỷ chín trăm chín mươi chín triệu chín trăm "
                          "chín mươi chín nghìn chín trăm chín mươi chín"}));

TEST(Text, ADecisionNumberBelowTenTakesALeadingZero) {
  EXPECT_EQ(documentNumber(5), "05");
  EXPECT_EQ(documentNumber(1234), "1234");
  EXPECT_EQ(groupThousands(1'800'000), "1.800.000");
}

TEST(Markup, WhatMeansSomethingInXmlBecomesAReferenceAndControlsBecomeBlanks) {
  EXPECT_EQ(text::escapeMarkup("K'Brôi & <b>\"x\"</b>\x01\n"),
            "K&#39;Brôi &amp; &lt;b&gt;&quot;x&quot;&lt;/b&gt; \n");
}

}  // namespace tdkt::text
