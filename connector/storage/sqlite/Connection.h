#pragma once
// One sqlite3 connection with its prepared statements. Private to storage/sqlite.

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "workflow/base/Error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace tdkt::storage::sqlite {

/// The error of the last call on `db`, sorted. Source: sqlite.org/rescode.html.
Error errorOf(sqlite3* db, const std::string& where);

/// Used by one thread at a time. WAL, synchronous=FULL, foreign keys on.
/// Source: sqlite.org/wal.html, sqlite.org/pragma.html#pragma_synchronous.
class Connection {
 public:
  static Result<std::unique_ptr<Connection>> open(const std::string& path);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// A statement out of the cache, or a new one. Give it back with `release`.
  Result<sqlite3_stmt*> take(std::string_view sql);
  /// Reset, so that it never leaves a read transaction open behind our back.
  void release(sqlite3_stmt* statement);
  Result<Done> script(const std::string& sql);
  /// One of the few fixed words of transactions, prepared once.
  Result<Done> word(std::string_view sql);
  /// False when SQLite itself gave a transaction up (full disk, I/O error).
  bool inTransaction() const;
  sqlite3* handle() const { return db_; }

 private:
  explicit Connection(sqlite3* db) : db_(db) {}
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  sqlite3* db_;
  std::unordered_map<std::string, std::vector<sqlite3_stmt*>, Hash, std::equal_to<>> idle_;
};

}  // namespace tdkt::storage::sqlite
