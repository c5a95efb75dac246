// The value of a condition for the facts of one dossier. Three-valued: null is "not known".

#include <algorithm>

#include "workflow/base/Text.h"
#include "workflow/definition/Feel.h"

namespace tdkt::workflow::feel {
namespace {

using Items = std::shared_ptr<const List>;

Value truth(std::optional<bool> known) {
  return known ? Value(*known) : Value();
}

std::optional<bool> equal(const Value& a, const Value& b) {
  if (a.index() != b.index()) return false;  // one is null, the other is not
  if (const auto* list = std::get_if<Items>(&a)) {
    const List& left = **list;
    const List& right = **std::get_if<Items>(&b);
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](const Value& x, const Value& y) { return equal(x, y) == true; });
  }
  if (const auto* number = std::get_if<Decimal>(&a)) return *number == std::get<Decimal>(b);
  if (const auto* words = std::get_if<std::string>(&a)) return *words == std::get<std::string>(b);
  if (const auto* day = std::get_if<CivilDate>(&a)) return *day == std::get<CivilDate>(b);
  if (const auto* yes = std::get_if<bool>(&a)) return *yes == std::get<bool>(b);
  if (const auto* nominee = std::get_if<Nominee>(&a)) return *nominee == std::get<Nominee>(b);
  return true;  // null = null
}

std::optional<std::strong_ordering> order(const Value& a, const Value& b) {
  if (std::holds_alternative<Decimal>(a) && std::holds_alternative<Decimal>(b)) {
    return std::get<Decimal>(a) <=> std::get<Decimal>(b);
  }
  if (std::holds_alternative<CivilDate>(a) && std::holds_alternative<CivilDate>(b)) {
    return std::get<CivilDate>(a) <=> std::get<CivilDate>(b);
  }
  return std::nullopt;
}

std::optional<bool> compare(Op op, const Value& a, const Value& b) {
  const auto found = order(a, b);
  if (!found) return std::nullopt;
  switch (op) {
    case Op::kLess:
      return *found < 0;
    case Op::kAtMost:
      return *found <= 0;
    case Op::kMore:
      return *found > 0;
    default:
      return *found >= 0;
  }
}

std::optional<bool> known(const Value& value) {
  const auto* yes = std::get_if<bool>(&value);
  return yes == nullptr ? std::nullopt : std::optional<bool>(*yes);
}

class Evaluator {
 public:
  explicit Evaluator(const ConditionFacts& facts) : facts_(facts) {}

  Value value(const Expression& e) {
    switch (e.op) {
      case Op::kLiteral:
        return e.literal;
      case Op::kName:
        return name(e);
      case Op::kPath:
        return path(e);
      case Op::kList:
        return list(e);
      case Op::kNegate:
      case Op::kAdd:
      case Op::kSubtract:
      case Op::kMultiply:
      case Op::kDivide:
        return arithmetic(e);
      case Op::kEqual:
      case Op::kUnequal: {
        const bool same = equal(value(e.children[0]), value(e.children[1])) == true;
        return same == (e.op == Op::kEqual);
      }
      case Op::kLess:
      case Op::kAtMost:
      case Op::kMore:
      case Op::kAtLeast:
        return truth(compare(e.op, value(e.children[0]), value(e.children[1])));
      case Op::kBetween:
        return truth(inside(value(e.children[0]), value(e.children[1]), value(e.children[2]), "[]"));
      case Op::kIn:
        return truth(member(e));
      case Op::kAnd:
      case Op::kOr:
        return joined(e);
      case Op::kIf:
        return value(e.children[known(value(e.children[0])) == true ? 1 : 2]);
      case Op::kSome:
      case Op::kEvery:
        return quantified(e);
      case Op::kCall:
        return call(e);
      case Op::kRange:
        return {};  // only inside `in`
    }
    return {};
  }

 private:
  Value name(const Expression& e) const {
    if (e.text == variable_) return item_;
    if (e.text == "lines") return Decimal(facts_.lines);
    if (e.text == "revision") return Decimal(facts_.revision);
    if (e.text == "today") return facts_.today ? Value(*facts_.today) : Value();
    if (e.text == "received") return facts_.received ? Value(*facts_.received) : Value();
    if (facts_.nominees == nullptr) return {};
    List out;
    out.reserve(facts_.nominees->size());
    for (const Line& line : *facts_.nominees) out.emplace_back(&line);
    return std::make_shared<const List>(std::move(out));
  }

  static Value property(const Value& of, const std::string& name) {
    const auto* nominee = std::get_if<Nominee>(&of);
    if (nominee == nullptr) return {};
    const Line& line = **nominee;
    if (name == "kind") return std::string(toString(line.nominee.kind));
    if (name == "award") return line.award;
    if (name == "unit") return line.nominee.unit;
    if (name == "position") return line.nominee.position;
    if (name == "state") return std::string(toString(line.state));
    return Decimal(line.ordinal);
  }

  Value path(const Expression& e) {
    const Value of = value(e.children[0]);
    const auto* items = std::get_if<Items>(&of);
    if (items == nullptr) return property(of, e.text);
    List out;
    for (const Value& item : **items) out.push_back(property(item, e.text));
    return std::make_shared<const List>(std::move(out));
  }

  Value list(const Expression& e) {
    List out;
    for (const Expression& child : e.children) out.push_back(value(child));
    return std::make_shared<const List>(std::move(out));
  }

