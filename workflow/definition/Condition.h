#pragma once
// Conditions on the ways out of an exclusive gateway: comparisons of facts with constants, joined by `and`
// or by `or`. No loops, no code, no clock.
//
//   = outcome("chair") = "agree" and lines >= 5
//
// Source: a small part of FEEL (OMG DMN 1.3, clause 10.3); grammar in docs/workflow-format.md.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/base/Error.h"

namespace tdkt::workflow {

/// The values a condition may read: "lines" (number of lines), outcome("node") (last outcome of that user
/// task), fact("name") (result of an action).
struct ConditionFacts {
  std::int64_t lines = 0;
  std::map<std::string, std::string> outcomes;
  std::map<std::string, std::string> facts;
};

/// A parsed condition. Immutable.
class Condition {
 public:
  /// Errors: kInput "condition.syntax" naming the word at fault.
  static Result<Condition> parse(std::string_view text);

  /// Total: an absent fact is unequal to everything, and every other comparison with it is false.
  bool holds(const ConditionFacts& facts) const;
  /// User tasks named by outcome("…").
  std::vector<std::string> tasksRead() const;

 private:
  enum class Subject { kLines, kOutcome, kFact };
  enum class Test { kEqual, kUnequal, kLess, kAtMost, kMore, kAtLeast };
  struct Comparison {
    Subject subject = Subject::kLines;
    std::string name;
    Test test = Test::kEqual;
    std::string text;
    std::int64_t number = 0;
  };
  class Parser;

  static bool holds(const Comparison& comparison, const ConditionFacts& facts);
  static bool compare(Test test, std::int64_t left, std::int64_t right);

  std::vector<Comparison> comparisons_;
  bool any_ = false;  ///< joined by `or`
};

}  // namespace tdkt::workflow
