#include "connector/storage/Migrate.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "connector/storage/Migrations.h"
#include "connector/storage/sqlite/SqliteDatabase.h"
#include "workflow/base/Log.h"

namespace tdkt::storage {
namespace {

constexpr const char* kVersionTable =
    "CREATE TABLE IF NOT EXISTS schema_version(version BIGINT PRIMARY KEY, name TEXT NOT NULL)";

Result<bool> hasVersionTable(Database& database) {
  TDKT_ASSIGN(auto query,
              database.prepare(database.dialect() == Dialect::kPostgres
                                   ? "SELECT 1 WHERE to_regclass('schema_version') IS NOT NULL"
                                   : "SELECT 1 FROM sqlite_schema WHERE name = 'schema_version'"));
  return query.step();
}

/// The names of the migrations a database has had.
Result<std::set<std::string>> namesIn(Database& database) {
  TDKT_ASSIGN(auto query, database.prepare("SELECT name FROM schema_version"));
  std::set<std::string> names;
  while (true) {
    TDKT_ASSIGN(const bool row, query.step());
    if (!row) return names;
    names.insert(query.text(0));
  }
}

std::vector<Migration> missingFrom(const std::set<std::string>& names, Dialect dialect) {
  std::vector<Migration> missing = migrationsFor(dialect);
  std::erase_if(missing, [&](const Migration& one) { return names.count(std::string(one.name)) != 0; });
  return missing;
}

/// In one transaction: looks again under a lock which one is next (another worker may be as far), applies it.
/// False when there is none left.
Result<bool> applyNext(Database& database) {
  bool applied = false;
  TDKT_CHECK(database.transact([&]() -> Result<Done> {
    applied = false;
    if (database.dialect() == Dialect::kPostgres) {
      TDKT_CHECK(database.script("LOCK TABLE schema_version IN ACCESS EXCLUSIVE MODE"));
    }
    TDKT_ASSIGN(const auto names, namesIn(database));
    const auto missing = missingFrom(names, database.dialect());
    if (missing.empty()) return Done{};
    const Migration& next = missing.front();
    TDKT_CHECK(database.script(std::string(next.sql)));
    TDKT_ASSIGN(auto mark, database.prepare("INSERT INTO schema_version(version, name) VALUES(?, ?)"));
    TDKT_CHECK(mark.bind(std::atoi(next.name.data())).bind(next.name).run());  // "0001_exchange.sql"
    applied = true;
    return Done{};
  }));
  return applied;
}

}  // namespace

Result<SchemaState> schemaState(Database& database) {
  const auto view = database.snapshot();
  SchemaState state;
  TDKT_ASSIGN(const bool known, hasVersionTable(database));
  std::set<std::string> names;
  if (known) {
    TDKT_ASSIGN(names, namesIn(database));
  }
  const auto all = migrationsFor(database.dialect());
  for (const std::string& name : names) {
    if (std::none_of(all.begin(), all.end(), [&](const Migration& one) { return one.name == name; })) {
      return corruptError("storage.newer-schema",
                          "the database was written by a newer tdkt; install that version", name);
    }
  }
  state.version = static_cast<std::int64_t>(names.size());
  for (const Migration& one : missingFrom(names, database.dialect())) state.missing.emplace_back(one.name);
  return state;
}

Result<Done> migrate(Database& database) {
  TDKT_ASSIGN(const SchemaState before, schemaState(database));
  if (before.missing.empty()) return Done{};
  auto made = database.script(kVersionTable);
  // Two workers that make the same table at once: PostgreSQL tells one of them off, although both may go on.
  if (!made && made.error().kind == ErrorKind::kConflict) made = database.script(kVersionTable);
  TDKT_CHECK(made);
  while (true) {
    TDKT_ASSIGN(const bool applied, applyNext(database));
    if (!applied) return Done{};
  }
}

Result<Done> migrateAtStart(Database& database, const std::string& url) {
  TDKT_ASSIGN(const SchemaState state, schemaState(database));
  if (state.missing.empty()) return Done{};
  if (state.version > 0) {
    auto* file = dynamic_cast<SqliteDatabase*>(&database);
    if (file == nullptr) {
      return conflictError("storage.migrate", "the database is older than this tdkt; run tdkt migrate",
                           state.missing.front());
    }
    const std::string copy = url + ".before-" + state.missing.front().substr(0, 4);
    const auto copied = file->backup(copy);
    if (!copied && copied.error().code != "storage.backup") return copied;  // an earlier start made it
    log::info("storage.backup", {{"file", copy}});
  }
  return migrate(database);
}

}  // namespace tdkt::storage
