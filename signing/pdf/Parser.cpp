#include "signing/pdf/Parser.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <cstdlib>

namespace tdkt::signing::pdf {
namespace {

constexpr int kMaxDepth = 64;
constexpr std::size_t kLongestNumber = 40;

int hexDigit(int c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool isDigit(int c) {
  return c >= '0' && c <= '9';
}

}  // namespace

bool isSpace(int c) {
  return c == 0 || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
}

bool isDelimiter(int c) {
  return c < 0 || isSpace(c) || c == '(' || c == ')' || c == '<' || c == '>' || c == '[' || c == ']' ||
         c == '{' || c == '}' || c == '/' || c == '%';
}

void Parser::skipSpace() {
  while (true) {
    while (position_ < text_.size() && isSpace(peek())) ++position_;
    if (peek() != '%') return;
    while (position_ < text_.size() && peek() != '\n' && peek() != '\r') ++position_;
  }
}

bool Parser::keyword(std::string_view word) {
  skipSpace();
  if (text_.substr(position_, word.size()) != word || !isDelimiter(peek(word.size()))) return false;
  position_ += word.size();
  return true;
}

std::optional<std::int64_t> Parser::integer() {
  skipSpace();
  const std::size_t start = position_;
  if (peek() == '+') ++position_;
  std::int64_t out = 0;
  const char* begin = text_.data() + position_;
  const auto [end, failure] = std::from_chars(begin, text_.data() + text_.size(), out);
  if (failure != std::errc() || end == begin) {
    position_ = start;
    return std::nullopt;
  }
  position_ += static_cast<std::size_t>(end - begin);
  return out;
}

std::optional<Value> Parser::value() {
  return value(0);
}

std::optional<Value> Parser::value(int depth) {
  if (depth > kMaxDepth) return std::nullopt;
  skipSpace();
  const int c = peek();
  if (c == '/') {
    if (auto found = name()) return Value(std::move(*found));
    return std::nullopt;
  }
  if (c == '(') return literalString();
  if (c == '[') return array(depth);
  if (c == '<') return peek(1) == '<' ? dictionary(depth) : hexString();
  if (isDigit(c)) return numberOrRef();
  if (keyword("true")) return Value(true);
  if (keyword("false")) return Value(false);
  if (keyword("null")) return Value();
  return numberOrRef();
}

/// Could this be the first number of "12 0 R"?
bool Parser::secondNumberFollows() const {
  std::size_t ahead = 0;
  while (isSpace(peek(ahead))) ++ahead;
  return ahead > 0 &&
         (isDigit(peek(ahead)) || peek(ahead) == '+' || peek(ahead) == '-' || peek(ahead) == '%');
}

std::optional<Value> Parser::numberOrRef() {
  const std::size_t start = position_;
  if (isDigit(peek())) {
    const auto object = integer();
    // Lists of numbers are most of what a file says outside its streams, so the plain case is told first.
    const bool plain = object && isDelimiter(peek()) && position_ - start <= kLongestNumber;
    if (plain && !secondNumberFollows()) return Value(*object);
    const std::size_t behind = position_;
    const auto generation = object && isSpace(peek()) ? integer() : std::nullopt;
    if (generation && *object > 0 && *object < 10'000'000 && *generation >= 0 && *generation <= 65535 &&
        isSpace(peek()) && keyword("R")) {
      return Value(Ref{static_cast<int>(*object), static_cast<int>(*generation)});
    }
    position_ = plain ? behind : start;
    if (plain) return Value(*object);
  }
  return number();
}

std::optional<Value> Parser::number() {
  const std::size_t start = position_;
  bool real = false;
  while (isDigit(peek()) || peek() == '+' || peek() == '-' || peek() == '.') {
    real = real || peek() == '.';
    ++position_;
  }
  if (position_ == start || position_ - start > kLongestNumber || !isDelimiter(peek())) return std::nullopt;
  const std::string token(text_.substr(start, position_ - start));
  if (real) return Value(std::strtod(token.c_str(), nullptr));
  position_ = start;
  const auto whole = integer();
  if (!whole || !isDelimiter(peek())) return std::nullopt;
  return Value(*whole);
}

std::optional<Name> Parser::name() {
  Name out;
  for (++position_; !isDelimiter(peek()); ++position_) {
    const int high = peek() == '#' ? hexDigit(peek(1)) : -1;
    const int low = high >= 0 ? hexDigit(peek(2)) : -1;
    if (low >= 0) {
      out.text += static_cast<char>(high * 16 + low);
      position_ += 2;
    } else {
      out.text += static_cast<char>(peek());
    }
  }
  return out;
}

bool Parser::escape(std::string& out) {
  const int c = peek();
  if (c < 0) return false;
  ++position_;
  static constexpr std::string_view kFrom = "nrtbf";
  static constexpr std::string_view kTo = "\n\r\t\b\f";
  if (const auto index = kFrom.find(static_cast<char>(c)); index != std::string_view::npos) {
    out += kTo[index];
  } else if (c >= '0' && c <= '7') {
    int code = c - '0';
    for (int i = 0; i < 2 && peek() >= '0' && peek() <= '7'; ++i, ++position_) code = code * 8 + peek() - '0';
    out += static_cast<char>(code & 0xFF);
  } else if (c == '\r') {
    if (peek() == '\n') ++position_;
  } else if (c != '\n') {
    out += static_cast<char>(c);
  }
  return true;
}

std::optional<Value> Parser::literalString() {
  String out;
  out.span.begin = position_++;
  for (int level = 1; level > 0;) {
    const int c = peek();
    if (c < 0) return std::nullopt;
    ++position_;
    if (c == '\\') {
      if (!escape(out.octets)) return std::nullopt;
      continue;
    }
    if (c == '(') ++level;
    if (c == ')' && --level == 0) break;
    out.octets += static_cast<char>(c);
  }
  out.span.end = position_;
  return Value(std::move(out));
}

std::optional<Value> Parser::hexString() {
  // A signature's hole is by far the longest token of a file, so this loop decides how fast files are read.
  static const std::array<std::int8_t, 256> kDigits = [] {
    std::array<std::int8_t, 256> out{};
    for (int c = 0; c < 256; ++c)
      out[static_cast<std::size_t>(c)] = static_cast<std::int8_t>(isSpace(c) ? -2 : hexDigit(c));
    return out;
  }();
  const std::size_t end = text_.find('>', position_);
  if (end == std::string_view::npos) return std::nullopt;
  String out;
  out.hex = true;
  out.span = {position_, end + 1};
  const std::string_view digits = text_.substr(position_ + 1, end - position_ - 1);
  out.octets.resize((digits.size() + 1) / 2);
  std::size_t count = 0;
  // Pairs without white space between, as every signer writes them.
  for (; count + 1 < digits.size(); count += 2) {
    const int high = kDigits[static_cast<unsigned char>(digits[count])];
    const int low = kDigits[static_cast<unsigned char>(digits[count + 1])];
    if (high < 0 || low < 0) break;
    out.octets[count / 2] = static_cast<char>(high * 16 + low);
  }
  for (const char c : digits.substr(count)) {
    const int digit = kDigits[static_cast<unsigned char>(c)];
    if (digit == -2) continue;
    if (digit < 0) return std::nullopt;
    char& octet = out.octets[count / 2];
    octet = static_cast<char>(count % 2 == 0 ? digit * 16 : static_cast<unsigned char>(octet) | digit);
    ++count;
  }
  out.octets.resize((count + 1) / 2);
  position_ = end + 1;
  return Value(std::move(out));
}

std::optional<Value> Parser::array(int depth) {
  Array out;
  ++position_;
  for (skipSpace(); peek() != ']'; skipSpace()) {
    auto item = value(depth + 1);
    if (!item) return std::nullopt;
    out.push_back(std::move(*item));
  }
  ++position_;
  return Value(std::move(out));
}

std::optional<Value> Parser::dictionary(int depth) {
  Dictionary out;
  position_ += 2;
  for (skipSpace(); peek() != '>'; skipSpace()) {
    if (peek() != '/') return std::nullopt;
    auto key = name();
    auto item = key ? value(depth + 1) : std::nullopt;
    // A key that stands twice is read differently by different readers: that is how a file shows two faces.
    if (!item || !out.emplace(std::move(key->text), std::move(*item)).second) return std::nullopt;
  }
  if (peek(1) != '>') return std::nullopt;
  position_ += 2;
  return Value(std::move(out));
}

}  // namespace tdkt::signing::pdf
