// Words to a tree, by precedence: if and quantifiers, or, and, comparison, sum, product, sign, path.

#include <array>

#include "workflow/definition/Feel.h"

namespace tdkt::workflow::feel {
namespace {

/// Thrown nowhere else and caught in parse(): a recursive descent without a check behind every call.
struct Stop {
  ConditionProblem problem;
};

const std::set<std::string, std::less<>> kReserved = {"and",  "or",    "if",  "then",      "else",
                                                      "some", "every", "in",  "satisfies", "between",
                                                      "true", "false", "null"};

class Parser {
 public:
  explicit Parser(std::vector<Word> words) : words_(std::move(words)) {}

  Expression whole() {
    if (!is("=")) stop("điều kiện phải bắt đầu bằng dấu =", "a condition begins with =");
    next();
    Expression out = expression();
    if (now().kind != WordKind::kEnd) stop("thừa chữ sau điều kiện", "nothing more was expected");
    return out;
  }

 private:
  const Word& now() const { return words_[at_]; }
  const Word& ahead(std::size_t count) const { return words_[std::min(at_ + count, words_.size() - 1)]; }
  void next() {
    if (at_ + 1 < words_.size()) ++at_;
  }
  bool isSign(const Word& word, std::string_view sign) const {
    return word.kind == WordKind::kSign && word.text == sign;
  }
  bool is(std::string_view sign) const { return isSign(now(), sign); }
  bool isWord(std::string_view name) const { return now().kind == WordKind::kName && now().text == name; }

  [[noreturn]] void stop(const char* vietnamese, const char* english,
                         const char* code = "condition.syntax") const {
    throw Stop{{code, now().column, now().text, vietnamese, english}};
  }
  void skip(std::string_view sign, const char* vietnamese, const char* english) {
    if (!is(sign)) stop(vietnamese, english);
    next();
  }
  void skipWord(std::string_view word, const char* vietnamese, const char* english) {
    if (!isWord(word)) stop(vietnamese, english);
    next();
  }
  void close() { skip(")", "thiếu dấu ngoặc )", "a closing bracket ) was expected"); }

  Expression make(Op op, int column, std::vector<Expression> children, std::string text = {}) {
    if (++nodes_ > kMostNodes)
      stop("điều kiện quá dài", "the condition has too many parts", "condition.size");
    Expression out;
    out.op = op;
    out.column = column;
    out.text = std::move(text);
    out.children = std::move(children);
    return out;
  }
  template <class... Children>
  static std::vector<Expression> of(Children... children) {
    std::vector<Expression> out;
    (out.push_back(std::move(children)), ...);
    return out;
  }

  Expression expression() {
    if (++depth_ > kMostDepth) stop("điều kiện lồng quá sâu", "nested too deeply", "condition.size");
    Expression out = isWord("if") ? choice() : isWord("some") || isWord("every") ? quantified() : either();
    --depth_;
    return out;
  }

  Expression choice() {
    const int column = now().column;
    next();
    Expression test = expression();
    skipWord("then", "thiếu then", "`then` was expected");
    Expression yes = expression();
    skipWord("else", "thiếu else", "`else` was expected");
    Expression no = expression();
    return make(Op::kIf, column, of(std::move(test), std::move(yes), std::move(no)));
  }

  Expression quantified() {
    const int column = now().column;
    const Op op = isWord("some") ? Op::kSome : Op::kEvery;
    next();
    if (now().kind != WordKind::kName || kReserved.count(now().text) != 0) {
      stop("thiếu tên biến", "the name of a variable was expected");
    }
    const std::string variable = now().text;
    next();
    skipWord("in", "thiếu in", "`in` was expected");
    Expression list = either();
    skipWord("satisfies", "thiếu satisfies", "`satisfies` was expected");
    Expression test = expression();
    return make(op, column, of(std::move(list), std::move(test)), variable);
  }

  Expression either() {
    Expression out = both();
    while (isWord("or")) {
      const int column = now().column;
      next();
      out = make(Op::kOr, column, of(std::move(out), both()));
    }
    return out;
  }

  Expression both() {
    Expression out = comparison();
    while (isWord("and")) {
      const int column = now().column;
      next();
      out = make(Op::kAnd, column, of(std::move(out), comparison()));
    }
    return out;
  }

  Expression comparison() {
    Expression left = sum();
    const int column = now().column;
    static constexpr std::array<std::pair<std::string_view, Op>, 6> kTests = {{{"=", Op::kEqual},
                                                                               {"!=", Op::kUnequal},
                                                                               {"<", Op::kLess},
                                                                               {"<=", Op::kAtMost},
                                                                               {">", Op::kMore},
                                                                               {">=", Op::kAtLeast}}};
    for (const auto& [sign, op] : kTests) {
      if (!is(sign)) continue;
      next();
      return make(op, column, of(std::move(left), sum()));
    }
    if (isWord("between")) {
      next();
      Expression low = sum();
      skipWord("and", "thiếu and của between", "`and` of `between` was expected");
      return make(Op::kBetween, column, of(std::move(left), std::move(low), sum()));
    }
    if (isWord("in")) return membership(std::move(left), column);
    return left;
  }

  Expression membership(Expression value, int column) {
    next();
    std::vector<Expression> parts = of(std::move(value));
    if (is("(") || is("[")) {
      bracketed(parts);
    } else {
      parts.push_back(sum());
    }
    return make(Op::kIn, column, std::move(parts));
  }

