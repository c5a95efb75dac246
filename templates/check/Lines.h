#pragma once
// Texts of a page put together to lines as a reader sees them, and the elements of a document found among
// them. Private to templates/check.

#include <optional>

#include "templates/check/SeenPdf.h"

namespace tdkt::templates::check {

/// Texts on one baseline without a wide gap. `bold` and `italic`: every letter is.
struct SeenLine {
  std::size_t page = 0;
  double x1 = 0;
  double x2 = 0;
  double y = 0;
  double size = 0;
  bool bold = true;
  bool italic = true;
  bool boldStart = false;  ///< the first text is bold
  std::string text;        ///< NFC, no-break spaces as spaces, ends trimmed

  double centre() const { return (x1 + x2) / 2; }
};

/// Top to bottom, then left to right.
std::vector<SeenLine> linesOf(const SeenPage& page, std::size_t number);

/// Lines that belong together: a căn cứ, an article, a khoản.
using Paragraph = std::vector<SeenLine>;

/// The elements of NĐ 30/2020 Phụ lục I that were found; what is empty is not there.
struct Elements {
  std::vector<SeenPage> pages;
  std::vector<std::vector<SeenLine>> lines;  ///< by page
  std::size_t mainPages = 0;                 ///< pages before the first annex
  double left = 0;                           ///< where the lines of the body start
  std::optional<SeenLine> nation, motto, number, date;
  std::vector<SeenLine> parent, issuer, about, title, subject, authority;
  std::vector<Paragraph> bases, articles, body;
  std::optional<SeenLine> toLabel, signerName;
  std::vector<SeenLine> to, post;
  std::vector<SeenLine> annexTitles, annexReferences;
};

/// Words by which elements are recognised; from the rule rows, because they are the law's.
struct Marks {
  std::string nation, motto, number, to;
  std::vector<std::string> titles, bases, annexes;
};

Elements findElements(std::vector<SeenPage> pages, const Marks& marks);

/// The horizontal line right below these lines, if there is one.
std::optional<SeenStroke> strokeBelow(const Elements& elements, const SeenLine& line);

bool startsWith(const std::string& text, const std::string& start);

}  // namespace tdkt::templates::check
