#pragma once
// One file that holds a whole database, and the way back.

#include <string>

#include "connector/storage/Database.h"

namespace tdkt::storage {

/// Writes the database as it is at one moment to `path` (must not exist), while others work. SQLite: a
/// database file by the backup API. PostgreSQL: pg_dump's custom format, by Debian's postgresql-client.
/// Errors: those of Database; kConflict "storage.backup" (the file exists), kUnavailable "storage.pg-dump".
Result<Done> backupTo(const std::string& path, const std::string& url, const Secret& password);

/// Brings `path` back into an empty place: a SQLite path that does not exist, a PostgreSQL database without
/// tables of tdkt. Whole or not at all. Errors: kNotFound "file.read", kConflict "storage.restore" (not
/// empty), kUnavailable "storage.pg-restore".
Result<Done> restoreFrom(const std::string& path, const std::string& url, const Secret& password);

}  // namespace tdkt::storage
