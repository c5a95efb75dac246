#pragma once
// Decisions about lists as JSON, for the database. Private to inbox.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "connector/lists/ListReview.h"
#include "workflow/base/Error.h"

namespace tdkt::inbox {

/// {"sheet":1,"read":true,"headingRow":3,"lastRow":0,"columns":{"person":2,"unit":4}}
nlohmann::ordered_json toJson(const lists::SheetPlan& plan);
/// Errors: kCorrupt "storage.list".
Result<lists::SheetPlan> planFrom(const nlohmann::ordered_json& json);

/// {"file":SHA-256,"plan":[…]} or {"file":SHA-256,"cells":{"C7":{"choice":"read","text":""}}}.
nlohmann::ordered_json columnsJson(const std::string& file, const std::vector<lists::SheetPlan>& plan);
nlohmann::ordered_json cellsJson(const std::string& file, const lists::CellDecisions& cells);
/// Adds one of them to what was decided before. Errors: kCorrupt "storage.list".
Result<Done> addDecision(const std::string& json, std::map<std::string, lists::ListDecision>& files);

}  // namespace tdkt::inbox
