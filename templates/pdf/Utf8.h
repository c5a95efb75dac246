#pragma once
// Walks over text that is known to be UTF-8; cheaper than a vector of letters in the inner loops of layout.

#include <string_view>

namespace tdkt::templates {

/// The letter at `at`, which moves behind it. The text must be well-formed.
inline char32_t nextLetter(std::string_view utf8, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(utf8[at++]);
  if (lead < 0x80) return lead;
  const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
  char32_t letter = lead & (0x3FU >> static_cast<unsigned>(more));
  for (int i = 0; i < more && at < utf8.size(); ++i) {
    letter = (letter << 6U) | (static_cast<unsigned char>(utf8[at++]) & 0x3FU);
  }
  return letter;
}

template <class F>
void forEachLetter(std::string_view utf8, F&& visit) {
  for (std::size_t at = 0; at < utf8.size();) visit(nextLetter(utf8, at));
}

inline constexpr std::string_view kNoBreakSpace = "\xC2\xA0";

}  // namespace tdkt::templates
