#pragma once
// A thin, owning wrapper of sqlite3: one connection, prepared statements, transactions that roll back by
// default.

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace tdkt::storage {

/// One prepared statement in use. Bind in order, step, read; finalised when it dies.
/// Not shared between threads.
class Statement {
 public:
  Statement(sqlite3* db, sqlite3_stmt* stmt) : db_(db), stmt_(stmt) {}
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  Statement(Statement&& other) noexcept : db_(other.db_), stmt_(other.stmt_), next_(other.next_) {
    other.stmt_ = nullptr;
  }

  Statement& bind(std::int64_t value);
  Statement& bind(int value) { return bind(static_cast<std::int64_t>(value)); }
  Statement& bind(std::string_view text);
  Statement& bind(const char* text) { return bind(std::string_view(text)); }
  Statement& bindBlob(std::string_view bytes);
  Statement& bindNull();
  Statement& bind(const std::optional<std::int64_t>& value) { return value ? bind(*value) : bindNull(); }

  /// True while there is a row. Errors: see Database.
  Result<bool> step();
  /// Runs a statement that gives no rows; the number of rows it changed.
  Result<int> run();

  std::int64_t integer(int column) const;
  std::string text(int column) const;  ///< blobs too
  bool isNull(int column) const;

 private:
  sqlite3* db_;
  sqlite3_stmt* stmt_;
  int next_ = 1;
};

/// One connection (WAL, synchronous=FULL, foreign keys on). A recursive lock makes it one writer at a time;
/// work in `transact` is committed whole or not at all. Errors: kUnavailable "storage.busy" / "storage.full"
/// / "storage.io" (nothing done), kConflict "storage.unique", kCorrupt "storage.corrupt", kBug "storage.sql".
/// Source: sqlite.org/wal.html, sqlite.org/pragma.html#pragma_synchronous.
class Database {
 public:
  /// Creates the file when absent (mode 0640).
  static Result<std::unique_ptr<Database>> open(const std::string& path);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Statement text must be a literal: values are bound, never pasted.
  Result<Statement> prepare(std::string_view sql);
  /// Several statements, no values (migrations).
  Result<Done> script(const std::string& sql);

  /// BEGIN IMMEDIATE; work; COMMIT. An error from `work` rolls back and is returned. Nested calls join the
  /// outer one.
  Result<Done> transact(const std::function<Result<Done>()>& work);

  /// Held while a group of statements must not interleave with other threads.
  std::unique_lock<std::recursive_mutex> lock() { return std::unique_lock(mutex_); }

 private:
  explicit Database(sqlite3* db) : db_(db) {}
  sqlite3* db_;
  std::recursive_mutex mutex_;
  int depth_ = 0;
};

/// Applies the numbered migrations this database lacks, each in its own transaction, in order.
/// Errors: those of Database; kCorrupt "storage.newer-schema" when the file was written by a newer tdkt.
Result<Done> migrate(Database& database);

}  // namespace tdkt::storage
