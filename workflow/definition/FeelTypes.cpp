// What a condition may name, and whether its parts fit together: known before a dossier depends on it.

#include <algorithm>
#include <map>

#include "workflow/definition/Feel.h"

namespace tdkt::workflow::feel {
namespace {

constexpr Type kNull{Base::kNull, false};
constexpr Type kBoolean{Base::kBoolean, false};
constexpr Type kNumber{Base::kNumber, false};
constexpr Type kText{Base::kText, false};
constexpr Type kDate{Base::kDate, false};
constexpr Type kNominees{Base::kNominee, true};
constexpr Type kAnyList{Base::kNull, true};
constexpr Type kNumbers{Base::kNumber, true};

const std::map<std::string, Type, std::less<>> kNames = {{"lines", kNumber},
                                                         {"revision", kNumber},
                                                         {"today", kDate},
                                                         {"received", kDate},
                                                         {"nominees", kNominees}};

const std::map<std::string, Type, std::less<>> kNomineeProperties = {{"kind", kText},  {"award", kText},
                                                                     {"unit", kText},  {"position", kText},
                                                                     {"state", kText}, {"ordinal", kNumber}};

/// Null stands for an absent value of any type, and an empty list type for a list of anything.
bool fits(const Type& given, const Type& wanted) {
  if (given == kNull) return true;
  if (wanted.list && wanted.base == Base::kNull) return given.list;
  return given == wanted || (given.list == wanted.list && given.base == Base::kNull);
}

const char* vietnamese(const Type& type) {
  if (type.list) return "danh sách";
  switch (type.base) {
    case Base::kBoolean:
      return "đúng/sai";
    case Base::kNumber:
      return "số";
    case Base::kText:
      return "chuỗi ký tự";
    case Base::kDate:
      return "ngày";
    case Base::kNominee:
      return "người được đề nghị";
    case Base::kNull:
      break;
  }
  return "rỗng";
}

const char* english(const Type& type) {
  if (type.list) return "a list";
  switch (type.base) {
    case Base::kBoolean:
      return "yes or no";
    case Base::kNumber:
      return "a number";
    case Base::kText:
      return "a text";
    case Base::kDate:
      return "a date";
    case Base::kNominee:
      return "a nominee";
    case Base::kNull:
      break;
  }
  return "null";
}

struct Stop {
  ConditionProblem problem;
};

[[noreturn]] void stop(const char* code, const Expression& at, std::string vi, std::string en) {
  throw Stop{{code, at.column, at.text, std::move(vi), std::move(en)}};
}

class Checker {
 public:
  Type typeOf(const Expression& e) {
    switch (e.op) {
      case Op::kLiteral:
        return ofLiteral(e);
      case Op::kName:
        return ofName(e);
      case Op::kPath:
        return ofPath(e);
      case Op::kList:
        return {common(e, 0).base, true};
      case Op::kNegate:
      case Op::kSubtract:
      case Op::kMultiply:
      case Op::kDivide:
        return all(e, kNumber), kNumber;
      case Op::kAdd:
        return ofSum(e);
      case Op::kEqual:
      case Op::kUnequal:
        return common(e, 0), kBoolean;
      case Op::kLess:
      case Op::kAtMost:
      case Op::kMore:
      case Op::kAtLeast:
      case Op::kBetween:
        return ordered(e), kBoolean;
      case Op::kIn:
        return ofMembership(e);
      case Op::kRange:
        return ordered(e);
      case Op::kAnd:
      case Op::kOr:
        return all(e, kBoolean), kBoolean;
      case Op::kIf:
        want(e.children[0], kBoolean);
        return common(e, 1);
      case Op::kSome:
      case Op::kEvery:
        return ofQuantifier(e);
      case Op::kCall:
        return ofCall(e);
    }
    return kNull;
  }

  void want(const Expression& e, const Type& wanted) {
    const Type given = typeOf(e);
    if (fits(given, wanted)) return;
    stop("condition.type", e,
         std::string("chỗ này phải là ") + vietnamese(wanted) + ", không phải " + vietnamese(given),
         std::string(english(wanted)) + " was expected, this is " + english(given));
  }

 private:
  static Type ofLiteral(const Expression& e) {
    if (std::holds_alternative<bool>(e.literal)) return kBoolean;
    if (std::holds_alternative<Decimal>(e.literal)) return kNumber;
    if (std::holds_alternative<std::string>(e.literal)) return kText;
    return kNull;
  }

  Type ofName(const Expression& e) {
    if (!variable_.empty() && e.text == variable_) return variableType_;
    if (!variable_.empty() && e.text == "nominees") {
      stop("condition.type", e, "trong satisfies không được đọc lại cả danh sách nominees",
           "inside satisfies the whole list may not be read again");
    }
    const auto known = kNames.find(e.text);
    if (known == kNames.end()) {
      stop("condition.name", e, "không có dữ kiện tên “" + e.text + "”", "there is no fact of this name");
    }
    return known->second;
  }

  Type ofPath(const Expression& e) {
    const Type of = typeOf(e.children[0]);
    const auto property = kNomineeProperties.find(e.text);
    if (of.base != Base::kNominee || property == kNomineeProperties.end()) {
      stop("condition.name", e, "không có thuộc tính “" + e.text + "”", "there is no such property");
    }
    return {property->second.base, of.list};
  }

