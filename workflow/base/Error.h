#pragma once
// What went wrong, sorted by who can act next, and the value-or-error every port returns.

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace tdkt {

/// Sorted by who can act next, not by what broke.
enum class ErrorKind {
  kInput,        ///< the sender must change the request; never retried
  kDenied,       ///< identity, role or certificate does not allow it
  kNotFound,     ///< the thing named does not exist (or may not be seen)
  kConflict,     ///< somebody else moved first; reload and decide again
  kUnavailable,  ///< certainly NOT done; safe to retry with back-off
  kInDoubt,      ///< may or may not be done; ask before any repeat
  kCorrupt,      ///< stored or received data fails its own checks
  kBug           ///< our promise is broken; page a developer
};

/// Stable lower-case name of a kind ("input", "denied", …), for logs and JSON.
const char* toString(ErrorKind kind);

/// One failure. Tests and pages branch on `code` only.
struct Error {
  ErrorKind kind = ErrorKind::kBug;
  std::string code;    ///< stable, ASCII, dotted, one per place: "signing.tsa.timeout"
  std::string detail;  ///< English, for administrators; names the field; no personal data, no secrets
  std::string field;   ///< the field, file or element at fault, when there is one; display text
};

/// The value of an operation that only succeeds or fails.
struct Done {
  friend bool operator==(const Done&, const Done&) = default;
};

/// A value or an Error. Reading the one that is absent is a bug and stops the program.
template <class T>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit by design
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit by design

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  const T& value() const& { return require(), *std::get_if<0>(&state_); }
  T& value() & { return require(), *std::get_if<0>(&state_); }
  T&& value() && { return require(), std::move(*std::get_if<0>(&state_)); }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  const Error& error() const {
    if (ok()) misuse("error() of a good Result");
    return *std::get_if<1>(&state_);
  }

 private:
  [[noreturn]] static void misuse(const char* what);
  void require() const {
    if (!ok()) misuse(std::get_if<1>(&state_)->code.c_str());
  }
  std::variant<T, Error> state_;
};

[[noreturn]] void stopOnMisuse(const char* what);

template <class T>
void Result<T>::misuse(const char* what) {
  stopOnMisuse(what);
}

/// Short makers, so that a call site reads `return inputError("edxml.doctype", "…")`.
inline Error makeError(ErrorKind kind, std::string code, std::string detail, std::string field = {}) {
  return Error{kind, std::move(code), std::move(detail), std::move(field)};
}
inline Error inputError(std::string code, std::string detail, std::string field = {}) {
  return makeError(ErrorKind::kInput, std::move(code), std::move(detail), std::move(field));
}
inline Error deniedError(std::string code, std::string detail, std::string field = {}) {
  return makeError(ErrorKind::kDenied, std::move(code), std::move(detail), std::move(field));
}
inline Error notFoundError(std::string code, std::string detail, std::string field = {}) {
  return makeError(ErrorKind::kNotFound, std::move(code), std::move(detail), std::move(field));
}
inline Error conflictError(std::string code, std::string detail, std::string field = {}) {
  return makeError(ErrorKind::kConflict, std::move(code), std::move(detail), std::move(field));
}
inline Error unavailableError(std::string code, std::string detail, std::string field = {}) {
  return makeError(ErrorKind::kUnavailable, std::move(code), std::move(detail), std::move(field));
}
inline Error inDoubtError(std::string code, std::string detail, std::string field = {}) {
  return makeError(ErrorKind::kInDoubt, std::move(code), std::move(detail), std::move(field));
}
inline Error corruptError(std::string code, std::string detail, std::string field = {}) {
  return makeError(ErrorKind::kCorrupt, std::move(code), std::move(detail), std::move(field));
}
inline Error bugError(std::string code, std::string detail, std::string field = {}) {
  return makeError(ErrorKind::kBug, std::move(code), std::move(detail), std::move(field));
}

}  // namespace tdkt

#define TDKT_JOIN_(a, b) a##b
#define TDKT_JOIN(a, b) TDKT_JOIN_(a, b)

#define TDKT_CHECK_(name, expression)           \
  do {                                          \
    if (auto name = (expression); !name.ok()) { \
      return name.error();                      \
    }                                           \
  } while (false)
/// Returns the error of `expression` from the enclosing function, else goes on.
#define TDKT_CHECK(expression) TDKT_CHECK_(TDKT_JOIN(tdktChecked, __COUNTER__), expression)

#define TDKT_ASSIGN_(name, declaration, expression) \
  auto name = (expression);                         \
  if (!name.ok()) return name.error();              \
  declaration = std::move(name).value()
/// `TDKT_ASSIGN(auto x, f());` gives x the value of f(), or returns its error.
#define TDKT_ASSIGN(declaration, expression) \
  TDKT_ASSIGN_(TDKT_JOIN(tdktResult, __COUNTER__), declaration, expression)
