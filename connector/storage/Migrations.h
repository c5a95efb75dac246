#pragma once
// The numbered SQL files of connector/storage/migrations (SQLite) and migrations/postgresql, built into the
// program.

#include <string_view>
#include <vector>

#include "connector/storage/Database.h"

namespace tdkt::storage {

struct Migration {
  std::string_view name;  ///< file name, "0001_workflow.sql"
  std::string_view sql;
};

/// In order of their numbers. Both dialects have the same names; a database knows them by name.
std::vector<Migration> migrationsFor(Dialect dialect);

}  // namespace tdkt::storage
