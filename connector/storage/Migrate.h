#pragma once
// How a database comes to the schema of this program: what is missing, a backup first, then one file at a
// time.

#include <string>
#include <vector>

#include "connector/storage/Database.h"

namespace tdkt::storage {

struct SchemaState {
  std::int64_t version = 0;          ///< how many migrations it has had; 0 = an empty database
  std::vector<std::string> missing;  ///< names of the migrations not yet applied, in order
};

/// Reads only. Errors: those of Database; kCorrupt "storage.newer-schema".
Result<SchemaState> schemaState(Database& database);

/// What `tdkt serve` does at start: an empty database is built; a SQLite file of an older version is copied
/// beside itself ("NAME.before-0005") and brought up; an older PostgreSQL database is refused with kConflict
/// "storage.migrate": its backup is the administrator's (tdkt migrate).
Result<Done> migrateAtStart(Database& database, const std::string& url);

}  // namespace tdkt::storage
