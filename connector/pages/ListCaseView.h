#pragma once
// What the desk shows of lists that wait for a person, and how its forms are read back. Pure.

#include <map>
#include <string>
#include <vector>

#include "connector/directory/Directory.h"
#include "connector/inbox/ListDesk.h"
#include "connector/pages/DossierView.h"

namespace tdkt::pages {

/// Cells asked on one page; the rest follow once these are decided.
inline constexpr std::size_t kCellsAsked = 100;

ViewJson listCasesView(const std::vector<inbox::ListCase>& cases,
                       const std::vector<inbox::ListMemory>& memories, const directory::Directory& directory);

/// What somebody filled in, shown again: after a preview, or with the reason why it does not serve.
struct FormAgain {
  std::string error = {};                      ///< Vietnamese; empty: none
  const lists::ListReview* preview = nullptr;  ///< of the plan in the form
  std::vector<lists::SheetPlan> plan = {};     ///< as filled in; empty: as proposed
  std::map<std::string, std::string> fields = {};
};

/// The first list that waits, either its columns or its cells.
ViewJson listCaseView(const inbox::OpenCase& open, const FormAgain& again = {});

using Fields = std::map<std::string, std::string>;
/// Errors: kInput "lists.columns.repeated" (field: a column that two meanings were given to, or none), kInput
/// "json.type" (a row that is no number).
Result<std::vector<lists::SheetPlan>> planFromForm(const Fields& fields);
/// Cells without a choice are left out. With the field "all" = "read", every cell of the page without one is
/// read as proposed.
lists::CellDecisions cellsFromForm(const Fields& fields);

}  // namespace tdkt::pages
