#pragma once
// Lines when a dossier ends, comes again, or loses some. Private to the engine.

#include "workflow/engine/Transition.h"
#include "workflow/engine/decide/Decide.h"

namespace tdkt::workflow {

/// Every line that has not ended by itself goes to `to`.
void endLines(Transition& transition, LineState to);

/// After a new version: a line under complaint stays held, and with `all` every verdict on an unchanged line
/// stays. Lines are the same when nominee and award are.
void carryOver(Transition& transition, const DossierState& before, bool all);

/// The dossier is given back (kReturned), or taken away for good. Shared by withdrawal and recall.
void takeBack(Transition& transition, const std::string& reason, bool forGood);

/// kConflict "workflow.withdraw.late" once a decision has been made or the dossier ended.
Result<Done> checkTakeBack(const DossierState& state);

/// Lines of these ids. kNotFound "workflow.line", kInput "workflow.lines" (none, or one named twice).
Result<std::vector<const Line*>> linesNamed(const DossierState& state, const std::vector<LineId>& ids);

}  // namespace tdkt::workflow
