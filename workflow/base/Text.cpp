#include "workflow/base/Text.h"

#include <unicode/coll.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <array>
#include <memory>

namespace tdkt::text {
namespace {

const icu::Normalizer2& normalizer(bool compose) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* instance =
      compose ? icu::Normalizer2::getNFCInstance(status) : icu::Normalizer2::getNFDInstance(status);
  if (U_FAILURE(status) || instance == nullptr) stopOnMisuse("ICU has no normalizer data");
  return *instance;
}

icu::UnicodeString fromUtf8(std::string_view utf8) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())));
}

std::string toUtf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

icu::UnicodeString normalized(const icu::UnicodeString& text, bool compose) {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString out = normalizer(compose).normalize(text, status);
  return U_FAILURE(status) ? text : out;
}

enum class Letters {
  kNotUtf8,
  kComposed,  ///< only letters that are their own composed form: the Latin and the Vietnamese ones
  kOthers
};

/// Below U+0300 and from U+1EA0 to U+1EFF no code point composes with what stands before it.
/// Source: Unicode UAX #15, Quick_Check; DerivedNormalizationProps, NFC_QC.
Letters lettersOf(std::string_view utf8) {
  const auto length = static_cast<int32_t>(utf8.size());
  bool composed = true;
  for (int32_t i = 0; i < length;) {
    UChar32 c = 0;
    U8_NEXT(utf8.data(), i, length, c);
    if (c < 0) return Letters::kNotUtf8;
    composed = composed && (c < 0x300 || (c >= 0x1EA0 && c <= 0x1EFF));
  }
  return composed ? Letters::kComposed : Letters::kOthers;
}

bool isUtf8(std::string_view utf8) {
  return lettersOf(utf8) != Letters::kNotUtf8;
}

const icu::Locale& vietnamese() {
  static const icu::Locale locale("vi", "VN");
  return locale;
}

bool isInvisible(UChar32 c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF ||
         (c >= 0xFFF9 && c <= 0xFFFB);
}

/// Letters and spaces that look Vietnamese but are another code point.
UChar32 foldLookalike(UChar32 c) {
  switch (c) {
    case 0x00D0:
    case 0x0189:
      return 0x0110;  // Icelandic eth and African D for Đ
    case 0x00F0:
    case 0x0256:
      return 0x0111;
    case 0x00A0:
    case 0x202F:
    case 0x3000:
      return 0x20;
    default:
      return (c >= 0x2000 && c <= 0x200A) ? 0x20 : c;
  }
}

icu::UnicodeString collapseSpaces(const icu::UnicodeString& text) {
  icu::UnicodeString out;
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const UChar32 c = text.char32At(i);
    if (c == 0x20 && (out.isEmpty() || out.char32At(out.length() - 1) == 0x20)) continue;
    out.append(c);
  }
  return out.trim();
}

constexpr std::array<const char*, 10> kDigits = {"không", "một", "hai", "ba",  "bốn",
                                                 "năm",   "sáu", "bảy", "tám", "chín"};

/// Tens and units, where Vietnamese changes the word for 1, 4 and 5 after a ten.
std::string tensInWords(int tens, int units) {
  std::string out = tens == 1 ? "mười" : std::string(kDigits[tens]) + " mươi";
  if (units == 0) return out;
  if (units == 5) return out + " lăm";
  if (units == 1 && tens > 1) return out + " mốt";
  return out + " " + kDigits[units];
}

/// 0…999. `full` asks for the hundreds and "linh" of a group that follows a higher one.
std::string groupInWords(int value, bool full) {
  const int hundreds = value / 100;
  const int tens = value / 10 % 10;
  const int units = value % 10;
  std::string out;
  if (hundreds > 0 || full) out = std::string(kDigits[hundreds]) + " trăm";
  const auto append = [&out](const std::string& words) { out += (out.empty() ? "" : " ") + words; };
  if (tens > 0) {
    append(tensInWords(tens, units));
  } else if (units > 0) {
    if (!out.empty()) append("linh");
    append(kDigits[units]);
  }
  return out;
}

/// The place of a tone in oa, oe, uy: both spellings fold alike because the tone mark itself is dropped.
icu::UnicodeString dropMarks(const icu::UnicodeString& text) {
  icu::UnicodeString out;
  const icu::UnicodeString parts = normalized(text, false);
  for (int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) {
    const UChar32 c = parts.char32At(i);
    if (c >= 0x0300 && c <= 0x036F) continue;
    out.append(c == 0x0111 ? UChar32{'d'} : c == 0x0110 ? UChar32{'D'} : c);
  }
  return out;
}

