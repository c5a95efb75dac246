#include "templates/layout/Paginator.h"

namespace tdkt::templates {
namespace {

constexpr double kTolerance = 0.01;  // points; sums of lengths are not exact
constexpr int kScaleSteps = 16;
constexpr double kScaleStep = 0.04;

Page emptyPage(const Section& section) {
  return {section.width, section.height, {}, nullptr, 0};
}

/// Writes boxes of one section from top to bottom, starting pages as needed.
class Sheet {
 public:
  Sheet(const Section& section, const FontSet& fonts) : section_(section), fonts_(fonts) { startPage(); }

  /// Takes the boxes' drawings.
  Result<Done> place(std::vector<Box>& boxes) {
    for (std::size_t first = 0; first < boxes.size();) {
      std::size_t end = first + 1;
      while (end < boxes.size() && boxes[end - 1].keepNext) ++end;
      TDKT_CHECK(placeGroup(boxes, first, end));
      first = end;
    }
    return Done{};
  }

  Page& firstPage() { return pages_.front(); }
  /// A second pass writes the numbers, because only now the last one is known.
  std::vector<Page> take() {
    const std::string total = section_.numberTotal ? "/" + std::to_string(pages_.size()) : "";
    for (std::size_t i = 1; i < pages_.size() && section_.numberSize > 0; ++i)
      writeNumber(pages_[i], std::to_string(i + 1) + total);
    return std::move(pages_);
  }

 private:
  double limit() const { return section_.height - section_.bottom; }

  double heightOf(const std::vector<Box>& boxes, std::size_t first, std::size_t end, bool atTop) const {
    double height = atTop ? 0 : gap_ + boxes[first].before;
    for (std::size_t i = first; i < end; ++i) {
      if (i > first) height += boxes[i - 1].after + boxes[i].before;
      height += boxes[i].height;
    }
    return height;
  }

  Result<Done> placeGroup(std::vector<Box>& boxes, std::size_t first, std::size_t end) {
    if (y_ + heightOf(boxes, first, end, atTop_) > limit() + kTolerance) {
      if (!atTop_) startPage();
      if (boxes[first].header) write(Box(*boxes[first].header));
      if (y_ + heightOf(boxes, first, end, true) > limit() + kTolerance) {
        return inputError("templates.text.too-long", "fits on no page", boxes[first].field);
      }
    }
    for (std::size_t i = first; i < end; ++i) write(std::move(boxes[i]));
    return Done{};
  }

  void write(Box box) {
    if (!atTop_) y_ += gap_ + box.before;
    pages_.back().drawing.add(std::move(box.drawing), section_.left, y_);
    y_ += box.height;
    gap_ = box.after;
    atTop_ = false;
  }

  void startPage() {
    pages_.push_back(emptyPage(section_));
    y_ = pages_.size() == 1 ? section_.top : section_.nextTop;
    gap_ = 0;
    atTop_ = true;
  }

  /// Source: NĐ 30/2020/NĐ-CP Phụ lục I, I.7: centred in the top margin, hidden on the first page.
  void writeNumber(Page& page, const std::string& number) const {
    const double width = fonts_.width(Face::kRegular, number) * section_.numberSize / 1000;
    const double capital = 0.66 * section_.numberSize;
    const TextOp text{(section_.width - width) / 2,
                      (section_.nextTop + capital) / 2,
                      Face::kRegular,
                      section_.numberSize,
                      {},
                      number,
                      0};
    page.drawing.texts.insert(page.drawing.texts.begin(), text);
  }

  const Section& section_;
  const FontSet& fonts_;
  std::vector<Page> pages_;
  double y_ = 0;
  double gap_ = 0;
  bool atTop_ = true;
};

/// The content of a box in the largest letters that keep it inside.
Result<Box> fittedContent(const FixedBox& box, const Composer& composer) {
  Box content;
  for (int step = 0; step < kScaleSteps; ++step) {
    const Composer smaller(composer.fonts(), composer.values(), 1 - step * kScaleStep);
    TDKT_ASSIGN(auto boxes, smaller.blocks(box.blocks, box.width));
    content = stacked(std::move(boxes));
    if (content.height <= box.height + kTolerance) return content;
  }
  return inputError("templates.text.too-long", "higher than the box it belongs to", content.field);
}

Result<Done> placeFixed(const FixedBox& box, const Composer& composer, Page& page) {
  TDKT_ASSIGN(Box content, fittedContent(box, composer));
  const double slack = box.height - content.height;
  const double share = box.valign == Valign::kTop ? 0 : box.valign == Valign::kMiddle ? 0.5 : 1;
  page.drawing.add(std::move(content.drawing), box.x, box.y + slack * share);
  return Done{};
}

Result<std::vector<Page>> layOut(const Section& section, const Composer& composer) {
  Sheet sheet(section, composer.fonts());
  sheet.firstPage().artwork = section.artwork;
  sheet.firstPage().background = section.background;
  for (const FixedBox& box : section.boxes) {
    if (box.preprinted && composer.values().overlay()) continue;
    TDKT_CHECK(placeFixed(box, composer, sheet.firstPage()));
  }
  TDKT_ASSIGN(auto boxes, composer.blocks(section.flow, section.width - section.left - section.right));
  TDKT_CHECK(sheet.place(boxes));
  return sheet.take();
}

}  // namespace

Result<std::vector<Page>> paginate(const Package& package, const Composer& composer) {
  std::vector<Page> out;
  for (const Section& section : package.sections) {
    if (!composer.values().present(section.when)) continue;
    TDKT_ASSIGN(auto pages, layOut(section, composer));
    for (Page& page : pages) out.push_back(std::move(page));
  }
  return out;
}

}  // namespace tdkt::templates
