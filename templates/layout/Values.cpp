#include "templates/layout/Values.h"

#include <algorithm>
#include <cstdio>

#include "templates/pdf/Utf8.h"
#include "workflow/base/Text.h"
#include "workflow/base/Time.h"

namespace tdkt::templates {
namespace {

bool isBlank(const std::string& text) {
  return text.find_first_not_of(" \n") == std::string::npos;
}

/// The numbers of a text, none above 9999; empty when one is.
std::vector<unsigned> numbersIn(const std::string& text) {
  std::vector<unsigned> out;
  bool inside = false;
  for (const char c : text) {
    const bool digit = c >= '0' && c <= '9';
    if (digit && !inside) out.push_back(0);
    if (digit) out.back() = out.back() * 10 + static_cast<unsigned>(c - '0');
    if (digit && out.back() > 9999) return {};
    inside = digit;
  }
  return out;
}

/// "ngày 05 tháng 01 năm 2020" in the one spelling of NĐ 30/2020, or nothing.
std::optional<std::string> printedDate(const std::string& value) {
  if (const auto day = parseIsoDate(value)) return longDate(*day);
  const std::vector<unsigned> numbers = numbersIn(value);
  if (numbers.size() != 3) return std::nullopt;
  const CivilDate date{std::chrono::year(static_cast<int>(numbers[2])), std::chrono::month(numbers[1]),
                       std::chrono::day(numbers[0])};
  if (!date.ok() || longDate(date) != value) return std::nullopt;
  return value;
}

/// "05/QĐ-UBND": two digits at least, a slash, no space. Source: NĐ 30/2020/NĐ-CP Phụ lục I, II.3.
bool isDocumentNumber(const std::string& value) {
  const std::size_t slash = value.find('/');
  if (slash == std::string::npos || slash < 2 || slash + 1 == value.size()) return false;
  const auto digits = static_cast<std::size_t>(
      std::count_if(value.begin(), value.begin() + static_cast<std::ptrdiff_t>(slash),
                    [](char c) { return c >= '0' && c <= '9'; }));
  const bool padded = value[0] != '0' || slash == 2;
  return digits == slash && padded && value.find_first_of(" \n") == std::string::npos;
}

Result<Done> checkFormat(FieldKind kind, const std::string& value, const std::string& field) {
  if (value.empty()) return Done{};
  if (kind == FieldKind::kDate && !printedDate(value)) {
    return inputError("templates.field.format", "needs YYYY-MM-DD or the long form of the date", field);
  }
  if (kind == FieldKind::kNumber && !isDocumentNumber(value)) {
    return inputError("templates.field.format", "needs digits (two at least), a slash and the symbol", field);
  }
  return Done{};
}

Error unknown(const std::string& field) {
  return inputError("templates.field.unknown", "the template has no such field", field);
}

const FieldRule* ruleOf(const Package& package, const std::string& field) {
  const auto found = package.fields.find(field);
  return found == package.fields.end() ? nullptr : &found->second;
}

std::size_t lettersOf(const std::string& text) {
  std::size_t count = 0;
  forEachLetter(text, [&](char32_t) { ++count; });
  return count;
}

/// Nobody reads a field of four pages, and whoever sends one meant an attachment.
constexpr std::size_t kLongest = 10'000;
constexpr std::size_t kMostItems = 500;

Result<Done> checkLength(const std::string& text, const std::string& field) {
  if (text.size() <= kLongest || lettersOf(text) <= kLongest) return Done{};
  return inputError("templates.text.too-long", "a text of more than 10000 letters", field);
}

Result<Done> checkTexts(const Package& package, const FieldSet& fields, const FontSet& fonts) {
  for (const auto& [name, value] : fields.texts) {
    const FieldRule* rule = ruleOf(package, name);
    if (rule == nullptr || rule->kind == FieldKind::kList || rule->kind == FieldKind::kTable)
      return unknown(name);
    TDKT_CHECK(checkLength(value, name));
    TDKT_CHECK(checkText(value, name, fonts));
    TDKT_CHECK(checkFormat(rule->kind, value, name));
    if (rule->maxLength > 0 && lettersOf(value) > rule->maxLength) {
      return inputError("templates.text.too-long",
                        "the template allows " + std::to_string(rule->maxLength) + " letters", name);
    }
  }
  return Done{};
}

Result<Done> checkLists(const Package& package, const FieldSet& fields, const FontSet& fonts) {
  for (const auto& [name, items] : fields.lists) {
    const FieldRule* rule = ruleOf(package, name);
    if (rule == nullptr || rule->kind != FieldKind::kList) return unknown(name);
    if (items.size() > kMostItems)
      return inputError("templates.text.too-long", "a list of more than 500 items", name);
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::string place = name + "[" + std::to_string(i) + "]";
      if (isBlank(items[i]))
        return inputError("templates.field.missing", "an item of the list is empty", place);
      TDKT_CHECK(checkLength(items[i], place));
      TDKT_CHECK(checkText(items[i], place, fonts));
    }
  }
  return Done{};
}

Result<Done> checkTable(const std::string& name, const TableData& table, std::size_t columns,
                        const FontSet& fonts) {
  std::size_t number = 0;
  for (const TableGroup& group : table.groups) {
    TDKT_CHECK(checkText(group.title, name, fonts));
    for (const auto& row : group.rows) {
      const std::string place = name + "[" + std::to_string(++number) + "]";
      if (row.size() != columns) {
        return inputError(
            "templates.table.columns",
            "a row has " + std::to_string(row.size()) + " cells instead of " + std::to_string(columns),
            place);
      }
      for (const std::string& cell : row) TDKT_CHECK(checkText(cell, place, fonts));
    }
  }
  return Done{};
}

Result<Done> checkTables(const Package& package, const FieldSet& fields, const FontSet& fonts) {
  for (const auto& [name, table] : fields.tables) {
    const FieldRule* rule = ruleOf(package, name);
    if (rule == nullptr || rule->kind != FieldKind::kTable) return unknown(name);
    TDKT_CHECK(checkTable(name, table, rule->columns, fonts));
  }
  return Done{};
}

std::string withNoBreakSpaces(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == ' ') {
      out += kNoBreakSpace;
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

Result<Done> checkText(const std::string& text, const std::string& field, const FontSet& fonts) {
  if (!text::isNfc(text)) {
    const char* why = text::nfc(text) ? "not in Unicode form NFC" : "not UTF-8";
    return inputError("templates.text.nfc", why, field);
  }
  for (std::size_t at = 0; at < text.size();) {
    const char32_t letter = nextLetter(text, at);
    bool printable = letter == U'\n';
    if (!printable) {
      printable = fonts.has(Face::kRegular, letter) && fonts.has(Face::kBold, letter) &&
                  fonts.has(Face::kItalic, letter) && fonts.has(Face::kBoldItalic, letter);
    }
    if (printable) continue;
    char code[16];
    std::snprintf(code, sizeof code, "U+%04X", static_cast<unsigned>(letter));
    return inputError("templates.glyph", std::string("the font cannot print ") + code, field);
  }
  return Done{};
}

Result<Done> checkFields(const Package& package, const FieldSet& fields, const FontSet& fonts) {
  TDKT_CHECK(checkTexts(package, fields, fonts));
  TDKT_CHECK(checkLists(package, fields, fonts));
  TDKT_CHECK(checkTables(package, fields, fonts));
  const Values values(package, fields);
  for (const auto& [name, rule] : package.fields) {
    if (rule.required && !values.present(name)) {
      return inputError("templates.field.missing", "the template needs this field", name);
    }
  }
  return Done{};
}

Values Values::forItem(const std::string& list, const std::string& item, std::size_t number) const {
  Values out = *this;
  out.list_ = list + "[" + std::to_string(number - 1) + "]";
  out.item_ = item;
  out.index_ = std::to_string(number);
  return out;
}

bool Values::present(const std::string& field) const {
  if (field.empty()) return true;
  if (const auto text = fields_->texts.find(field); text != fields_->texts.end())
    return !isBlank(text->second);
  if (const auto list = fields_->lists.find(field); list != fields_->lists.end())
    return !list->second.empty();
  const auto table = fields_->tables.find(field);
  return table != fields_->tables.end() && table->second.rowCount() > 0;
}

std::string Values::value(const std::string& field) const {
  if (field == "item") return item_;
  if (field == "index") return index_;
  if (const std::size_t dot = field.find(".count"); dot != std::string::npos) {
    const auto table = fields_->tables.find(field.substr(0, dot));
    const std::size_t rows = table == fields_->tables.end() ? 0 : table->second.rowCount();
    return text::documentNumber(static_cast<std::int64_t>(rows));
  }
  const auto found = fields_->texts.find(field);
  if (found == fields_->texts.end()) return {};
  const FieldKind kind = package_->fields.at(field).kind;
  if (kind == FieldKind::kPerson) return withNoBreakSpaces(found->second);
  if (kind == FieldKind::kDate) return printedDate(found->second).value_or(found->second);
  return found->second;
}

std::vector<Run> Values::runs(const std::vector<Piece>& pieces, const Style& style) const {
  std::vector<Run> out;
  for (const Piece& piece : pieces) {
    std::string text = piece.field.empty() ? piece.literal : value(piece.field);
    if (style.upper) text = text::upper(text);
    out.push_back({faceOf(style.bold || piece.bold, style.italic || piece.italic), std::move(text)});
  }
  return out;
}

std::string Values::fieldOf(const std::vector<Piece>& pieces) const {
  for (const Piece& piece : pieces) {
    if (piece.field == "item") return list_;
    if (!piece.field.empty() && piece.field != "index") return piece.field;
  }
  return {};
}

}  // namespace tdkt::templates
