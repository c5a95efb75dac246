#pragma once
// What the history says of a council's ballot: who did what, never how somebody voted.

#include <string>

#include "connector/directory/Directory.h"
#include "workflow/council/BallotEvent.h"

namespace tdkt::pages {

/// One Vietnamese sentence; empty for what tells people nothing.
std::string ballotSentence(const workflow::BallotEvent& event, const directory::Directory& directory);

}  // namespace tdkt::pages
