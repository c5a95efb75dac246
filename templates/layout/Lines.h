#pragma once
// Breaks a run of text into lines. Vietnamese breaks at spaces only and is never hyphenated.

#include <optional>
#include <string>
#include <vector>

#include "templates/layout/Drawing.h"
#include "templates/layout/Model.h"

namespace tdkt::templates {

struct Run {
  Face face = Face::kRegular;
  std::string text;  ///< U+00A0 does not break; "\n" always does
};

/// Text of one face; `width` in 1/1000 of the type size.
struct Atom {
  Face face = Face::kRegular;
  std::string text;
  int width = 0;
};

/// What never breaks inside.
struct Word {
  std::vector<Atom> atoms;
  int width = 0;
  int space = 0;        ///< width of the space before it, when something stands before it
  bool forced = false;  ///< starts a new line
  std::string plain() const;
};

struct Line {
  std::vector<Atom> atoms;
  int width = 0;
  bool closing = false;  ///< the last one, or before a forced break: not justified
};

/// Words of the runs, those that belong together ("ngày 09", "số 1234/QĐ-UBND", "hạng Nhất") already joined.
std::vector<Word> splitWords(const FontSet& fonts, const std::vector<Run>& runs);

/// Greedy lines no wider than `width` (the first: less `indent`), in 1/1000 of the type size. Joined words
/// that are too wide together part again. Nothing when a single word is too wide.
std::optional<std::vector<Line>> breakLines(const FontSet& fonts, const std::vector<Word>& words,
                                            double width, double indent);

/// How many lines breakLines() would give, for less than making them.
std::optional<int> countLines(const FontSet& fonts, const std::vector<Word>& words, double width,
                              double indent);

/// Puts a line at (x, y): y is the baseline, `width` what there is to fill, in points.
void placeLine(const Line& line, const Style& style, double size, double x, double y, double width,
               Drawing& out);

}  // namespace tdkt::templates
