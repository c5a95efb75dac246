#pragma once
// Turns blocks and values into boxes that a page can take whole.

#include <memory>

#include "templates/layout/Values.h"

namespace tdkt::templates {

/// A piece of the flow that is never split. Its drawing starts at (0, 0).
struct Box {
  Drawing drawing;
  double height = 0;
  double before = 0;  ///< space above, dropped at the top of a page
  double after = 0;
  bool keepNext = false;              ///< stands on the page of the next box
  std::shared_ptr<const Box> header;  ///< repeated above this box when a page starts with it
  std::string field;                  ///< what to name when it fits nowhere
};

/// One per document; refers to fonts and values, which must outlive it.
class Composer {
 public:
  /// `scale` reduces every size, never below the smallest size of its style.
  Composer(const FontSet& fonts, Values values, double scale = 1)
      : fonts_(fonts), values_(std::move(values)), scale_(scale) {}

  const Values& values() const { return values_; }
  const FontSet& fonts() const { return fonts_; }

  /// Boxes of a column `width` points wide, top to bottom.
  /// Errors: kInput "templates.text.too-long".
  Result<std::vector<Box>> blocks(const std::vector<Block>& blocks, double width) const;
  /// Lines of one text in one style, each a box; `field` is named when it does not fit.
  Result<std::vector<Box>> text(const std::vector<Run>& runs, const Style& style, double width,
                                const std::string& field, double rule = 0) const;

 private:
  Result<std::vector<Box>> compose(const Paragraph& paragraph, double width) const;
  Result<std::vector<Box>> compose(const Each& each, double width) const;
  Result<std::vector<Box>> compose(const Columns& columns, double width) const;
  Result<std::vector<Box>> compose(const SignatureRoom& room, double width) const;
  Result<std::vector<Box>> compose(const QrCode& code, double width) const;
  Result<std::vector<Box>> compose(const Table& table, double width) const;

  const FontSet& fonts_;
  Values values_;
  double scale_;
};

/// The boxes below each other as one.
Box stacked(std::vector<Box> boxes);

/// The modules of a QR code, `size` points wide with its quiet zone of four modules, which lies left of x =
/// 0: the dark edge is in line with the text around it. Errors: kInput "templates.text.too-long" when the
/// modules would be too small to be read. Source: ISO/IEC 18004.
Result<Drawing> qrDrawing(const std::string& text, double size, const std::string& field);

}  // namespace tdkt::templates
