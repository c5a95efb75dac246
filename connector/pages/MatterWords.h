#pragma once
// Vietnamese words for what steps keep: postings, opinions, consents.

#include <string>

#include "workflow/model/Matter.h"

namespace tdkt::pages {

const char* wordFor(workflow::PostingState state);    ///< "Đang công khai"
const char* wordFor(workflow::CommentKind kind);      ///< "Phản ánh, khiếu nại"
const char* wordFor(workflow::OpinionAnswer answer);  ///< "Đồng ý"

/// What a lapse rule makes of silence: "coi như không có ý kiến", "coi như đồng ý theo quy trình".
std::string wordForLapse(const std::string& policy);

/// One sentence for the history: what is new against the record before; empty when it tells people nothing.
/// The reason that somebody gave for such a change; empty where the sentence says it all.
std::string reasonOf(const workflow::Matter& matter);
/// `before` may be null.
std::string changeOf(const workflow::Matter* before, const workflow::Matter& now);

}  // namespace tdkt::pages
