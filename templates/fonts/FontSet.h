#pragma once
// The four faces of one family: measuring, checking letters, and the parts of each face a PDF needs.

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "templates/fonts/TrueType.h"

namespace tdkt::templates {

enum class Face { kRegular, kBold, kItalic, kBoldItalic };
inline constexpr std::size_t kFaces = 4;

constexpr Face faceOf(bool bold, bool italic) {
  if (bold) return italic ? Face::kBoldItalic : Face::kBold;
  return italic ? Face::kItalic : Face::kRegular;
}

/// What is embedded, made once so that a document only copies it.
struct EmbeddedFace {
  std::string name;        ///< with its subset tag
  Bytes program;           ///< deflated TrueType file
  std::size_t length = 0;  ///< of the file before deflating
  Bytes toUnicode;         ///< deflated CMap
  std::string widths;      ///< the /W array
  FontMetrics metrics;
};

/// Immutable after load; safe from several threads.
class FontSet {
 public:
  /// Errors: kInput "templates.font.missing", "templates.font.malformed", "templates.font.coverage".
  static Result<FontSet> load(const std::string& directory);

  /// 0 when the letter may not be printed in this face.
  std::uint16_t glyph(Face face, char32_t letter) const {
    return faces_[index(face)].glyphs[letter & 0xFFFFU];
  }
  bool has(Face face, char32_t letter) const { return letter <= 0xFFFF && glyph(face, letter) != 0; }
  /// Width in 1/1000 of the type size. A no-break space is as wide as a space.
  int width(Face face, std::string_view utf8) const;
  const EmbeddedFace& embedded(Face face) const { return faces_[index(face)].embedded; }

 private:
  struct Loaded {
    std::vector<std::uint16_t> glyphs;
    std::vector<int> advances;
    EmbeddedFace embedded;
  };
  static Result<Loaded> loadFace(const std::string& directory, Face face);
  static std::size_t index(Face face) { return static_cast<std::size_t>(face); }
  std::array<Loaded, kFaces> faces_;
};

/// Every letter Vietnamese needs, upper and lower case, without ASCII.
std::u32string vietnameseLetters();

}  // namespace tdkt::templates
