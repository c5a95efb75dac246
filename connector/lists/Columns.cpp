#include "connector/lists/Columns.h"

#include <algorithm>
#include <array>

#include "workflow/base/Text.h"

namespace tdkt::lists {

std::string wordsKey(const std::string& text) {
  std::string out;
  for (const char c : text::fold(text)) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (word) out += c;
    if (!word && !out.empty() && out.back() != ' ') out += ' ';
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

namespace {

constexpr std::size_t kHeadingRows = 20;  // a title and a few lines of letterhead may stand above the table

struct Heading {
  const char* folded;
  Column column;
};

constexpr std::array<Heading, 27> kHeadings = {{
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
    {"noi cong tac", Column::kUnit},
    {"thanh tich", Column::kAchievement},
    {"tom tat thanh tich", Column::kAchievement},
    {"hinh thuc de nghi", Column::kAward},
    {"hinh thuc khen thuong", Column::kAward},
    {"hinh thuc de nghi khen thuong", Column::kAward},
    {"danh hieu hinh thuc", Column::kAward},
    {"danh hieu", Column::kAward},
    {"hinh thuc", Column::kAward},
}};

/// What lists carry beside, and a decision never prints.
constexpr std::array<const char*, 16> kNeverRead = {
    "stt",           "tt",         "so tt",     "so thu tu",
    "ghi chu",       "nam sinh",   "ngay sinh", "ngay thang nam sinh",
    "gioi tinh",     "nam",        "nu",        "dan toc",
    "so dien thoai", "dien thoai", "email",     "ma so"};

std::optional<Column> columnOf(const std::string& heading) {
  const std::string key = wordsKey(heading);
  for (const Heading& known : kHeadings) {
    if (key == known.folded) return known.column;
  }
  return std::nullopt;
}

/// A known heading inside a longer one: "Họ và tên người được đề nghị". Only ever proposed.
std::optional<Column> columnLike(const std::string& heading) {
  const std::string key = " " + wordsKey(heading) + " ";
  std::size_t longest = 0;
  std::optional<Column> out;
  for (const Heading& known : kHeadings) {
    const std::string part = std::string(" ") + known.folded + " ";
    if (key.find(part) == std::string::npos || part.size() <= longest) continue;
    longest = part.size();
    out = known.column;
  }
  return out;
}

bool neverRead(const std::string& heading) {
  const std::string key = wordsKey(heading);
  return std::find(kNeverRead.begin(), kNeverRead.end(), key) != kNeverRead.end();
}

template <class Tell>
std::size_t headingsIn(const SheetRow& row, Tell tell) {
  return static_cast<std::size_t>(std::count_if(
      row.begin(), row.end(), [&](const auto& cell) { return tell(cell.second.text).has_value(); }));
}

template <class Tell>
bool namesSomebody(const SheetRow& row, Tell tell) {
  return std::any_of(row.begin(), row.end(), [&](const auto& cell) {
    const auto column = tell(cell.second.text);
    return column == Column::kName || column == Column::kPerson || column == Column::kCollective;
  });
}

/// The first row with a name column and one more known heading.
std::size_t certainHeadings(const Sheet& sheet) {
  for (const auto& [number, row] : sheet) {
    if (number > kHeadingRows) break;
    if (namesSomebody(row, columnOf) && headingsIn(row, columnOf) >= 2) return number;
  }
  return 0;
}

/// The row that most resembles headings; else the first that has two cells.
std::size_t likelyHeadings(const Sheet& sheet) {
  std::size_t best = 0;
  std::size_t most = 0;
  std::size_t fallback = 0;
  for (const auto& [number, row] : sheet) {
    if (number > kHeadingRows) break;
    if (fallback == 0 && row.size() >= 2) fallback = number;
    const std::size_t count = row.size() >= 2 ? headingsIn(row, columnLike) : 0;
    if (count <= most) continue;
    most = count;
    best = number;
  }
  return best != 0 ? best : fallback;
}

const SheetRow* rowAt(const Sheet& sheet, std::size_t number) {
  const auto found = sheet.find(number);
  return found == sheet.end() ? nullptr : &found->second;
}

/// Whether something stands in a column below the headings, and not only in a line at the foot.
bool isFilled(const Sheet& sheet, std::size_t below, std::size_t column) {
  std::size_t rows = 0;
  std::size_t filled = 0;
  for (const auto& [number, row] : sheet) {
    if (number <= below || row.size() < 2) continue;
    ++rows;
    filled += row.count(column);
  }
  return filled > 0 && filled * 2 >= rows;
}

class Proposer {
 public:
  Proposer(const Sheet& sheet, std::size_t number) : sheet_(sheet) { out_.plan.sheet = number; }

  Proposal propose() {
    out_.plan.headingRow = certainHeadings(sheet_);
    if (out_.plan.headingRow == 0) {
      doubt("lists.columns.absent", 0, {});
      out_.plan.headingRow = likelyHeadings(sheet_);
    }
    if (const SheetRow* headings = rowAt(sheet_, out_.plan.headingRow)) {
      for (const auto& [column, cell] : *headings) assign(column, cell.text, columnOf(cell.text));
      for (const auto& [column, cell] : *headings) guess(column, cell.text);
      for (std::size_t column = 1; column <= kMaxColumns; ++column) nameless(*headings, column);
    }
    const bool mixed = out_.plan.columns.count(Column::kName) != 0;
    if (mixed && out_.plan.columns.count(Column::kKind) == 0) {
      doubt("lists.columns.kind", out_.plan.columns.at(Column::kName), {});
    }
    return std::move(out_);
  }

 private:
  void doubt(const char* code, std::size_t column, const std::string& heading) {
    out_.doubts.push_back(
        {out_.plan.sheet, code, column == 0 ? "" : cellName(out_.plan.headingRow, column), heading});
  }
  void assign(std::size_t column, const std::string& heading, std::optional<Column> meaning) {
    if (!meaning) return;
    if (!out_.plan.columns.emplace(*meaning, column).second) doubt("lists.columns.repeated", column, heading);
  }
  void guess(std::size_t column, const std::string& heading) {
    if (columnOf(heading) || neverRead(heading) || !isFilled(sheet_, out_.plan.headingRow, column)) return;
    doubt("lists.columns.unknown", column, heading);
    if (const auto meaning = columnLike(heading)) out_.plan.columns.emplace(*meaning, column);
  }
  void nameless(const SheetRow& headings, std::size_t column) {
    if (headings.count(column) == 0 && isFilled(sheet_, out_.plan.headingRow, column))
      doubt("lists.columns.unknown", column, {});
  }

  const Sheet& sheet_;
  Proposal out_;
};

const SheetRow* firstRow(const Sheet& sheet) {
  for (const auto& [number, row] : sheet) {
    if (!signatureOf(row).empty()) return &row;
  }
  return nullptr;
}

std::optional<SheetPlan> recalled(const Sheet& sheet, std::size_t number, const RememberedPlans& remembered) {
  const SheetRow* first = firstRow(sheet);
  for (const auto& [row, cells] : sheet) {
    if (row > kHeadingRows) break;
    const auto known = remembered.find(signatureOf(cells));
    if (known == remembered.end() || (!known->second.read && &cells != first)) continue;
    SheetPlan plan = known->second;
    plan.sheet = number;
    plan.headingRow = row;
    plan.lastRow = 0;
    return plan;
  }
  return std::nullopt;
}

}  // namespace

const char* toString(Column column) {
  constexpr std::array<const char*, 8> kNames = {"name",     "person", "collective",  "kind",
                                                 "position", "unit",   "achievement", "award"};
  return kNames[static_cast<std::size_t>(column)];
}

std::optional<Column> columnFrom(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(Column::kAward); ++i) {
    if (name == toString(static_cast<Column>(i))) return static_cast<Column>(i);
  }
  return std::nullopt;
}

std::string signatureOf(const SheetRow& row) {
  std::string text;
  for (const auto& [column, cell] : row) {
    const std::string key = wordsKey(cell.text);
    if (!key.empty()) text += std::to_string(column) + "=" + key + "\n";
  }
  return text.empty() ? text : sha256Hex(text);
}

void settleHeadings(Sheet& sheet, const std::vector<Conversion>& conversions) {
  std::map<std::string, const Conversion*> doubtful;
  for (const Conversion& one : conversions) {
    const bool known = columnOf(one.read).has_value() || neverRead(one.read);
    if (one.doubtful && known) doubtful[one.cell] = &one;
  }
  for (auto& [number, row] : sheet) {
    if (number > kHeadingRows || doubtful.empty()) break;
    for (auto& [column, cell] : row) {
      const auto at = doubtful.find(cellName(number, column));
      if (at != doubtful.end() && row.size() >= 2) cell.text = at->second->read;
    }
  }
}

Proposal proposePlan(const Sheet& sheet, std::size_t number, const RememberedPlans& remembered) {
  if (auto plan = recalled(sheet, number, remembered)) return {std::move(*plan), {}};
  return Proposer(sheet, number).propose();
}

bool hasContent(const Sheet& sheet) {
  return firstRow(sheet) != nullptr;
}

std::string memoryKey(const Sheet& sheet, const SheetPlan& plan) {
  const SheetRow* row = plan.read ? rowAt(sheet, plan.headingRow) : firstRow(sheet);
  return row == nullptr ? std::string() : signatureOf(*row);
}

}  // namespace tdkt::lists
