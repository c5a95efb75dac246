#include "templates/fonts/FontSet.h"

#include <cstdio>
#include <fstream>
#include <iterator>

#include "templates/pdf/Deflate.h"
#include "templates/pdf/Utf8.h"

namespace tdkt::templates {
namespace {

constexpr std::array<const char*, kFaces> kNames = {"LiberationSerif-Regular", "LiberationSerif-Bold",
                                                    "LiberationSerif-Italic", "LiberationSerif-BoldItalic"};
constexpr std::array<const char*, kFaces> kTags = {"TDKTVA+", "TDKTVB+", "TDKTVC+", "TDKTVD+"};

struct Range {
  char32_t first;
  char32_t last;
};
/// Printed when the font has them: Latin letters (names of every people of Vietnam and most foreigners),
/// Greek for units, punctuation, currency, common signs.
/// A letter without a single capital (U+0149, U+03B0) is left out: a heading in capitals could not print it.
constexpr Range kRepertoire[] = {
    {0x20, 0x7E},     {0xA1, 0xAC},     {0xAE, 0x148},    {0x14A, 0x17F},   {0x1A0, 0x1B4},
    {0x1CD, 0x1DC},   {0x218, 0x21B},   {0x243, 0x243},   {0x391, 0x3A9},   {0x3B1, 0x3C9},
    {0x1E80, 0x1E85}, {0x1EA0, 0x1EF9}, {0x2010, 0x2015}, {0x2018, 0x201E}, {0x2020, 0x2022},
    {0x2026, 0x2026}, {0x2030, 0x2030}, {0x2032, 0x2033}, {0x2039, 0x203A}, {0x20AB, 0x20AC},
    {0x2116, 0x2116}, {0x2122, 0x2122}, {0x2212, 0x2212}, {0x2248, 0x2248}, {0x2260, 0x2265}};

std::string hexCode(unsigned value) {
  char out[8];
  std::snprintf(out, sizeof out, "%04X", value);
  return out;
}

/// Glyph to letter. The first letter of a shared glyph wins, so "-" never comes back as a soft hyphen.
std::map<std::uint16_t, char32_t> printable(const TrueType& font) {
  std::map<std::uint16_t, char32_t> out;
  for (const Range& range : kRepertoire) {
    for (char32_t c = range.first; c <= range.last; ++c) {
      if (const std::uint16_t glyph = font.glyph(c); glyph != 0) out.emplace(glyph, c);
    }
  }
  return out;
}

std::string toUnicodeMap(const std::map<std::uint16_t, char32_t>& letters) {
  std::string out =
      "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
      "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
      "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
      "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n";
  std::size_t left = letters.size();
  std::size_t inBlock = 0;
  for (const auto& [glyph, letter] : letters) {
    if (inBlock == 0) {
      inBlock = std::min<std::size_t>(left, 100);
      out += std::to_string(inBlock) + " beginbfchar\n";
    }
    out += "<" + hexCode(glyph) + "> <" + hexCode(static_cast<unsigned>(letter)) + ">\n";
    --left;
    if (--inBlock == 0) out += "endbfchar\n";
  }
  return out + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
}

std::string widthArray(const TrueType& font, const std::map<std::uint16_t, char32_t>& letters) {
  std::string out = "[";
  int previous = -2;
  for (const auto& [glyph, letter] : letters) {
    if (glyph != previous + 1) out += (previous < 0 ? "" : "] ") + std::to_string(glyph) + " [";
    if (out.back() != '[') out += ' ';
    out += std::to_string(font.advance(glyph));
    previous = glyph;
  }
  return out + "]]";
}

Result<Bytes> readFont(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return inputError("templates.font.missing", "no such font file", path);
  return Bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

Result<Done> checkCoverage(const TrueType& font, const std::string& path) {
  std::string missing;
  for (char32_t c = 0x20; c < 0x7F; ++c) {
    if (font.glyph(c) == 0) missing += " U+" + hexCode(static_cast<unsigned>(c));
  }
  for (const char32_t c : vietnameseLetters()) {
    if (font.glyph(c) == 0) missing += " U+" + hexCode(static_cast<unsigned>(c));
  }
  if (!missing.empty()) return inputError("templates.font.coverage", "the font lacks" + missing, path);
  return Done{};
}

}  // namespace

std::u32string vietnameseLetters() {
  std::u32string out =
      U"ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư\u20AB\u2013\u201C\u201D\u2018\u2019\u2026";
  for (char32_t c = 0x1EA0; c <= 0x1EF9; ++c) out.push_back(c);
  return out;
}

Result<FontSet::Loaded> FontSet::loadFace(const std::string& directory, Face face) {
  const std::string path = directory + "/" + kNames[index(face)] + ".ttf";
  TDKT_ASSIGN(Bytes file, readFont(path));
  auto font = TrueType::read(std::move(file));
  if (!font) return inputError(font.error().code, font.error().detail, path);
  TDKT_CHECK(checkCoverage(*font, path));
  const auto letters = printable(*font);
  Loaded out{std::vector<std::uint16_t>(0x10000, 0), std::vector<int>(0x10000, 0), {}};
  std::set<std::uint16_t> glyphs;
  for (const auto& [glyph, letter] : letters) {
    out.glyphs[letter] = glyph;
    out.advances[letter] = font->advance(glyph);
    glyphs.insert(glyph);
  }
  out.glyphs[0xA0] = out.glyphs[' '];  // a no-break space is a space that does not break
  out.advances[0xA0] = out.advances[' '];
  const Bytes program = font->subset(glyphs);
  out.embedded = {kTags[index(face)] + std::string(kNames[index(face)]),
                  deflate(program, Effort::kThorough),
                  program.size(),
                  deflate(toUnicodeMap(letters), Effort::kThorough),
                  widthArray(*font, letters),
                  font->metrics()};
  return out;
}

Result<FontSet> FontSet::load(const std::string& directory) {
  FontSet out;
  for (std::size_t i = 0; i < kFaces; ++i) {
    TDKT_ASSIGN(out.faces_[i], loadFace(directory, static_cast<Face>(i)));
  }
  return out;
}

int FontSet::width(Face face, std::string_view utf8) const {
  int sum = 0;
  forEachLetter(utf8, [&](char32_t c) { sum += c <= 0xFFFF ? faces_[index(face)].advances[c] : 0; });
  return sum;
}

}  // namespace tdkt::templates
