#pragma once
// storage::Database on sqlite3: one writing connection, reading connections beside it, group commit.

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "connector/storage/Database.h"
#include "connector/storage/sqlite/Connection.h"

namespace tdkt::storage {

/// Writers take turns on one connection (BEGIN IMMEDIATE); `transactTogether` puts the work of waiting
/// threads behind one fsync. Snapshots read on connections of their own, beside the writer (not for
/// ":memory:"). Several processes may open one file; each commit is then one turn.
class SqliteDatabase : public Database {
 public:
  static Result<std::unique_ptr<Database>> open(const std::string& path);
  ~SqliteDatabase() override;

  Dialect dialect() const override { return Dialect::kSqlite; }
  Result<Statement> prepare(std::string_view sql) override;
  Result<Done> script(const std::string& sql) override;
  Result<Done> transact(const std::function<Result<Done>()>& work) override;
  Result<Done> transactTogether(const std::function<Result<Done>()>& work) override;
  std::unique_ptr<Hold> lock() override;
  std::unique_ptr<Hold> snapshot() override;

  /// Copies the whole database, consistently, while others work. `path` must not exist.
  /// Source: sqlite.org/backup.html.
  Result<Done> backup(const std::string& path);

 private:
  class WriterHold;
  class ReaderHold;
  struct Waiting;
  SqliteDatabase(std::string path, std::unique_ptr<sqlite::Connection> writer)
      : path_(std::move(path)), writer_(std::move(writer)) {}

  bool ownsWriter() const { return owner_.load() == std::this_thread::get_id(); }
  Result<Done> nested(const std::function<Result<Done>()>& work);
  void runTogether(const std::deque<Waiting*>& group);
  Result<std::unique_ptr<sqlite::Connection>> takeReader();
  sqlite::Connection* pinned() const;  ///< this thread's snapshot, or null

  const std::string path_;
  std::unique_ptr<sqlite::Connection> writer_;
  std::recursive_mutex writing_;
  std::atomic<std::thread::id> owner_;
  int held_ = 0;   ///< by the owner
  int depth_ = 0;  ///< of transactions

  std::mutex groupLock_;
  std::deque<Waiting*> waiting_;
  bool leading_ = false;

  std::mutex readersLock_;
  std::vector<std::unique_ptr<sqlite::Connection>> readers_;
};

}  // namespace tdkt::storage
