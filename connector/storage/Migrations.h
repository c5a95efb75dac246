#pragma once
// The numbered SQL files of connector/storage/migrations, built into the program.

#include <string_view>
#include <vector>

namespace tdkt::storage {

struct Migration {
  std::string_view name;  ///< file name, "0001_workflow.sql"
  std::string_view sql;
};

/// In order of their numbers, without gaps: element i has number i + 1.
std::vector<Migration> sqliteMigrations();

}  // namespace tdkt::storage
