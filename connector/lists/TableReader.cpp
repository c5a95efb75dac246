#include "connector/lists/TableReader.h"

#include <algorithm>

#include "workflow/base/Text.h"

namespace tdkt::lists {

using workflow::NomineeKind;

Result<Done> TableReader::read(const Sheet& converted, const std::vector<Conversion>& conversions,
                               const SheetPlan& plan, const std::string& prefix) {
  plan_ = plan;
  prefix_ = prefix;
  conversions_.clear();
  for (const Conversion& one : conversions) conversions_[one.cell] = &one;
  noteColumns(converted);
  for (const auto& [number, row] : converted) {
    if (number <= plan.headingRow || (plan.lastRow != 0 && number > plan.lastRow)) continue;
    TDKT_CHECK(readRow(number, row));
  }
  return Done{};
}

std::string TableReader::shown(std::size_t row, std::size_t column) const {
  return prefix_ + cellName(row, column);
}

void TableReader::noteColumns(const Sheet& sheet) {
  const auto headings = sheet.find(plan_.headingRow);
  if (headings == sheet.end()) return;
  for (const auto& [place, heading] : headings->second) {
    const auto meant = std::find_if(plan_.columns.begin(), plan_.columns.end(),
                                    [at = place](const auto& column) { return column.second == at; });
    out_.list.columns.push_back({shown(plan_.headingRow, place), heading.text,
                                 meant == plan_.columns.end() ? "" : toString(meant->first)});
  }
}

Result<std::string> TableReader::cell(std::size_t number, const SheetRow& row, Column column) {
  const auto at = plan_.columns.find(column);
  const auto found = at == plan_.columns.end() ? row.end() : row.find(at->second);
  if (found == row.end()) return std::string();
  const std::string name = shown(number, at->second);
  const auto conversion = conversions_.find(cellName(number, at->second));
  const auto decision = decisions_.find(name);
  TDKT_ASSIGN(ReadCell read,
              readCell(name, found->second, conversion == conversions_.end() ? nullptr : conversion->second,
                       decision == decisions_.end() ? nullptr : &decision->second));
  if (read.note) (read.open ? out_.open : out_.list.warnings).push_back(*read.note);
  return std::move(read.text);
}

Result<Done> TableReader::readRow(std::size_t number, const SheetRow& row) {
  std::map<Column, std::string> cells;
  const std::size_t questions = out_.open.size();
  bool empty = true;
  for (const auto& [column, position] : plan_.columns) {
    TDKT_ASSIGN(cells[column], cell(number, row, column));
    empty = empty && cells[column].empty();
  }
  if (empty || out_.open.size() > questions) return Done{};
  ListedNominee nominee;
  TDKT_ASSIGN(nominee.nominee.name, nameIn(number, cells));
  TDKT_ASSIGN(nominee.nominee.kind, kindIn(number, cells));
  nominee.nominee.position = cells[Column::kPosition];
  nominee.nominee.unit = cells[Column::kUnit];
  nominee.nominee.achievement = cells[Column::kAchievement];
  nominee.award = cells[Column::kAward];
  noteDuplicate(number, nominee);
  out_.list.nominees.push_back(std::move(nominee));
  return Done{};
}

Column TableReader::nameColumn() const {
  for (const Column column : {Column::kName, Column::kPerson}) {
    if (plan_.columns.count(column) != 0) return column;
  }
  return Column::kCollective;
}

Result<std::string> TableReader::nameIn(std::size_t number,
                                        const std::map<Column, std::string>& cells) const {
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

Result<NomineeKind> TableReader::kindIn(std::size_t number,
                                        const std::map<Column, std::string>& cells) const {
  const auto given = cells.find(Column::kKind);
  if (given == cells.end()) {
    const auto collective = cells.find(Column::kCollective);
    const bool isCollective = collective != cells.end() && !collective->second.empty();
    return isCollective ? NomineeKind::kCollective : NomineeKind::kIndividual;
  }
  const std::string key = wordsKey(given->second);
  if (key == "ca nhan") return NomineeKind::kIndividual;
  if (key == "tap the") return NomineeKind::kCollective;
  if (key == "ho gia dinh") return NomineeKind::kHousehold;
  return badCell(number, Column::kKind, "neither cá nhân, tập thể nor hộ gia đình");
}

Error TableReader::badCell(std::size_t number, Column column, const char* why) const {
  return inputError("lists.cell", why, shown(number, plan_.columns.at(column)));
}

void TableReader::noteDuplicate(std::size_t number, const ListedNominee& nominee) {
  const std::string key = text::fold(nominee.nominee.name) + "\n" + text::fold(nominee.nominee.unit) + "\n" +
                          text::fold(nominee.award);
  const std::string cell = shown(number, plan_.columns.at(nameColumn()));
  const auto [first, fresh] = seen_.emplace(key, cell);
  if (!fresh)
    out_.list.warnings.push_back({cell, "lists.duplicate", nominee.nominee.name, {}, first->second});
}

}  // namespace tdkt::lists
