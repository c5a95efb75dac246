#pragma once
// Commands of a round of opinions.

#include <string>

#include "workflow/base/Ids.h"
#include "workflow/model/matters/Opinions.h"

namespace tdkt::workflow {

/// An addressee answers, or the secretariat enters what came on paper. In time it ends his task; afterwards
/// it is attached to the record until the next decision and opens nothing again.
struct AnswerOpinion {
  WorkItemId workItem;
  OpinionAnswer answer = OpinionAnswer::kAgree;
  std::string text;             ///< needed for all but kAgree
  std::string documentsDigest;  ///< of what he was shown; not asked of a late answer
};

/// The secretariat asks one more addressee while the round is open; he gets the full time.
struct AskOpinion {
  std::string node;   ///< of an open round
  std::string role;   ///< who answers
  std::string title;  ///< Vietnamese
};

/// The secretariat ends the round of one addressee's node without waiting longer.
struct CloseOpinions {
  std::string node;
  std::string reason;
};

}  // namespace tdkt::workflow
