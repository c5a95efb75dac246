#include "connector/pages/ListCaseView.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "connector/pages/Messages.h"
#include "connector/pages/ReadingNotesView.h"
#include "connector/pages/Words.h"

namespace tdkt::pages {
namespace {

using lists::Column;

constexpr std::size_t kPreviewRows = 12;
constexpr std::size_t kExamples = 3;
constexpr std::size_t kNomineesShown = 5;
constexpr std::size_t kRowText = 160;
constexpr std::size_t kHeadingChoices = 20;

struct Meaning {
  Column column;
  const char* word;
};
constexpr std::array<Meaning, 8> kMeanings = {{{Column::kPerson, "Họ và tên (cá nhân)"},
                                               {Column::kCollective, "Tên tập thể"},
                                               {Column::kName, "Họ tên hoặc tên tập thể (chung một cột)"},
                                               {Column::kKind, "Đối tượng: cá nhân, tập thể, hộ gia đình"},
                                               {Column::kPosition, "Chức vụ"},
                                               {Column::kUnit, "Đơn vị, địa chỉ"},
                                               {Column::kAchievement, "Thành tích"},
                                               {Column::kAward, "Hình thức đề nghị khen thưởng"}}};

std::string fieldOf(const Fields& fields, const std::string& name) {
  const auto at = fields.find(name);
  return at == fields.end() ? std::string() : at->second;
}

Result<std::size_t> numberIn(const Fields& fields, const std::string& name) {
  const std::string text = fieldOf(fields, name);
  if (text.empty()) return std::size_t{0};
  std::size_t out = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (failure != std::errc() || end != text.data() + text.size() || out > lists::kMaxRows)
    return inputError("json.type", "not a number of a row", text);
  return out;
}

std::string letterOf(std::size_t column) {
  std::string name = lists::cellName(1, column);
  name.pop_back();
  return name;
}

std::size_t widthOf(const lists::Sheet& sheet) {
  std::size_t width = 0;
  for (const auto& [number, row] : sheet) {
    if (!row.empty()) width = std::max(width, row.rbegin()->first);
  }
  return width;
}

std::string textAt(const lists::Sheet& sheet, std::size_t row, std::size_t column) {
  const auto cells = sheet.find(row);
  if (cells == sheet.end()) return {};
  const auto cell = cells->second.find(column);
  return cell == cells->second.end() ? std::string() : cell->second.text;
}

std::string examplesOf(const lists::Sheet& sheet, std::size_t below, std::size_t column) {
  std::string out;
  std::size_t told = 0;
  for (const auto& [number, row] : sheet) {
    if (number <= below || told == kExamples) continue;
    const auto cell = row.find(column);
    if (cell == row.end() || cell->second.text.empty()) continue;
    out += (told++ == 0 ? "" : " · ") + cell->second.text;
  }
  return out;
}

ViewJson meaningsFor(const lists::SheetPlan& plan, std::size_t column) {
  ViewJson out = ViewJson::array();
  for (const Meaning& one : kMeanings) {
    const auto at = plan.columns.find(one.column);
    out.push_back({{"code", lists::toString(one.column)},
                   {"word", one.word},
                   {"chosen", at != plan.columns.end() && at->second == column}});
  }
  return out;
}

ViewJson columnsView(const lists::Sheet& sheet, const lists::SheetPlan& plan) {
  ViewJson out = ViewJson::array();
  for (std::size_t column = 1; column <= widthOf(sheet); ++column) {
    const std::string heading = plan.headingRow == 0 ? std::string() : textAt(sheet, plan.headingRow, column);
    const std::string examples = examplesOf(sheet, plan.headingRow, column);
    if (heading.empty() && examples.empty()) continue;
    out.push_back({{"number", column},
                   {"letter", letterOf(column)},
                   {"heading", heading},
                   {"examples", examples},
                   {"meanings", meaningsFor(plan, column)}});
  }
  return out;
}

ViewJson headingChoices(const lists::Sheet& sheet, std::size_t chosen) {
  ViewJson out = ViewJson::array();
  for (const auto& [number, row] : sheet) {
    if (number > kHeadingChoices && number != chosen) continue;
    std::string text;
    for (const auto& [column, cell] : row) {
      if (text.size() < kRowText / 2) text += (text.empty() ? "" : " | ") + cell.text;
    }
    out.push_back({{"number", number}, {"text", text}, {"chosen", number == chosen}});
  }
  return out;
}

ViewJson rowsView(const lists::Sheet& sheet, const lists::SheetPlan& plan) {
  const std::size_t width = widthOf(sheet);
  ViewJson head = ViewJson::array();
  for (std::size_t column = 1; column <= width; ++column) head.push_back(letterOf(column));
  ViewJson rows = ViewJson::array();
  for (const auto& [number, row] : sheet) {
    if (rows.size() == kPreviewRows) break;
    ViewJson cells = ViewJson::array();
    for (std::size_t column = 1; column <= width; ++column) cells.push_back(textAt(sheet, number, column));
    rows.push_back({{"number", number}, {"cells", cells}, {"heading", number == plan.headingRow}});
  }
  return {{"head", head}, {"rows", rows}, {"more", sheet.size() > kPreviewRows}};
}

ViewJson sheetView(const lists::NamedSheet& sheet, const lists::SheetPlan& plan, std::size_t index,
                   bool several) {
  ViewJson view = rowsView(sheet.cells, plan);
  view["index"] = index;
  view["sheet"] = plan.sheet;
  view["name"] = sheet.name;
  view["several"] = several;
  view["read"] = plan.read;
  view["lastRow"] = plan.lastRow == 0 ? std::string() : std::to_string(plan.lastRow);
  view["rowCount"] = sheet.cells.empty() ? 0 : sheet.cells.rbegin()->first;
  view["noHeading"] = plan.headingRow == 0;
  view["headings"] = headingChoices(sheet.cells, plan.headingRow);
  view["columns"] = columnsView(sheet.cells, plan);
  return view;
}

std::string doubtText(const lists::PlanDoubt& doubt) {
  std::string text = sentenceFor(inputError(doubt.code, {}));
  if (!doubt.cell.empty())
    text +=
        " Ô " + doubt.cell + (doubt.heading.empty() ? ": không có tiêu đề." : ": “" + doubt.heading + "”.");
  return text;
}

ViewJson nomineesView(const lists::ListReview& review) {
  ViewJson rows = ViewJson::array();
  for (const lists::ListedNominee& one : review.list.nominees) {
    if (rows.size() == kNomineesShown) break;
    rows.push_back({{"name", one.nominee.name},
                    {"kind", wordFor(one.nominee.kind)},
                    {"position", one.nominee.position},
                    {"unit", one.nominee.unit},
                    {"achievement", one.nominee.achievement},
                    {"award", one.award}});
  }
  return {{"count", review.list.nominees.size()}, {"cells", review.cells.size()}, {"rows", rows}};
}

std::vector<lists::SheetPlan> shownPlan(const lists::ListReview& review, const FormAgain& again) {
  std::vector<lists::SheetPlan> out = review.plan;
  for (lists::SheetPlan& plan : out) {
    for (const lists::SheetPlan& filled : again.plan) {
      if (filled.sheet == plan.sheet) plan = filled;
    }
  }
  return out;
}

ViewJson columnsForm(const lists::ListReview& review, const FormAgain& again) {
  ViewJson doubts = ViewJson::array();
  for (const lists::PlanDoubt& doubt : review.columns) doubts.push_back(doubtText(doubt));
  ViewJson sheets = ViewJson::array();
  const auto plan = shownPlan(review, again);
  for (std::size_t i = 0; i < plan.size(); ++i)
    sheets.push_back(sheetView(review.sheets[i], plan[i], i, plan.size() > 1));
  ViewJson view = {{"doubts", doubts}, {"sheets", sheets}};
  if (again.preview != nullptr) view["preview"] = nomineesView(*again.preview);
  return view;
}

/// The other cells of the row, so that a name is decided knowing whose it is.
std::string rowAround(const lists::ListReview& review, const std::string& cell) {
  const std::size_t mark = cell.rfind('!');
  const std::string sheetName = mark == std::string::npos ? std::string() : cell.substr(0, mark);
  const std::size_t digits = cell.find_first_of("0123456789", mark == std::string::npos ? 0 : mark);
  std::size_t row = 0;
  if (digits != std::string::npos) std::from_chars(cell.data() + digits, cell.data() + cell.size(), row);
  for (std::size_t i = 0; i < review.sheets.size(); ++i) {
    const bool here = mark == std::string::npos ? review.plan[i].read : review.sheets[i].name == sheetName;
    const auto cells = review.sheets[i].cells.find(row);
    if (!here || cells == review.sheets[i].cells.end()) continue;
    std::string out;
    for (const auto& [column, one] : cells->second) {
      if (out.size() < kRowText) out += (out.empty() ? "" : " · ") + one.text;
    }
    return out;
  }
  return {};
}

ViewJson questionView(const lists::ListReview& review, std::size_t index, const FormAgain& again) {
  const lists::ListWarning& one = review.cells[index];
  const std::string at = std::to_string(index);
  const bool filled = fieldOf(again.fields, "cell" + at) == one.cell;
  const std::string choice = filled ? fieldOf(again.fields, "choice" + at) : std::string();
  return {{"index", index},
          {"cell", one.cell},
          {"given", one.given},
          {"read", one.read},
          {"why", sentenceFor(inputError(one.code, {}))},
          {"odd", one.code == "lists.legacy" ? std::string() : oddLetters(one.given)},
          {"row", rowAround(review, one.cell)},
          {"mayKeep", one.code != "lists.invisible"},
          {"keep", choice == "keep"},
          {"takeRead", choice == "read"},
          {"typed", choice == "typed"},
          {"text", filled ? fieldOf(again.fields, "text" + at) : one.read}};
}

ViewJson cellsForm(const lists::ListReview& review, const FormAgain& again) {
  ViewJson questions = ViewJson::array();
  for (std::size_t i = 0; i < review.cells.size() && i < kCellsAsked; ++i)
    questions.push_back(questionView(review, i, again));
  const std::size_t later = review.cells.size() - questions.size();
  return {
      {"questions", questions}, {"count", review.cells.size()}, {"later", later}, {"hasLater", later > 0}};
}

std::string nameOf(const OfficialId& id, const directory::Directory& directory) {
  const directory::Official* official = directory.find(id);
  return official == nullptr ? id.text() : official->name;
}

std::string planText(const lists::SheetPlan& plan) {
  if (!plan.read) return "không đọc trang này";
  std::string out;
  for (const Meaning& one : kMeanings) {
    const auto at = plan.columns.find(one.column);
    if (at != plan.columns.end()) out += (out.empty() ? "" : "; ") + letterOf(at->second) + ": " + one.word;
  }
  return out;
}

}  // namespace

ViewJson listCasesView(const std::vector<inbox::ListCase>& cases,
                       const std::vector<inbox::ListMemory>& memories,
                       const directory::Directory& directory) {
  ViewJson rows = ViewJson::array();
  for (const inbox::ListCase& one : cases) {
    rows.push_back({{"id", one.delivery},
                    {"code", one.documentCode},
                    {"subject", one.subject},
                    {"sender", one.senderName},
                    {"received", shortDateTime(one.receivedAt)},
                    {"questions", one.questions}});
  }
  ViewJson known = ViewJson::array();
  for (const inbox::ListMemory& one : memories) {
    known.push_back({{"office", one.office.text()},
                     {"sender", one.senderCode},
                     {"signature", one.signature},
                     {"headings", one.headings},
                     {"plan", planText(one.plan)},
                     {"by", nameOf(one.official, directory)},
                     {"at", shortDateTime(one.at)}});
  }
  const bool hasCases = !rows.empty();
  const bool hasMemories = !known.empty();
  return {{"hasCases", hasCases}, {"cases", rows}, {"hasMemories", hasMemories}, {"memories", known}};
}

ViewJson listCaseView(const inbox::OpenCase& open, const FormAgain& again) {
  ViewJson view = {{"id", open.head.delivery},
                   {"version", open.head.version},
                   {"code", open.head.documentCode},
                   {"subject", open.head.subject},
                   {"sender", open.head.senderName},
                   {"received", shortDateTime(open.head.receivedAt)},
                   {"error", again.error}};
  for (const inbox::DraftList& list : open.lists) {
    if (!list.review.waits()) continue;
    view["file"] = list.name;
    view["sha"] = list.sha256;
    const bool columns = !list.review.columns.empty();
    view[columns ? "columnsForm" : "cellsForm"] =
        columns ? columnsForm(list.review, again) : cellsForm(list.review, again);
    break;
  }
  return view;
}

Result<std::vector<lists::SheetPlan>> planFromForm(const Fields& fields) {
  std::vector<lists::SheetPlan> out;
  for (std::size_t i = 0; i < lists::kMaxSheets; ++i) {
    const std::string at = std::to_string(i);
    if (fieldOf(fields, "sheet" + at).empty()) break;
    lists::SheetPlan plan;
    TDKT_ASSIGN(plan.sheet, numberIn(fields, "sheet" + at));
    plan.read = fieldOf(fields, "read" + at) != "no";
    TDKT_ASSIGN(plan.headingRow, numberIn(fields, "heading" + at));
    TDKT_ASSIGN(plan.lastRow, numberIn(fields, "last" + at));
    for (std::size_t column = 1; column <= lists::kMaxColumns && plan.read; ++column) {
      const auto meaning = lists::columnFrom(fieldOf(fields, "column" + at + "-" + std::to_string(column)));
      if (meaning && !plan.columns.emplace(*meaning, column).second)
        return inputError("lists.columns.repeated", "two columns with one meaning", letterOf(column));
    }
    out.push_back(std::move(plan));
  }
  return out;
}

lists::CellDecisions cellsFromForm(const Fields& fields) {
  using Choice = lists::CellDecision::Choice;
  lists::CellDecisions out;
  const bool all = fieldOf(fields, "all") == "read";
  for (std::size_t i = 0; i < kCellsAsked; ++i) {
    const std::string at = std::to_string(i);
    const std::string cell = fieldOf(fields, "cell" + at);
    const std::string choice = fieldOf(fields, "choice" + at);
    if (cell.empty()) continue;
    if (choice == "keep") out[cell] = {Choice::kKeep, {}};
    if (choice == "typed") out[cell] = {Choice::kTyped, fieldOf(fields, "text" + at)};
    if (choice == "read" || (all && choice.empty())) out[cell] = {Choice::kRead, {}};
  }
  return out;
}

}  // namespace tdkt::pages
