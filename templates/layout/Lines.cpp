#include "templates/layout/Lines.h"

#include <algorithm>
#include <cctype>

#include "templates/pdf/Utf8.h"

namespace tdkt::templates {
namespace {

bool startsWithDigit(std::string_view text) {
  return !text.empty() && std::isdigit(static_cast<unsigned char>(text.front())) != 0;
}

bool isOneOf(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

/// Source: NĐ 30/2020/NĐ-CP Phụ lục I asks for no break inside dates and numbers only by its samples;
/// customary.
bool belongTogether(std::string_view left, std::string_view right) {
  if (right == "-" || right == "–") return true;
  if (left == "-" || left == "–") return startsWithDigit(right);  // "2025 - 2026"
  if (isOneOf(left, {"hạng"})) return isOneOf(right, {"Nhất", "Nhì", "Ba", "Nhất,", "Nhì,", "Ba,"});
  if (isOneOf(right, {"đồng", "đồng,", "đồng.", "đồng;", "đồng)"})) return startsWithDigit(left);
  return startsWithDigit(right) && isOneOf(left, {"ngày", "tháng", "năm", "Ngày", "Năm", "số", "Số",
                                                  "Số:", "Điều", "khoản", "Khoản", "Chương"});
}

void appendAtom(std::vector<Atom>& atoms, Face face, std::string_view text, int width) {
  if (!atoms.empty() && atoms.back().face == face) {
    atoms.back().text += text;
    atoms.back().width += width;
  } else {
    atoms.push_back({face, std::string(text), width});
  }
}

/// Collects letters into words.
class Splitter {
 public:
  explicit Splitter(const FontSet& fonts) : fonts_(fonts) {}

  void add(const Run& run) {
    std::size_t start = 0;
    for (std::size_t at = 0; at <= run.text.size(); ++at) {
      const char c = at < run.text.size() ? run.text[at] : '\0';
      if (at < run.text.size() && c != ' ' && c != '\n') continue;
      letters(run.face, std::string_view(run.text).substr(start, at - start));
      if (c == ' ') gap(run.face);
      if (c == '\n') breakLine();
      start = at + 1;
    }
  }

  std::vector<Word> take() {
    finish();
    return std::move(words_);
  }

 private:
  void letters(Face face, std::string_view text) {
    if (text.empty()) return;
    const int width = fonts_.width(face, text);
    appendAtom(current_.atoms, face, text, width);
    current_.width += width;
  }
  void gap(Face face) {
    finish();
    current_.space = fonts_.width(face, " ");
  }
  void breakLine() {
    finish();
    current_.forced = true;
  }
  void finish() {
    if (current_.atoms.empty()) return;
    words_.push_back(std::move(current_));
    current_ = Word{};
  }

  const FontSet& fonts_;
  std::vector<Word> words_;
  Word current_;
};

int stretchable(const Atom& atom) {
  int count = 0;
  forEachLetter(atom.text, [&](char32_t c) { count += c == U' ' || c == U'\u00A0' ? 1 : 0; });
  return count;
}

int stretchable(const std::vector<Atom>& atoms) {
  int count = 0;
  for (const Atom& atom : atoms) count += stretchable(atom);
  return count;
}

void glue(const FontSet& fonts, Word& left, const Word& right) {
  const Face face = left.atoms.back().face;
  const int space = fonts.width(face, kNoBreakSpace);
  appendAtom(left.atoms, face, kNoBreakSpace, space);
  for (const Atom& atom : right.atoms) appendAtom(left.atoms, atom.face, atom.text, atom.width);
  left.width += space + right.width;
}

std::vector<Word> joined(const FontSet& fonts, std::vector<Word> words) {
  std::vector<Word> out;
  out.reserve(words.size());
  std::string left;
  for (Word& word : words) {
    std::string right = word.plain();
    const bool leadingDash = out.size() == 1 && (left == "-" || left == "–");
    if (!out.empty() && !word.forced && (leadingDash || belongTogether(left, right))) {
      glue(fonts, out.back(), word);
    } else {
      out.push_back(std::move(word));
    }
    left = std::move(right);
  }
  return out;
}

/// The word as runs with ordinary spaces, to be split anew.
std::vector<Word> parted(const FontSet& fonts, const Word& word) {
  Splitter splitter(fonts);
  for (const Atom& atom : word.atoms) {
    std::string text = atom.text;
    for (std::size_t at = text.find(kNoBreakSpace); at != std::string::npos; at = text.find(kNoBreakSpace)) {
      text.replace(at, kNoBreakSpace.size(), " ");
    }
    splitter.add({atom.face, text});
  }
  std::vector<Word> out = splitter.take();
  if (!out.empty()) {
    out.front().space = word.space;
    out.front().forced = word.forced;
  }
  return out;
}

void appendWord(Line& line, const Word& word) {
  if (!line.atoms.empty()) {
    line.atoms.back().text += ' ';
    line.atoms.back().width += word.space;
    line.width += word.space;
  }
  for (const Atom& atom : word.atoms) appendAtom(line.atoms, atom.face, atom.text, atom.width);
  line.width += word.width;
}

/// Takes lines and their words one after another.
class LineBuilder {
 public:
  bool empty() const { return lines_.back().atoms.empty(); }
  bool first() const { return lines_.size() == 1; }
  int width() const { return lines_.back().width; }
  void add(const Word& word) { appendWord(lines_.back(), word); }
  void next(bool closing) {
    lines_.back().closing = closing;
    lines_.emplace_back();
  }
  std::vector<Line> take() {
    lines_.back().closing = true;
    return std::move(lines_);
  }

 private:
  std::vector<Line> lines_ = std::vector<Line>(1);
};

/// The same walk without the lines: most breaks are tried and not kept.
class LineCounter {
 public:
  bool empty() const { return empty_; }
  bool first() const { return count_ == 1; }
  int width() const { return width_; }
  void add(const Word& word) {
    width_ += (empty_ ? 0 : word.space) + word.width;
    empty_ = false;
  }
  void next(bool /*closing*/) {
    ++count_;
    width_ = 0;
    empty_ = true;
  }
  int count() const { return count_; }

 private:
  int count_ = 1;
  int width_ = 0;
  bool empty_ = true;
};

/// False when the word is wider than a line.
template <class Lines>
bool addWord(const Word& word, double width, double indent, Lines& lines) {
  const double room = lines.first() ? width - indent : width;
  const bool full = !lines.empty() && lines.width() + word.space + word.width > room;
  if (full || (word.forced && !lines.empty())) lines.next(!full);
  if (word.width > (lines.first() ? width - indent : width)) return false;
  lines.add(word);
  return true;
}

/// Greedy; a word that is wider than its line parts at the spaces inside.
template <class Lines>
bool breakInto(const FontSet& fonts, const std::vector<Word>& words, double width, double indent,
               Lines& lines) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].width <= (i == 0 ? width - indent : width)) {
      if (!addWord(words[i], width, indent, lines)) return false;
      continue;
    }
    for (const Word& part : parted(fonts, words[i])) {
      if (!addWord(part, width, indent, lines)) return false;
    }
  }
  return true;
}

}  // namespace

