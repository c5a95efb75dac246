#include "templates/compile/ContentScan.h"

namespace tdkt::templates {
namespace {

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
    if (isSpace(c) || isDelimiter(c)) {
      ++at_;
      return;
    }
    operate(word());
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
  ContentUse out_;
};

}  // namespace

ContentUse scanContent(std::string_view content) {
  return Scanner(content).scan();
}

}  // namespace tdkt::templates
