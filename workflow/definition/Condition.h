#pragma once
// Conditions on the ways out of an exclusive gateway, in a part of FEEL: facts, exact numbers, texts, dates,
// lists. No loops beyond one pass over the nominees, no code, no clock.
//
//   = outcome("chair") = "agree" and (lines >= 5 or some n in nominees satisfies n.kind = "collective")
//
// The cost is bounded before anything runs: at most 4,096 bytes, 256 nodes, 64 levels, and a pass over the
// nominees never holds another.
// Source: a part of FEEL (OMG DMN 1.3, clause 10.3); grammar in docs/workflow-format.md.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "workflow/base/Error.h"
#include "workflow/base/Time.h"
#include "workflow/model/Dossier.h"

namespace tdkt::workflow {

namespace feel {
struct Expression;
}

/// The values a condition may read. Time is a fact like any other: the moment of the command that asks.
struct ConditionFacts {
  std::int64_t lines = 0;                       ///< `lines`: number of lines
  std::map<std::string, std::string> outcomes;  ///< outcome("task"): last outcome of that user task
  std::map<std::string, std::string> facts;     ///< fact("name"): result of an action
  std::int64_t revision = 1;                    ///< `revision`: 1, then one more with each supplement
  std::optional<CivilDate> today = {};          ///< `today`: day of the command, in Vietnam
  std::optional<CivilDate> received = {};       ///< `received`: day the submission came
  const std::vector<Line>* nominees = nullptr;  ///< `nominees`; borrowed for the call
  /// `working days between(a, b)`: after a, up to and including b. Absent: the result is null.
  std::function<int(CivilDate, CivilDate)> workingDays = {};
};

/// What is wrong with the text of a condition.
struct ConditionProblem {
  std::string code;  ///< "condition.syntax", "condition.name", "condition.type", "condition.size"
  int column = 0;    ///< from 1, in characters
  std::string word;  ///< at fault; empty at the end of the text
  std::string vietnamese;
  std::string english;
};

/// A parsed and typed condition. Immutable, cheap to copy, shared between threads.
class Condition {
 public:
  /// The condition, or the first thing wrong with it.
  static std::variant<Condition, ConditionProblem> read(std::string_view text);
  /// As read(). Errors: kInput with the problem's code, its column in the detail and the word at fault.
  static Result<Condition> parse(std::string_view text);

  /// Total and without side effects. "Unknown" (null, from an absent fact) does not hold.
  bool holds(const ConditionFacts& facts) const;
  /// User tasks named by outcome("…"), each once, in order of the text.
  const std::vector<std::string>& tasksRead() const { return tasks_; }
  /// Whether outcomes alone decide it.
  bool readsOnlyOutcomes() const { return onlyOutcomes_; }

 private:
  Condition() = default;
  std::shared_ptr<const feel::Expression> tree_;
  std::vector<std::string> tasks_;
  bool onlyOutcomes_ = true;
};

}  // namespace tdkt::workflow
