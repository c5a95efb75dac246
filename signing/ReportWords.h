#pragma once
// Words that the text report and the page share. Private to signing/.

#include <string>

#include "signing/Verifier.h"

namespace tdkt::signing {

/// What a level means, in Vietnamese.
const char* levelWords(const std::string& level);
/// "VALID", "NOT VALID", "UNDETERMINED".
const char* englishOf(Verdict verdict);

}  // namespace tdkt::signing
