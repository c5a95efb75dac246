#include "connector/storage/postgres/PostgresDatabase.h"

#include <libpq-fe.h>

#include <charconv>
#include <chrono>
#include <cstring>
#include <thread>

#include "workflow/base/Log.h"

namespace tdkt::storage {
namespace {

using postgres::Connection;
using postgres::Outcome;
using postgres::Parameter;

constexpr std::size_t kIdleConnections = 8;
constexpr int kTries = 4;
constexpr Oid kBytea = 17;

/// A connection this thread works on; the last one of a database is the one in use.
struct Pinned {
  const Database* database;
  std::shared_ptr<Connection> connection;
  int depth = 0;  ///< of transactions; 0 = none
};
thread_local std::vector<Pinned> pins;

Pinned* pinnedBy(const Database* database) {
  for (auto pin = pins.rbegin(); pin != pins.rend(); ++pin) {
    if (pin->database == database) return &*pin;
  }
  return nullptr;
}

/// Ends the transaction with `ifNone` when the statement touches no row: the server itself refuses to divide
/// by zero, so that a COMMIT that is already on its way does nothing.
std::string orNothing(const std::string& sql) {
  return "WITH changed AS (" + sql + " RETURNING 1) SELECT 1 / count(*) FROM changed";
}

std::string unhex(const char* text, int length) {
  const auto digit = [](char c) { return static_cast<char>(c <= '9' ? c - '0' : c - 'a' + 10); };
  std::string out;
  for (int i = 2; i + 1 < length; i += 2) {
    out += static_cast<char>((digit(text[i]) << 4) | digit(text[i + 1]));
  }
  return out;
}

class PostgresStatement : public Statement::Backend {
 public:
  PostgresStatement(std::shared_ptr<Connection> connection, std::string sql, std::unique_ptr<Hold> hold)
      : hold_(std::move(hold)), connection_(std::move(connection)), sql_(std::move(sql)) {}

  void bind(std::int64_t value) override { parameters_.push_back({std::to_string(value), false}); }
  void bindText(std::string_view text) override { parameters_.push_back({std::string(text), true}); }
  void bindBlob(std::string_view bytes) override { parameters_.push_back({std::string(bytes), true}); }
  void bindNull() override { parameters_.push_back({std::nullopt, false}); }

  void start() override {
    if (!outcome_) outcome_ = connection_->send(sql_, parameters_);
  }
  Result<bool> step() override {
    TDKT_CHECK(finish());
    return ++row_ < PQntuples(outcome_->result);
  }
  Result<int> run() override {
    TDKT_CHECK(finish());
    int changed = 0;
    const char* text = PQcmdTuples(outcome_->result);
    std::from_chars(text, text + std::strlen(text), changed);
    return changed;
  }
  Result<Done> send(std::optional<Error> ifNone) override {
    const std::string sql = ifNone ? orNothing(sql_) : sql_;
    outcome_ = connection_->send(sql, parameters_, std::move(ifNone));
    if (outcome_->error) return *outcome_->error;
    return Done{};
  }
  std::int64_t integer(int column) const override {
    std::int64_t value = 0;
    const char* text = PQgetvalue(outcome_->result, row_, column);
    std::from_chars(text, text + PQgetlength(outcome_->result, row_, column), value);
    return value;
  }
  std::string text(int column) const override {
    const char* text = PQgetvalue(outcome_->result, row_, column);
    const int length = PQgetlength(outcome_->result, row_, column);
    if (PQftype(outcome_->result, column) == kBytea) return unhex(text, length);
    return std::string(text, static_cast<std::size_t>(length));
  }
  bool isNull(int column) const override { return PQgetisnull(outcome_->result, row_, column) != 0; }

 private:
  Result<Done> finish() {
    start();
    if (!outcome_->collected) {
      const auto all = connection_->collect();
      if (!all && !outcome_->error) return all;  // something sent before this one failed
    }
    if (outcome_->error) return *outcome_->error;
    return Done{};
  }

  std::unique_ptr<Hold> hold_;  // outlives the rest
  std::shared_ptr<Connection> connection_;
  std::string sql_;
  std::vector<Parameter> parameters_;
  std::shared_ptr<Outcome> outcome_;
  int row_ = -1;
};

}  // namespace

/// Keeps one connection with this thread.
class PostgresDatabase::Pin : public Hold {
 public:
  Pin(PostgresDatabase& database, std::shared_ptr<Connection> connection) : database_(database) {
    pins.push_back({&database_, std::move(connection), 0});
  }
  ~Pin() override {
    database_.giveBack(std::move(pins.back().connection));
    pins.pop_back();
  }
  Pin(const Pin&) = delete;
  Pin& operator=(const Pin&) = delete;

