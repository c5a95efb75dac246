#pragma once
// The port under every table: one database, SQLite or PostgreSQL, behind prepared statements, transactions
// that roll back by default, and errors sorted by who can act.
//
//   Store, inbox, outbox, register ──► Database ──► sqlite/SqliteDatabase     one writer, group commit,
//   readers
//                                              └──► postgres/PostgresDatabase  connections, pipeline mode

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"
#include "workflow/base/Secret.h"

namespace tdkt::storage {

enum class Dialect { kSqlite, kPostgres };

/// One prepared statement in use: bind in order, step, read. Placeholders are `?` in both dialects. Belongs
/// to the thread that prepared it and dies before the transaction or view it was prepared in.
class Statement {
 public:
  /// What a database implements.
  class Backend {
   public:
    virtual ~Backend() = default;
    virtual void bind(std::int64_t value) = 0;
    virtual void bindText(std::string_view text) = 0;
    virtual void bindBlob(std::string_view bytes) = 0;
    virtual void bindNull() = 0;
    virtual void start() = 0;
    virtual Result<bool> step() = 0;
    virtual Result<int> run() = 0;
    virtual Result<Done> send(std::optional<Error> ifNone) = 0;
    virtual std::int64_t integer(int column) const = 0;
    virtual std::string text(int column) const = 0;
    virtual bool isNull(int column) const = 0;
  };
  explicit Statement(std::unique_ptr<Backend> backend) : backend_(std::move(backend)) {}

  Statement& bind(std::int64_t value);
  Statement& bind(int value) { return bind(static_cast<std::int64_t>(value)); }
  Statement& bind(std::string_view text);
  Statement& bind(const char* text) { return bind(std::string_view(text)); }
  Statement& bindBlob(std::string_view bytes);
  Statement& bindNull();
  Statement& bind(const std::optional<std::int64_t>& value) { return value ? bind(*value) : bindNull(); }

  /// Sends a query early, so that several travel to a server together; `step` collects it. Optional.
  Statement& start();
  /// True while there is a row. Errors: see Database.
  Result<bool> step();
  /// Runs a statement that gives no rows; the number of rows it changed.
  Result<int> run();
  /// Inside `transact` only: runs a statement now or, on a server, on its way to the commit. With `ifNone`, a
  /// statement that changes no row ends the transaction with that error (perhaps only at the commit).
  Result<Done> send(std::optional<Error> ifNone = std::nullopt);

  std::int64_t integer(int column) const;
  std::string text(int column) const;  ///< blobs too
  bool isNull(int column) const;

 private:
  std::unique_ptr<Backend> backend_;
};

/// Held while it lives. Dies on the thread that asked for it.
class Hold {
 public:
  virtual ~Hold() = default;
};

/// A database, shared by all threads of the service. Every function that says Done has made its work durable.
/// Errors: kUnavailable "storage.busy" / "storage.full" / "storage.io" / "storage.lost" (nothing done, try
/// again), kInDoubt "storage.commit" (the reply to a commit was lost), kConflict "storage.unique" (`field`
/// names the constraint where the database tells it), kCorrupt "storage.corrupt", kDenied "storage.login",
/// kBug "storage.sql".
class Database {
 public:
  /// `url`: the path of a SQLite file (made when absent, mode 0640), ":memory:", or
  /// "postgresql://user@host/name" (libpq's URI; `password` is added when not empty). A server that is away
  /// is an error here; later it is reconnected to.
  static Result<std::unique_ptr<Database>> open(const std::string& url, const Secret& password = {});
  virtual ~Database() = default;

  virtual Dialect dialect() const = 0;
  /// The text must be a literal: values are bound, never pasted.
  virtual Result<Statement> prepare(std::string_view sql) = 0;
  /// Several statements, no values (migrations), one after the other.
  virtual Result<Done> script(const std::string& sql) = 0;

  /// One transaction: committed whole or not at all; an error from `work` rolls back and is returned. `work`
  /// may run again (deadlock, connection lost before the commit, a row inserted by another worker between
  /// look and insert): it starts from its inputs each time. A nested call is a savepoint of the outer one.
  virtual Result<Done> transact(const std::function<Result<Done>()>& work) = 0;
  /// Like `transact`, but may share one durable commit with the work of other threads, and may run on another
  /// thread: `work` takes no lock that its caller holds.
  virtual Result<Done> transactTogether(const std::function<Result<Done>()>& work) = 0;

  /// While held, this thread's statements use one connection; on SQLite nobody else writes.
  virtual std::unique_ptr<Hold> lock() = 0;
  /// While held, this thread's queries see one moment of the database and keep no writer waiting.
  virtual std::unique_ptr<Hold> snapshot() = 0;

  /// What follows a query of rows to be claimed, so that workers pass over each other's rows.
  const char* claimSuffix() const { return dialect() == Dialect::kPostgres ? " FOR UPDATE SKIP LOCKED" : ""; }
};

/// Whether a storage setting names a PostgreSQL server.
bool isPostgresUrl(std::string_view url);

/// Applies the numbered migrations this database lacks, each in its own transaction, in order; safe when
/// several workers start at once. Makes no backup: see storage/Migrate.h.
/// Errors: those of Database; kCorrupt "storage.newer-schema" when a newer tdkt wrote the database.
Result<Done> migrate(Database& database);

}  // namespace tdkt::storage
