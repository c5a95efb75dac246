// Splits a condition into words. Never fails: what fits nowhere becomes a broken word the parser refuses.

#include <cctype>

#include "workflow/base/Text.h"
#include "workflow/definition/Feel.h"

namespace tdkt::workflow::feel {
namespace {

bool isLetter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_';
}
bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

class Splitter {
 public:
  explicit Splitter(std::string_view text) : rest_(text) {}

  Word next() {
    while (!rest_.empty() && std::isspace(static_cast<unsigned char>(rest_.front())) != 0) drop(1);
    const int column = column_;
    Word word = rest_.empty() ? Word{} : take();
    word.column = column;
    return word;
  }

 private:
  /// Columns count characters: the later octets of a UTF-8 character do not count.
  void drop(std::size_t octets) {
    for (std::size_t i = 0; i < octets; ++i) {
      if ((static_cast<unsigned char>(rest_[i]) & 0xC0U) != 0x80U) ++column_;
    }
    rest_.remove_prefix(octets);
  }

  Word cut(WordKind kind, std::size_t octets) {
    Word word{kind, std::string(rest_.substr(0, octets)), 0};
    drop(octets);
    return word;
  }

  Word take() {
    const char first = rest_.front();
    if (first == '"') return takeText();
    if (isLetter(first)) {
      return cut(WordKind::kName, span([](char c) { return isLetter(c) || isDigit(c); }));
    }
    if (isDigit(first) || (first == '.' && rest_.size() > 1 && isDigit(rest_[1]))) return takeNumber();
    for (const std::string_view sign : {"!=", "<=", ">=", ".."}) {
      if (rest_.starts_with(sign)) return cut(WordKind::kSign, sign.size());
    }
    if (std::string_view("=<>+-*/()[],.").find(first) != std::string_view::npos) {
      return cut(WordKind::kSign, 1);
    }
    return cut(WordKind::kBroken, characterOctets());
  }

  template <class Belongs>
  std::size_t span(Belongs belongs) const {
    std::size_t count = 0;
    while (count < rest_.size() && belongs(rest_[count])) ++count;
    return count;
  }

  /// The two dots of a range are not a decimal point.
  Word takeNumber() {
    std::size_t count = span(isDigit);
    if (count + 1 < rest_.size() && rest_[count] == '.' && isDigit(rest_[count + 1])) {
      ++count;
      while (count < rest_.size() && isDigit(rest_[count])) ++count;
    }
    return cut(WordKind::kNumber, count);
  }

  Word takeText() {
    std::string value;
    std::size_t at = 1;
    for (; at < rest_.size() && rest_[at] != '"'; ++at) {
      if (rest_[at] == '\\' && at + 1 < rest_.size()) ++at;
      value += rest_[at];
    }
    if (at >= rest_.size()) return cut(WordKind::kBroken, 1);
    drop(at + 1);
    const auto normal = text::nfc(value);  // facts are NFC: the same letters must be the same octets
    return normal ? Word{WordKind::kText, *normal, 0} : Word{WordKind::kBroken, "\"", 0};
  }

  std::size_t characterOctets() const {
    std::size_t count = 1;
    while (count < rest_.size() && (static_cast<unsigned char>(rest_[count]) & 0xC0U) == 0x80U) ++count;
    return count;
  }

  std::string_view rest_;
  int column_ = 1;
};

}  // namespace

std::vector<Word> wordsOf(std::string_view text) {
  Splitter splitter(text);
  std::vector<Word> out;
  do {
    out.push_back(splitter.next());
  } while (out.back().kind != WordKind::kEnd);
  return out;
}

}  // namespace tdkt::workflow::feel
