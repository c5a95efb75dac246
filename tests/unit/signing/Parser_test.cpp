#include "signing/pdf/Parser.h"

#include <gtest/gtest.h>

namespace tdkt::signing::pdf {

TEST(PdfParser, APositionPastTheEndGivesNothing) {
  EXPECT_FALSE(Parser("12", 66).value());
  EXPECT_FALSE(Parser("true", 66).keyword("true"));
}

TEST(PdfParser, AKeyThatStandsTwiceIsRefused) {
  EXPECT_FALSE(Parser("<</A 1/A 2>>").value());
}

TEST(PdfParser, NestingIsBounded) {
  EXPECT_TRUE(Parser(std::string(60, '[') + std::string(60, ']')).value());
  EXPECT_FALSE(Parser(std::string(100'000, '[')).value());
  EXPECT_FALSE(Parser(std::string(100'000, '(')).value());
}

TEST(PdfParser, WhatIsWrittenIsReadBack) {
  const std::string text = "<</A [1 -2.5 true null (a\\)b\\101) <4142> 3 0 R]/B#20C /Name>>";
  const auto first = Parser(text).value();
  ASSERT_TRUE(first);
  const std::string written = serialize(*first);
  EXPECT_EQ(serialize(*Parser(written).value()), written);
}

}  // namespace tdkt::signing::pdf
