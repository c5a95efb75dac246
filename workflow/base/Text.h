#pragma once
// Vietnamese text: one form (NFC), upper case, order, search folding, numbers in words. On ICU.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/base/Error.h"

namespace tdkt::text {

/// UTF-8 in NFC. Errors: kInput "text.utf8" when the input is not UTF-8.
Result<std::string> nfc(std::string_view utf8);
bool isNfc(std::string_view utf8);

/// What a name cell from outside becomes: NFC, the Icelandic eth (U+00D0/F0) and Ɖ folded to Đ/đ, no-break
/// and repeated spaces to one space, ends trimmed. Letters are otherwise never altered. Errors: kInput
/// "text.utf8", "text.invisible" (zero-width, soft hyphen, bidirectional or control characters).
Result<std::string> cleanName(std::string_view utf8);

/// The text without what cleanName() refuses as invisible, otherwise untouched; what is not UTF-8 comes back
/// as it is.
std::string withoutInvisible(std::string_view utf8);

/// Vietnamese upper and lower case ("đồng" → "ĐỒNG").
std::string upper(std::string_view utf8);
std::string lower(std::string_view utf8);

/// For searching: lower case, no tone and no hook, đ → d, hoà and hòa alike.
std::string fold(std::string_view utf8);

/// Bytes whose order is Vietnamese dictionary order (CLDR vi).
std::string sortKey(std::string_view utf8);
/// Bytes whose order is that of printed lists: given name (last word), then family name, then the middle.
std::string personSortKey(std::string_view fullName);

/// The text inside XML or HTML, in an element or a quoted attribute: & < > " ' as references, controls other
/// than tab and line feed as blanks (XML has no form for them). Octets that are not UTF-8 pass as they are.
/// Source: XML 1.0 §2.2, §2.4.
std::string escapeMarkup(std::string_view text);

/// Number of Unicode code points.
std::size_t length(std::string_view utf8);
std::vector<char32_t> codePoints(std::string_view utf8);

/// "1.800.000"
std::string groupThousands(std::int64_t value);
/// "một triệu tám trăm nghìn"; 0 ≤ value ≤ 999 999 999 999.
std::string numberInWords(std::int64_t value);
/// A number of a decision: below 10 it takes a leading zero ("05"). Source: NĐ 30/2020/NĐ-CP, Phụ lục I,
/// II.3.
std::string documentNumber(std::int64_t value);

}  // namespace tdkt::text
