#include "connector/lists/LegacyText.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "connector/lists/VietnameseSyllable.h"
#include "workflow/base/Text.h"

namespace tdkt::lists {
namespace {

void appendUtf8(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0U | (c >> 6U));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  } else {
    out += static_cast<char>(0xE0U | (c >> 12U));
    out += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  }
}

class Converter {
 public:
  Converter(const char* to, const char* from) : handle_(iconv_open(to, from)) {}
  ~Converter() {
    if (open()) iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  std::optional<std::string> convert(std::string octets) {
    if (!open()) return std::nullopt;
    std::string out(octets.size() * 4 + 16, '\0');
    char* from = octets.data();
    char* to = out.data();
    std::size_t left = octets.size();
    std::size_t room = out.size();
    const bool whole = iconv(handle_, &from, &left, &to, &room) != static_cast<std::size_t>(-1) &&
                       left == 0 &&
                       iconv(handle_, nullptr, nullptr, &to, &room) != static_cast<std::size_t>(-1);
    if (!whole) return std::nullopt;
    out.resize(out.size() - room);
    return out;
  }

 private:
  bool open() const { return handle_ != reinterpret_cast<iconv_t>(-1); }  // NOLINT: the sentinel of iconv(3)
  iconv_t handle_;
};

/// VN3, the part that was typed, has no capitals with a tone: those codes belong to VN2 and were never used.
bool isInVn3(const std::string& utf8) {
  constexpr std::u32string_view kCapitals = U"ĂÂÊÔƠƯĐ";
  const auto letters = text::codePoints(utf8);
  const auto lower = text::codePoints(text::lower(utf8));
  for (std::size_t i = 0; i < letters.size(); ++i) {
    const bool capital = i < lower.size() && letters[i] != lower[i] && letters[i] > 0x7F;
    const bool mark = letters[i] >= 0x300 && letters[i] < 0x370;
    if (mark || (capital && kCapitals.find(letters[i]) == std::u32string_view::npos)) return false;
  }
  return true;
}

std::optional<std::string> decodeTcvn3(std::string_view utf8) {
  std::string octets;
  for (const char32_t c : text::codePoints(utf8)) {
    // 00–1F are capitals in TCVN 5712 but were never typed; 80–A0 are marks that stand alone.
    const bool used = (c >= 0x20 && c < 0x7F) || (c > 0xA0 && c <= 0xFE) || c == '\n' || c == '\t';
    if (!used && c != 0xAD) return std::nullopt;
    octets += static_cast<char>(c);
  }
  const auto read = Converter("UTF-8", "TCVN5712-1").convert(std::move(octets));
  if (!read) return std::nullopt;
  auto out = text::nfc(*read);
  return out && isInVn3(*out) ? std::optional<std::string>(std::move(*out)) : std::nullopt;
}

struct VniBase {
  char32_t base;
  std::u32string_view marks;
  std::u32string_view letters;
};

// The letter before a mark decides what the mark means; every mark has its capital 32 below.
constexpr std::array<VniBase, 7> kVniPairs = {{
    {U'a', U"ùøûõïâáàåãäêéèúüë", U"áàảãạâấầẩẫậăắằẳẵặ"},
    {U'e', U"ùøûõïâáàåãä", U"éèẻẽẹêếềểễệ"},
    {U'o', U"ùøûõïâáàåãä", U"óòỏõọôốồổỗộ"},
    {U'ô', U"ùøûõï", U"ớờởỡợ"},
    {U'u', U"ùøûõï", U"úùủũụ"},
    {U'ö', U"ùøûõï", U"ứừửữự"},
    {U'y', U"ùøûõ", U"ýỳỷỹ"},
}};
constexpr std::u32string_view kVniSingles = U"íìæóòñôöî";
constexpr std::u32string_view kVniSingleLetters = U"íìỉĩịđơưỵ";

char32_t small(char32_t c) {
  const bool capital = (c >= U'A' && c <= U'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7);
  return capital ? c + 32 : c;
}

char32_t pairOf(char32_t base, char32_t mark) {
  for (const VniBase& row : kVniPairs) {
    const std::size_t at = row.base == base ? row.marks.find(mark) : std::u32string_view::npos;
    if (at != std::u32string_view::npos) return row.letters[at];
  }
  return 0;
}

void appendLetter(std::string& out, char32_t letter, bool capital) {
  std::string utf8;
  appendUtf8(utf8, letter);
  out += capital ? text::upper(utf8) : utf8;
}

std::optional<std::string> decodeVni(std::string_view utf8) {
  const auto given = text::codePoints(utf8);
  std::string out;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const char32_t letter = small(given[i]);
    const bool capital = letter != given[i];
    const char32_t pair = i + 1 < given.size() ? pairOf(letter, small(given[i + 1])) : 0;
    if (pair != 0) {
      appendLetter(out, pair, capital);
      ++i;
      continue;
    }
    if (given[i] < 0x80) {
      out += static_cast<char>(given[i]);
      continue;
    }
    const std::size_t single = kVniSingles.find(letter);
    if (single == std::u32string_view::npos) return std::nullopt;
    appendLetter(out, kVniSingleLetters[single], capital);
  }
  return out;
}

/// What stands beyond ASCII counts as a letter, because a misread letter looks like any sign; true
/// punctuation is elsewhere.
bool isLetter(char32_t c) {
  const bool punctuation = c >= 0x2000 && c < 0x2200;
  return (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z') || (c > 0xA0 && !punctuation);
}

/// "Nguyễn" and "NGUYỄN", not "NguyỄn".
bool isCasedLikeAWord(const std::string& word) {
  const std::string lower = text::lower(word);
  if (word == lower || word == text::upper(word)) return true;
  const auto given = text::codePoints(word);
  const auto small = text::codePoints(lower);
  return given.size() == small.size() && std::equal(given.begin() + 1, given.end(), small.begin() + 1);
}

bool readsWell(const std::string& word) {
  return !hasAccents(word) || (isCasedLikeAWord(word) && isVietnameseSyllable(word));
}

}  // namespace

const char* toString(LegacyEncoding encoding) {
  switch (encoding) {
    case LegacyEncoding::kTcvn3:
      return "tcvn3";
    case LegacyEncoding::kTcvn3Capitals:
      return "tcvn3-capitals";
    case LegacyEncoding::kVni:
      return "vni";
  }
  return "";
}

std::optional<LegacyEncoding> legacyEncodingOf(std::string_view name) {
  for (const auto encoding : {LegacyEncoding::kTcvn3, LegacyEncoding::kTcvn3Capitals, LegacyEncoding::kVni}) {
    if (name == toString(encoding)) return encoding;
  }
  return std::nullopt;
}

std::optional<LegacyEncoding> encodingOfFont(std::string_view font) {
  const std::string name = text::lower(font);
  if (name.rfind("vni-", 0) == 0) return LegacyEncoding::kVni;
  if (name.rfind(".vn", 0) != 0) return std::nullopt;
  return name.back() == 'h' ? LegacyEncoding::kTcvn3Capitals : LegacyEncoding::kTcvn3;
}

std::optional<std::string> decodeLegacy(LegacyEncoding encoding, std::string_view utf8) {
  if (encoding == LegacyEncoding::kVni) return decodeVni(utf8);
  auto out = decodeTcvn3(utf8);
  if (out && encoding == LegacyEncoding::kTcvn3Capitals) out = text::upper(*out);
  return out;
}

bool hasAccents(std::string_view utf8) {
  return std::any_of(utf8.begin(), utf8.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

bool readsAsVietnamese(std::string_view utf8) {
  std::string word;
  for (const char32_t c : text::codePoints(utf8)) {
    if (isLetter(c)) {
      appendUtf8(word, c);
    } else {
      if (!readsWell(word)) return false;
      word.clear();
    }
  }
  return readsWell(word);
}

}  // namespace tdkt::lists
