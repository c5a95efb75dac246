#pragma once
// A dossier is split: some of its lines go their own way, the others wait for nobody.

#include <optional>
#include <string>
#include <vector>

#include "workflow/base/Ids.h"
#include "workflow/base/Time.h"

namespace tdkt::workflow {

/// What the submitter of a child is asked for before it goes on.
struct SplitSupplement {
  std::vector<std::string> missing;  ///< documents or data; may be empty
  std::optional<CivilDate> due;      ///< last day; absent: what the procedure says, if it does
};

/// These lines leave for a child dossier, founded in the same commit: it knows its parent, the parent knows
/// it. Lines that are proposed, passed, held or returned; somebody must stay. Held lines stay under their
/// complaint: a child of held lines only stands still as a whole. By the secretariat.
struct SplitDossier {
  std::vector<LineId> lines;
  std::string reason;  ///< required; Vietnamese
  std::string at;      ///< user task that the parent has reached, outside of parallel blocks, where the child
                       ///< begins; "": the beginning of the procedure
  std::optional<SplitSupplement> supplement = {};  ///< the child waits for its submitter first
};

}  // namespace tdkt::workflow
