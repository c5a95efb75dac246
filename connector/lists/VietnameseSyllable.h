#pragma once
// Could this word be Vietnamese? Tells real text from text read with the wrong code table; never a reason to
// refuse a name that is written in Vietnamese letters.

#include <string_view>

namespace tdkt::lists {

/// One word, any case, NFC. True for what the spelling rules allow: an initial, a rhyme, one tone that the
/// rhyme can bear ("nguyễn", "Gì", "quốc"), with the tone mark on any vowel of the rhyme. False for anything
/// else, foreign names too.
bool isVietnameseSyllable(std::string_view word);

}  // namespace tdkt::lists
