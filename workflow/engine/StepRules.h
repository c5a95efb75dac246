#pragma once
// What a step kind does beyond opening one task: one line per kind. Private to the engine.

#include <string_view>

#include "workflow/engine/Transition.h"
#include "workflow/engine/decide/Decide.h"

namespace tdkt::workflow {

struct Case;

/// Rules of one step kind; a null function means the ordinary behaviour.
struct StepRule {
  std::string_view stepKind;
  /// A token reached the step: open tasks, set timers, keep a matter; or leave() at once.
  void (*enter)(Transition& transition, const Node& node) = nullptr;
  /// The step is broken off (return, withdrawal, refusal): its tasks are cancelled and its timers ended
  /// already; its token still stands there.
  void (*stopped)(Transition& transition, const Node& node) = nullptr;
  /// Whether this task of the step may be completed with this outcome now.
  Result<Done> (*mayComplete)(const Case& given, const Node& node, const WorkItem& item,
                              Outcome outcome) = nullptr;
  /// A task was done and the dossier goes on: leave(), or wait for others.
  void (*given)(Transition& transition, const Node& node, const WorkItem& item) = nullptr;
  /// Another plan of working days is in force: the open task's due date and timers follow it.
  void (*recompute)(Transition& transition, const Node& node, const WorkItem& item,
                    const std::string& because) = nullptr;
};

/// Null for a kind without rules of its own.
const StepRule* stepRuleOf(std::string_view stepKind);

}  // namespace tdkt::workflow
