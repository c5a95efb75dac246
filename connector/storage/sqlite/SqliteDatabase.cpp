#include "connector/storage/sqlite/SqliteDatabase.h"

#include <sqlite3.h>

#include <algorithm>
#include <filesystem>

namespace tdkt::storage {
namespace {

using sqlite::Connection;

constexpr std::size_t kIdleReaders = 8;

/// Which connections this thread reads a snapshot on.
thread_local std::vector<std::pair<const Database*, Connection*>> snapshots;

class SqliteStatement : public Statement::Backend {
 public:
  SqliteStatement(Connection& connection, sqlite3_stmt* statement, std::unique_ptr<Hold> hold)
      : hold_(std::move(hold)), connection_(connection), statement_(statement) {}
  ~SqliteStatement() override { connection_.release(statement_); }
  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;

  void bind(std::int64_t value) override { sqlite3_bind_int64(statement_, next_++, value); }
  void bindText(std::string_view text) override {
    sqlite3_bind_text64(statement_, next_++, text.data() == nullptr ? "" : text.data(), text.size(),
                        SQLITE_TRANSIENT, SQLITE_UTF8);
  }
  void bindBlob(std::string_view bytes) override {
    sqlite3_bind_blob64(statement_, next_++, bytes.data() == nullptr ? "" : bytes.data(), bytes.size(),
                        SQLITE_TRANSIENT);
  }
  void bindNull() override { sqlite3_bind_null(statement_, next_++); }
  void start() override {}
  Result<bool> step() override {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return sqlite::errorOf(connection_.handle(), sqlite3_sql(statement_));
  }
  Result<int> run() override {
    TDKT_ASSIGN(const bool row, step());
    (void)row;
    return sqlite3_changes(connection_.handle());
  }
  Result<Done> send(std::optional<Error> ifNone) override {
    TDKT_ASSIGN(const int changed, run());
    if (changed == 0 && ifNone) return std::move(*ifNone);
    return Done{};
  }
  std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
  std::string text(int column) const override {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    const int size = sqlite3_column_bytes(statement_, column);
    return data == nullptr ? std::string() : std::string(data, static_cast<std::size_t>(size));
  }
  bool isNull(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

 private:
  std::unique_ptr<Hold> hold_;  // first in, last out: the connection is ours while the statement lives
  Connection& connection_;
  sqlite3_stmt* statement_;
  int next_ = 1;
};

}  // namespace

class SqliteDatabase::WriterHold : public Hold {
 public:
  explicit WriterHold(SqliteDatabase& database) : database_(database) {
    database_.writing_.lock();
    database_.owner_ = std::this_thread::get_id();
    ++database_.held_;
  }
  ~WriterHold() override {
    if (--database_.held_ == 0) database_.owner_ = std::thread::id();
    database_.writing_.unlock();
  }
  WriterHold(const WriterHold&) = delete;
  WriterHold& operator=(const WriterHold&) = delete;

 private:
  SqliteDatabase& database_;
};

class SqliteDatabase::ReaderHold : public Hold {
 public:
  ReaderHold(SqliteDatabase& database, std::unique_ptr<Connection> connection)
      : database_(database), connection_(std::move(connection)) {
    snapshots.emplace_back(&database_, connection_.get());
  }
  ~ReaderHold() override {
    std::erase(snapshots, std::pair<const Database*, Connection*>(&database_, connection_.get()));
    if (!connection_->word("COMMIT")) return;  // a connection in an unknown state is closed
    const std::lock_guard guard(database_.readersLock_);
    if (database_.readers_.size() < kIdleReaders) database_.readers_.push_back(std::move(connection_));
  }
  ReaderHold(const ReaderHold&) = delete;
  ReaderHold& operator=(const ReaderHold&) = delete;