std::string Word::plain() const {
  std::string out;
  for (const Atom& atom : atoms) out += atom.text;
  return out;
}

std::vector<Word> splitWords(const FontSet& fonts, const std::vector<Run>& runs) {
  Splitter splitter(fonts);
  for (const Run& run : runs) splitter.add(run);
  return joined(fonts, splitter.take());
}

std::optional<std::vector<Line>> breakLines(const FontSet& fonts, const std::vector<Word>& words,
                                            double width, double indent) {
  LineBuilder lines;
  if (!breakInto(fonts, words, width, indent, lines)) return std::nullopt;
  return lines.take();
}

std::optional<int> countLines(const FontSet& fonts, const std::vector<Word>& words, double width,
                              double indent) {
  LineCounter lines;
  if (!breakInto(fonts, words, width, indent, lines)) return std::nullopt;
  return lines.count();
}

void placeLine(const Line& line, const Style& style, double size, double x, double y, double width,
               Drawing& out) {
  const double natural = line.width * size / 1000;
  double extra = 0;
  if (style.align == Align::kCenter) x += (width - natural) / 2;
  if (style.align == Align::kRight) x += width - natural;
  const bool justified = style.align == Align::kJustify && !line.closing;
  const int spaces = justified ? stretchable(line.atoms) : 0;
  if (spaces > 0) extra = (width - natural) / spaces;
  for (const Atom& atom : line.atoms) {
    out.texts.push_back({x, y, atom.face, size, style.colour, atom.text, extra});
    x += atom.width * size / 1000 + (spaces > 0 ? extra * stretchable(atom) : 0);
  }
}

}  // namespace tdkt::templates
