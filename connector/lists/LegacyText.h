#pragma once
// Text typed before Unicode: TCVN3 (fonts .VnTime, .VnTimeH) and VNI (fonts VNI-Times). Such text reaches us
// as Latin-1 letters that only look right in the old font.
// Source: TCVN 5712:1993 (VN3), VNI-Windows code table.

#include <optional>
#include <string>
#include <string_view>

namespace tdkt::lists {

enum class LegacyEncoding {
  kTcvn3,
  kTcvn3Capitals,  ///< fonts whose name ends in H show small letters as capitals
  kVni
};

/// "tcvn3", "tcvn3-capitals", "vni".
const char* toString(LegacyEncoding encoding);
std::optional<LegacyEncoding> legacyEncodingOf(std::string_view name);

/// Which encoding a font stands for; nothing for a Unicode font. ".VnTime", ".VnArialH", "VNI-Times"…
std::optional<LegacyEncoding> encodingOfFont(std::string_view font);

/// The text in NFC; nothing when a letter does not exist in the encoding (so it was not typed in it).
std::optional<std::string> decodeLegacy(LegacyEncoding encoding, std::string_view utf8);

/// Whether the text holds anything but ASCII: only such text can have been misread.
bool hasAccents(std::string_view utf8);
/// Whether every word with a letter beyond ASCII is a possible Vietnamese syllable, with capitals only at its
/// start or throughout.
bool readsAsVietnamese(std::string_view utf8);

}  // namespace tdkt::lists