 private:
  SqliteDatabase& database_;
  std::unique_ptr<Connection> connection_;
};

struct SqliteDatabase::Waiting {
  const std::function<Result<Done>()>* work;
  Result<Done> outcome = bugError("storage.transact", "work did not finish");
  bool done = false;
  bool leads = false;
  std::condition_variable changed;
};

Result<std::unique_ptr<Database>> SqliteDatabase::open(const std::string& path) {
  TDKT_ASSIGN(auto writer, Connection::open(path));
  if (path != ":memory:") {
    std::error_code ignored;
    using std::filesystem::perms;
    std::filesystem::permissions(path, perms::owner_read | perms::owner_write | perms::group_read, ignored);
  }
  return std::unique_ptr<Database>(new SqliteDatabase(path, std::move(writer)));
}

SqliteDatabase::~SqliteDatabase() = default;

std::unique_ptr<Hold> SqliteDatabase::lock() {
  return std::make_unique<WriterHold>(*this);
}

Result<std::unique_ptr<Connection>> SqliteDatabase::takeReader() {
  {
    const std::lock_guard guard(readersLock_);
    if (!readers_.empty()) {
      auto reader = std::move(readers_.back());
      readers_.pop_back();
      return reader;
    }
  }
  TDKT_ASSIGN(auto reader, Connection::open(path_));
  TDKT_CHECK(reader->script("PRAGMA query_only=ON"));
  return reader;
}

Connection* SqliteDatabase::pinned() const {
  const auto found = std::find_if(snapshots.begin(), snapshots.end(),
                                  [this](const auto& pair) { return pair.first == this; });
  return found == snapshots.end() ? nullptr : found->second;
}

std::unique_ptr<Hold> SqliteDatabase::snapshot() {
  if (path_ == ":memory:" || ownsWriter()) return lock();
  if (pinned() != nullptr) return std::make_unique<Hold>();
  auto reader = takeReader();
  if (!reader || !(*reader)->word("BEGIN")) return lock();  // slower, never wrong
  return std::make_unique<ReaderHold>(*this, std::move(*reader));
}

Result<Statement> SqliteDatabase::prepare(std::string_view sql) {
  if (Connection* reader = ownsWriter() ? nullptr : pinned(); reader != nullptr) {
    TDKT_ASSIGN(sqlite3_stmt* const statement, reader->take(sql));
    return Statement(std::make_unique<SqliteStatement>(*reader, statement, nullptr));
  }
  auto hold = lock();
  TDKT_ASSIGN(sqlite3_stmt* const statement, writer_->take(sql));
  return Statement(std::make_unique<SqliteStatement>(*writer_, statement, std::move(hold)));
}

Result<Done> SqliteDatabase::script(const std::string& sql) {
  const auto hold = lock();
  return writer_->script(sql);
}

Result<Done> SqliteDatabase::nested(const std::function<Result<Done>()>& work) {
  TDKT_CHECK(writer_->word("SAVEPOINT nested_work"));
  Result<Done> outcome = work();
  if (!outcome && !writer_->inTransaction()) return outcome;  // SQLite rolled everything back itself
  if (!outcome) TDKT_CHECK(writer_->word("ROLLBACK TO nested_work"));
  TDKT_CHECK(writer_->word("RELEASE nested_work"));
  return outcome;
}

Result<Done> SqliteDatabase::transact(const std::function<Result<Done>()>& work) {
  const auto hold = lock();
  if (depth_ > 0) return nested(work);
  TDKT_CHECK(writer_->word("BEGIN IMMEDIATE"));
  struct Depth {
    explicit Depth(SqliteDatabase& d) : database(d) { ++database.depth_; }
    ~Depth() {
      --database.depth_;
      if (database.writer_->inTransaction()) (void)database.writer_->word("ROLLBACK");
    }
    SqliteDatabase& database;
  } depth(*this);
  TDKT_CHECK(work());
  if (!writer_->inTransaction()) return unavailableError("storage.io", "SQLite gave the transaction up");
  const auto committed = writer_->word("COMMIT");
  // A failed fsync may yet have reached the disk: only the file knows, after a restart.
  if (!committed && committed.error().code == "storage.io") {
    return inDoubtError("storage.commit", committed.error().detail);
  }
  return committed;
}

/// One transaction for all of `group`, each in a savepoint of its own, so that one that fails undoes only
/// itself.
void SqliteDatabase::runTogether(const std::deque<Waiting*>& group) {
  if (group.size() == 1) {
    try {
      group.front()->outcome = transact(*group.front()->work);
    } catch (const std::exception& e) {
      group.front()->outcome = bugError("exception", e.what());
    }
    return;
  }
  const auto all = transact([&]() -> Result<Done> {
    for (Waiting* one : group) {
      try {
        one->outcome = nested(*one->work);
      } catch (const std::exception& e) {
        one->outcome = bugError("exception", e.what());
        TDKT_CHECK(writer_->word("ROLLBACK TO nested_work"));
        TDKT_CHECK(writer_->word("RELEASE nested_work"));
      }
      if (!writer_->inTransaction())
        return one->outcome ? bugError("storage.transact", "lost") : one->outcome;
    }
    return Done{};
  });
  if (all) return;
  for (Waiting* one : group) {
    if (one->outcome) one->outcome = all;
  }
}

Result<Done> SqliteDatabase::transactTogether(const std::function<Result<Done>()>& work) {
  if (ownsWriter()) return transact(work);
  Waiting mine;
  mine.work = &work;
  std::unique_lock guard(groupLock_);
  waiting_.push_back(&mine);
  if (leading_) {
    mine.changed.wait(guard, [&] { return mine.done || mine.leads; });
    if (mine.done) return mine.outcome;
  }
  leading_ = true;
  guard.unlock();
  const auto hold = lock();  // while another process or thread writes, more work gathers
  guard.lock();
  std::deque<Waiting*> group;
  group.swap(waiting_);
  guard.unlock();
  runTogether(group);
  guard.lock();
  for (Waiting* one : group) {
    one->done = true;
    if (one != &mine) one->changed.notify_one();
  }
  leading_ = !waiting_.empty();
  if (leading_) {
    waiting_.front()->leads = true;
    waiting_.front()->changed.notify_one();
  }
  return mine.outcome;
}

Result<Done> SqliteDatabase::backup(const std::string& path) {
  if (std::filesystem::exists(path)) return conflictError("storage.backup", "the file exists already", path);
  const std::string temporary = path + ".part";
  std::error_code failure;
  std::filesystem::remove(temporary, failure);
  TDKT_ASSIGN(const auto from, takeReader());
  {
    TDKT_ASSIGN(const auto to, Connection::open(temporary));
    sqlite3_backup* copy = sqlite3_backup_init(to->handle(), "main", from->handle(), "main");
    if (copy == nullptr) return sqlite::errorOf(to->handle(), "backup");
    sqlite3_backup_step(copy, -1);
    if (sqlite3_backup_finish(copy) != SQLITE_OK) return sqlite::errorOf(to->handle(), "backup");
    TDKT_CHECK(
        to->script("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode=DELETE"));  // one file, synced
  }
  std::filesystem::rename(temporary, path, failure);
  if (failure) return unavailableError("storage.io", failure.message(), path);
  return Done{};
}

}  // namespace tdkt::storage