  Value arithmetic(const Expression& e) {
    const Value first = value(e.children[0]);
    if (e.op == Op::kNegate) return negated(first);
    const Value second = value(e.children[1]);
    if (const auto* words = std::get_if<std::string>(&first)) {
      const auto* more = std::get_if<std::string>(&second);
      return more == nullptr ? Value() : Value(*words + *more);
    }
    const auto* a = std::get_if<Decimal>(&first);
    const auto* b = std::get_if<Decimal>(&second);
    if (a == nullptr || b == nullptr) return {};
    if (e.op == Op::kAdd) return *a + *b;
    if (e.op == Op::kSubtract) return *a - *b;
    if (e.op == Op::kMultiply) return *a * *b;
    const auto parts = quotient(*a, *b);
    return parts ? Value(*parts) : Value();
  }

  static Value negated(const Value& of) {
    const auto* number = std::get_if<Decimal>(&of);
    return number == nullptr ? Value() : Value(Decimal(0) - *number);
  }

  static std::optional<bool> inside(const Value& value, const Value& low, const Value& high,
                                    std::string_view brackets) {
    const auto above = compare(brackets[0] == '[' ? Op::kAtLeast : Op::kMore, value, low);
    const auto below = compare(brackets[1] == ']' ? Op::kAtMost : Op::kLess, value, high);
    if (above == false || below == false) return false;
    if (!above || !below) return std::nullopt;
    return true;
  }

  std::optional<bool> matches(const Value& wanted, const Expression& test) {
    if (test.op == Op::kRange) {
      return inside(wanted, value(test.children[0]), value(test.children[1]), test.text);
    }
    const Value found = value(test);
    const auto* items = std::get_if<Items>(&found);
    if (items == nullptr) return equal(wanted, found);
    return std::any_of((*items)->begin(), (*items)->end(),
                       [&](const Value& item) { return equal(wanted, item) == true; });
  }

  std::optional<bool> member(const Expression& e) {
    const Value wanted = value(e.children[0]);
    std::optional<bool> out = false;
    for (std::size_t i = 1; i < e.children.size(); ++i) {
      const auto found = matches(wanted, e.children[i]);
      if (found == true) return true;
      if (!found) out = std::nullopt;
    }
    return out;
  }

  /// Source: DMN 1.3, table 50: the truth tables of three values.
  Value joined(const Expression& e) {
    const bool deciding = e.op == Op::kOr;
    const auto a = known(value(e.children[0]));
    if (a == deciding) return deciding;
    const auto b = known(value(e.children[1]));
    if (b == deciding) return deciding;
    return a && b ? Value(!deciding) : Value();
  }

  Value quantified(const Expression& e) {
    const bool deciding = e.op == Op::kSome;
    const Value list = value(e.children[0]);
    const auto* items = std::get_if<Items>(&list);
    if (items == nullptr) return {};
    variable_ = e.text;
    bool unknown = false;
    bool decided = false;
    for (const Value& item : **items) {
      item_ = item;
      const auto test = known(value(e.children[1]));
      unknown = unknown || !test;
      decided = test == deciding;
      if (decided) break;
    }
    variable_.clear();
    if (decided) return deciding;
    return unknown ? Value() : Value(!deciding);
  }

  static Value found(const std::map<std::string, std::string>& table, const std::string& name) {
    const auto row = table.find(name);
    return row == table.end() ? Value() : Value(row->second);
  }

  Value call(const Expression& e) {
    std::vector<Value> given;
    for (const Expression& child : e.children) given.push_back(value(child));
    if (std::any_of(given.begin(), given.end(), [](const Value& one) { return one.isNull(); })) return {};
    if (e.text == "working days between") {
      if (!facts_.workingDays) return {};
      return Decimal(facts_.workingDays(std::get<CivilDate>(given[0]), std::get<CivilDate>(given[1])));
    }
    if (e.text == "not") return !std::get<bool>(given[0]);
    if (const auto* items = std::get_if<Items>(&given[0])) return ofList(e.text, **items);
    return ofTexts(e.text, given);
  }

  Value ofTexts(const std::string& name, const std::vector<Value>& given) const {
    const auto& first = std::get<std::string>(given[0]);
    if (name == "outcome") return found(facts_.outcomes, first);
    if (name == "fact") return found(facts_.facts, first);
    if (name == "string length") return Decimal(static_cast<long long>(text::length(first)));
    if (name == "lower case") return text::lower(first);
    if (name == "upper case") return text::upper(first);
    if (name == "number") {
      const auto number = Decimal::parse(first);
      return number ? Value(*number) : Value();
    }
    if (name == "date") {
      const auto day = parseIsoDate(first);
      return day ? Value(*day) : Value();
    }
    const auto& second = std::get<std::string>(given[1]);
    if (name == "contains") return first.find(second) != std::string::npos;
    return name == "starts with" ? first.starts_with(second) : first.ends_with(second);
  }

  static Value ofList(const std::string& name, const List& items) {
    if (name == "count") return Decimal(static_cast<long long>(items.size()));
    std::optional<Decimal> out;
    for (const Value& item : items) {
      const auto* number = std::get_if<Decimal>(&item);
      if (number == nullptr) return {};
      if (!out) {
        out = *number;
      } else if (name == "sum") {
        out = *out + *number;
      } else if (name == "min" ? *number < *out : *number > *out) {
        out = *number;
      }
    }
    return out ? Value(*out) : Value();
  }

  const ConditionFacts& facts_;
  std::string variable_;
  Value item_;
};

}  // namespace

Value evaluate(const Expression& expression, const ConditionFacts& facts) {
  return Evaluator(facts).value(expression);
}

}  // namespace tdkt::workflow::feel
