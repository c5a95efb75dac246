#pragma once
// Exact numbers of conditions: what is written as a decimal is that decimal, and no operation ever rounds.
//
// Values are kept as fractions of whole numbers of any size, so that 0.1 + 0.2 = 0.3 and 1 / 3 * 3 = 1.
// Source: docs/adr/0014-conditions-in-feel-with-exact-numbers.md (why not binary floating point).

#include <compare>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tdkt::workflow {

/// An exact rational number. Immutable, cheap to copy, shared between threads.
class Decimal {
 public:
  /// Most digits of a literal, before and after the point together. Source: DMN 1.3, 10.3.2.3.1 (34 digits).
  static constexpr std::size_t kMostDigits = 34;

  Decimal(long long whole = 0);  // NOLINT: implicit by design, like the integers it stands for
  /// "12", "0.80", ".5", with a leading "-" or not; no exponent. Nothing for anything else.
  static std::optional<Decimal> parse(std::string_view text);

  friend Decimal operator+(const Decimal& a, const Decimal& b);
  friend Decimal operator-(const Decimal& a, const Decimal& b);
  friend Decimal operator*(const Decimal& a, const Decimal& b);
  /// Nothing when `b` is zero.
  friend std::optional<Decimal> quotient(const Decimal& a, const Decimal& b);
  friend bool operator==(const Decimal& a, const Decimal& b);
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);

  /// "3/10": numerator and denominator in lowest terms, "3" when whole.
  std::string text() const;

 private:
  struct Number;
  explicit Decimal(std::shared_ptr<const Number> number) : number_(std::move(number)) {}
  std::shared_ptr<const Number> number_;
};

}  // namespace tdkt::workflow
