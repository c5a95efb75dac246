#include "templates/compile/ContentScan.h"

#include <charconv>

namespace tdkt::templates {
namespace {

constexpr std::size_t kMaxSaved = 1000;

bool isSpace(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

bool isDelimiter(char c) {
  return std::string_view("()<>[]{}/%").find(c) != std::string_view::npos;
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  ContentUse scan() {
    while (at_ < text_.size()) step();
    return std::move(out_);
  }

 private:
  void step() {
    const char c = text_[at_];
    if (c == '(') return skipLiteral();
    if (c == '%') return skipTo('\n');
    if (c == '/') {
      ++at_;
      name_ = word();
      if (inImage_ && (name_ == "CMYK" || name_ == "DeviceCMYK")) out_.cmyk = true;
      return;
    }
    if (c == '<' && text_.substr(at_, 2) != "<<") return skipTo('>');
    if (c == '+' || c == '-' || c == '.' || (c >= '0' && c <= '9')) return number();
    if (isSpace(c) || isDelimiter(c)) {
      ++at_;
      return;
    }
    const std::string_view op = word();
    operate(op);
    paint(op);
    numbers_.clear();
  }

  void number() {
    const std::size_t start = at_;
    const std::string_view text = word();
    double value = 0;
    std::from_chars(text.data() + (text.front() == '+' ? 1 : 0), text.data() + text.size(), value);
    if (numbers_.size() == 6) numbers_.erase(numbers_.begin());
    numbers_.push_back({value, start});
  }

  double operand(std::size_t fromLast) const { return numbers_[numbers_.size() - fromLast].value; }

  /// Keeps what is needed to know a white rectangle: colour and whether the axes are still the page's.
  void paint(std::string_view op) {
    const std::size_t count = numbers_.size();
    if (op == "re" && count >= 4) {
      box_ = {operand(4), operand(3), operand(2), operand(1), numbers_[count - 4].at, at_};
      return;
    }
    if ((op == "f" || op == "f*") && box_.end != 0 && state_.white && !state_.moved) {
      box_.end = at_;
      out_.whiteBoxes.push_back(box_);
    }
    box_ = {};
    if (op == "q" && saved_.size() < kMaxSaved) saved_.push_back(state_);
    if (op == "Q" && !saved_.empty()) {
      state_ = saved_.back();
      saved_.pop_back();
    }
    if (op == "cm") state_.moved = true;
    if (op == "rg") state_.white = count >= 3 && operand(1) == 1 && operand(2) == 1 && operand(3) == 1;
    if (op == "g") state_.white = count >= 1 && operand(1) == 1;
    if (op == "k" || op == "cs" || op == "sc" || op == "scn") state_.white = false;
  }

  void operate(std::string_view op) {
    if (op == "Tf") out_.fonts.insert(std::string(name_));
    if (op == "Do") out_.drawings.insert(std::string(name_));
    if (op == "k" || op == "K") out_.cmyk = true;
    if ((op == "cs" || op == "CS") && name_ == "DeviceCMYK") out_.cmyk = true;
    if (op == "BI") inImage_ = true;
    if (op == "ID") skipImage();
  }

  std::string_view word() {
    const std::size_t start = at_;
    while (at_ < text_.size() && !isSpace(text_[at_]) && !isDelimiter(text_[at_])) ++at_;
    return text_.substr(start, at_ - start);
  }

  void skipTo(char end) {
    const std::size_t found = text_.find(end, at_);
    at_ = found == std::string_view::npos ? text_.size() : found + 1;
  }

  void skipLiteral() {
    int open = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '\\') ++at_;
      if (c == '(') ++open;
      if (c == ')' && --open == 0) return;
    }
  }

  void skipImage() {
    inImage_ = false;
    for (std::size_t end = text_.find("EI", at_); end != std::string_view::npos;
         end = text_.find("EI", end + 1)) {
      const bool before = end > 0 && isSpace(text_[end - 1]);
      const bool after = end + 2 >= text_.size() || isSpace(text_[end + 2]);
      if (!before || !after) continue;
      at_ = end + 2;
      return;
    }
    out_.inlineFile = true;
    at_ = text_.size();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string_view name_;
  bool inImage_ = false;
  struct Number {
    double value = 0;
    std::size_t at = 0;
  };
  struct State {
    bool white = false;
    bool moved = false;
  };
  std::vector<Number> numbers_;
  State state_;
  std::vector<State> saved_;
  WhiteBox box_;
  ContentUse out_;
};

}  // namespace

ContentUse scanContent(std::string_view content) {
  return Scanner(content).scan();
}

}  // namespace tdkt::templates
