#include "workflow/definition/Condition.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace tdkt::workflow {
namespace {

constexpr std::size_t kMostComparisons = 16;
constexpr std::size_t kMostDigits = 15;

bool isWordChar(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}
bool isDigit(char c) {
  return c >= '0' && c <= '9';
}
bool isTestChar(char c) {
  return c == '=' || c == '!' || c == '<' || c == '>';
}

/// Words, numbers, strings (with their opening quote), comparison signs and brackets, one at a time.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) { next(); }
  const std::string& now() const { return now_; }
  bool atEnd() const { return now_.empty(); }

  void next() {
    while (!text_.empty() && std::isspace(static_cast<unsigned char>(text_.front())) != 0) drop(1);
    if (text_.empty()) return now_.clear();
    const char first = text_.front();
    if (first == '"') return takeString();
    if (isWordChar(first)) return takeWhile(isWordChar);
    if (isDigit(first)) return takeWhile(isDigit);
    if (isTestChar(first)) return takeWhile(isTestChar);
    take(1);
  }

 private:
  void drop(std::size_t count) { text_.remove_prefix(count); }
  void take(std::size_t count) {
    now_ = text_.substr(0, count);
    drop(count);
  }
  void takeWhile(bool (*belongs)(char)) {
    std::size_t count = 1;
    while (count < text_.size() && belongs(text_[count])) ++count;
    take(count);
  }
  void takeString() {
    const auto end = text_.find('"', 1);
    if (end == std::string_view::npos) return take(1);  // a lone quote fits nowhere
    take(end);
    drop(1);
  }

  std::string_view text_;
  std::string now_;
};

}  // namespace

class Condition::Parser {
 public:
  explicit Parser(std::string_view text) : words_(text) {}

  Result<Condition> run() {
    if (words_.now() != "=") return syntax("a condition begins with =");
    words_.next();
    Condition condition;
    std::string joint;
    while (true) {
      TDKT_ASSIGN(auto comparison, readComparison());
      condition.comparisons_.push_back(std::move(comparison));
      if (words_.atEnd()) break;
      if (words_.now() != "and" && words_.now() != "or") return syntax("`and` or `or` was expected");
      if (!joint.empty() && joint != words_.now()) return syntax("`and` and `or` may not be mixed");
      if (condition.comparisons_.size() == kMostComparisons) return syntax("too many comparisons");
      joint = words_.now();
      words_.next();
    }
    condition.any_ = joint == "or";
    return condition;
  }

 private:
  Error syntax(const char* what) const { return inputError("condition.syntax", what, words_.now()); }

  Result<Comparison> readComparison() {
    Comparison out;
    TDKT_CHECK(readSubject(out));
    TDKT_CHECK(readTest(out));
    TDKT_CHECK(readConstant(out));
    return out;
  }

  Result<Done> readSubject(Comparison& out) {
    const std::string word = words_.now();
    if (word != "lines" && word != "outcome" && word != "fact") {
      return syntax("lines, outcome(\"task\") or fact(\"name\") was expected");
    }
    words_.next();
    if (word == "lines") return Done{};
    out.subject = word == "outcome" ? Subject::kOutcome : Subject::kFact;
    TDKT_CHECK(skip("("));
    if (!isString()) return syntax("a name in quotes was expected");
    out.name = words_.now().substr(1);
    words_.next();
    return skip(")");
  }

  Result<Done> readTest(Comparison& out) {
    static constexpr std::pair<std::string_view, Test> kTests[] = {
        {"=", Test::kEqual},   {"!=", Test::kUnequal}, {"<", Test::kLess},
        {"<=", Test::kAtMost}, {">", Test::kMore},     {">=", Test::kAtLeast}};
    const auto* row = std::find_if(std::begin(kTests), std::end(kTests),
                                   [&](const auto& test) { return test.first == words_.now(); });
    if (row == std::end(kTests)) return syntax("a comparison was expected");
    out.test = row->second;
    words_.next();
    return Done{};
  }

  Result<Done> readConstant(Comparison& out) {
    if (out.subject == Subject::kLines) {
      if (words_.atEnd() || !isDigit(words_.now()[0]) || words_.now().size() > kMostDigits) {
        return syntax("a whole number was expected");
      }
      out.number = std::stoll(words_.now());
    } else {
      if (out.test != Test::kEqual && out.test != Test::kUnequal) return syntax("texts compare by = and !=");
      if (!isString()) return syntax("a text in quotes was expected");
      out.text = words_.now().substr(1);
    }
    words_.next();
    return Done{};
  }

  bool isString() const { return words_.now().size() > 1 && words_.now()[0] == '"'; }

  Result<Done> skip(const char* sign) {
    if (words_.now() != sign) return syntax("a bracket was expected");
    words_.next();
    return Done{};
  }

  Words words_;
};

Result<Condition> Condition::parse(std::string_view text) {
  return Parser(text).run();
}

bool Condition::compare(Test test, std::int64_t left, std::int64_t right) {
  switch (test) {
    case Test::kEqual:
      return left == right;
    case Test::kUnequal:
      return left != right;
    case Test::kLess:
      return left < right;
    case Test::kAtMost:
      return left <= right;
    case Test::kMore:
      return left > right;
    case Test::kAtLeast:
      return left >= right;
  }
  return false;
}

bool Condition::holds(const Comparison& comparison, const ConditionFacts& facts) {
  if (comparison.subject == Subject::kLines) return compare(comparison.test, facts.lines, comparison.number);
  const auto& table = comparison.subject == Subject::kOutcome ? facts.outcomes : facts.facts;
  const auto row = table.find(comparison.name);
  const bool equal = row != table.end() && row->second == comparison.text;
  return equal == (comparison.test == Test::kEqual);
}

bool Condition::holds(const ConditionFacts& facts) const {
  const auto test = [&](const Comparison& comparison) { return holds(comparison, facts); };
  return any_ ? std::any_of(comparisons_.begin(), comparisons_.end(), test)
              : std::all_of(comparisons_.begin(), comparisons_.end(), test);
}

std::vector<std::string> Condition::tasksRead() const {
  std::vector<std::string> out;
  for (const Comparison& comparison : comparisons_) {
    if (comparison.subject == Subject::kOutcome) out.push_back(comparison.name);
  }
  return out;
}

}  // namespace tdkt::workflow
