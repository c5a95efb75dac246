#pragma once
// One libpq connection in pipeline mode: commands are sent as they come and their results are collected when
// somebody needs one. Private to storage/postgres.

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "workflow/base/Error.h"

struct pg_conn;
struct pg_result;

namespace tdkt::storage::postgres {

/// A value on its way to the server.
struct Parameter {
  std::optional<std::string> bytes;  ///< nothing = NULL
  bool binary = false;               ///< texts and blobs: whole, whatever octets they hold
};

/// What became of one command.
struct Outcome {
  Outcome() = default;
  ~Outcome();
  Outcome(const Outcome&) = delete;
  Outcome& operator=(const Outcome&) = delete;
  bool collected = false;
  pg_result* result = nullptr;  ///< owned
  std::optional<Error> error;
  std::optional<Error> ifNone;  ///< what a division by zero means here: the statement changed no row
};

/// Used by one thread at a time. Errors: those of storage::Database.
/// Source: postgresql.org/docs/15/libpq-pipeline-mode.html, errcodes-appendix.html.
class Connection {
 public:
  /// kUnavailable "storage.connect", kDenied "storage.login".
  static Result<std::unique_ptr<Connection>> open(const std::string& conninfo);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Sends a statement (prepared on first use); its outcome is there after `collect`.
  std::shared_ptr<Outcome> send(const std::string& sql, const std::vector<Parameter>& parameters,
                                std::optional<Error> ifNone = std::nullopt);
  /// A fixed word of transactions.
  std::shared_ptr<Outcome> word(const char* sql) { return send(sql, {}); }
  /// Waits for everything sent so far; the first error among it since the last `forgive`.
  Result<Done> collect();
  /// Several statements without values, at once, outside the pipeline.
  Result<Done> script(const std::string& sql);

  void forgive() { failed_.reset(); }
  bool lost() const;
  bool idle() const;  ///< no transaction is open
  bool allSent() const { return pending_.empty(); }

 private:
  struct Pending {
    std::shared_ptr<Outcome> outcome;
    std::string prepares;  ///< the text whose preparation this is, else empty
  };
  explicit Connection(pg_conn* connection) : connection_(connection) {}
  const std::string& nameOf(const std::string& sql);
  void settle(Pending& pending, pg_result* result, std::optional<Error>& firstOfBatch);
  Error lostError() const;

  pg_conn* connection_;
  std::unordered_map<std::string, std::string> names_;  ///< text → prepared name
  std::size_t named_ = 0;
  std::deque<Pending> pending_;
  std::optional<Error> failed_;
  bool broken_ = false;  ///< libpq notices a failed write late: a lost reply tells first
};

/// `?` outside quotes becomes $1, $2, …
std::string numbered(std::string_view sql);

}  // namespace tdkt::storage::postgres
