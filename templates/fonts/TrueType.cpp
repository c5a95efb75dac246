#include "templates/fonts/TrueType.h"

#include <cmath>
#include <stdexcept>

namespace tdkt::templates {
namespace {

constexpr std::uint32_t kWordArguments = 0x0001;
constexpr std::uint32_t kOneScale = 0x0008;
constexpr std::uint32_t kMoreParts = 0x0020;
constexpr std::uint32_t kTwoScales = 0x0040;
constexpr std::uint32_t kFourScales = 0x0080;
constexpr std::uint32_t kInstructions = 0x0100;

std::uint32_t bigEndian(std::string_view bytes, std::size_t offset, int octets) {
  if (offset > bytes.size() || bytes.size() - offset < static_cast<std::size_t>(octets)) {
    throw std::out_of_range("table is cut short");
  }
  std::uint32_t value = 0;
  for (int i = 0; i < octets; ++i) {
    value = (value << 8U) | static_cast<unsigned char>(bytes[offset + static_cast<std::size_t>(i)]);
  }
  return value;
}

void append(Bytes& out, std::uint32_t value, int octets) {
  for (int i = octets - 1; i >= 0; --i)
    out.push_back(static_cast<char>((value >> (8U * static_cast<unsigned>(i))) & 0xFFU));
}

void replace(Bytes& out, std::size_t offset, std::uint32_t value, int octets) {
  Bytes number;
  append(number, value, octets);
  out.replace(offset, number.size(), number);
}

/// Length of one component record, whose flags are given.
std::size_t partLength(std::uint32_t flags) {
  std::size_t length = 4 + ((flags & kWordArguments) != 0 ? 4U : 2U);
  if ((flags & kOneScale) != 0) length += 2;
  if ((flags & kTwoScales) != 0) length += 4;
  if ((flags & kFourScales) != 0) length += 8;
  return length;
}

Bytes unhintedParts(std::string_view glyph) {
  Bytes out(glyph);
  std::size_t at = 10;
  std::uint32_t flags = kMoreParts;
  while ((flags & kMoreParts) != 0) {
    flags = bigEndian(glyph, at, 2);
    replace(out, at, flags & ~kInstructions, 2);
    at += partLength(flags);
  }
  if (at > out.size()) throw std::out_of_range("glyph is cut short");
  out.resize(at);
  return out;
}

/// The outline without its hinting program: PDF readers do not need it and it is half of the font.
Bytes unhinted(std::string_view glyph) {
  if (glyph.empty()) return {};
  const auto contours = static_cast<std::int16_t>(bigEndian(glyph, 0, 2));
  if (contours < 0) return unhintedParts(glyph);
  const std::size_t at = 10 + 2 * static_cast<std::size_t>(contours);
  const std::size_t program = bigEndian(glyph, at, 2);
  if (at + 2 + program > glyph.size()) throw std::out_of_range("glyph is cut short");
  Bytes out(glyph.substr(0, at));
  append(out, 0, 2);
  out += glyph.substr(at + 2 + program);
  return out;
}

std::uint32_t checksum(std::string_view bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i + 4 <= bytes.size(); i += 4) sum += bigEndian(bytes, i, 4);
  return sum;
}

/// Puts tables into one file, each at a multiple of four octets.
Bytes assemble(const std::map<std::string, Bytes>& tables) {
  std::uint32_t power = 1;
  std::uint32_t log = 0;
  while (power <= tables.size() / 2) {
    power *= 2;
    ++log;
  }
  Bytes out;
  append(out, 0x00010000, 4);
  append(out, static_cast<std::uint32_t>(tables.size()), 2);
  append(out, power * 16, 2);
  append(out, log, 2);
  append(out, static_cast<std::uint32_t>(tables.size()) * 16 - power * 16, 2);
  std::size_t offset = 12 + 16 * tables.size();
  Bytes content;
  for (const auto& [tag, bytes] : tables) {
    Bytes padded = bytes;
    padded.resize((bytes.size() + 3) / 4 * 4, '\0');
    out += tag;
    append(out, checksum(padded), 4);
    append(out, static_cast<std::uint32_t>(offset + content.size()), 4);
    append(out, static_cast<std::uint32_t>(bytes.size()), 4);
    content += padded;
  }
  return out + content;
}

}  // namespace

Result<TrueType> TrueType::read(Bytes file) {
  try {
    TrueType font;
    font.file_ = std::move(file);
    font.parse();
    return font;
  } catch (const std::exception& e) {
    return inputError("templates.font.malformed", e.what());
  }
}

std::uint32_t TrueType::number(std::size_t offset, int octets) const {
  return bigEndian(file_, offset, octets);
}

int TrueType::scaled(int units) const {
  return static_cast<int>(std::lround(units * 1000.0 / unitsPerEm_));
}

std::size_t TrueType::table(const std::string& tag) const {
  const auto found = tables_.find(tag);
  if (found == tables_.end()) throw std::runtime_error("no table " + tag);
  return found->second.offset;
}

void TrueType::parse() {
  readTables();
  const std::size_t head = table("head");
  unitsPerEm_ = static_cast<int>(number(head + 18, 2));
  if (unitsPerEm_ < 16) throw std::runtime_error("impossible unitsPerEm");
  longOffsets_ = number(head + 50, 2) != 0;
  glyphCount_ = number(table("maxp") + 4, 2);
  for (std::size_t i = 0; i < 4; ++i) metrics_.box[i] = scaled(signedAt(head + 36 + 2 * i));
  const std::size_t hhea = table("hhea");
  metrics_.ascent = scaled(signedAt(hhea + 4));
  metrics_.descent = scaled(signedAt(hhea + 6));
  metrics_.capHeight = scaled(signedAt(table("OS/2") + 88));
  metrics_.italicAngle = static_cast<std::int32_t>(number(table("post") + 4, 4)) / 65536.0;
  readWidths();
  readLetters();
}

