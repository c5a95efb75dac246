#pragma once
// The data of one document: plain texts and tables by name. templates/ knows no dossier, only this.

#include <map>
#include <string>
#include <vector>

#include "workflow/base/Error.h"

namespace tdkt::templates {

/// A run of rows under one heading ("I. Cá nhân"). A group without rows is left out with its number.
struct TableGroup {
  std::string title;
  std::vector<std::vector<std::string>> rows;  ///< each row has as many cells as the table has data columns
};

/// Rows of one table area.
struct TableData {
  std::vector<TableGroup> groups;
  std::size_t rowCount() const {
    std::size_t count = 0;
    for (const TableGroup& group : groups) count += group.rows.size();
    return count;
  }
};

/// Values by field name. Texts are UTF-8, NFC, data only: a value that looks like a placeholder is printed as
/// it is.
struct FieldSet {
  std::map<std::string, std::string> texts;
  std::map<std::string, std::vector<std::string>>
      lists;  ///< repeated paragraphs: legal bases, articles, recipients
  std::map<std::string, TableData> tables;
};

/// FieldSet from the JSON of `tdkt fill --data`:
/// {"texts":{…},"lists":{…},"tables":{name:{"groups":[{"title":…, "rows":[[…]]}]}}}. Errors: those of
/// json::parse, kInput "fields.shape" naming the key.
Result<FieldSet> fieldSetFromJson(std::string_view text);

}  // namespace tdkt::templates
