#include <gtest/gtest.h>

#include "Layout.h"
#include "templates/pdf/Deflate.h"
#include "templates/pdf/Renderer.h"
#include "workflow/base/Text.h"

namespace tdkt::templates {
namespace {

using namespace support;

std::string utf8(char32_t c) {
  std::string out;
  if (c < 0x80) return std::string(1, static_cast<char>(c));
  if (c < 0x800) {
    out += static_cast<char>(0xC0U | (c >> 6U));
  } else {
    out += static_cast<char>(0xE0U | (c >> 12U));
    out += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
  }
  return out + static_cast<char>(0x80U | (c & 0x3FU));
}

/// Every printable ASCII character and every Vietnamese letter, twelve to a line.
std::vector<std::string> repertoireLines() {
  std::u32string letters;
  for (char32_t c = 0x21; c < 0x7F; ++c) letters.push_back(c);
  letters += vietnameseLetters();
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    if (i % 12 == 0) lines.emplace_back();
    lines.back() += "n" + utf8(letters[i]);
  }
  return lines;
}

TEST(Fonts, EveryVietnameseLetterComesBackFromThePdfInAllFourFaces) {
  const auto lines = repertoireLines();
  const Shared shared{FontSet::load(kDebianFonts).value(),
                      deflate(readText("/usr/share/color/icc/sRGB.icc"), Effort::kThorough),
                      {}};
  for (std::size_t face = 0; face < kFaces; ++face) {
    Page page{595, 842, {}, nullptr};
    std::string expected;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      page.drawing.texts.push_back(
          {50, 50 + 20.0 * static_cast<double>(i), static_cast<Face>(face), 12, {}, lines[i], 0});
      expected += lines[i] + "\n";
    }
    const std::string text = extracted(renderPdf({page}, shared, "x", kMadeAt).value());
    EXPECT_EQ(text.substr(0, expected.size()), expected) << "face " << face;
    EXPECT_TRUE(text::isNfc(text));
  }
}

TEST(Fonts, TheCapitalOfEveryPrintableLetterIsPrintable) {
  for (char32_t c = 0x21; c < 0x2FFF; ++c) {
    if (!fonts().has(Face::kBold, c)) continue;
    for (const char32_t capital : text::codePoints(text::upper(utf8(c)))) {
      EXPECT_TRUE(fonts().has(Face::kBold, capital)) << "U+" << std::hex << static_cast<unsigned>(c);
    }
  }
}

TEST(Fonts, AMissingFontFileIsNamed) {
  const auto set = FontSet::load("/nonexistent");
  ASSERT_FALSE(set);
  EXPECT_EQ(set.error().code, "templates.font.missing");
  EXPECT_NE(set.error().field.find("LiberationSerif-Regular.ttf"), std::string::npos);
}

TEST(Fonts, AFileThatIsNoFontIsRefused) {
  const TemporaryDirectory directory;
  for (const char* name : {"Regular", "Bold", "Italic", "BoldItalic"}) {
    directory.write(std::string("LiberationSerif-") + name + ".ttf", "this is not a font");
  }
  EXPECT_EQ(FontSet::load(directory.path()).error().code, "templates.font.malformed");
}

TEST(Fonts, AFontCutShortAnywhereIsRefusedAndNeverReadBeyondItsEnd) {
  const std::string whole = readText(std::string(kDebianFonts) + "/LiberationSerif-Regular.ttf");
  for (std::size_t length = 0; length < whole.size(); length += whole.size() / 97) {
    EXPECT_FALSE(TrueType::read(whole.substr(0, length))) << length;
  }
}

/// A copy of the font whose format 4 cmap no longer knows the letters from U+1EA0 on.
std::string withoutVietnamese(std::string font) {
  for (std::size_t at = 0; at + 1 < font.size(); ++at) {
    const bool firstOfBlock = font.compare(at, 2, "\x1E\xA0") == 0;
    if (firstOfBlock) font[at + 1] = '\xFA';
  }
  return font;
}

TEST(Fonts, AFontWithoutVietnameseLettersIsRefusedNamingThem) {
  const TemporaryDirectory directory;
  for (const char* name : {"Regular", "Bold", "Italic", "BoldItalic"}) {
    const std::string file = std::string("LiberationSerif-") + name + ".ttf";
    directory.write(file, withoutVietnamese(readText(std::string(kDebianFonts) + "/" + file)));
  }
  const auto set = FontSet::load(directory.path());
  ASSERT_FALSE(set);
  EXPECT_EQ(set.error().code, "templates.font.coverage");
  EXPECT_NE(set.error().detail.find("U+1EA0"), std::string::npos);
}

TEST(Fonts, ASubsetIsMuchSmallerAndStillAFont) {
  const std::string whole = readText(std::string(kDebianFonts) + "/LiberationSerif-Regular.ttf");
  const auto font = TrueType::read(whole);
  ASSERT_TRUE(font);
  const Bytes subset = font->subset({font->glyph(U'ế'), font->glyph(U'A')});
  EXPECT_LT(subset.size(), whole.size() / 4);
  EXPECT_EQ(subset.substr(0, 4), Bytes("\0\1\0\0", 4));
}

}  // namespace
}  // namespace tdkt::templates
