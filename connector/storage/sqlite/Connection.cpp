#include "connector/storage/sqlite/Connection.h"

#include <sqlite3.h>

namespace tdkt::storage::sqlite {
namespace {

constexpr std::size_t kCachedTexts = 256;

}  // namespace

Error errorOf(sqlite3* db, const std::string& where) {
  const int code = sqlite3_extended_errcode(db);
  const std::string detail = where + ": " + sqlite3_errmsg(db);
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
      return corruptError("storage.corrupt",
                          detail + "; stop the service and restore the last backup (tdkt restore)");
    case SQLITE_CONSTRAINT:
      return conflictError("storage.unique", detail);
    default:
      return bugError("storage.sql", detail);
  }
}

Result<std::unique_ptr<Connection>> Connection::open(const std::string& path) {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<Connection> connection(new Connection(raw));
  if (code != SQLITE_OK) return unavailableError("storage.io", sqlite3_errmsg(raw), path);
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, 5000);
  TDKT_CHECK(
      connection->script("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA "
                         "trusted_schema=OFF;"));
  return connection;
}

Connection::~Connection() {
  for (auto& [sql, statements] : idle_) {
    for (sqlite3_stmt* statement : statements) sqlite3_finalize(statement);
  }
  sqlite3_close_v2(db_);
}

Result<sqlite3_stmt*> Connection::take(std::string_view sql) {
  if (const auto known = idle_.find(sql); known != idle_.end() && !known->second.empty()) {
    sqlite3_stmt* statement = known->second.back();
    known->second.pop_back();
    return statement;
  }
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement,
                         nullptr) != SQLITE_OK) {
    return errorOf(db_, std::string(sql));
  }
  return statement;
}

void Connection::release(sqlite3_stmt* statement) {
  if (statement == nullptr) return;
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  const std::string_view sql = sqlite3_sql(statement);
  auto place = idle_.find(sql);
  if (place == idle_.end()) {
    if (idle_.size() >= kCachedTexts) {
      sqlite3_finalize(statement);
      return;
    }
    place = idle_.try_emplace(std::string(sql)).first;
  }
  place->second.push_back(statement);
}

Result<Done> Connection::script(const std::string& sql) {
  if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return errorOf(db_, "script");
  return Done{};
}

Result<Done> Connection::word(std::string_view sql) {
  TDKT_ASSIGN(sqlite3_stmt* const statement, take(sql));
  const int code = sqlite3_step(statement);
  Result<Done> outcome = Done{};
  if (code != SQLITE_DONE) outcome = errorOf(db_, std::string(sql));
  release(statement);
  return outcome;
}

bool Connection::inTransaction() const {
  return sqlite3_get_autocommit(db_) == 0;
}

}  // namespace tdkt::storage::sqlite
