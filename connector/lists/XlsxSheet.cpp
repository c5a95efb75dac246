#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "connector/formats/SafeXml.h"
#include "connector/formats/ZipReader.h"
#include "connector/lists/Sheet.h"

namespace tdkt::lists {
namespace {

using formats::attribute;
using formats::XmlAttributes;

std::optional<std::size_t> numberFrom(std::string_view digits) {
  if (digits.empty() || digits.size() > 7) return std::nullopt;
  std::size_t out = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    out = out * 10 + static_cast<std::size_t>(c - '0');
  }
  return out;
}

/// "AB12" → 28, 12
std::optional<std::pair<std::size_t, std::size_t>> placeFrom(std::string_view reference) {
  std::size_t column = 0;
  std::size_t at = 0;
  for (; at < reference.size() && reference[at] >= 'A' && reference[at] <= 'Z' && at < 3; ++at) {
    column = column * 26 + static_cast<std::size_t>(reference[at] - 'A' + 1);
  }
  const auto row = numberFrom(reference.substr(at));
  if (column == 0 || !row || *row == 0) return std::nullopt;
  return std::make_pair(column, *row);
}

struct SheetEntry {
  std::string name;
  std::string relation;
  bool hidden = false;
};

/// The tabs, in their order.
class WorkbookHandler : public formats::XmlHandler {
 public:
  void start(const std::string& name, const std::string& /*uri*/, const XmlAttributes& attributes) override {
    if (name != "sheet") return;
    const std::string state = attribute(attributes, "state");
    sheets.push_back({attribute(attributes, "name"), attribute(attributes, "id"),
                      state == "hidden" || state == "veryHidden"});
  }
  void text(std::string_view /*piece*/) override {}
  void end(const std::string& /*name*/) override {}
  std::vector<SheetEntry> sheets;
};

class RelationsHandler : public formats::XmlHandler {
 public:
  void start(const std::string& name, const std::string& /*uri*/, const XmlAttributes& attributes) override {
    if (name == "Relationship") targets[attribute(attributes, "Id")] = attribute(attributes, "Target");
  }
  void text(std::string_view /*piece*/) override {}
  void end(const std::string& /*name*/) override {}
  std::map<std::string, std::string> targets;
};

/// Shared strings: runs of one item joined, phonetic hints left out.
class StringsHandler : public formats::XmlHandler {
 public:
  void start(const std::string& name, const std::string& /*uri*/,
             const XmlAttributes& /*attributes*/) override {
    if (name == "si") strings.emplace_back();
    if (name == "rPh") phonetic_ = true;
    inText_ = name == "t" && !phonetic_ && !strings.empty();
  }
  void text(std::string_view piece) override {
    if (inText_) strings.back() += piece;
  }
  void end(const std::string& name) override {
    if (name == "rPh") phonetic_ = false;
    inText_ = false;
  }
  std::vector<std::string> strings;

 private:
  bool phonetic_ = false;
  bool inText_ = false;
};

/// The font of each cell format, by the number that a cell's attribute s has.
class StylesHandler : public formats::XmlHandler {
 public:
  void start(const std::string& name, const std::string& /*uri*/, const XmlAttributes& attributes) override {
    if (name == "fonts") inFonts_ = true;
    if (name == "cellXfs") inFormats_ = true;
    if (inFonts_ && name == "font") fonts_.emplace_back();
    if (inFonts_ && name == "name" && !fonts_.empty()) fonts_.back() = attribute(attributes, "val");
    if (inFormats_ && name == "xf") addFormat(attribute(attributes, "fontId"));
  }
  void text(std::string_view /*piece*/) override {}
  void end(const std::string& name) override {
    if (name == "fonts") inFonts_ = false;
    if (name == "cellXfs") inFormats_ = false;
  }
  std::string fontOf(const std::string& format) const {
    const auto number = numberFrom(format.empty() ? "0" : format);
    return number && *number < formats_.size() ? formats_[*number] : std::string();
  }

 private:
  void addFormat(const std::string& fontId) {
    const auto number = numberFrom(fontId.empty() ? "0" : fontId);
    formats_.push_back(number && *number < fonts_.size() ? fonts_[*number] : std::string());
  }
  std::vector<std::string> fonts_;
  std::vector<std::string> formats_;
  bool inFonts_ = false;
  bool inFormats_ = false;
};

class SheetHandler : public formats::XmlHandler {
 public:
  SheetHandler(const std::vector<std::string>& strings, const StylesHandler& styles)
      : strings_(strings), styles_(styles) {}

