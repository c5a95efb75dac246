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

TEST(PdfParser, HexDigitsMayBeParted) {
  const auto octetsOf = [](const std::string& text) {
    const auto value = Parser(text).value();
    const String* string = value ? value->as<String>() : nullptr;
    return string == nullptr ? "none" : string->octets;
  };
  EXPECT_EQ(octetsOf("<48656C6c6f>"), "Hello");
  EXPECT_EQ(octetsOf("<48 65\n6C6 c6f >"), "Hello");
  EXPECT_EQ(octetsOf("<4 8656C6c6f>"), "Hello");
  EXPECT_EQ(octetsOf("<48657>"), "Hep") << "a missing last digit is 0";
  EXPECT_EQ(octetsOf("<>"), "");
  EXPECT_EQ(octetsOf("<4865x7>"), "none");
  EXPECT_EQ(octetsOf("<486"), "none");
}

TEST(PdfParser, ANumberIsToldFromAReferenceWhateverStandsBetween) {
  const auto kindsOf = [](const std::string& text) {
    std::string out;
    const auto value = Parser(text).value();
    const Array* list = value ? value->as<Array>() : nullptr;
    if (list == nullptr) return std::string("none");
    for (const Value& item : *list) {
      const Ref* ref = item.as<Ref>();
      out += ref != nullptr ? "R" + std::to_string(ref->number) + " " : serialize(item) + " ";
    }
    return out;
  };
  EXPECT_EQ(kindsOf("[12 0 R]"), "R12 ");
  EXPECT_EQ(kindsOf("[12 %\n 0\tR 7]"), "R12 7 ");
  EXPECT_EQ(kindsOf("[12 0 R 13 0 14]"), "R12 13 0 14 ");
  EXPECT_EQ(kindsOf("[500 600/N(a)]"), "500 600 /N <61> ");
  EXPECT_EQ(kindsOf("[12 -0 13 +1 2]"), "12 0 13 1 2 ");
  EXPECT_EQ(kindsOf("[007 1.50 1 .5]"), "7 1.5 1 0.5 ");
  EXPECT_EQ(kindsOf("[1-2]"), "none");
  EXPECT_EQ(kindsOf("[12 0R]"), "none");
  EXPECT_EQ(kindsOf("[99999999999999999999]"), "none");
  EXPECT_EQ(kindsOf("[0 0 R]"), "none") << "no object has this number";
}

TEST(PdfParser, WhatIsWrittenIsReadBack) {
  const std::string text = "<</A [1 -2.5 true null (a\\)b\\101) <4142> 3 0 R]/B#20C /Name>>";
  const auto first = Parser(text).value();
  ASSERT_TRUE(first);
  const std::string written = serialize(*first);
  EXPECT_EQ(serialize(*Parser(written).value()), written);
}

}  // namespace tdkt::signing::pdf
