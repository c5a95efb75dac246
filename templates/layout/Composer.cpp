#include "templates/layout/Composer.h"

#include <algorithm>
#include <limits>

namespace tdkt::templates {
namespace {

constexpr double kSingle = 1.15;  // of the type size: ascent, descent and gap of the family
constexpr double kBaseline = 0.91;
constexpr double kShrinkStep = 0.5;
constexpr double kRuleWidth = 0.75;
constexpr double kRuleRoom = 6;
constexpr double kRuleGap = 3.2;

struct Fitted {
  double size = 0;
  std::vector<Line> lines;
};

/// From the largest down to the smallest allowed.
std::vector<double> sizesOf(const Style& style, double scale) {
  const double largest = std::max(style.minSize, style.size * scale);
  const auto steps = static_cast<int>((largest - style.minSize) / kShrinkStep);
  std::vector<double> out;
  for (int i = 0; i <= steps; ++i) out.push_back(largest - i * kShrinkStep);
  if (out.back() > style.minSize) out.push_back(style.minSize);
  return out;
}

/// Few lines are worth more than large letters; then the largest letters that keep that number of lines.
std::optional<Fitted> fit(const FontSet& fonts, const std::vector<Word>& words, const Style& style,
                          double width, double scale) {
  const auto wide = [&](double size) { return width * 1000 / size; };
  const auto indent = [&](double size) { return style.indent * 1000 / size; };
  std::optional<double> best;
  int fewest = style.maxLines == 0 ? std::numeric_limits<int>::max() : style.maxLines + 1;
  for (const double size : sizesOf(style, scale)) {
    const auto lines = countLines(fonts, words, wide(size), indent(size));
    if (!lines || *lines >= fewest) continue;
    best = size;
    fewest = *lines;
    if (style.maxLines == 0 || fewest <= 1) break;
  }
  if (!best) return std::nullopt;
  return Fitted{*best, breakLines(fonts, words, wide(*best), indent(*best)).value()};
}

/// The runs with a line break before the first of the style's words that has text before it.
std::vector<Run> brokenAtWords(std::vector<Run> runs, const Style& style) {
  for (const std::string& word : style.breakBefore) {
    for (Run& run : runs) {
      const std::size_t at = run.text.find(" " + word + " ");
      if (at == std::string::npos || (at == 0 && &run == &runs.front())) continue;
      run.text[at] = '\n';
      return runs;
    }
  }
  return runs;
}

/// Centred lines look right when they are about equally long: the narrowest width that needs no further line.
std::vector<Line> balanced(const FontSet& fonts, const std::vector<Word>& words, const Fitted& fitted,
                           double width) {
  double low = 0;
  double high = width * 1000 / fitted.size;
  std::optional<double> best;
  for (int i = 0; i < 12; ++i) {
    const double middle = (low + high) / 2;
    const auto lines = countLines(fonts, words, middle, 0);
    if (lines && static_cast<std::size_t>(*lines) <= fitted.lines.size()) {
      best = high = middle;
    } else {
      low = middle;
    }
  }
  return best ? breakLines(fonts, words, *best, 0).value() : fitted.lines;
}

double widest(const std::vector<Line>& lines) {
  int width = 0;
  for (const Line& line : lines) width = std::max(width, line.width);
  return width;
}

double leftOf(Align align, double inner, double width) {
  if (align == Align::kCenter) return (width - inner) / 2;
  return align == Align::kRight ? width - inner : 0;
}

void addRule(Box& box, double length, Align align, double width) {
  const double x = leftOf(align, length, width);
  const double y = box.height + kRuleGap;
  box.drawing.paths.push_back(line(x, y, x + length, y, kRuleWidth));
  box.height += kRuleRoom;
}

/// No line of a paragraph stands alone at the foot or the head of a page.
void keepEndsTogether(std::vector<Box>& lines) {
  if (lines.size() < 2) return;
  lines.front().keepNext = true;
  lines[lines.size() - 2].keepNext = true;
}

void append(std::vector<Box>& out, std::vector<Box> more) {
  for (Box& box : more) out.push_back(std::move(box));
}

bool keepsPrevious(const Block& block) {
  const auto* columns = std::get_if<Columns>(&block.content);
  return columns != nullptr && columns->keepPrevious;
}

/// An item of a list with its closing mark, once.
std::string closed(std::string item, const std::string& mark) {
  if (mark.empty()) return item;
  while (!item.empty() && (item.back() == ';' || item.back() == '.' || item.back() == ' ')) item.pop_back();
  return item + mark;
}

}  // namespace

Box stacked(std::vector<Box> boxes) {
  Box out;
  double gap = 0;
  for (Box& box : boxes) {
    if (out.height > 0) out.height += gap + box.before;
    out.drawing.add(std::move(box.drawing), 0, out.height);
    out.height += box.height;
    gap = box.after;
    if (out.field.empty()) out.field = box.field;
  }
  return out;
}

Result<std::vector<Box>> Composer::text(const std::vector<Run>& runs, const Style& style, double width,
                                        const std::string& field, double rule) const {
  std::vector<Word> words = splitWords(fonts_, runs);
  if (words.empty()) return std::vector<Box>{};
  auto fitted = fit(fonts_, words, style, width, scale_);
  if (fitted && fitted->lines.size() > 1 && !style.breakBefore.empty()) {
    words = splitWords(fonts_, brokenAtWords(runs, style));
    fitted = fit(fonts_, words, style, width, scale_);
  }
  if (!fitted)
    return inputError("templates.text.too-long", "the text does not fit at the smallest size", field);
  if (style.align == Align::kCenter && fitted->lines.size() > 1) {
    fitted->lines = balanced(fonts_, words, *fitted, width);
  }
  std::vector<Box> out;
  const double height = fitted->size * kSingle * style.spacing;
  const double baseline = (height - fitted->size * kSingle) / 2 + fitted->size * kBaseline;
  for (const Line& textLine : fitted->lines) {
    const double indent = out.empty() ? style.indent : 0;
    Box box;
    box.height = height;
    box.field = field;
    placeLine(textLine, style, fitted->size, indent, baseline, width - indent, box.drawing);
    out.push_back(std::move(box));
  }
  if (rule > 0) addRule(out.back(), rule * widest(fitted->lines) * fitted->size / 1000, style.align, width);
  out.front().before = style.before;
  out.back().after = style.after;
  keepEndsTogether(out);
  out.back().keepNext = style.keepNext;
  return out;
}

Result<std::vector<Box>> Composer::compose(const Paragraph& paragraph, double width) const {
  if (!values_.present(paragraph.when)) return std::vector<Box>{};
  TDKT_ASSIGN(auto out, text(values_.runs(paragraph.pieces, paragraph.style), paragraph.style, width,
                             values_.fieldOf(paragraph.pieces), paragraph.rule));
  if (paragraph.preprinted && values_.overlay()) {
    for (Box& box : out) box.drawing = {};  // its room stays: what follows must not move
  }
  return out;
}

Result<std::vector<Box>> Composer::compose(const Each& each, double width) const {
  std::vector<Box> out;
  const auto found = values_.fields().lists.find(each.list);
  if (found == values_.fields().lists.end()) return out;
  const auto& items = found->second;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string& mark = i + 1 == items.size() && !each.last.empty() ? each.last : each.end;
    const Composer inner(fonts_, values_.forItem(each.list, closed(items[i], mark), i + 1), scale_);
    TDKT_ASSIGN(auto lines, inner.compose(each.paragraph, width));
    append(out, std::move(lines));
  }
  return out;
}

