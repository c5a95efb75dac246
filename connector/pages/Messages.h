#pragma once
// Error codes as Vietnamese sentences that tell a person what to do next. One table.

#include <string>
#include <string_view>

#include "workflow/base/Error.h"

namespace tdkt::pages {

/// The sentence for a code; for an unknown one a general sentence with the code in it. A field is named when
/// there is one.
std::string sentenceFor(const Error& error);
/// Whether the table has its own sentence for this code.
bool hasSentence(std::string_view code);

}  // namespace tdkt::pages
