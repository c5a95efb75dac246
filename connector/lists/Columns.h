#pragma once
// Which column of a sheet means what: told by its headings, remembered, or assigned by a person.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connector/lists/LegacySheet.h"
#include "connector/lists/Sheet.h"

namespace tdkt::lists {

enum class Column { kName, kPerson, kCollective, kKind, kPosition, kUnit, kAchievement, kAward };

/// "name", "person", "collective", "kind", "position", "unit", "achievement", "award".
const char* toString(Column column);
std::optional<Column> columnFrom(std::string_view name);

/// How one sheet of a file is read.
struct SheetPlan {
  std::size_t sheet = 1;       ///< from 1, in the order of the tabs
  bool read = true;            ///< false: the sheet holds no nominees
  std::size_t headingRow = 0;  ///< the table begins in the row below; 0: in the first row
  std::size_t lastRow = 0;     ///< of the table; 0: to the end of the sheet
  std::map<Column, std::size_t> columns;
  friend bool operator==(const SheetPlan&, const SheetPlan&) = default;
};

/// Why a plan is only proposed.
struct PlanDoubt {
  std::size_t sheet = 1;
  std::string code;  ///< "lists.columns.absent" (no row of headings), "lists.columns.repeated",
                     ///< "lists.columns.kind" (person or collective cannot be told), "lists.columns.unknown"
                     ///< (a filled column whose heading nobody knows), "lists.sheets" (more than one)
  std::string cell;  ///< of the heading, when it is about one
  std::string heading;  ///< as written
};

struct Proposal {
  SheetPlan plan;
  std::vector<PlanDoubt> doubts;  ///< empty: certain
};

/// Folded, with everything but letters and digits as single spaces: how headings and words of a list compare.
std::string wordsKey(const std::string& text);

/// What a row of headings looks like, whatever stands around it: the same form sent again has the same
/// signature. SHA-256 in lower-case hex; empty for a row without a word.
std::string signatureOf(const SheetRow& row);

/// Plans decided before, by the signature of their row of headings; of a sheet not to be read, of its first
/// row with content. Rows and sheet number in them mean nothing: they are found again.
using RememberedPlans = std::map<std::string, SheetPlan>;

/// A heading that could be read in two ways is settled by being one we know: "Ghi chó" is a note, not a dog.
void settleHeadings(Sheet& sheet, const std::vector<Conversion>& conversions);

/// The plan of one sheet: remembered, else told by the headings. `number` is the sheet's.
Proposal proposePlan(const Sheet& sheet, std::size_t number, const RememberedPlans& remembered);

/// Whether anybody could have written something to be read here.
bool hasContent(const Sheet& sheet);
/// The key under which a decided plan is remembered; empty when it has no headings to be known by.
std::string memoryKey(const Sheet& sheet, const SheetPlan& plan);

}  // namespace tdkt::lists
