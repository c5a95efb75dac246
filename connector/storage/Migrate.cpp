#include "connector/storage/Migrate.h"

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

Result<std::int64_t> versionOf(Database& database) {
  TDKT_ASSIGN(auto query, database.prepare("SELECT coalesce(max(version), 0) FROM schema_version"));
  TDKT_ASSIGN(const bool row, query.step());
  return row ? query.integer(0) : 0;
}

/// In one transaction: looks again under a lock which one is next (another worker may be as far), applies it.
/// False when there is none left.
Result<bool> applyNext(Database& database, const std::vector<Migration>& migrations) {
  bool applied = false;
  TDKT_CHECK(database.transact([&]() -> Result<Done> {
    applied = false;
    if (database.dialect() == Dialect::kPostgres) {
      TDKT_CHECK(database.script("LOCK TABLE schema_version IN ACCESS EXCLUSIVE MODE"));
    }
    TDKT_ASSIGN(const std::int64_t have, versionOf(database));
    if (have >= static_cast<std::int64_t>(migrations.size())) return Done{};
    const Migration& next = migrations[static_cast<std::size_t>(have)];
    TDKT_CHECK(database.script(std::string(next.sql)));
    TDKT_ASSIGN(auto mark, database.prepare("INSERT INTO schema_version(version, name) VALUES(?, ?)"));
    TDKT_CHECK(mark.bind(have + 1).bind(next.name).run());
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
  if (known) {
    TDKT_ASSIGN(state.version, versionOf(database));
  }
  const auto migrations = migrationsFor(database.dialect());
  if (state.version > static_cast<std::int64_t>(migrations.size())) {
    return corruptError("storage.newer-schema",
                        "the database was written by a newer tdkt; install that version");
  }
  for (auto i = static_cast<std::size_t>(state.version); i < migrations.size(); ++i)
    state.missing.emplace_back(migrations[i].name);
  return state;
}

Result<Done> migrate(Database& database) {
  TDKT_ASSIGN(const SchemaState before, schemaState(database));
  if (before.missing.empty()) return Done{};
  auto made = database.script(kVersionTable);
  // Two workers that make the same table at once: PostgreSQL tells one of them off, although both may go on.
  if (!made && made.error().kind == ErrorKind::kConflict) made = database.script(kVersionTable);
  TDKT_CHECK(made);
  const auto migrations = migrationsFor(database.dialect());
  while (true) {
    TDKT_ASSIGN(const bool applied, applyNext(database, migrations));
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