  void all(const Expression& e, const Type& wanted) {
    for (const Expression& child : e.children) want(child, wanted);
  }

  Type ofSum(const Expression& e) {
    const Type type = common(e, 0);
    if (type == kNumber || type == kText || type == kNull) return type;
    stop("condition.type", e, "chỉ cộng số với số, chuỗi với chuỗi", "only numbers and texts are added");
  }

  /// The one type of the children from `first` on.
  Type common(const Expression& e, std::size_t first) {
    Type type = kNull;
    for (std::size_t i = first; i < e.children.size(); ++i) {
      const Type other = typeOf(e.children[i]);
      if (fits(type, other)) {
        type = type == kNull || other != kNull ? other : type;
      } else if (!fits(other, type)) {
        stop("condition.type", e.children[i],
             std::string("không so sánh hoặc ghép được ") + vietnamese(type) + " với " + vietnamese(other),
             std::string(english(type)) + " does not go with " + english(other));
      }
      if (e.op == Op::kList && other.list) {
        stop("condition.type", e.children[i], "danh sách không được chứa danh sách", "a list in a list");
      }
    }
    return type;
  }

  Type ordered(const Expression& e) {
    const Type type = common(e, 0);
    if (type == kNumber || type == kDate || type == kNull) return type;
    stop("condition.type", e, "chỉ số và ngày mới so sánh lớn nhỏ; chuỗi so sánh bằng = và !=",
         "only numbers and dates have an order; texts compare by = and !=");
  }

  Type ofMembership(const Expression& e) {
    const Type value = typeOf(e.children[0]);
    if (value.list) stop("condition.type", e, "vế trái của in là danh sách", "a list stands before in");
    for (std::size_t i = 1; i < e.children.size(); ++i) {
      Type test = typeOf(e.children[i]);
      test.list = false;
      if (fits(test, value) || fits(value, test)) continue;
      stop("condition.type", e.children[i], "giá trị trong in khác kiểu với vế trái",
           "the tests of in are of another type than the value");
    }
    return kBoolean;
  }

  Type ofQuantifier(const Expression& e) {
    if (!variable_.empty()) {
      stop("condition.type", e, "không lồng some/every vào nhau", "quantifiers do not nest");
    }
    const Type list = typeOf(e.children[0]);
    if (!list.list) stop("condition.type", e.children[0], "sau in phải là danh sách", "a list was expected");
    if (kNames.count(e.text) != 0) {
      stop("condition.name", e, "tên biến trùng với dữ kiện “" + e.text + "”", "the variable hides a fact");
    }
    variable_ = e.text;
    variableType_ = {list.base, false};
    want(e.children[1], kBoolean);
    variable_.clear();
    return kBoolean;
  }

  Type ofCall(const Expression& e) {
    const Function& function = *functionNamed(e.text);
    if (e.children.size() != function.takes.size()) {
      stop("condition.type", e,
           "hàm “" + e.text + "” cần " + std::to_string(function.takes.size()) + " tham số",
           "this function takes " + std::to_string(function.takes.size()) + " arguments");
    }
    for (std::size_t i = 0; i < e.children.size(); ++i) want(e.children[i], function.takes[i]);
    const bool names = e.text == "outcome" || e.text == "fact" || e.text == "date";
    const bool constant =
        !e.children.empty() && e.children[0].op == Op::kLiteral && !e.children[0].literal.isNull();
    if (names && !constant) {
      stop("condition.type", e, "tham số phải là một chuỗi viết sẵn trong ngoặc kép",
           "a text in quotes was expected");
    }
    if (e.text == "date" && !parseIsoDate(std::get<std::string>(e.children[0].literal))) {
      stop("condition.type", e, "ngày phải viết dạng \"2026-11-20\"", "a date is written \"2026-11-20\"");
    }
    return function.gives;
  }

  std::string variable_;
  Type variableType_;
};

}  // namespace

const Function* functionNamed(std::string_view name) {
  static const std::vector<Function> kFunctions = {{"outcome", {kText}, kText},
                                                   {"fact", {kText}, kText},
                                                   {"not", {kBoolean}, kBoolean},
                                                   {"count", {kAnyList}, kNumber},
                                                   {"sum", {kNumbers}, kNumber},
                                                   {"min", {kNumbers}, kNumber},
                                                   {"max", {kNumbers}, kNumber},
                                                   {"number", {kText}, kNumber},
                                                   {"date", {kText}, kDate},
                                                   {"contains", {kText, kText}, kBoolean},
                                                   {"starts with", {kText, kText}, kBoolean},
                                                   {"ends with", {kText, kText}, kBoolean},
                                                   {"string length", {kText}, kNumber},
                                                   {"lower case", {kText}, kText},
                                                   {"upper case", {kText}, kText},
                                                   {"working days between", {kDate, kDate}, kNumber}};
  const auto found = std::find_if(kFunctions.begin(), kFunctions.end(),
                                  [&](const Function& row) { return row.name == name; });
  return found == kFunctions.end() ? nullptr : &*found;
}

std::optional<ConditionProblem> checkTypes(const Expression& whole) {
  try {
    Checker().want(whole, kBoolean);
    return std::nullopt;
  } catch (Stop& stop) {
    return std::move(stop.problem);
  }
}

}  // namespace tdkt::workflow::feel
