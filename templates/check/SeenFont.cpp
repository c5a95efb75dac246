#include "templates/check/SeenFont.h"

#include <podofo/base/PdfArray.h>
#include <podofo/base/PdfDictionary.h>
#include <podofo/base/PdfName.h>
#include <podofo/base/PdfOutputStream.h>
#include <podofo/base/PdfStream.h>

#include <algorithm>
#include <vector>

#include "workflow/base/Bytes.h"

namespace tdkt::templates::check {
namespace {

using namespace PoDoFo;

constexpr const char* kUnknownLetter = "\xEF\xBF\xBD";
constexpr unsigned kMaxRange = 0x10000;  // codes of one row; a font has no more

void appendUtf8(std::string& out, unsigned letter) {
  if (letter < 0x80) {
    out += static_cast<char>(letter);
  } else if (letter < 0x800) {
    out += static_cast<char>(0xC0U | (letter >> 6U));
    out += static_cast<char>(0x80U | (letter & 0x3FU));
  } else if (letter < 0x10000) {
    out += static_cast<char>(0xE0U | (letter >> 12U));
    out += static_cast<char>(0x80U | ((letter >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (letter & 0x3FU));
  } else {
    out += static_cast<char>(0xF0U | ((letter >> 18U) & 0x07U));
    out += static_cast<char>(0x80U | ((letter >> 12U) & 0x3FU));
    out += static_cast<char>(0x80U | ((letter >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (letter & 0x3FU));
  }
}

std::vector<unsigned> unitsOf(const Bytes& octets) {
  std::vector<unsigned> out;
  for (std::size_t i = 0; i + 1 < octets.size(); i += 2) {
    out.push_back((static_cast<unsigned char>(octets[i]) << 8U) | static_cast<unsigned char>(octets[i + 1]));
  }
  return out;
}

/// UTF-16BE with `step` added to its last unit; a lone surrogate is no letter.
std::string utf8Of(const Bytes& octets, unsigned step) {
  std::vector<unsigned> units = unitsOf(octets);
  if (units.empty()) return {};
  units.back() += step;
  std::string out;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const bool high = units[i] >= 0xD800 && units[i] < 0xDC00;
    if (high && i + 1 < units.size() && units[i + 1] >= 0xDC00 && units[i + 1] < 0xE000) {
      appendUtf8(out, 0x10000U + ((units[i] - 0xD800U) << 10U) + (units[i + 1] - 0xDC00U));
      ++i;
    } else if (units[i] >= 0xD800 && units[i] < 0xE000) {
      out += kUnknownLetter;
    } else {
      appendUtf8(out, units[i] & 0xFFFFU);
    }
  }
  return out;
}

unsigned codeOf(const Bytes& octets) {
  unsigned out = 0;
  for (const char c : octets) out = (out << 8U) | static_cast<unsigned char>(c);
  return out;
}

struct Token {
  enum Kind { kHex, kOpen, kClose, kWord, kEnd } kind = kEnd;
  Bytes octets;
  std::string word;
};

/// The few words of a ToUnicode map that matter. Source: ISO 32000-1 §9.10.3.
class CMapTokens {
 public:
  explicit CMapTokens(std::string_view text) : text_(text) {}

  Token next() {
    skipSpace();
    if (at_ >= text_.size()) return {};
    const char c = text_[at_];
    if (c == '[' || c == ']') {
      ++at_;
      return {c == '[' ? Token::kOpen : Token::kClose, {}, {}};
    }
    if (c == '<' && at_ + 1 < text_.size() && text_[at_ + 1] != '<') return hex();
    const std::size_t start = at_++;
    while (at_ < text_.size() && std::string_view(" \t\r\n\f<>[]%").find(text_[at_]) == std::string::npos)
      ++at_;
    return {Token::kWord, {}, std::string(text_.substr(start, at_ - start))};
  }

 private:
  void skipSpace() {
    while (at_ < text_.size()) {
      if (text_[at_] == '%') at_ = std::min(text_.find_first_of("\r\n", at_), text_.size());
      if (at_ >= text_.size() || std::string_view(" \t\r\n\f").find(text_[at_]) == std::string::npos) return;
      ++at_;
    }
  }

  Token hex() {
    const std::size_t end = std::min(text_.find('>', at_), text_.size());
    std::string digits;
    for (const char c : text_.substr(at_ + 1, end - at_ - 1)) {
      if (std::string_view(" \t\r\n\f").find(c) == std::string::npos) digits += c;
    }
    at_ = std::min(end + 1, text_.size());
    if (digits.size() % 2 != 0) digits += '0';
    return {Token::kHex, fromHex(digits).value_or(Bytes()), {}};
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

bool contains(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

const PdfObject* resolved(const PdfVecObjects& objects, const PdfObject* object) {
  for (int steps = 0; object != nullptr && object->IsReference(); ++steps) {
    if (steps == 16) return nullptr;
    object = objects.GetObject(object->GetReference());
  }
  return object;
}

const PdfObject* entry(const PdfVecObjects& objects, const PdfObject& dictionary, const char* key) {
  if (!dictionary.IsDictionary()) return nullptr;
  return resolved(objects, dictionary.GetDictionary().GetKey(PdfName(key)));
}

double numberOf(const PdfObject* object, double fallback) {
  return object != nullptr && (object->IsNumber() || object->IsReal()) ? object->GetReal() : fallback;
}

Bytes unfiltered(const PdfObject& object) {
  if (!object.HasStream()) return {};
  PdfMemoryOutputStream out;
  const_cast<PdfObject&>(object).GetStream()->GetFilteredCopy(&out);  // PoDoFo 0.9 loads on first use
  out.Close();
  char* buffer = out.TakeBuffer();
  Bytes octets(buffer, static_cast<std::size_t>(out.GetLength()));
  podofo_free(buffer);
  return octets;
}

SeenFont::SeenFont(const PdfVecObjects& objects, const PdfObject& font) {
  const PdfObject* base = entry(objects, font, "BaseFont");
  if (base != nullptr && base->IsName()) name_ = base->GetName().GetName();
  if (name_.size() > 7 && name_[6] == '+') name_.erase(0, 7);
  bold_ = contains(name_, "Bold") || contains(name_, "bold");
  italic_ = contains(name_, "Italic") || contains(name_, "italic") || contains(name_, "Oblique");
  const PdfObject* descendants = entry(objects, font, "DescendantFonts");
  twoOctets_ = descendants != nullptr && descendants->IsArray() && !descendants->GetArray().empty();
  if (twoOctets_) {
    const PdfObject* first = resolved(objects, &descendants->GetArray()[0]);
    if (first != nullptr) readCidWidths(objects, *first);
  } else {
    readWidths(objects, font);
  }
  const PdfObject* map = entry(objects, font, "ToUnicode");
  if (map != nullptr && map->HasStream()) readToUnicode(unfiltered(*map));
}

void SeenFont::readWidths(const PdfVecObjects& objects, const PdfObject& font) {
  defaultWidth_ = 500;
  auto code = static_cast<unsigned>(numberOf(entry(objects, font, "FirstChar"), 0));
  const PdfObject* widths = entry(objects, font, "Widths");
  if (widths == nullptr || !widths->IsArray()) return;
  for (const PdfObject& width : widths->GetArray()) {
    widths_[code++] = numberOf(resolved(objects, &width), defaultWidth_);
  }
}

/// Source: ISO 32000-1 §9.7.4.3: "first [w w w]" or "first last w".
void SeenFont::readCidWidths(const PdfVecObjects& objects, const PdfObject& descendant) {
  defaultWidth_ = numberOf(entry(objects, descendant, "DW"), 1000);
  const PdfObject* rows = entry(objects, descendant, "W");
  if (rows == nullptr || !rows->IsArray()) return;
  const PdfArray& array = rows->GetArray();
  for (std::size_t i = 0; i + 1 < array.size();) {
    auto code = static_cast<unsigned>(numberOf(resolved(objects, &array[i]), 0));
    const PdfObject* second = resolved(objects, &array[i + 1]);
    if (second != nullptr && second->IsArray()) {
      for (const PdfObject& width : second->GetArray())
        widths_[code++] = numberOf(resolved(objects, &width), defaultWidth_);
      i += 2;
    } else {
      if (i + 2 >= array.size()) return;
      const auto last = static_cast<unsigned>(numberOf(second, 0));
      const double width = numberOf(resolved(objects, &array[i + 2]), defaultWidth_);
      for (unsigned n = 0; code + n <= last && n < kMaxRange; ++n) widths_[code + n] = width;
      i += 3;
    }
  }
}

void SeenFont::readToUnicode(std::string_view cmap) {
  CMapTokens tokens(cmap);
  bool range = false;
  bool inside = false;
  std::vector<Bytes> row;
  for (Token token = tokens.next(); token.kind != Token::kEnd; token = tokens.next()) {
    if (token.kind == Token::kWord) {
      inside = token.word == "beginbfchar" || token.word == "beginbfrange";
      range = token.word == "beginbfrange";
      row.clear();
    } else if (inside && token.kind == Token::kOpen && row.size() == 2) {
      unsigned code = codeOf(row[0]);
      for (token = tokens.next(); token.kind == Token::kHex; token = tokens.next())
        letters_[code++] = utf8Of(token.octets, 0);
      row.clear();
    } else if (inside && token.kind == Token::kHex) {
      row.push_back(token.octets);
      if (!range && row.size() == 2) {
        letters_[codeOf(row[0])] = utf8Of(row[1], 0);
        row.clear();
      } else if (range && row.size() == 3) {
        const unsigned first = codeOf(row[0]);
        const unsigned last = codeOf(row[1]);
        for (unsigned n = 0; first + n <= last && n < kMaxRange; ++n) letters_[first + n] = utf8Of(row[2], n);
        row.clear();
      }
    }
  }
}

SeenGlyph SeenFont::next(std::string_view octets, std::size_t& at) const {
  unsigned code = static_cast<unsigned char>(octets[at++]);
  if (twoOctets_) code = (code << 8U) | (at < octets.size() ? static_cast<unsigned char>(octets[at++]) : 0U);
  SeenGlyph out;
  const auto width = widths_.find(code);
  out.width = width == widths_.end() ? defaultWidth_ : width->second;
  const auto letter = letters_.find(code);
  if (letter != letters_.end()) {
    out.text = letter->second;
  } else if (!twoOctets_ && code >= 0x20 && code < 0x7F) {
    out.text = std::string(1, static_cast<char>(code));
  } else {
    out.text = kUnknownLetter;
  }
  out.space = !twoOctets_ && code == 0x20;
  return out;
}

}  // namespace tdkt::templates::check
