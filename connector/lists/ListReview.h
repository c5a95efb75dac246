#pragma once
// A list as a person at the desk meets it: which columns mean what, which cells were read differently from
// what stands in the file, and what nobody but a person can decide.
//
//   file ──reviewList()──► questions about columns ──► questions about cells ──► nominees

#include <map>
#include <string>
#include <vector>

#include "connector/lists/Columns.h"
#include "connector/lists/NomineeList.h"
#include "connector/lists/TableReader.h"

namespace tdkt::lists {

/// Everything decided about one file so far.
struct ListDecision {
  std::vector<SheetPlan> plan;  ///< of every sheet; empty: not decided
  CellDecisions cells;
};

struct ListReview {
  std::vector<NamedSheet> sheets;  ///< those with content, converted where that is certain
  std::vector<SheetPlan> plan;  ///< of each of `sheets`, in the same order: decided, remembered or proposed
  std::vector<PlanDoubt> columns;  ///< why the plan waits for a person; empty: it does not
  bool remembered = false;         ///< a plan decided for an earlier list was used
  std::vector<ListWarning> cells;  ///< cells that wait; asked once the columns are settled
  NomineeList list;                ///< when nothing waits

  bool waits() const { return !columns.empty() || !cells.empty(); }
  std::size_t questions() const { return columns.size() + cells.size(); }
};

/// Pure. Errors: those of readNominees but for what is asked instead ("lists.legacy",
/// "lists.column.missing"); kInput "lists.columns.decided" (a decided plan names no column of names, or a
/// sheet that is not there).
Result<ListReview> reviewList(const Bytes& file, const ListDecision& decision,
                              const RememberedPlans& remembered);

}  // namespace tdkt::lists
