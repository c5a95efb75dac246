#include "templates/check/Measures.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "workflow/base/Text.h"

namespace tdkt::templates::check {
namespace {

constexpr double kMm = 72.0 / 25.4;
constexpr double kSingle = 1.15;   // of the size: single spacing of the family
constexpr double kAscent = 0.891;  // of the size, Times New Roman and its likes
constexpr double kDescent = 0.216;
constexpr double kTopMargin = 57;  // points; page numbers stand above
constexpr std::size_t kLongText = 1000;

using Values = std::vector<Measured>;
using Lines = std::vector<SeenLine>;

Measured number(double value, std::size_t page) {
  return {value, {}, page};
}
Measured word(std::string text, std::size_t page) {
  return {std::nullopt, std::move(text), page};
}

/// Patterns look at the ends of a text; a very long one is not worth their time.
std::string shortened(const std::string& text) {
  if (text.size() <= kLongText) return text;
  return text.substr(0, kLongText / 2) + " " + text.substr(text.size() - kLongText / 2);
}

bool isPageNumber(const SeenLine& line) {
  return line.y < kTopMargin && !line.text.empty() &&
         line.text.find_first_not_of("0123456789/ -") == std::string::npos;
}

Lines onePer(const std::vector<Paragraph>& paragraphs) {
  Lines out;
  for (const Paragraph& paragraph : paragraphs) {
    SeenLine joined = paragraph.front();
    for (std::size_t i = 1; i < paragraph.size(); ++i) {
      joined.text += " " + paragraph[i].text;
      joined.bold = joined.bold && paragraph[i].bold;
      joined.italic = joined.italic && paragraph[i].italic;
      joined.size = std::max(joined.size, paragraph[i].size);
    }
    out.push_back(std::move(joined));
  }
  return out;
}

/// Entries of "Nơi nhận", each with the lines it goes on in.
Lines entries(const Elements& elements) {
  std::vector<Paragraph> out;
  for (const SeenLine& line : elements.to) {
    if (startsWith(line.text, "- ") || out.empty()) out.emplace_back();
    out.back().push_back(line);
  }
  return onePer(out);
}

Lines optional(const std::optional<SeenLine>& line) {
  return line ? Lines{*line} : Lines{};
}

Lines pageNumbers(const Elements& elements) {
  Lines out;
  for (const auto& lines : elements.lines) {
    for (const SeenLine& line : lines) {
      if (isPageNumber(line)) out.push_back(line);
    }
  }
  return out;
}

Lines allButLast(Lines lines) {
  if (!lines.empty()) lines.pop_back();
  return lines;
}

Lines lastOf(const Lines& lines) {
  return lines.empty() ? Lines{} : Lines{lines.back()};
}

/// The elements whose size, face, case and text can be asked for.
const std::map<std::string, std::function<Lines(const Elements&)>>& parts() {
  static const std::map<std::string, std::function<Lines(const Elements&)>> table = {
      {"nation", [](const Elements& e) { return optional(e.nation); }},
      {"motto", [](const Elements& e) { return optional(e.motto); }},
      {"parent", [](const Elements& e) { return e.parent; }},
      {"issuer", [](const Elements& e) { return e.issuer; }},
      {"number", [](const Elements& e) { return optional(e.number); }},
      {"date", [](const Elements& e) { return optional(e.date); }},
      {"about", [](const Elements& e) { return e.about; }},
      {"title", [](const Elements& e) { return e.title; }},
      {"subject", [](const Elements& e) { return e.subject; }},
      {"authority", [](const Elements& e) { return e.authority; }},
      {"basis", [](const Elements& e) { return onePer(e.bases); }},
      {"article", [](const Elements& e) { return onePer(e.articles); }},
      {"body", [](const Elements& e) { return onePer(e.body); }},
      {"post", [](const Elements& e) { return e.post; }},
      {"signer", [](const Elements& e) { return optional(e.signerName); }},
      {"toLabel", [](const Elements& e) { return optional(e.toLabel); }},
      {"to", entries},
      {"toOthers", [](const Elements& e) { return allButLast(entries(e)); }},
      {"toLast", [](const Elements& e) { return lastOf(entries(e)); }},
      {"pageNumber", pageNumbers},
      {"annexTitle", [](const Elements& e) { return e.annexTitles; }},
      {"annexReference", [](const Elements& e) { return e.annexReferences; }},
  };
  return table;
}

std::string caseOf(const std::string& text) {
  return text::upper(text) == text ? "upper" : "mixed";
}

Values strokeRatio(const Lines& lines, const Elements& elements) {
  if (lines.empty()) return {};
  double widest = 0;
  for (const SeenLine& line : lines) widest = std::max(widest, line.x2 - line.x1);
  const auto stroke = strokeBelow(elements, lines.back());
  return {number(stroke ? (stroke->x2 - stroke->x1) / widest : 0, lines.back().page)};
}

/// How far the element is from the middle of its page, or of the text when that is nearer.
double offMiddle(const SeenLine& line, const Elements& elements) {
  const double width = elements.pages[line.page].width;
  double right = 0;
  for (const SeenLine& other : elements.lines[line.page]) right = std::max(right, other.x2);
  const double ofPage = std::abs(line.centre() - width / 2);
  const double ofText = std::abs(line.centre() - (elements.left + right) / 2);
  return std::min(ofPage, ofText) / kMm;
}

Values property(const std::string& name, const Lines& lines, const Elements& elements) {
  if (name == "stroke") return strokeRatio(lines, elements);
  Values out;
  if (name == "count") {
    if (elements.mainPages > 0) out.push_back(number(static_cast<double>(lines.size()), 0));
    return out;
  }
  for (const SeenLine& line : lines) {
    if (name == "size") out.push_back(number(line.size, line.page));
    if (name == "bold") out.push_back(word(line.bold ? "yes" : "no", line.page));
    if (name == "boldStart") out.push_back(word(line.boldStart ? "yes" : "no", line.page));
    if (name == "italic") out.push_back(word(line.italic ? "yes" : "no", line.page));
    if (name == "case") out.push_back(word(caseOf(line.text), line.page));
    if (name == "text") out.push_back(word(shortened(line.text), line.page));
    if (name == "offMiddle") out.push_back(number(offMiddle(line, elements), line.page));
  }
  return out;
}

template <class F>
Values perPage(const Elements& elements, F&& value) {
  Values out;
  for (std::size_t i = 0; i < elements.pages.size(); ++i) {
    if (const auto found = value(i)) out.push_back(number(*found, i));
  }
  return out;
}

template <class F>
void eachTextLine(const Elements& elements, F&& visit) {
  for (const auto& lines : elements.lines) {
    for (const SeenLine& line : lines) {
      if (!isPageNumber(line)) visit(line);
    }
  }
}

Values leftMargin(const Elements& elements) {
  double least = 1e9;
  eachTextLine(elements, [&](const SeenLine& line) { least = std::min(least, line.x1); });
  return {number(least / kMm, 0)};
}

Values rightMargin(const Elements& elements) {
  double least = 1e9;
  eachTextLine(elements, [&](const SeenLine& line) {
    least = std::min(least, elements.pages[line.page].width - line.x2);
  });
  return {number(least / kMm, 0)};
}

Values topMargin(const Elements& elements) {
  return perPage(elements, [&](std::size_t page) -> std::optional<double> {
    double least = 1e9;
    for (const SeenLine& line : elements.lines[page]) {
      if (!isPageNumber(line)) least = std::min(least, line.y - kAscent * line.size);
    }
    if (least > 1e8) return std::nullopt;
    return least / kMm;
  });
}

Values bottomMargin(const Elements& elements) {
  return perPage(elements, [&](std::size_t page) -> std::optional<double> {
    double lowest = 0;
    for (const SeenLine& line : elements.lines[page])
      lowest = std::max(lowest, line.y + kDescent * line.size);
    return (elements.pages[page].height - lowest) / kMm;
  });
}

Values fonts(const Elements& elements) {
  std::map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < elements.pages.size(); ++i) {
    for (const SeenText& text : elements.pages[i].texts) seen.emplace(text.font, i);
  }
  Values out;
  for (const auto& [name, page] : seen) out.push_back(word(name, page));
  return out;
}

Values colours(const Elements& elements) {
  Values out;
  for (std::size_t i = 0; i < elements.pages.size(); ++i) {
    const auto& texts = elements.pages[i].texts;
    const bool black = std::all_of(texts.begin(), texts.end(), [](const auto& t) { return t.black; });
    out.push_back(word(black ? "black" : "coloured", i));
  }
  return out;
}

Values numberedFirstPage(const Elements& elements) {
  const auto& lines = elements.lines.front();
  return {number(static_cast<double>(std::count_if(lines.begin(), lines.end(), isPageNumber)), 0)};
}

/// Of pages that start neither the document nor an annex.
Values numberOnLaterPages(const Elements& elements) {
  Values out;
  for (std::size_t page = 1; page < elements.lines.size(); ++page) {
    const auto starts = [&](const SeenLine& title) { return title.page == page; };
    if (std::any_of(elements.annexTitles.begin(), elements.annexTitles.end(), starts)) continue;
    const auto& lines = elements.lines[page];
    out.push_back(number(static_cast<double>(std::count_if(lines.begin(), lines.end(), isPageNumber)), page));
  }
  return out;
}

Values offCentre(const Lines& below, const Lines& above) {
  if (below.empty() || above.empty()) return {};
  double x1 = above.front().x1;
  double x2 = above.front().x2;
  for (const SeenLine& line : above) {
    x1 = std::min(x1, line.x1);
    x2 = std::max(x2, line.x2);
  }
  return {number(std::abs(below.front().centre() - (x1 + x2) / 2) / kMm, below.front().page)};
}

Values levelDifference(const std::optional<SeenLine>& a, const Lines& b) {
  if (!a || b.empty()) return {};
  return {number(std::abs(a->y - b.front().y) / kMm, a->page)};
}

Values indents(const Elements& elements) {
  Values out;
  for (const Paragraph& paragraph : elements.body) {
    out.push_back(number((paragraph.front().x1 - elements.left) / kMm, paragraph.front().page));
  }
  return out;
}

/// Distance of baselines inside paragraphs, 1 is single.
Values spacing(const Elements& elements) {
  Values out;
  for (const Paragraph& paragraph : elements.body) {
    for (std::size_t i = 1; i < paragraph.size(); ++i) {
      if (paragraph[i].page != paragraph[i - 1].page) continue;
      const double pitch = paragraph[i].y - paragraph[i - 1].y;
      out.push_back(number(pitch / paragraph[i].size / kSingle, paragraph[i].page));
    }
  }
  return out;
}

double pitchOf(const Paragraph& paragraph) {
  const SeenLine& last = paragraph.back();
  if (paragraph.size() > 1 && paragraph[paragraph.size() - 2].page == last.page) {
    return last.y - paragraph[paragraph.size() - 2].y;
  }
  return kSingle * last.size;
}

/// Points between paragraphs beyond the distance of their lines.
Values gaps(const Elements& elements) {
  Values out;
  for (std::size_t i = 1; i < elements.body.size(); ++i) {
    const SeenLine& last = elements.body[i - 1].back();
    const SeenLine& next = elements.body[i].front();
    if (last.page != next.page) continue;
    out.push_back(number(next.y - last.y - pitchOf(elements.body[i - 1]), next.page));
  }
  return out;
}

/// How far lines that are not the last of their paragraph end from the right edge of the text.
Values ragged(const Elements& elements) {
  double right = 0;
  for (const Paragraph& paragraph : elements.body) {
    for (const SeenLine& line : paragraph) right = std::max(right, line.x2);
  }
  Values out;
  for (const Paragraph& paragraph : elements.body) {
    for (std::size_t i = 0; i + 1 < paragraph.size(); ++i)
      out.push_back(number((right - paragraph[i].x2) / kMm, paragraph[i].page));
  }
  return out;
}

/// The labels "a)", "b)" … one after the other, a new run at each "a)".
Values pointLabels(const Elements& elements) {
  Values out;
  for (const Paragraph& paragraph : elements.body) {
    const std::string& text = paragraph.front().text;
    const std::size_t close = text.find(')');
    if (close == std::string::npos || close == 0 || close > 2 || text::length(text.substr(0, close)) != 1)
      continue;
    if (text[0] == 'a' || out.empty()) out.push_back(word("", paragraph.front().page));
    out.back().text += text.substr(0, close);
  }
  return out;
}

/// The authority line and the first line of the signature: "CHỦ TỊCH … / TM. …".
Values authorityAndPost(const Elements& elements) {
  if (elements.authority.empty() || elements.post.empty()) return {};
  return {
      word(elements.authority.front().text + " / " + elements.post.front().text, elements.post.front().page)};
}

const std::map<std::string, std::function<Values(const Elements&)>>& specials() {
  static const std::map<std::string, std::function<Values(const Elements&)>> table = {
      {"page.width",
       [](const Elements& e) {
         return perPage(e, [&](auto i) { return std::optional(e.pages[i].width / kMm); });
       }},
      {"page.height",
       [](const Elements& e) {
         return perPage(e, [&](auto i) { return std::optional(e.pages[i].height / kMm); });
       }},
      {"margin.left", leftMargin},
      {"margin.right", rightMargin},
      {"margin.top", topMargin},
      {"margin.bottom", bottomMargin},
      {"text.font", fonts},
      {"text.colour", colours},
      {"pageNumber.first", numberedFirstPage},
      {"pageNumber.later", numberOnLaterPages},
      {"number.underIssuer", [](const Elements& e) { return offCentre(optional(e.number), e.issuer); }},
      {"date.underMotto", [](const Elements& e) { return offCentre(optional(e.date), optional(e.motto)); }},
      {"date.level", [](const Elements& e) { return levelDifference(e.date, optional(e.number)); }},
      {"toLabel.level", [](const Elements& e) { return levelDifference(e.toLabel, e.post); }},
      {"body.indent", indents},
      {"body.spacing", spacing},
      {"body.gap", gaps},
      {"body.ragged", ragged},
      {"body.points", pointLabels},
      {"authority.post", authorityAndPost},
  };
  return table;
}

const std::vector<std::string>& properties() {
  static const std::vector<std::string> names = {"size", "bold",  "boldStart", "italic",   "case",
                                                 "text", "count", "stroke",    "offMiddle"};
  return names;
}

}  // namespace

bool isMeasure(const std::string& measure) {
  if (specials().count(measure) != 0) return true;
  const std::size_t dot = measure.find('.');
  if (dot == std::string::npos || parts().count(measure.substr(0, dot)) == 0) return false;
  const auto& known = properties();
  return std::find(known.begin(), known.end(), measure.substr(dot + 1)) != known.end();
}

std::vector<Measured> measured(const std::string& measure, const Elements& elements) {
  if (const auto special = specials().find(measure); special != specials().end())
    return special->second(elements);
  const std::size_t dot = measure.find('.');
  return property(measure.substr(dot + 1), parts().at(measure.substr(0, dot))(elements), elements);
}

}  // namespace tdkt::templates::check
