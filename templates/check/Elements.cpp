// Finds the elements of a document by their words and places.
#include <algorithm>
#include <cmath>

#include "templates/check/Lines.h"
#include "workflow/base/Text.h"

namespace tdkt::templates::check {
namespace {

constexpr double kSameRow = 2.0;     // points
constexpr double kIndent = 15;       // points a first line stands in, at least
constexpr double kNextLine = 2.2;    // of the size: further below is another block
constexpr double kTableWidth = 280;  // points; no line under a heading is as long
constexpr double kCentred = 12;      // points off the middle

bool isUpper(const std::string& text) {
  return text::upper(text) == text && text::lower(text) != text;
}

bool startsWithOneOf(const std::string& text, const std::vector<std::string>& starts) {
  return std::any_of(starts.begin(), starts.end(), [&](const auto& s) { return startsWith(text, s); });
}

bool isOneOf(const std::string& text, const std::vector<std::string>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

class Finder {
 public:
  Finder(std::vector<SeenPage> pages, const Marks& marks) : marks_(marks) {
    out_.pages = std::move(pages);
    for (std::size_t i = 0; i < out_.pages.size(); ++i) out_.lines.push_back(linesOf(out_.pages[i], i));
  }

  Elements find() {
    findAnnexes();
    findHead();
    findTitle();
    findSigner();
    findBody();
    nameParagraphs();
    return std::move(out_);
  }

 private:
  const std::vector<SeenLine>& first() const { return out_.lines.front(); }

  void findAnnexes() {
    out_.mainPages = out_.pages.size();
    for (std::size_t page = 0; page < out_.lines.size(); ++page) {
      for (std::size_t i = 0; i < std::min<std::size_t>(3, out_.lines[page].size()); ++i) {
        const SeenLine& line = out_.lines[page][i];
        if (!isOneOf(text::upper(line.text), marks_.annexes) || !line.bold) continue;
        out_.mainPages = std::min(out_.mainPages, page);
        out_.annexTitles.push_back(line);
        for (const SeenLine& later : out_.lines[page]) {
          if (later.y > line.y && startsWith(later.text, "(Kèm theo")) out_.annexReferences.push_back(later);
        }
        break;
      }
    }
  }

  void findHead() {
    for (const SeenLine& line : first()) {
      const std::string upper = text::upper(line.text);
      if (!out_.nation && text::fold(upper) == text::fold(marks_.nation)) out_.nation = line;
      if (!out_.motto && text::fold(line.text) == text::fold(marks_.motto)) out_.motto = line;
      if (!out_.number && startsWith(line.text, marks_.number)) out_.number = line;
    }
    if (!out_.nation) return;
    for (const SeenLine& line : first()) {
      const bool right = line.centre() > out_.nation->x1;
      const bool day = line.text.find("ngày ") != std::string::npos;
      if (!out_.date && right && day && line.y > out_.nation->y) out_.date = line;
    }
    if (out_.number) {
      for (const SeenLine& line :
           following(*out_.number, [&](const auto& next) { return next.x2 < out_.nation->x1 + 10; }))
        out_.about.push_back(line);
    }
    const double below = out_.number ? out_.number->y : out_.nation->y + 60;
    for (const SeenLine& line : first()) {
      if (line.centre() >= out_.nation->x1 || line.y >= below - 1) continue;
      (line.bold ? out_.issuer : out_.parent).push_back(line);
    }
  }

  /// Lines that go on below `line`, as long as they look alike.
  template <class F>
  std::vector<SeenLine> following(const SeenLine& line, F&& alike) const {
    std::vector<SeenLine> out;
    double y = line.y;
    for (const SeenLine& next : out_.lines[line.page]) {
      if (next.y <= y + 1) continue;
      if (next.y - y > kNextLine * next.size || !alike(next)) break;
      out.push_back(next);
      y = next.y;
      if (strokeBelow(out_, next)) break;
    }
    return out;
  }

  void findTitle() {
    for (const SeenLine& line : first()) {
      if (!isOneOf(text::upper(line.text), marks_.titles)) continue;
      out_.title.push_back(line);
      break;
    }
    if (out_.title.empty()) return;
    out_.subject = following(out_.title.back(), [&](const SeenLine& next) {
      return !startsWithOneOf(next.text, marks_.bases) && centred(next);
    });
    const SeenLine last = out_.subject.empty() ? out_.title.back() : out_.subject.back();
    for (const SeenLine& line : first()) {
      if (line.y <= last.y + 1 || !centred(line)) continue;
      if (!line.bold || !isUpper(line.text) || text::upper(line.text) == out_.title[0].text + ":") break;
      out_.authority.push_back(line);
    }
  }

  bool centred(const SeenLine& line) const {
    const double width = out_.pages[line.page].width;
    // Centred in the text, which need not be in the middle of the page.
    return std::abs(line.centre() - width / 2) < kCentred + 0.05 * width && line.x1 > 0.16 * width - 6;
  }

  void findSigner() {
    for (std::size_t page = 0; page < out_.mainPages; ++page) {
      for (const SeenLine& line : out_.lines[page]) {
        if (startsWith(line.text, marks_.to) && line.size < 13) out_.toLabel = line;
      }
    }
    if (!out_.toLabel) return;
    const SeenLine label = *out_.toLabel;
    const double middle = out_.pages[label.page].width / 2;
    bool inside = true;
    for (const SeenLine& line : out_.lines[label.page]) {
      if (line.y < label.y - 8) continue;
      if (line.centre() > middle) {
        if (line.bold && isUpper(line.text) && !out_.signerName) out_.post.push_back(line);
        if (line.bold && !isUpper(line.text) && !out_.post.empty()) out_.signerName = line;
      } else if (line.y > label.y + 1) {
        const double last = out_.to.empty() ? label.y : out_.to.back().y;
        inside = inside && line.y - last < kNextLine * line.size && !line.italic;
        if (inside) out_.to.push_back(line);
      }
    }
  }

  /// Between the first and the last of the long lines of equal extent that a table is drawn with.
  bool inTable(const SeenLine& line) const {
    bool above = false;
    bool below = false;
    for (const SeenStroke& stroke : out_.pages[line.page].strokes) {
      if (stroke.x2 - stroke.x1 < kTableWidth || stroke.x1 > line.x1 || stroke.x2 < line.x2) continue;
      (stroke.y < line.y ? above : below) = true;
    }
    return above && below;
  }

  /// Two posts beside each other: minutes have no "Nơi nhận" before their signatures.
  bool startsSignatures(const SeenLine& line) const {
    if (!line.bold || !isUpper(line.text)) return false;
    const auto& lines = out_.lines[line.page];
    return std::count_if(lines.begin(), lines.end(), [&](const SeenLine& other) {
             return std::abs(other.y - line.y) < kSameRow && other.bold && isUpper(other.text);
           }) > 1;
  }

  bool belongsToBody(const SeenLine& line) const {
    if (line.page >= out_.mainPages) return false;
    if (line.page == 0) {
      const auto& above = !out_.authority.empty() ? out_.authority
                          : !out_.subject.empty() ? out_.subject
                                                  : out_.title;
      if (!above.empty() && line.y <= above.back().y + 1) return false;
      const auto& last = !out_.about.empty() ? std::optional(out_.about.back()) : out_.number;
      if (above.empty() && last && line.y <= last->y + 1) return false;
    }
    if (out_.toLabel && (line.page > out_.toLabel->page ||
                         (line.page == out_.toLabel->page && line.y > out_.toLabel->y - 8))) {
      return false;
    }
    if (inTable(line)) return false;
    return line.y > 57;  // below the top margin: no page number
  }

  /// A first line stands in from the left; the rest of a paragraph starts where the text does.
  void findBody() {
    double left = 1e9;
    for (std::size_t page = 0; page < out_.mainPages; ++page) {
      for (const SeenLine& line : out_.lines[page]) {
        if (belongsToBody(line)) left = std::min(left, line.x1);
      }
    }
    if (out_.toLabel) left = std::min(left, out_.toLabel->x1);
    out_.left = left;
    for (std::size_t page = 0; page < out_.mainPages; ++page) {
      for (const SeenLine& line : out_.lines[page]) {
        if (!belongsToBody(line)) continue;
        if (startsSignatures(line)) return;
        addToBody(line, left);
      }
    }
  }

  void nameParagraphs() {
    for (const Paragraph& paragraph : out_.body) {
      if (startsWithOneOf(paragraph.front().text, marks_.bases)) out_.bases.push_back(paragraph);
      if (startsWith(paragraph.front().text, "Điều ")) {
        out_.articles.push_back(paragraph);
      }
    }
  }

  void addToBody(const SeenLine& line, double left) {
    const double width = out_.pages[line.page].width;
    const bool starts = line.x1 - left > kIndent;
    if (starts && line.bold && centred(line) && line.x1 - left > 60 && line.x2 < 0.86 * width) {
      inParagraph_ = false;  // "QUYẾT ĐỊNH:" and other headings
    } else if (starts && line.x1 - left < 60) {
      out_.body.push_back({line});
      inParagraph_ = true;
    } else if (!starts && inParagraph_) {
      out_.body.back().push_back(line);
    } else {
      inParagraph_ = false;
    }
  }

  const Marks& marks_;
  Elements out_;
  bool inParagraph_ = false;
};

}  // namespace

Elements findElements(std::vector<SeenPage> pages, const Marks& marks) {
  return Finder(std::move(pages), marks).find();
}

}  // namespace tdkt::templates::check
