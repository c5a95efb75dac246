#pragma once
// Runs a definition in memory, with nobody asked and nothing done outside: what would happen if.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "workflow/base/Error.h"
#include "workflow/definition/Definition.h"
#include "workflow/model/Dossier.h"

namespace tdkt::workflow {

/// What each task answers. A user task not named agrees; a service task not named gives no results.
struct DryRunInput {
  std::map<std::string, Outcome> outcomes;                            ///< by node id
  std::map<std::string, std::map<std::string, std::string>> results;  ///< by node id
  std::set<std::string> timers =
      {};  ///< boundary events whose time comes before their task is done, once each
};

struct DryRunResult {
  std::vector<std::string> trace;  ///< ids of tasks and intermediate timers, in the order they were completed
  Phase endState = Phase::kRunning;    ///< kRunning: it went round too long and was stopped
  std::vector<std::string> openTasks;  ///< ids of nodes still waiting
};

/// Completes whatever waits, always the first in document order, until nothing waits or 1,000 tasks are done.
/// Same input, same result; time passes where the procedure waits for it. Errors: kInput "run.node" for a
/// name in the input that is no such task or timer; those of apply().
Result<DryRunResult> dryRun(const Definition& definition, const DryRunInput& input);

/// From JSON
/// {"outcomes":{"node":"agree|return|refuse"},"results":{"node":{"name":"value"}},"timers":["node"]}. Errors:
/// those of json::parse, kInput "run.input" naming the field.
Result<DryRunInput> dryRunInputFromJson(std::string_view text);

}  // namespace tdkt::workflow
