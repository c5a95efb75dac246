#pragma once
// How a list was read, and who is proposed twice: shown beside the list in the panel and at the desk. Pure.

#include <string>
#include <vector>

#include "connector/directory/Directory.h"
#include "connector/inbox/ReadingNotes.h"
#include "connector/pages/DossierView.h"

namespace tdkt::pages {

/// For the template "list_notes". Equal changes are one row with all their cells. `links`: other dossiers may
/// be opened from here (the desk).
ViewJson readingNotesView(const std::vector<inbox::FileNotes>& files,
                          const std::vector<inbox::AlsoProposed>& twice,
                          const directory::Directory& directory, bool links);

/// The letters of a text that nobody sees or can tell apart, by their code points: "а (U+0430)".
std::string oddLetters(const std::string& text);

}  // namespace tdkt::pages
