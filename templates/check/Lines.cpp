#include "templates/check/Lines.h"

#include <algorithm>
#include <cmath>

#include "workflow/base/Text.h"

namespace tdkt::templates::check {
namespace {

constexpr double kSameBaseline = 1.0;  // points
constexpr double kColumnGap = 1.2;     // of the size: wider than a stretched space

std::string tidy(const std::string& text) {
  const auto composed = text::nfc(text);
  std::string out;
  const std::string& from = composed ? *composed : text;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const bool noBreak = from.compare(i, 2, "\xC2\xA0") == 0;
    const char c = noBreak ? ' ' : from[i];
    if (noBreak) ++i;
    if (c == ' ' && (out.empty() || out.back() == ' ')) continue;
    out += c;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

bool blank(const SeenText& text) {
  return tidy(text.text).empty();
}

/// Joined words get a space where the file only left a gap.
void append(SeenLine& line, const SeenText& text) {
  const bool gap = text.x - line.x2 > 0.15 * text.size;
  if (gap && !line.text.empty() && line.text.back() != ' ') line.text += ' ';
  line.text += text.text;
  line.x2 = std::max(line.x2, text.x + text.width);
  if (blank(text)) return;
  line.size = std::max(line.size, text.size);
  line.bold = line.bold && text.bold;
  line.italic = line.italic && text.italic;
}

SeenLine started(const SeenText& text, std::size_t page) {
  SeenLine out;
  out.page = page;
  out.x1 = out.x2 = text.x;
  out.y = text.y;
  out.boldStart = text.bold;
  append(out, text);
  return out;
}

}  // namespace

bool startsWith(const std::string& text, const std::string& start) {
  return !start.empty() && text.compare(0, start.size(), start) == 0;
}

std::vector<SeenLine> linesOf(const SeenPage& page, std::size_t number) {
  std::vector<SeenText> texts;
  for (const SeenText& text : page.texts) {
    if (!blank(text)) texts.push_back(text);
  }
  std::stable_sort(texts.begin(), texts.end(), [](const auto& a, const auto& b) { return a.y < b.y; });
  for (auto first = texts.begin(); first != texts.end();) {
    auto end = first;
    while (end != texts.end() && end->y - first->y < kSameBaseline) ++end;
    std::sort(first, end, [](const auto& a, const auto& b) { return a.x < b.x; });
    first = end;
  }
  std::vector<SeenLine> out;
  for (const SeenText& text : texts) {
    const bool goesOn = !out.empty() && std::abs(out.back().y - text.y) < kSameBaseline &&
                        text.x - out.back().x2 < kColumnGap * text.size;
    if (goesOn) {
      append(out.back(), text);
    } else {
      out.push_back(started(text, number));
    }
  }
  for (SeenLine& line : out) {
    line.text = tidy(line.text);
  }
  return out;
}

std::optional<SeenStroke> strokeBelow(const Elements& elements, const SeenLine& line) {
  std::optional<SeenStroke> best;
  for (const SeenStroke& stroke : elements.pages[line.page].strokes) {
    const double below = stroke.y - line.y;
    const bool under = below > 0 && below < 0.9 * line.size && stroke.x2 > line.x1 && stroke.x1 < line.x2;
    if (under && (!best || stroke.y < best->y)) best = stroke;
  }
  return best;
}

}  // namespace tdkt::templates::check
