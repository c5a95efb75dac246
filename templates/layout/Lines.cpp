#include "templates/layout/Lines.h"

#include <algorithm>
#include <cctype>

#include "templates/pdf/Utf8.h"

namespace tdkt::templates {
namespace {

bool startsWithDigit(const std::string& text) {
  return !text.empty() && std::isdigit(static_cast<unsigned char>(text.front())) != 0;
}

bool isOneOf(const std::string& text, std::initializer_list<const char*> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

/// Source: NĐ 30/2020/NĐ-CP Phụ lục I asks for no break inside dates and numbers only by its samples;
/// customary.
bool belongTogether(const std::string& left, const std::string& right) {
  if (right == "-" || right == "–") return true;
  if (left == "-" || left == "–") return startsWithDigit(right);  // "2025 - 2026"
  if (isOneOf(left, {"hạng"})) return isOneOf(right, {"Nhất", "Nhì", "Ba", "Nhất,", "Nhì,", "Ba,"});
  if (isOneOf(right, {"đồng", "đồng,", "đồng.", "đồng;", "đồng)"})) return startsWithDigit(left);
  return startsWithDigit(right) && isOneOf(left, {"ngày", "tháng", "năm", "Ngày", "Năm", "số", "Số",
                                                  "Số:", "Điều", "khoản", "Khoản", "Chương"});
}

void appendAtom(std::vector<Atom>& atoms, const Atom& atom) {
  if (!atoms.empty() && atoms.back().face == atom.face) {
    atoms.back().text += atom.text;
    atoms.back().width += atom.width;
  } else {
    atoms.push_back(atom);
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
      letters(run.face, run.text.substr(start, at - start));
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
  void letters(Face face, const std::string& text) {
    if (text.empty()) return;
    const int width = fonts_.width(face, text);
    appendAtom(current_.atoms, {face, text, width});
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

int stretchable(const std::vector<Atom>& atoms) {
  int count = 0;
  for (const Atom& atom : atoms) {
    forEachLetter(atom.text, [&](char32_t c) { count += c == U' ' || c == U'\u00A0' ? 1 : 0; });
  }
  return count;
}

void glue(const FontSet& fonts, Word& left, const Word& right) {
  const Face face = left.atoms.back().face;
  const Atom space{face, std::string(kNoBreakSpace), fonts.width(face, kNoBreakSpace)};
  appendAtom(left.atoms, space);
  for (const Atom& atom : right.atoms) appendAtom(left.atoms, atom);
  left.width += space.width + right.width;
}

std::vector<Word> joined(const FontSet& fonts, const std::vector<Word>& words) {
  std::vector<Word> out;
  std::string left;
  for (const Word& word : words) {
    const std::string right = word.plain();
    const bool leadingDash = out.size() == 1 && (left == "-" || left == "–");
    if (!out.empty() && !word.forced && (leadingDash || belongTogether(left, right))) {
      glue(fonts, out.back(), word);
    } else {
      out.push_back(word);
    }
    left = right;
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
  for (const Atom& atom : word.atoms) appendAtom(line.atoms, atom);
  line.width += word.width;
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
  std::vector<Word> fitting;
  for (const Word& word : words) {
    const double room = fitting.empty() ? width - indent : width;
    if (word.width <= room) {
      fitting.push_back(word);
      continue;
    }
    for (Word& part : parted(fonts, word)) fitting.push_back(std::move(part));
  }
  std::vector<Line> lines(1);
  for (const Word& word : fitting) {
    const double room = lines.size() == 1 ? width - indent : width;
    const bool full = !lines.back().atoms.empty() && lines.back().width + word.space + word.width > room;
    if (full || (word.forced && !lines.back().atoms.empty())) {
      lines.back().closing = !full;
      lines.emplace_back();
    }
    if (word.width > (lines.size() == 1 ? width - indent : width)) return std::nullopt;
    appendWord(lines.back(), word);
  }
  lines.back().closing = true;
  return lines;
}

void placeLine(const Line& line, const Style& style, double size, double x, double y, double width,
               Drawing& out) {
  const double natural = line.width * size / 1000;
  double extra = 0;
  if (style.align == Align::kCenter) x += (width - natural) / 2;
  if (style.align == Align::kRight) x += width - natural;
  const int spaces = stretchable(line.atoms);
  if (style.align == Align::kJustify && !line.closing && spaces > 0) extra = (width - natural) / spaces;
  for (const Atom& atom : line.atoms) {
    out.texts.push_back({x, y, atom.face, size, style.colour, atom.text, extra});
    x += atom.width * size / 1000 + extra * stretchable({atom});
  }
}

}  // namespace tdkt::templates
