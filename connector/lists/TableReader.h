#pragma once
// The rows of a sheet as nominees, by a plan of its columns. Private to lists.

#include <set>

#include "connector/lists/Columns.h"
#include "connector/lists/NomineeList.h"

namespace tdkt::lists {

/// A person's words on cells, by cell name ("C7" or, where more than one sheet is read, "Tập thể!C7").
using CellDecisions = std::map<std::string, CellDecision>;

struct TableResult {
  NomineeList list;
  std::vector<ListWarning> open;  ///< cells that wait for a person; `list` is not complete then
};

/// Reads sheets one after the other into one list. One use.
class TableReader {
 public:
  explicit TableReader(const CellDecisions& decisions) : decisions_(decisions) {}

  /// Converts the sheet's legacy text and reads it. `prefix` stands before the names of its cells.
  /// Errors: kInput "lists.cell".
  Result<Done> read(const Sheet& converted, const std::vector<Conversion>& conversions, const SheetPlan& plan,
                    const std::string& prefix);
  TableResult take() { return std::move(out_); }

 private:
  Result<Done> readRow(std::size_t number, const SheetRow& row);
  Result<std::string> cell(std::size_t number, const SheetRow& row, Column column);
  Result<std::string> nameIn(std::size_t number, const std::map<Column, std::string>& cells) const;
  Result<workflow::NomineeKind> kindIn(std::size_t number, const std::map<Column, std::string>& cells) const;
  Error badCell(std::size_t number, Column column, const char* why) const;
  void noteColumns(const Sheet& sheet);
  void noteDuplicate(std::size_t number, const ListedNominee& nominee);
  Column nameColumn() const;
  std::string shown(std::size_t row, std::size_t column) const;

  const CellDecisions& decisions_;
  SheetPlan plan_;
  std::string prefix_;
  std::map<std::string, const Conversion*> conversions_;
  std::map<std::string, std::string> seen_;  ///< nominee → cell of the first
  TableResult out_;
};

}  // namespace tdkt::lists
