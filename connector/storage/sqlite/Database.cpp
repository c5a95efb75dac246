#include "connector/storage/sqlite/Database.h"

#include <sqlite3.h>

#include <string>

#include "connector/storage/Migrations.h"

namespace tdkt::storage {
namespace {

Error sqlError(sqlite3* db, const char* where) {
  const int code = sqlite3_extended_errcode(db);
  const std::string detail = std::string(where) + ": " + sqlite3_errmsg(db);
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return unavailableError("storage.busy", detail);
    case SQLITE_FULL:
      return unavailableError("storage.full", detail);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
      return unavailableError("storage.io", detail);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return corruptError("storage.corrupt", detail);
    case SQLITE_CONSTRAINT:
      return conflictError("storage.unique", detail);
    default:
      return bugError("storage.sql", detail);
  }
}

}  // namespace

Statement::~Statement() {
  // Finalising is cheap beside an fsync, and it can never leave a read transaction open behind our back.
  if (stmt_ != nullptr) sqlite3_finalize(stmt_);
}

Statement& Statement::bind(std::int64_t value) {
  sqlite3_bind_int64(stmt_, next_++, value);
  return *this;
}

Statement& Statement::bind(std::string_view text) {
  sqlite3_bind_text64(stmt_, next_++, text.data() == nullptr ? "" : text.data(), text.size(),
                      SQLITE_TRANSIENT, SQLITE_UTF8);
  return *this;
}

Statement& Statement::bindBlob(std::string_view bytes) {
  sqlite3_bind_blob64(stmt_, next_++, bytes.data() == nullptr ? "" : bytes.data(), bytes.size(),
                      SQLITE_TRANSIENT);
  return *this;
}

Statement& Statement::bindNull() {
  sqlite3_bind_null(stmt_, next_++);
  return *this;
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(stmt_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return sqlError(db_, sqlite3_sql(stmt_));
}

Result<int> Statement::run() {
  TDKT_ASSIGN(const bool row, step());
  (void)row;
  return sqlite3_changes(db_);
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(stmt_, column);
}

std::string Statement::text(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(stmt_, column));
  const int size = sqlite3_column_bytes(stmt_, column);
  return data == nullptr ? std::string() : std::string(data, static_cast<std::size_t>(size));
}

bool Statement::isNull(int column) const {
  return sqlite3_column_type(stmt_, column) == SQLITE_NULL;
}

Result<std::unique_ptr<Database>> Database::open(const std::string& path) {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(
      path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, nullptr);
  std::unique_ptr<Database> database(new Database(raw));
  if (code != SQLITE_OK) return unavailableError("storage.io", sqlite3_errmsg(raw), path);
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, 5000);
  TDKT_CHECK(
      database->script("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA "
                       "trusted_schema=OFF;"));
  return database;
}

Database::~Database() {
  sqlite3_close_v2(db_);
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* stmt = nullptr;
  if (sqlite3_prepare_v2(db_, sql.data(), static_cast<int>(sql.size()), &stmt, nullptr) != SQLITE_OK) {
    return sqlError(db_, std::string(sql).c_str());
  }
  return Statement(db_, stmt);
}

Result<Done> Database::script(const std::string& sql) {
  const auto guard = lock();
  if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return sqlError(db_, "script");
  return Done{};
}

Result<Done> Database::transact(const std::function<Result<Done>()>& work) {
  const auto guard = lock();
  if (depth_ > 0) return work();
  TDKT_CHECK(script("BEGIN IMMEDIATE"));
  ++depth_;
  Result<Done> outcome = bugError("storage.transact", "work did not finish");
  try {
    outcome = work();
  } catch (...) {
    --depth_;
    sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
    throw;
  }
  --depth_;
  if (!outcome) {
    sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
    return outcome;
  }
  if (auto committed = script("COMMIT"); !committed) {
    sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
    return committed;
  }
  return outcome;
}

Result<Done> migrate(Database& database) {
  TDKT_CHECK(database.script(
      "CREATE TABLE IF NOT EXISTS schema_version(version INTEGER PRIMARY KEY, name TEXT NOT NULL)"));
  std::int64_t have = 0;
  {
    TDKT_ASSIGN(auto query, database.prepare("SELECT coalesce(max(version), 0) FROM schema_version"));
    TDKT_ASSIGN(const bool row, query.step());
    if (row) have = query.integer(0);
  }
  const auto migrations = sqliteMigrations();
  if (have > static_cast<std::int64_t>(migrations.size())) {
    return corruptError("storage.newer-schema",
                        "the database was written by a newer tdkt; install that version");
  }
  for (std::size_t i = static_cast<std::size_t>(have); i < migrations.size(); ++i) {
    TDKT_CHECK(database.transact([&]() -> Result<Done> {
      TDKT_CHECK(database.script(std::string(migrations[i].sql)));
      TDKT_ASSIGN(auto mark, database.prepare("INSERT INTO schema_version(version, name) VALUES(?, ?)"));
      TDKT_CHECK(mark.bind(static_cast<std::int64_t>(i + 1)).bind(migrations[i].name).run());
      return Done{};
    }));
  }
  return Done{};
}

}  // namespace tdkt::storage
