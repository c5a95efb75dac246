#include "connector/inbox/ListDecisionJson.h"

#include <array>

#include "workflow/base/Json.h"

namespace tdkt::inbox {
namespace {

using Json = nlohmann::ordered_json;
using Choice = lists::CellDecision::Choice;

constexpr std::array<const char*, 3> kChoices = {"keep", "read", "typed"};
constexpr json::Limits kLimits{8U << 20U, 8};

Error corrupt(const char* what) {
  return corruptError("storage.list", "a stored decision about a list cannot be read", what);
}

Result<lists::CellDecision> cellFrom(const Json& json) {
  const std::string choice = json::optionalString(json, "choice");
  for (std::size_t i = 0; i < kChoices.size(); ++i) {
    if (choice == kChoices[i])
      return lists::CellDecision{static_cast<Choice>(i), json::optionalString(json, "text")};
  }
  return corrupt("choice");
}

std::size_t numberIn(const Json& json, const char* key) {
  const auto at = json.find(key);
  return at == json.end() || !at->is_number_unsigned() ? 0 : at->get<std::size_t>();
}

}  // namespace

Json toJson(const lists::SheetPlan& plan) {
  Json columns = Json::object();
  for (const auto& [column, place] : plan.columns) columns[lists::toString(column)] = place;
  return {{"sheet", plan.sheet},
          {"read", plan.read},
          {"headingRow", plan.headingRow},
          {"lastRow", plan.lastRow},
          {"columns", columns}};
}

Result<lists::SheetPlan> planFrom(const Json& json) {
  if (!json.is_object() || !json.contains("columns") || !json["columns"].is_object()) return corrupt("plan");
  lists::SheetPlan plan;
  plan.sheet = numberIn(json, "sheet");
  plan.read = json.value("read", true);
  plan.headingRow = numberIn(json, "headingRow");
  plan.lastRow = numberIn(json, "lastRow");
  for (const auto& [name, place] : json["columns"].items()) {
    const auto column = lists::columnFrom(name);
    if (!column || !place.is_number_unsigned()) return corrupt("columns");
    plan.columns[*column] = place.get<std::size_t>();
  }
  return plan;
}

Json columnsJson(const std::string& file, const std::vector<lists::SheetPlan>& plan) {
  Json rows = Json::array();
  for (const lists::SheetPlan& one : plan) rows.push_back(toJson(one));
  return {{"file", file}, {"plan", rows}};
}

Json cellsJson(const std::string& file, const lists::CellDecisions& cells) {
  Json rows = Json::object();
  for (const auto& [cell, decision] : cells)
    rows[cell] = {{"choice", kChoices[static_cast<std::size_t>(decision.choice)]}, {"text", decision.text}};
  return {{"file", file}, {"cells", rows}};
}

Result<Done> addDecision(const std::string& text, std::map<std::string, lists::ListDecision>& files) {
  const auto json = json::parse(text, kLimits);
  if (!json || !json->is_object()) return corrupt("json");
  lists::ListDecision& decision = files[json::optionalString(*json, "file")];
  if (json->contains("plan")) {
    // Other columns, other cells: what was said of cells before was said of another reading.
    decision = {};
    for (const Json& row : (*json)["plan"]) {
      TDKT_ASSIGN(lists::SheetPlan plan, planFrom(row));
      decision.plan.push_back(std::move(plan));
    }
  }
  if (!json->contains("cells")) return Done{};
  for (const auto& [cell, row] : (*json)["cells"].items()) {
    TDKT_ASSIGN(decision.cells[cell], cellFrom(row));
  }
  return Done{};
}

}  // namespace tdkt::inbox
