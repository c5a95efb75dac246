#pragma once
// A condition between its text and its value: words, tree, types. Private to definition/.
//
// Source: OMG DMN 1.3, clause 10.3 (FEEL); the part we take is in docs/workflow-format.md.

#include <array>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "workflow/base/Time.h"
#include "workflow/definition/Condition.h"
#include "workflow/definition/Decimal.h"

namespace tdkt::workflow::feel {

/// Everything that bounds the cost of a condition before it runs.
inline constexpr std::size_t kMostBytes = 4096;
inline constexpr std::size_t kMostNodes = 256;
inline constexpr int kMostDepth = 64;

enum class WordKind { kEnd, kName, kNumber, kText, kSign, kBroken };

struct Word {
  WordKind kind = WordKind::kEnd;
  std::string text;  ///< of a text: its value, without quotes
  int column = 0;    ///< from 1, in characters
};
/// The words of `text`, always closed by one kEnd.
std::vector<Word> wordsOf(std::string_view text);

enum class Op {
  kLiteral,  ///< `literal`
  kName,     ///< `text`: a fact by name, or the variable of the quantifier around
  kPath,     ///< child . text
  kList,
  kNegate,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kEqual,
  kUnequal,
  kLess,
  kAtMost,
  kMore,
  kAtLeast,
  kBetween,  ///< value, low, high
  kIn,       ///< value, then tests: values, lists or ranges
  kRange,    ///< low, high; `text` holds its two brackets
  kAnd,
  kOr,
  kIf,
  kSome,   ///< list, test; `text` is the variable
  kEvery,  ///< list, test; `text` is the variable
  kCall    ///< `text` is the function
};

struct Value;
using List = std::vector<Value>;
/// One line of the dossier inside a quantifier.
using Nominee = const Line*;
struct Value : std::variant<std::monostate, bool, Decimal, std::string, CivilDate, Nominee,
                            std::shared_ptr<const List>> {
  using variant::variant;
  bool isNull() const { return std::holds_alternative<std::monostate>(*this); }
};

struct Expression {
  Op op = Op::kLiteral;
  std::string text;
  int column = 0;
  Value literal;
  std::vector<Expression> children;
};

enum class Base { kNull, kBoolean, kNumber, kText, kDate, kNominee };
struct Type {
  Base base = Base::kNull;
  bool list = false;
  friend bool operator==(const Type&, const Type&) = default;
};

/// What a function takes and gives.
struct Function {
  std::string_view name;
  std::vector<Type> takes;
  Type gives;
};
/// By its name, several words joined by one space; null when there is none.
const Function* functionNamed(std::string_view name);

using Parsed = std::variant<Expression, ConditionProblem>;
/// The tree of a whole condition, its "=" included.
Parsed parse(std::string_view text);
/// Nothing when the tree is well typed and gives yes or no.
std::optional<ConditionProblem> checkTypes(const Expression& whole);
/// Total on what checkTypes() lets through. An absent fact, and what is computed from it, is null.
Value evaluate(const Expression& expression, const ConditionFacts& facts);

}  // namespace tdkt::workflow::feel
