#pragma once
// PDF objects as values. Streams keep their raw octets as a view into the file they were read from.
// Source: ISO 32000-1 §7.3.

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tdkt::signing::pdf {

struct Ref {
  int number = 0;
  int generation = 0;
  friend auto operator<=>(const Ref&, const Ref&) = default;
};

struct Name {
  std::string text;  ///< without the slash, #xx decoded
  friend bool operator==(const Name&, const Name&) = default;
};

/// Where a token stood in its file; used to tie /Contents to the gap of /ByteRange.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

struct String {
  std::string octets;
  bool hex = false;
  Span span;
  friend bool operator==(const String& a, const String& b) { return a.octets == b.octets; }
};

struct Value;
using Array = std::vector<Value>;
using Dictionary = std::map<std::string, Value>;

struct Value {
  std::variant<std::monostate, bool, std::int64_t, double, Name, String, Ref, Array, Dictionary> data;
  std::optional<std::string_view> stream;  ///< raw octets; lives as long as the file

  Value() = default;
  /// Implicit by design; the constraint keeps copies and moves out, which clang-tidy 14 does not see.
  template <class T>
  requires(!std::is_same_v<std::remove_cvref_t<T>, Value>)
      Value(T&& value)  // NOLINT(bugprone-forwarding-reference-overload)
      : data(std::forward<T>(value)) {}

  template <class T>
  const T* as() const {
    return std::get_if<T>(&data);
  }
  bool isNull() const { return data.index() == 0; }
  bool isInteger(std::int64_t expected) const {
    const auto* whole = as<std::int64_t>();
    return whole != nullptr && *whole == expected;
  }
  bool isName(std::string_view text) const {
    const Name* name = as<Name>();
    return name != nullptr && name->text == text;
  }
};

/// The direct value at `key`, or null.
const Value& at(const Dictionary& dictionary, const std::string& key);
/// A number of either kind.
std::optional<double> number(const Value& value);

/// The same value, written in whatever way; stream octets are not compared. Cheaper than comparing what
/// serialize() gives.
bool isSame(const Value& a, const Value& b);

/// PDF syntax of a value (not of its stream octets).
std::string serialize(const Value& value);
/// A text string: ASCII as it is, anything else UTF-16BE with its mark.
Value textString(std::string_view utf8);
/// UTF-8 of a text string; octets that are not UTF-16 are taken as Latin-1.
std::string textOf(std::string_view octets);

}  // namespace tdkt::signing::pdf
