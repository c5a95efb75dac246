#pragma once
// What the secretariat may do to a dossier that is under way: stop it or a line, lift that, take a line out,
// split it, answer a request to give the dossier back. Pure: a form in, a command out.

#include <nlohmann/json_fwd.hpp>

#include "connector/http/Router.h"
#include "workflow/engine/Command.h"

namespace tdkt::pages {

/// Fields: act ("freeze", "unfreeze", "withdraw-line", "split", "recall-yes", "recall-no"), line (an id;
/// empty: the whole dossier; of a split as often as there are lines), reason; of a split also at (a node, ""
/// the beginning), supplement ("yes": the child goes to its submitter first), due (ISO date), missing.
/// Errors: kInput "workflow.outcome" (no such act), "workflow.text" (not UTF-8), "workflow.return.due" (no
/// date).
/// What is wrong with the reason or the line, the engine says.
Result<workflow::Command> deskCommand(const http::Request& request);

/// The same form sent twice is one command: made from the dossier, the version it was shown at, act and line.
CommandId deskCommandId(const http::Request& request, const DossierId& dossier);

/// Keys of desk_dossier.html: frozen, frozenReason, mayFreeze, mayUnfreeze, recall (reason), maySplit with
/// splitLines and splitSteps (tasks the dossier has reached; the engine says which of them fit) of the dossier.
nlohmann::ordered_json deskActsView(const workflow::DossierState& dossier);

}  // namespace tdkt::pages