 private:
  PostgresDatabase& database_;
};

class PostgresDatabase::SnapshotHold : public Hold {
 public:
  SnapshotHold(PostgresDatabase& database, const std::shared_ptr<Connection>& connection)
      : pin_(database, connection), connection_(connection) {
    connection->word("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    pins.back().depth = 1;
  }
  ~SnapshotHold() override {
    connection_->word("COMMIT");
    (void)connection_->collect();
    connection_->forgive();
  }
  SnapshotHold(const SnapshotHold&) = delete;
  SnapshotHold& operator=(const SnapshotHold&) = delete;

 private:
  Pin pin_;
  std::shared_ptr<Connection> connection_;
};

Result<std::unique_ptr<Database>> PostgresDatabase::open(const std::string& url, const Secret& password) {
  std::string conninfo = url;
  if (!password.empty()) {
    // libpq reads a URI; what is added to it must be escaped like one.
    constexpr const char* kHex = "0123456789ABCDEF";
    std::string escaped;
    for (const char c : password.reveal()) {
      const auto byte = static_cast<unsigned char>(c);
      escaped += {'%', kHex[byte >> 4U], kHex[byte & 15U]};
    }
    conninfo += (url.find('?') == std::string::npos ? "?password=" : "&password=") + escaped;
  }
  std::unique_ptr<PostgresDatabase> database(new PostgresDatabase(std::move(conninfo)));
  TDKT_ASSIGN(auto first, database->take());
  database->giveBack(std::move(first));
  return std::unique_ptr<Database>(std::move(database));
}

Result<std::shared_ptr<Connection>> PostgresDatabase::take() {
  {
    const std::lock_guard guard(mutex_);
    while (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      if (!connection->lost()) return connection;
    }
  }
  TDKT_ASSIGN(auto opened, Connection::open(conninfo_));
  return std::shared_ptr<Connection>(std::move(opened));
}

void PostgresDatabase::giveBack(std::shared_ptr<Connection> connection) {
  const std::lock_guard guard(mutex_);
  if (!connection || connection->lost()) {
    idle_.clear();  // the others are most likely dead, too: connecting anew is cheaper than finding out
    return;
  }
  if (connection->idle() && connection->allSent() && idle_.size() < kIdleConnections) {
    connection->forgive();
    idle_.push_back(std::move(connection));
  }
}

std::unique_ptr<Hold> PostgresDatabase::lock() {
  if (pinnedBy(this) != nullptr) return std::make_unique<Hold>();
  auto connection = take();
  if (!connection) return std::make_unique<Hold>();  // the first statement will say why
  return std::make_unique<Pin>(*this, std::move(*connection));
}

std::unique_ptr<Hold> PostgresDatabase::snapshot() {
  if (const Pinned* pin = pinnedBy(this); pin != nullptr && pin->depth > 0) return std::make_unique<Hold>();
  auto connection = take();
  if (!connection) return std::make_unique<Hold>();
  return std::make_unique<SnapshotHold>(*this, *connection);
}

Result<Statement> PostgresDatabase::prepare(std::string_view sql) {
  if (const Pinned* pin = pinnedBy(this)) {
    return Statement(std::make_unique<PostgresStatement>(pin->connection, postgres::numbered(sql), nullptr));
  }
  TDKT_ASSIGN(auto connection, take());
  auto hold = std::make_unique<Pin>(*this, connection);
  return Statement(
      std::make_unique<PostgresStatement>(std::move(connection), postgres::numbered(sql), std::move(hold)));
}

Result<Done> PostgresDatabase::script(const std::string& sql) {
  if (const Pinned* pin = pinnedBy(this)) return pin->connection->script(sql);
  TDKT_ASSIGN(const auto connection, take());
  const Pin pin(*this, connection);
  return connection->script(sql);
}

Result<Done> PostgresDatabase::transactOnce(const std::function<Result<Done>()>& work, bool& mayRepeat) {
  TDKT_ASSIGN(const auto connection, take());
  const Pin pin(*this, connection);
  pins.back().depth = 1;
  connection->word("BEGIN");
  struct Rollback {
    ~Rollback() {
      if (done || connection.lost()) return;
      (void)connection.collect();
      connection.forgive();
      connection.word("ROLLBACK");
      (void)connection.collect();
    }
    Connection& connection;
    bool done = false;
  } rollback{*connection};
  const auto wanted = work();
  if (!wanted) {
    mayRepeat = connection->lost() || wanted.error().code == "storage.retry";
    return wanted;
  }
  const auto committed = connection->word("COMMIT");
  const auto all = connection->collect();
  if (connection->lost()) {
    return inDoubtError("storage.commit", "the connection broke before the reply to the commit came");
  }
  if (!all) {
    mayRepeat = all.error().code == "storage.retry";
    return all;
  }
  // A transaction that failed before answers COMMIT with ROLLBACK.
  if (std::strcmp(PQcmdStatus(committed->result), "COMMIT") != 0) {
    return bugError("storage.transact", "the server rolled back without an error");
  }
  rollback.done = true;
  return Done{};
}

Result<Done> PostgresDatabase::transact(const std::function<Result<Done>()>& work) {
  if (Pinned* outer = pinnedBy(this); outer != nullptr && outer->depth > 0) {
    const auto connection = outer->connection;
    connection->word("SAVEPOINT nested_work");
    auto outcome = work();
    if (outcome) outcome = connection->collect();
    if (!outcome) {
      (void)connection->collect();
      connection->forgive();
      connection->word("ROLLBACK TO SAVEPOINT nested_work");
    }
    connection->word("RELEASE SAVEPOINT nested_work");
    const auto released = connection->collect();
    return outcome ? released : outcome;
  }
  bool mayRepeat = false;
  Result<Done> outcome = Done{};
  for (int attempt = 1; attempt <= kTries; ++attempt) {
    mayRepeat = false;
    outcome = transactOnce(work, mayRepeat);
    // A row that another worker inserted between our look and our insert: looking again finds it.
    if (!outcome && outcome.error().code == "storage.unique" && attempt == 1) mayRepeat = true;
    if (outcome || !mayRepeat) return outcome;
    log::warning("storage.again", {{"code", outcome.error().code}, {"attempt", std::to_string(attempt)}});
    std::this_thread::sleep_for(std::chrono::milliseconds(10 * attempt));
  }
  return outcome;
}

Result<Done> PostgresDatabase::transactTogether(const std::function<Result<Done>()>& work) {
  return transact(work);
}

}  // namespace tdkt::storage
