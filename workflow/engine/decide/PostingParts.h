#pragma once
// What the two files of posting rules share. Private to the engine.

#include "workflow/engine/decide/Decide.h"

namespace tdkt::workflow {

/// A posting whose task is open, and whose role the actor holds.
struct OpenPosting {
  const Node* node = nullptr;
  const WorkItem* item = nullptr;
  Posting posting;  ///< a copy, to be changed and kept
};
/// kNotFound "workflow.item", kDenied "workflow.role", kConflict "workflow.item.closed", "workflow.phase",
/// kInput "workflow.posting".
Result<OpenPosting> openPosting(const Case& given, const WorkItemId& id);

/// Null when no posting is kept at the node.
const Posting* postingAt(const DossierState& state, const std::string& node);

}  // namespace tdkt::workflow