void TrueType::readTables() {
  const std::size_t count = number(4, 2);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = 12 + 16 * i;
    const Table entry{number(at + 8, 4), number(at + 12, 4)};
    if (entry.offset + entry.length > file_.size()) throw std::out_of_range("table is cut short");
    tables_[file_.substr(at, 4)] = entry;
  }
}

void TrueType::readWidths() {
  const std::size_t full = number(table("hhea") + 34, 2);
  const std::size_t hmtx = table("hmtx");
  if (full == 0) throw std::runtime_error("no widths");
  for (std::size_t i = 0; i < glyphCount_; ++i) {
    widths_.push_back(scaled(static_cast<int>(number(hmtx + 4 * std::min(i, full - 1), 2))));
  }
}

void TrueType::readLetters() {
  letters_.assign(0x10000, 0);
  const std::size_t cmap = table("cmap");
  const std::size_t count = number(cmap + 2, 2);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = cmap + 4 + 8 * i;
    const bool unicode = number(at, 2) == 3 && number(at + 2, 2) == 1;
    const std::size_t base = cmap + number(at + 4, 4);
    if (!unicode || number(base, 2) != 4) continue;
    const std::size_t segments = number(base + 6, 2) / 2;
    for (std::size_t s = 0; s < segments; ++s) readSegment(base, segments, s);
    return;
  }
  throw std::runtime_error("no Unicode cmap of format 4");
}

void TrueType::readSegment(std::size_t base, std::size_t segments, std::size_t index) {
  const std::uint32_t last = number(base + 14 + 2 * index, 2);
  const std::uint32_t first = number(base + 16 + 2 * (segments + index), 2);
  const std::uint32_t delta = number(base + 16 + 2 * (2 * segments + index), 2);
  const std::size_t rangeAt = base + 16 + 2 * (3 * segments + index);
  const std::uint32_t range = number(rangeAt, 2);
  for (std::uint32_t c = first; c <= last && c != 0xFFFF; ++c) {
    std::uint32_t glyph = c;
    if (range != 0) glyph = number(rangeAt + range + 2 * static_cast<std::size_t>(c - first), 2);
    if (range != 0 && glyph == 0) continue;
    letters_[c] = static_cast<std::uint16_t>(glyph + delta);
    if (letters_[c] >= glyphCount_) throw std::out_of_range("cmap names a glyph that does not exist");
  }
}

std::uint16_t TrueType::glyph(char32_t letter) const {
  return letter < letters_.size() ? letters_[letter] : 0;
}

int TrueType::advance(std::uint16_t glyph) const {
  return glyph < widths_.size() ? widths_[glyph] : 0;
}

std::string_view TrueType::outline(std::uint16_t glyph) const {
  const std::size_t loca = table("loca");
  const std::size_t size = longOffsets_ ? 4 : 2;
  const std::size_t unit = longOffsets_ ? 1 : 2;
  const std::size_t from = number(loca + size * glyph, static_cast<int>(size)) * unit;
  const std::size_t to = number(loca + size * (glyph + 1U), static_cast<int>(size)) * unit;
  if (to < from || to > tables_.at("glyf").length) throw std::out_of_range("loca is out of order");
  return std::string_view(file_).substr(table("glyf") + from, to - from);
}

void TrueType::addParts(std::uint16_t glyph, std::set<std::uint16_t>& all) const {
  const std::string_view shape = outline(glyph);
  if (shape.empty() || static_cast<std::int16_t>(bigEndian(shape, 0, 2)) >= 0) return;
  std::size_t at = 10;
  std::uint32_t flags = kMoreParts;
  while ((flags & kMoreParts) != 0) {
    flags = bigEndian(shape, at, 2);
    const auto part = static_cast<std::uint16_t>(bigEndian(shape, at + 2, 2));
    if (all.insert(part).second) addParts(part, all);
    at += partLength(flags);
  }
}

Bytes TrueType::subset(std::set<std::uint16_t> glyphs) const {
  glyphs.insert(0);
  for (const std::uint16_t glyph : std::vector<std::uint16_t>(glyphs.begin(), glyphs.end()))
    addParts(glyph, glyphs);
  std::map<std::string, Bytes> out;
  for (const char* tag : {"head", "hhea", "maxp", "hmtx"}) {
    out[tag] = file_.substr(table(tag), tables_.at(tag).length);
  }
  replace(out["head"], 8, 0, 4);   // checkSumAdjustment: no PDF reader looks at it
  replace(out["head"], 50, 1, 2);  // long offsets below
  Bytes& glyf = out["glyf"];
  Bytes& loca = out["loca"];
  for (std::size_t i = 0; i < glyphCount_; ++i) {
    append(loca, static_cast<std::uint32_t>(glyf.size()), 4);
    if (glyphs.count(static_cast<std::uint16_t>(i)) == 0) continue;
    glyf += unhinted(outline(static_cast<std::uint16_t>(i)));
    glyf.resize((glyf.size() + 3) / 4 * 4, '\0');
  }
  append(loca, static_cast<std::uint32_t>(glyf.size()), 4);
  return assemble(out);
}

}  // namespace tdkt::templates