std::unique_ptr<icu::Collator> makeCollator() {
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<icu::Collator> collator(icu::Collator::createInstance(vietnamese(), status));
  if (U_FAILURE(status)) stopOnMisuse("ICU has no Vietnamese collation");
  return collator;
}

}  // namespace

Result<std::string> nfc(std::string_view utf8) {
  if (!isUtf8(utf8)) return inputError("text.utf8", "the text is not UTF-8");
  return toUtf8(normalized(fromUtf8(utf8), true));
}

bool isNfc(std::string_view utf8) {
  const auto letters = lettersOf(utf8);
  if (letters != Letters::kOthers) return letters == Letters::kComposed;
  UErrorCode status = U_ZERO_ERROR;
  return normalizer(true).isNormalizedUTF8({utf8.data(), static_cast<int32_t>(utf8.size())}, status) &&
         U_SUCCESS(status);
}

Result<std::string> cleanName(std::string_view utf8) {
  if (!isUtf8(utf8)) return inputError("text.utf8", "the text is not UTF-8");
  const icu::UnicodeString text = normalized(fromUtf8(utf8), true);
  icu::UnicodeString out;
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const UChar32 c = foldLookalike(text.char32At(i));
    if (isInvisible(c)) {
      return inputError("text.invisible", "an invisible or control character stands in the text");
    }
    out.append(c);
  }
  return toUtf8(collapseSpaces(out));
}

std::string withoutInvisible(std::string_view utf8) {
  if (!isUtf8(utf8)) return std::string(utf8);
  const icu::UnicodeString text = fromUtf8(utf8);
  icu::UnicodeString out;
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    if (!isInvisible(text.char32At(i))) out.append(text.char32At(i));
  }
  return toUtf8(out);
}

std::string upper(std::string_view utf8) {
  return toUtf8(fromUtf8(utf8).toUpper(vietnamese()));
}
std::string lower(std::string_view utf8) {
  return toUtf8(fromUtf8(utf8).toLower(vietnamese()));
}

std::string fold(std::string_view utf8) {
  return toUtf8(dropMarks(fromUtf8(utf8).toLower(vietnamese())));
}

std::string sortKey(std::string_view utf8) {
  thread_local const std::unique_ptr<icu::Collator> collator = makeCollator();
  const icu::UnicodeString text = normalized(fromUtf8(utf8), true);
  std::string key(64, '\0');
  for (;;) {
    const int32_t need =
        collator->getSortKey(text, reinterpret_cast<uint8_t*>(key.data()), static_cast<int32_t>(key.size()));
    if (need <= static_cast<int32_t>(key.size())) {
      key.resize(static_cast<std::size_t>(need > 0 ? need - 1 : 0));  // ICU counts a closing NUL
      return key;
    }
    key.resize(static_cast<std::size_t>(need));
  }
}

std::string personSortKey(std::string_view fullName) {
  const std::size_t last = fullName.rfind(' ');
  if (last == std::string_view::npos) return sortKey(fullName);
  const std::string_view given = fullName.substr(last + 1);
  const std::string_view before = fullName.substr(0, last);
  return sortKey(given) + std::string(1, '\0') + sortKey(before);
}

std::string escapeMarkup(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
    }
  }
  return out;
}

std::size_t length(std::string_view utf8) {
  return static_cast<std::size_t>(fromUtf8(utf8).countChar32());
}

std::vector<char32_t> codePoints(std::string_view utf8) {
  const icu::UnicodeString text = fromUtf8(utf8);
  std::vector<char32_t> out;
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    out.push_back(static_cast<char32_t>(text.char32At(i)));
  }
  return out;
}

std::string groupThousands(std::int64_t value) {
  std::string plain = std::to_string(value < 0 ? -value : value);
  for (int pos = static_cast<int>(plain.size()) - 3; pos > 0; pos -= 3)
    plain.insert(static_cast<std::size_t>(pos), ".");
  return value < 0 ? "-" + plain : plain;
}

std::string numberInWords(std::int64_t value) {
  if (value == 0) return kDigits[0];
  static constexpr std::array<std::pair<std::int64_t, const char*>, 4> kGroups = {
      {{1'000'000'000, " tỷ"}, {1'000'000, " triệu"}, {1'000, " nghìn"}, {1, ""}}};
  std::string out;
  for (const auto& [size, name] : kGroups) {
    const int group = static_cast<int>(value / size % 1000);
    if (group == 0) continue;
    out += (out.empty() ? "" : " ") + groupInWords(group, !out.empty()) + name;
  }
  return out;
}

std::string documentNumber(std::int64_t value) {
  return value < 10 ? "0" + std::to_string(value) : std::to_string(value);
}

}  // namespace tdkt::text