  /// After `in`: (a, b, [1..5]), [a, b], [1..5], (1..5].
  void bracketed(std::vector<Expression>& parts) {
    const Word open = now();
    next();
    Expression first = test();
    if (is("..")) return parts.push_back(range(open, std::move(first)));
    const std::string_view closing = open.text == "(" ? ")" : "]";
    parts.push_back(std::move(first));
    while (is(",")) {
      next();
      parts.push_back(test());
    }
    skip(closing, "thiếu dấu đóng ngoặc", "a closing bracket was expected");
  }

  /// A value, or a range inside the brackets of `in`.
  Expression test() {
    if (!is("[")) return expression();
    const Word open = now();
    next();
    if (is("]")) stop("danh sách trống", "an empty list");
    Expression first = expression();
    if (is("..")) return range(open, std::move(first));
    return listAfter(open.column, std::move(first));
  }

  Expression range(const Word& open, Expression low) {
    next();
    Expression high = expression();
    if (!is(")") && !is("]")) stop("thiếu dấu đóng khoảng", "the end of the range was expected");
    const std::string brackets = open.text + now().text;
    next();
    return make(Op::kRange, open.column, of(std::move(low), std::move(high)), brackets);
  }

  Expression listAfter(int column, Expression first) {
    std::vector<Expression> items = of(std::move(first));
    while (is(",")) {
      next();
      items.push_back(expression());
    }
    skip("]", "thiếu dấu ngoặc ]", "a closing bracket ] was expected");
    return make(Op::kList, column, std::move(items));
  }

  Expression sum() {
    Expression out = product();
    while (is("+") || is("-")) {
      const int column = now().column;
      const Op op = is("+") ? Op::kAdd : Op::kSubtract;
      next();
      out = make(op, column, of(std::move(out), product()));
    }
    return out;
  }

  Expression product() {
    Expression out = negated();
    while (is("*") || is("/")) {
      const int column = now().column;
      const Op op = is("*") ? Op::kMultiply : Op::kDivide;
      next();
      out = make(op, column, of(std::move(out), negated()));
    }
    return out;
  }

  Expression negated() {
    if (!is("-")) return path();
    const int column = now().column;
    next();
    if (++depth_ > kMostDepth) stop("điều kiện lồng quá sâu", "nested too deeply", "condition.size");
    Expression out = make(Op::kNegate, column, of(negated()));
    --depth_;
    return out;
  }

  Expression path() {
    Expression out = primary();
    while (is(".")) {
      const int column = now().column;
      next();
      if (now().kind != WordKind::kName) stop("thiếu tên thuộc tính", "the name of a property was expected");
      const std::string name = now().text;
      next();
      out = make(Op::kPath, column, of(std::move(out)), name);
    }
    return out;
  }

  Expression literal(Value value) {
    Expression out = make(Op::kLiteral, now().column, {});
    out.literal = std::move(value);
    next();
    return out;
  }

  Expression primary() {
    const Word word = now();
    if (word.kind == WordKind::kText) return literal(word.text);
    if (word.kind == WordKind::kNumber) {
      const auto number = Decimal::parse(word.text);
      if (!number) stop("số có quá nhiều chữ số", "the number has more than 34 digits");
      return literal(*number);
    }
    if (isWord("true") || isWord("false")) return literal(word.text == "true");
    if (isWord("null")) return literal({});
    if (is("(")) {
      next();
      Expression inner = expression();
      close();
      return inner;
    }
    if (is("[")) {
      next();
      return listAfter(word.column, expression());
    }
    if (word.kind == WordKind::kName && kReserved.count(word.text) == 0) return nameOrCall();
    if (word.kind == WordKind::kEnd) stop("điều kiện còn thiếu vế", "the condition ends too early");
    stop("chỗ này phải là một giá trị", "a value was expected here");
  }

  /// Names of functions may have several words: `starts with(…)`, `working days between(…)`.
  Expression nameOrCall() {
    const Word first = now();
    std::string name = first.text;
    for (std::size_t count = 1; count <= 3; ++count) {
      if (isSign(ahead(count), "(") && functionNamed(name) != nullptr) return call(name, count);
      if (ahead(count).kind != WordKind::kName) break;
      name += " " + ahead(count).text;
    }
    if (isSign(ahead(1), "(")) {
      stop("không có hàm này", "there is no such function", "condition.name");
    }
    next();
    return make(Op::kName, first.column, {}, first.text);
  }

  Expression call(const std::string& name, std::size_t words) {
    const int column = now().column;
    for (std::size_t i = 0; i <= words; ++i) next();
    std::vector<Expression> arguments;
    while (!is(")")) {
      if (!arguments.empty()) skip(",", "thiếu dấu phẩy hoặc dấu )", "a comma or ) was expected");
      arguments.push_back(expression());
    }
    close();
    return make(Op::kCall, column, std::move(arguments), name);
  }

  std::vector<Word> words_;
  std::size_t at_ = 0;
  std::size_t nodes_ = 0;
  int depth_ = 0;
};

}  // namespace

Parsed parse(std::string_view text) {
  if (text.size() > kMostBytes) {
    return ConditionProblem{"condition.size", 1, "", "điều kiện quá dài", "longer than 4,096 bytes"};
  }
  try {
    return Parser(wordsOf(text)).whole();
  } catch (Stop& stop) {
    return std::move(stop.problem);
  }
}

}  // namespace tdkt::workflow::feel
