#include "templates/FieldSet.h"

#include "workflow/base/Json.h"

namespace tdkt::templates {
namespace {

using nlohmann::ordered_json;

Error shapeError(const std::string& key, const char* expected) {
  return inputError("fields.shape", std::string("expected ") + expected, key);
}

Result<std::vector<std::string>> readStrings(const ordered_json& value, const std::string& key) {
  if (!value.is_array()) return shapeError(key, "an array of texts");
  std::vector<std::string> out;
  for (const auto& item : value) {
    if (!item.is_string()) return shapeError(key, "an array of texts");
    out.push_back(item.get<std::string>());
  }
  return out;
}

Result<TableGroup> readGroup(const ordered_json& value, const std::string& key) {
  if (!value.is_object() || !value.contains("rows") || !value["rows"].is_array()) {
    return shapeError(key, "a group {title, rows}");
  }
  TableGroup group{json::optionalString(value, "title"), {}};
  for (const auto& row : value["rows"]) {
    TDKT_ASSIGN(auto cells, readStrings(row, key));
    group.rows.push_back(std::move(cells));
  }
  return group;
}

Result<TableData> readTable(const ordered_json& value, const std::string& key) {
  if (!value.is_object() || !value.contains("groups") || !value["groups"].is_array()) {
    return shapeError(key, "a table {groups}");
  }
  TableData table;
  for (const auto& item : value["groups"]) {
    TDKT_ASSIGN(auto group, readGroup(item, key));
    table.groups.push_back(std::move(group));
  }
  return table;
}

}  // namespace

Result<FieldSet> fieldSetFromJson(std::string_view text) {
  TDKT_ASSIGN(const ordered_json root, json::parse(text, json::Limits{64U << 20U, 16}));
  if (!root.is_object()) return shapeError("", "an object {texts, lists, tables}");
  FieldSet fields;
  for (const auto& [section, content] : root.items()) {
    if (section != "texts" && section != "lists" && section != "tables") {
      return inputError("fields.shape", "unknown section; texts, lists and tables exist", section);
    }
    if (!content.is_object()) return shapeError(section, "an object");
    for (const auto& [key, value] : content.items()) {
      if (section == "texts") {
        if (!value.is_string()) return shapeError(key, "a text");
        fields.texts[key] = value.get<std::string>();
      } else if (section == "lists") {
        TDKT_ASSIGN(fields.lists[key], readStrings(value, key));
      } else {
        TDKT_ASSIGN(fields.tables[key], readTable(value, key));
      }
    }
  }
  return fields;
}

}  // namespace tdkt::templates
