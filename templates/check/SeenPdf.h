#pragma once
// What a finished PDF shows: texts with place, font and size, and straight lines, as a reader sees them.
//
// Points from the top left corner of the page, y downwards. For files from outside call it in the limited
// child (connector/worker): PoDoFo parses strangers' octets here.

#include <string>
#include <vector>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"

namespace tdkt::templates::check {

/// One shown string. `y` is the baseline.
struct SeenText {
  double x = 0;
  double y = 0;
  double width = 0;
  double size = 0;
  bool bold = false;
  bool italic = false;
  bool black = true;
  std::string font;  ///< /BaseFont without the subset's prefix
  std::string text;  ///< UTF-8; U+FFFD where the font does not tell
};

/// A horizontal line, stroked or drawn as a flat rectangle.
struct SeenStroke {
  double x1 = 0;
  double x2 = 0;
  double y = 0;
};

struct SeenPage {
  double width = 0;
  double height = 0;
  std::vector<SeenText> texts;
  std::vector<SeenStroke> strokes;
};

/// Errors: kInput "check.pdf" (not a PDF that can be read, encrypted, or more than 2,000 pages).
/// Source: ISO 32000-1 §8, §9.
Result<std::vector<SeenPage>> seePdf(const Bytes& pdf);

}  // namespace tdkt::templates::check
