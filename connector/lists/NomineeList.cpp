#include "connector/lists/NomineeList.h"

#include <algorithm>

#include "connector/formats/ZipReader.h"
#include "connector/lists/TableReader.h"

namespace tdkt::lists {
namespace {

/// Without a person to ask, a doubt is a reason to refuse; a foreign letter is only told.
Result<Done> refuseDoubts(const std::vector<ListWarning>& questions) {
  for (const ListWarning& one : questions) {
    if (one.code == "lists.legacy") {
      return inputError(one.code,
                        "typed before Unicode: is \"" + one.given + "\" to be read \"" + one.read + "\"?",
                        one.cell);
    }
    if (one.code == "lists.invisible")
      return inputError("lists.cell", "an invisible or control character stands in the text", one.cell);
  }
  return Done{};
}

/// What only looks doubtful is kept as it stands when nobody can be asked.
CellDecisions keptAsTheyAre(const std::vector<ListWarning>& questions) {
  CellDecisions out;
  for (const ListWarning& one : questions) out[one.cell] = {};
  return out;
}

Result<SheetPlan> certainPlan(const Sheet& sheet) {
  const Proposal proposal = proposePlan(sheet, 1, {});
  for (const PlanDoubt& doubt : proposal.doubts) {
    if (doubt.code == "lists.columns.absent")
      return inputError("lists.column.missing", "no row of headings with a name", "Họ và tên | Tên tập thể");
    if (doubt.code == "lists.columns.kind")
      return inputError("lists.column.missing", "the kind of nominee cannot be told", "Đối tượng");
    if (doubt.code == "lists.columns.repeated")
      return inputError("lists.cell", "two columns have this heading", doubt.cell);
  }
  SheetPlan plan = proposal.plan;
  // What was only guessed from a longer heading is not read.
  for (const PlanDoubt& doubt : proposal.doubts)
    std::erase_if(plan.columns,
                  [&](const auto& column) { return cellName(plan.headingRow, column.second) == doubt.cell; });
  return plan;
}

Result<TableResult> readFirst(const Sheet& sheet, const std::vector<Conversion>& conversions,
                              const SheetPlan& plan, const CellDecisions& decisions) {
  TableReader reader(decisions);
  TDKT_CHECK(reader.read(sheet, conversions, plan, {}));
  return reader.take();
}

Result<Done> refuseErrorValues(const Sheet& sheet) {
  for (const auto& [number, row] : sheet) {
    for (const auto& [column, cell] : row) {
      if (cell.broken)
        return inputError("lists.cell", "the cell holds an error value", cellName(number, column));
    }
  }
  return Done{};
}

}  // namespace

std::string cellName(std::size_t row, std::size_t column) {
  std::string letters;
  for (; column > 0; column = (column - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>('A' + (column - 1) % 26));
  return letters + std::to_string(row);
}

Result<std::vector<NamedSheet>> readSheets(const Bytes& file) {
  if (file.size() > kMaxFile)
    return inputError("lists.size", "larger than " + std::to_string(kMaxFile) + " bytes");
  if (formats::looksLikeZip(file)) return looksLikeOds(file) ? readOds(file) : readXlsx(file);
  TDKT_ASSIGN(Sheet only, readCsv(file));
  return std::vector<NamedSheet>{{std::string(), std::move(only)}};
}

Result<NomineeList> readNominees(const Bytes& file, const ReadOptions& options) {
  TDKT_ASSIGN(auto sheets, readSheets(file));
  Sheet& sheet = sheets.front().cells;
  TDKT_CHECK(refuseErrorValues(sheet));
  const auto conversions = convertLegacy(sheet, options.encoding);
  settleHeadings(sheet, conversions);
  TDKT_ASSIGN(const SheetPlan plan, certainPlan(sheet));
  TDKT_ASSIGN(TableResult read, readFirst(sheet, conversions, plan, {}));
  if (!read.open.empty()) {
    TDKT_CHECK(refuseDoubts(read.open));
    const auto foreign = std::move(read.open);
    TDKT_ASSIGN(read, readFirst(sheet, conversions, plan, keptAsTheyAre(foreign)));
    for (ListWarning& one : read.list.warnings)
      if (one.code == "lists.decided") one.code = "lists.lookalike";
  }
  if (read.list.nominees.empty()) return inputError("lists.empty", "there is no nominee under the headings");
  return std::move(read.list);
}

}  // namespace tdkt::lists
