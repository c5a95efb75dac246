#include "workflow/definition/Decimal.h"

#include <boost/multiprecision/cpp_int.hpp>

namespace tdkt::workflow {

using boost::multiprecision::cpp_int;
using boost::multiprecision::cpp_rational;

struct Decimal::Number {
  cpp_rational value;
};

namespace {

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

Decimal::Decimal(long long whole) : number_(std::make_shared<Number>(Number{cpp_rational(whole)})) {}

std::optional<Decimal> Decimal::parse(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  cpp_int digits = 0;
  cpp_int scale = 1;
  std::size_t count = 0;
  bool fraction = false;
  for (const char c : text) {
    if (c == '.' && !fraction) {
      fraction = true;
      continue;
    }
    if (!isDigit(c) || ++count > kMostDigits) return std::nullopt;
    digits = digits * 10 + (c - '0');
    if (fraction) scale *= 10;
  }
  if (count == 0 || text.back() == '.') return std::nullopt;
  if (negative) digits = -digits;
  return Decimal(std::make_shared<Number>(Number{cpp_rational(digits, scale)}));
}

Decimal operator+(const Decimal& a, const Decimal& b) {
  return Decimal(std::make_shared<Decimal::Number>(Decimal::Number{a.number_->value + b.number_->value}));
}
Decimal operator-(const Decimal& a, const Decimal& b) {
  return Decimal(std::make_shared<Decimal::Number>(Decimal::Number{a.number_->value - b.number_->value}));
}
Decimal operator*(const Decimal& a, const Decimal& b) {
  return Decimal(std::make_shared<Decimal::Number>(Decimal::Number{a.number_->value * b.number_->value}));
}
std::optional<Decimal> quotient(const Decimal& a, const Decimal& b) {
  if (b.number_->value.is_zero()) return std::nullopt;
  return Decimal(std::make_shared<Decimal::Number>(Decimal::Number{a.number_->value / b.number_->value}));
}
bool operator==(const Decimal& a, const Decimal& b) {
  return a.number_->value == b.number_->value;
}
std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  return a.number_->value.compare(b.number_->value) <=> 0;
}

std::string Decimal::text() const {
  return number_->value.str();
}

}  // namespace tdkt::workflow
