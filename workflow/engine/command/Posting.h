#pragma once
// Commands of a public posting.

#include <string>

#include "workflow/base/Ids.h"
#include "workflow/base/Time.h"
#include "workflow/model/matters/Posting.h"

namespace tdkt::workflow {

/// The list is published: its time runs from here. Again, with a list that changed, it begins anew.
struct ConfirmPublication {
  WorkItemId workItem;
  CivilDate publishedOn{};
  std::string address;          ///< web address or place
  std::string documentsDigest;  ///< of what was published
};

/// The list disappeared.
struct InterruptPosting {
  WorkItemId workItem;
  CivilDate since{};
  std::string reason;
};

/// It is back: on `on` it can be seen again. The choice is explicit.
struct ResumePosting {
  WorkItemId workItem;
  CivilDate on{};
  bool restart = true;  ///< false: the days before count, the days between do not
};

/// Somebody said something of the list.
struct AddPostingComment {
  WorkItemId workItem;
  std::string comment;  ///< id, unique in the posting
  std::string from;     ///< empty: anonymous
  std::string text;
  CivilDate receivedOn{};
};

/// The secretariat judges a comment. A complaint holds its line at once.
struct ClassifyPostingComment {
  std::string node;  ///< of the posting
  std::string comment;
  CommentKind kind = CommentKind::kNoted;
  LineId line;  ///< of a complaint
};

/// A comment is answered, or a complaint decided: upheld, its line drops out; dismissed, it goes on.
struct SettlePostingComment {
  std::string node;
  std::string comment;
  std::string answer;
  bool upheld = false;
};

}  // namespace tdkt::workflow
