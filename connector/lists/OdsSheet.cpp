#include <algorithm>
#include <optional>

#include "connector/formats/SafeXml.h"
#include "connector/formats/ZipReader.h"
#include "connector/lists/Sheet.h"

namespace tdkt::lists {
namespace {

using formats::attribute;
using formats::XmlAttributes;

/// How often a row or cell is repeated; the empty rest of a sheet is one row a million times.
std::size_t repeated(const XmlAttributes& attributes, std::string_view name) {
  const std::string digits = attribute(attributes, name);
  if (digits.empty() || digits.size() > 7) return digits.empty() ? 1 : kMaxRows + 1;
  std::size_t out = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return 1;
    out = out * 10 + static_cast<std::size_t>(c - '0');
  }
  return std::max<std::size_t>(out, 1);
}

/// Every table: paragraphs of a cell are lines, notes and tracked changes are left out.
/// Source: OASIS OpenDocument 1.3, part 3, §9.1.
class ContentHandler : public formats::XmlHandler {
 public:
  void start(const std::string& name, const std::string& /*uri*/, const XmlAttributes& attributes) override {
    ++depth_;
    if (skipFrom_ != 0) return;
    if (name == "annotation" || name == "tracked-changes") skipFrom_ = depth_;
    if (name == "style") style_ = attribute(attributes, "name");
    if (name == "text-properties" && !style_.empty()) noteFont(attribute(attributes, "font-name"));
    if (name == "table" && ++nested_ == 1) beginTable(attribute(attributes, "name"));
    if (nested_ != 1) return;
    if (name == "table-row") beginRow(repeated(attributes, "number-rows-repeated"));
    if (name == "table-cell" || name == "covered-table-cell") beginCell(attributes);
    if (name == "p" && inCell_ && !cell_.text.empty()) cell_.text += '\n';
    if (name == "p") inText_ = inCell_;
    if (name == "s" && inText_) cell_.text += ' ';
    if (name == "tab" && inText_) cell_.text += ' ';
  }
  void text(std::string_view piece) override {
    if (inText_ && skipFrom_ == 0) cell_.text += piece;
  }
  void end(const std::string& name) override {
    if (skipFrom_ == depth_) skipFrom_ = 0;
    --depth_;
    if (skipFrom_ != 0) return;
    if (name == "style") style_.clear();
    if (name == "p") inText_ = false;
    if (nested_ == 1 && (name == "table-cell" || name == "covered-table-cell")) endCell();
    if (nested_ == 1 && name == "table-row") endRow();
    if (name == "table") --nested_;
  }
  std::vector<NamedSheet> sheets;

 private:
  void noteFont(const std::string& font) {
    if (!font.empty()) fonts_[style_] = font;
  }
  void beginTable(const std::string& name) {
    if (sheets.size() == kMaxSheets) return stop(inputError("lists.size", "too many sheets"));
    sheets.push_back({name, {}});
    row_ = 1;
  }
  void beginRow(std::size_t times) {
    rowTimes_ = times;
    column_ = 1;
    current_.clear();
  }
  void beginCell(const XmlAttributes& attributes) {
    cellTimes_ = repeated(attributes, "number-columns-repeated");
    const auto font = fonts_.find(attribute(attributes, "style-name"));
    cell_ = {{}, font == fonts_.end() ? std::string() : font->second, false};
    inCell_ = true;
  }
  void endCell() {
    inCell_ = false;
    const std::size_t last = column_ + cellTimes_ - 1;
    if (!cell_.text.empty()) {
      if (last > kMaxColumns) return stop(inputError("lists.size", "too many columns"));
      for (std::size_t at = column_; at <= last; ++at) current_[at] = cell_;
    }
    column_ = std::min(last, kMaxColumns) + 1;
  }
  void endRow() {
    if (!current_.empty() && row_ + rowTimes_ - 1 > kMaxRows) {
      return stop(inputError("lists.size", "more than " + std::to_string(kMaxRows) + " rows"));
    }
    for (std::size_t i = 0; i < rowTimes_ && !current_.empty(); ++i) sheets.back().cells[row_ + i] = current_;
    row_ = std::min(row_ + rowTimes_, kMaxRows + 1);
  }

  std::map<std::string, std::string> fonts_;
  std::string style_;
  SheetRow current_;
  SheetCell cell_;
  std::size_t row_ = 1;
  std::size_t column_ = 1;
  std::size_t rowTimes_ = 1;
  std::size_t cellTimes_ = 1;
  int nested_ = 0;
  int depth_ = 0;
  int skipFrom_ = 0;
  bool inCell_ = false;
  bool inText_ = false;
};

}  // namespace

Result<std::vector<NamedSheet>> readOds(const Bytes& file) {
  const auto opened = formats::ZipReader::open(file);
  if (!opened) return inputError("lists.zip", opened.error().code);
  const auto content = opened->read("content.xml");
  if (!content)
    return inputError("lists.zip", content.error().code + ": " + content.error().detail, "content.xml");
  ContentHandler handler;
  formats::XmlLimits limits;
  limits.bytes = 32U << 20U;
  const auto read = formats::readXml(*content, handler, limits);
  if (read && handler.sheets.empty()) return inputError("lists.format", "the file has no table");
  if (read) return std::move(handler.sheets);
  if (read.error().code.rfind("xml.", 0) != 0) return read.error();
  return inputError("lists.xml", read.error().code + ": " + read.error().detail, "content.xml");
}

bool looksLikeOds(const Bytes& file) {
  const auto opened = formats::ZipReader::open(file);
  if (!opened || !opened->has("mimetype")) return false;
  const auto kind = opened->read("mimetype");
  return kind && kind->rfind("application/vnd.oasis.opendocument.spreadsheet", 0) == 0;
}

}  // namespace tdkt::lists