  void start(const std::string& name, const std::string& /*uri*/, const XmlAttributes& attributes) override {
    if (name == "row") beginRow(attribute(attributes, "r"));
    if (name == "c") beginCell(attributes);
    if (name == "rPh") phonetic_ = true;
    inValue_ = name == "v" || (name == "t" && !phonetic_);
  }
  void text(std::string_view piece) override {
    if (inValue_) value_ += piece;
  }
  void end(const std::string& name) override {
    inValue_ = false;
    if (name == "rPh") phonetic_ = false;
    if (name == "c") endCell();
  }
  Sheet sheet;

 private:
  void beginRow(const std::string& reference) {
    const auto given = numberFrom(reference);
    row_ = given ? *given : row_ + 1;
    column_ = 0;
    if (row_ > kMaxRows) stop(inputError("lists.size", "more than " + std::to_string(kMaxRows) + " rows"));
  }
  void beginCell(const XmlAttributes& attributes) {
    const auto place = placeFrom(attribute(attributes, "r"));
    column_ = place ? place->first : column_ + 1;
    if (place) row_ = place->second;
    type_ = attribute(attributes, "t");
    font_ = styles_.fontOf(attribute(attributes, "s"));
    value_.clear();
    if (row_ > kMaxRows) stop(inputError("lists.size", "more than " + std::to_string(kMaxRows) + " rows"));
  }
  void endCell() {
    if (value_.empty()) return;
    if (column_ > kMaxColumns) return stop(inputError("lists.size", "too many columns"));
    const std::string cell = cellName(row_, column_);
    if (type_ != "s") {
      sheet[row_][column_] = {value_, font_, type_ == "e"};
      return;
    }
    const auto index = numberFrom(value_);
    if (!index || *index >= strings_.size())
      return stop(inputError("lists.format", "no such shared string", cell));
    sheet[row_][column_] = {strings_[*index], font_, false};
  }

  const std::vector<std::string>& strings_;
  const StylesHandler& styles_;
  std::string font_;
  std::size_t row_ = 0;
  std::size_t column_ = 0;
  std::string type_;
  std::string value_;
  bool inValue_ = false;
  bool phonetic_ = false;
};

Result<Done> readPart(const formats::ZipReader& zip, const std::string& name, formats::XmlHandler& handler) {
  const auto part = zip.read(name);
  if (!part && part.error().kind == ErrorKind::kNotFound)
    return inputError("lists.format", "a part is absent", name);
  if (!part) return inputError("lists.zip", part.error().code + ": " + part.error().detail, name);
  formats::XmlLimits limits;
  limits.bytes = 32U << 20U;
  const auto read = formats::readXml(*part, handler, limits);
  if (read) return Done{};
  if (read.error().code.rfind("xml.", 0) != 0) return read.error();
  return inputError("lists.xml", read.error().code + ": " + read.error().detail, name);
}

// Relative to xl/, or absolute from the root of the package.
std::string partName(const std::string& target) {
  return !target.empty() && target.front() == '/' ? target.substr(1) : "xl/" + target;
}

/// What people do not see is no list, unless they see nothing at all.
std::vector<SheetEntry> visibleOf(std::vector<SheetEntry> all) {
  const bool anySeen = std::any_of(all.begin(), all.end(), [](const SheetEntry& one) { return !one.hidden; });
  if (anySeen) std::erase_if(all, [](const SheetEntry& one) { return one.hidden; });
  return all;
}

}  // namespace

Result<std::vector<NamedSheet>> readXlsx(const Bytes& file) {
  const auto opened = formats::ZipReader::open(file);
  if (!opened) return inputError("lists.zip", opened.error().code);
  const formats::ZipReader& zip = *opened;
  WorkbookHandler workbook;
  TDKT_CHECK(readPart(zip, "xl/workbook.xml", workbook));
  RelationsHandler relations;
  TDKT_CHECK(readPart(zip, "xl/_rels/workbook.xml.rels", relations));
  StringsHandler strings;
  if (zip.has("xl/sharedStrings.xml")) TDKT_CHECK(readPart(zip, "xl/sharedStrings.xml", strings));
  StylesHandler styles;
  if (zip.has("xl/styles.xml")) TDKT_CHECK(readPart(zip, "xl/styles.xml", styles));
  std::vector<NamedSheet> out;
  for (const SheetEntry& entry : visibleOf(std::move(workbook.sheets))) {
    if (out.size() == kMaxSheets) return inputError("lists.size", "too many sheets");
    const std::string target = relations.targets[entry.relation];
    if (target.empty()) return inputError("lists.format", "the workbook has no such sheet", entry.name);
    SheetHandler sheet(strings.strings, styles);
    TDKT_CHECK(readPart(zip, partName(target), sheet));
    out.push_back({entry.name, std::move(sheet.sheet)});
  }
  if (out.empty()) return inputError("lists.format", "the workbook has no sheet");
  return out;
}

}  // namespace tdkt::lists
