#include "connector/lists/NomineeList.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include "connector/formats/ZipReader.h"
#include "connector/lists/LegacySheet.h"
#include "connector/lists/Sheet.h"
#include "workflow/base/Text.h"

namespace tdkt::lists {
namespace {

using workflow::NomineeKind;

constexpr std::size_t kHeadingRows = 20;  // a title and a few lines of letterhead may stand above the table

enum class Column { kName, kPerson, kCollective, kKind, kPosition, kUnit, kAchievement, kAward };

struct Heading {
  const char* folded;
  Column column;
};

constexpr std::array<Heading, 25> kHeadings = {{
    {"ho va ten ten tap the", Column::kName},
    {"ho ten ten tap the", Column::kName},
    {"ten ca nhan tap the", Column::kName},
    {"ten tap the ca nhan", Column::kName},
    {"ho va ten", Column::kPerson},
    {"ho ten", Column::kPerson},
    {"ten ca nhan", Column::kPerson},
    {"ten tap the", Column::kCollective},
    {"tap the", Column::kCollective},
    {"doi tuong", Column::kKind},
    {"loai doi tuong", Column::kKind},
    {"doi tuong khen thuong", Column::kKind},
    {"chuc vu", Column::kPosition},
    {"chuc danh", Column::kPosition},
    {"don vi", Column::kUnit},
    {"don vi cong tac", Column::kUnit},
    {"dia chi", Column::kUnit},
    {"don vi dia chi", Column::kUnit},
    {"thanh tich", Column::kAchievement},
    {"tom tat thanh tich", Column::kAchievement},
    {"hinh thuc de nghi", Column::kAward},
    {"hinh thuc khen thuong", Column::kAward},
    {"hinh thuc de nghi khen thuong", Column::kAward},
    {"danh hieu hinh thuc", Column::kAward},
    {"hinh thuc", Column::kAward},
}};

const char* meaningOf(Column column) {
  constexpr std::array<const char*, 8> kNames = {"name",     "person", "collective",  "kind",
                                                 "position", "unit",   "achievement", "award"};
  return kNames[static_cast<std::size_t>(column)];
}

using Columns = std::map<Column, std::size_t>;

/// Folded, with everything but letters and digits as single spaces.
std::string headingKey(const std::string& text) {
  std::string out;
  for (const char c : text::fold(text)) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (word) out += c;
    if (!word && !out.empty() && out.back() != ' ') out += ' ';
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::optional<Column> columnOf(const std::string& heading) {
  const std::string key = headingKey(heading);
  for (const Heading& known : kHeadings) {
    if (key == known.folded) return known.column;
  }
  return std::nullopt;
}

Result<Columns> columnsOf(std::size_t rowNumber, const SheetRow& row) {
  Columns out;
  for (const auto& [number, cell] : row) {
    const auto column = columnOf(cell.text);
    if (!column) continue;
    if (!out.emplace(*column, number).second) {
      return inputError("lists.cell", "two columns have this heading", cellName(rowNumber, number));
    }
  }
  return out;
}

bool hasName(const Columns& columns) {
  return columns.count(Column::kName) + columns.count(Column::kPerson) + columns.count(Column::kCollective) >
         0;
}

bool isLookalike(char32_t c) {
  const bool eth = c == 0xD0 || c == 0xF0 || c == 0x189 || c == 0x256;
  return eth || (c >= 0x370 && c <= 0x52F);  // Greek and Cyrillic
}

/// A line break inside a cell is only a way to set type.
std::string onOneLine(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return text;
}

class ListReader {
 public:
  explicit ListReader(const Sheet& sheet) : sheet_(sheet) {}

  Result<NomineeList> read() {
    TDKT_ASSIGN(const std::size_t headingRow, findHeadings());
    for (const auto& [number, row] : sheet_) {
      if (number > headingRow) TDKT_CHECK(readRow(number, row));
    }
    if (out_.nominees.empty()) return inputError("lists.empty", "there is no nominee under the headings");
    return std::move(out_);
  }

 private:
  Result<std::size_t> findHeadings() {
    for (const auto& [number, row] : sheet_) {
      if (number > kHeadingRows) break;
      TDKT_ASSIGN(columns_, columnsOf(number, row));
      if (!hasName(columns_) || columns_.size() < 2) continue;
      const bool mixed = columns_.count(Column::kName) != 0;
      if (mixed && columns_.count(Column::kKind) == 0) {
        return inputError("lists.column.missing", "the kind of nominee cannot be told", "Đối tượng");
      }
      noteColumns(number, row);
      return number;
    }
    return inputError("lists.column.missing", "no row of headings with a name", "Họ và tên | Tên tập thể");
  }

  void noteColumns(std::size_t number, const SheetRow& row) {
    for (const auto& [place, heading] : row) {
      const auto column = columnOf(heading.text);
      out_.columns.push_back(
          {cellName(number, place), onOneLine(heading.text), column ? meaningOf(*column) : ""});
    }
  }

  Result<std::string> cell(std::size_t number, const SheetRow& row, Column column) {
    const auto at = columns_.find(column);
    if (at == columns_.end()) return std::string();
    const auto found = row.find(at->second);
    if (found == row.end()) return std::string();
    const std::string given = onOneLine(found->second.text);
    const std::string name = cellName(number, at->second);
    auto clean = text::cleanName(given);
    if (!clean) return inputError("lists.cell", clean.error().code + ": " + clean.error().detail, name);
    const auto points = text::codePoints(given);
    if (std::any_of(points.begin(), points.end(), isLookalike)) warn(name, "lists.lookalike");
    if (!text::isNfc(given)) warn(name, "lists.decomposed");
    return clean;
  }

  Result<Done> readRow(std::size_t number, const SheetRow& row) {
    std::map<Column, std::string> cells;
    bool empty = true;
    for (const auto& [column, position] : columns_) {
      TDKT_ASSIGN(cells[column], cell(number, row, column));
      empty = empty && cells[column].empty();
    }
    if (empty) return Done{};
    ListedNominee nominee;
    TDKT_ASSIGN(nominee.nominee.name, nameIn(number, cells));
    TDKT_ASSIGN(nominee.nominee.kind, kindIn(number, cells));
    nominee.nominee.position = cells[Column::kPosition];
    nominee.nominee.unit = cells[Column::kUnit];
    nominee.nominee.achievement = cells[Column::kAchievement];
    nominee.award = cells[Column::kAward];
    noteDuplicate(number, nominee);
    out_.nominees.push_back(std::move(nominee));
    return Done{};
  }

  Column nameColumn() const {
    for (const Column column : {Column::kName, Column::kPerson}) {
      if (columns_.count(column) != 0) return column;
    }
    return Column::kCollective;
  }

  Result<std::string> nameIn(std::size_t number, const std::map<Column, std::string>& cells) const {
    std::string name;
    for (const Column column : {Column::kName, Column::kPerson, Column::kCollective}) {
      const auto at = cells.find(column);
      if (at == cells.end() || at->second.empty()) continue;
      if (!name.empty()) return badCell(number, column, "a person and a collective in one row");
      name = at->second;
    }
    if (name.empty()) return badCell(number, nameColumn(), "the name is empty");
    return name;
  }

  Result<NomineeKind> kindIn(std::size_t number, const std::map<Column, std::string>& cells) const {
    const auto given = cells.find(Column::kKind);
    if (given == cells.end()) {
      const auto collective = cells.find(Column::kCollective);
      const bool isCollective = collective != cells.end() && !collective->second.empty();
      return isCollective ? NomineeKind::kCollective : NomineeKind::kIndividual;
    }
    const std::string key = headingKey(given->second);
    if (key == "ca nhan") return NomineeKind::kIndividual;
    if (key == "tap the") return NomineeKind::kCollective;
    if (key == "ho gia dinh") return NomineeKind::kHousehold;
    return badCell(number, Column::kKind, "neither cá nhân, tập thể nor hộ gia đình");
  }

  Error badCell(std::size_t number, Column column, const char* why) const {
    return inputError("lists.cell", why, cellName(number, columns_.at(column)));
  }

  void noteDuplicate(std::size_t number, const ListedNominee& nominee) {
    const std::string key = text::fold(nominee.nominee.name) + "\n" + text::fold(nominee.nominee.unit) +
                            "\n" + text::fold(nominee.award);
    if (!seen_.insert(key).second) warn(cellName(number, columns_.at(nameColumn())), "lists.duplicate");
  }

  void warn(const std::string& cell, const std::string& code) {
    out_.warnings.push_back(ListWarning{cell, code, {}, {}});
  }

  const Sheet& sheet_;
  Columns columns_;
  NomineeList out_;
  std::set<std::string> seen_;
};

Error legacyError(const Conversion& doubt) {
  return inputError("lists.legacy",
                    "typed before Unicode (" + std::string(toString(doubt.encoding)) + "): is \"" +
                        doubt.given + "\" to be read \"" + doubt.read + "\"?",
                    doubt.cell);
}

}  // namespace

std::string cellName(std::size_t row, std::size_t column) {
  std::string letters;
  for (; column > 0; column = (column - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>('A' + (column - 1) % 26));
  return letters + std::to_string(row);
}

Result<Sheet> readSheet(const Bytes& file) {
  if (file.size() > kMaxFile)
    return inputError("lists.size", "larger than " + std::to_string(kMaxFile) + " bytes");
  if (!formats::looksLikeZip(file)) return readCsv(file);
  return looksLikeOds(file) ? readOds(file) : readXlsx(file);
}

Result<NomineeList> readNominees(const Bytes& file, const ReadOptions& options) {
  TDKT_ASSIGN(Sheet sheet, readSheet(file));
  const auto conversions = convertLegacy(sheet, options.encoding);
  if (!options.encoding) {
    const auto doubtful =
        std::find_if(conversions.begin(), conversions.end(), [](const Conversion& c) { return c.doubtful; });
    if (doubtful != conversions.end()) return legacyError(*doubtful);
  }
  TDKT_ASSIGN(NomineeList out, ListReader(sheet).read());
  for (const Conversion& c : conversions) {
    out.warnings.push_back({c.cell, "lists.converted", c.given, c.read});
  }
  return out;
}

}  // namespace tdkt::lists
