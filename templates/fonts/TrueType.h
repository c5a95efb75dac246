#pragma once
// Reads one TrueType file: which glyph a letter has, how wide it is, and a smaller file with some glyphs
// only.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"

namespace tdkt::templates {

/// Vertical measures in 1/1000 of the type size.
struct FontMetrics {
  int ascent = 0;
  int descent = 0;  ///< negative
  int capHeight = 0;
  int box[4] = {0, 0, 0, 0};
  double italicAngle = 0;
};

/// Immutable after read(). Source: OpenType 1.9, tables head, hhea, hmtx, maxp, cmap (format 4), loca, glyf.
class TrueType {
 public:
  /// Errors: kInput "templates.font.malformed".
  static Result<TrueType> read(Bytes file);

  /// 0 when the font lacks the letter.
  std::uint16_t glyph(char32_t letter) const;
  /// Advance in 1/1000 of the type size, rounded; the PDF states the same number.
  int advance(std::uint16_t glyph) const;
  const FontMetrics& metrics() const { return metrics_; }
  /// A font file with the same glyph numbers where every other outline is empty and nothing is hinted.
  Bytes subset(std::set<std::uint16_t> glyphs) const;

 private:
  struct Table {
    std::size_t offset = 0;
    std::size_t length = 0;
  };
  TrueType() = default;
  void parse();
  void readTables();
  void readWidths();
  void readLetters();
  void readSegment(std::size_t base, std::size_t segments, std::size_t index);
  std::size_t table(const std::string& tag) const;
  std::uint32_t number(std::size_t offset, int octets) const;
  std::int16_t signedAt(std::size_t offset) const { return static_cast<std::int16_t>(number(offset, 2)); }
  int scaled(int units) const;
  std::string_view outline(std::uint16_t glyph) const;
  void addParts(std::uint16_t glyph, std::set<std::uint16_t>& all) const;

  Bytes file_;
  std::map<std::string, Table> tables_;
  int unitsPerEm_ = 1000;
  std::size_t glyphCount_ = 0;
  bool longOffsets_ = false;
  std::vector<std::uint16_t> letters_;
  std::vector<int> widths_;
  FontMetrics metrics_;
};

}  // namespace tdkt::templates