Result<std::vector<Box>> Composer::compose(const Columns& columns, double /*width*/) const {
  Box out;
  double x = 0;
  for (const Column& column : columns.columns) {
    TDKT_ASSIGN(auto inner, blocks(column.blocks, column.width));
    if (!inner.empty()) out.before = std::max(out.before, inner.front().before);
    if (!inner.empty()) out.after = std::max(out.after, inner.back().after);
    Box stack = stacked(std::move(inner));
    out.drawing.add(std::move(stack.drawing), x, 0);
    out.height = std::max(out.height, stack.height);
    if (out.field.empty()) out.field = stack.field;
    x += column.width;
  }
  return std::vector<Box>{std::move(out)};
}

Result<std::vector<Box>> Composer::compose(const SignatureRoom& room, double width) const {
  Box out;
  out.height = room.height;
  out.drawing.rooms.push_back({room.name, (width - room.width) / 2, 0, room.width, room.height});
  out.keepNext = true;
  return std::vector<Box>{std::move(out)};
}

Result<std::vector<Box>> Composer::compose(const QrCode& code, double /*width*/) const {
  if (!values_.present(code.field)) return std::vector<Box>{};
  Box out;
  TDKT_ASSIGN(out.drawing, qrDrawing(values_.value(code.field), code.size, code.field));
  out.height = code.size;
  out.keepNext = true;
  return std::vector<Box>{std::move(out)};
}

Result<std::vector<Box>> Composer::blocks(const std::vector<Block>& blocks, double width) const {
  std::vector<Box> out;
  for (const Block& block : blocks) {
    auto boxes = std::visit([&](const auto& content) { return compose(content, width); }, block.content);
    if (!boxes) return boxes.error();
    if (keepsPrevious(block) && !out.empty()) out.back().keepNext = true;
    append(out, std::move(*boxes));
  }
  return out;
}

}  // namespace tdkt::templates
