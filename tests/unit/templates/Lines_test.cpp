#include <gtest/gtest.h>

#include "Layout.h"

namespace tdkt::templates {
namespace {

using namespace support;

std::vector<std::string> linesOf(const std::string& text, double widthPoints, double size = 14) {
  const auto words = splitWords(fonts(), {{Face::kRegular, text}});
  const auto lines = breakLines(fonts(), words, widthPoints * 1000 / size, 0);
  std::vector<std::string> out;
  for (const Line& line : lines.value_or(std::vector<Line>{})) {
    std::string whole;
    for (const Atom& atom : line.atoms) whole += atom.text;
    while (!whole.empty() && whole.back() == ' ') whole.pop_back();
    out.push_back(plain(whole));
  }
  return out;
}

TEST(Lines, NeverPartsWhatBelongsTogether) {
  const char* together[] = {"ngày 09", "tháng 7",   "năm 2026",       "số 1234/QĐ-UBND",
                            "Điều 12", "hạng Nhất", "3.800.000 đồng", "2025 - 2026"};
  for (const std::string phrase : together) {
    for (int fill = 0; fill < 28; ++fill) {
      const std::string text = std::string(static_cast<std::size_t>(fill), 'n') + " " + phrase + " và";
      bool whole = false;
      for (const std::string& line : linesOf(text, 200))
        whole = whole || line.find(phrase) != std::string::npos;
      EXPECT_TRUE(whole) << phrase << " after " << fill;
    }
  }
}

TEST(Lines, PartsJoinedWordsThatAreWiderThanTheLine) {
  const auto lines = linesOf("số 12345678901234/QĐ-UBND", 175);
  EXPECT_EQ(lines, (std::vector<std::string>{"số", "12345678901234/QĐ-UBND"}));
}

TEST(Lines, RefusesAWordWiderThanTheLine) {
  EXPECT_TRUE(linesOf("nghiêngnghiêngnghiêng", 50).empty());
}

TEST(Lines, BreaksWhereTheTextSaysSo) {
  EXPECT_EQ(linesOf("một\nhai ba", 500), (std::vector<std::string>{"một", "hai ba"}));
}

TEST(Lines, NeverExceedsItsWidth) {
  const std::string text = sample("decision").lists.at("legalBases")[2];
  const auto words = splitWords(fonts(), {{Face::kItalic, text}});
  for (int width = 8000; width < 40000; width += 997) {
    const auto lines = breakLines(fonts(), words, width, 1000);
    ASSERT_TRUE(lines);
    for (std::size_t i = 0; i < lines->size(); ++i)
      EXPECT_LE((*lines)[i].width, i == 0 ? width - 1000 : width);
  }
}

}  // namespace
}  // namespace tdkt::templates
