#pragma once
// storage::Database on libpq: a pool of connections, READ COMMITTED transactions, statements in pipelines.

#include <mutex>
#include <string>
#include <vector>

#include "connector/storage/Database.h"
#include "connector/storage/postgres/Connection.h"

namespace tdkt::storage {

/// Each transaction and view has a connection of its own; idle ones are kept, dead ones replaced. Several
/// services share one database: rows are locked by the statements that change them. Neither LISTEN/NOTIFY nor
/// advisory locks are used. PostgreSQL 13 or later.
class PostgresDatabase : public Database {
 public:
  static Result<std::unique_ptr<Database>> open(const std::string& url, const Secret& password);

  Dialect dialect() const override { return Dialect::kPostgres; }
  Result<Statement> prepare(std::string_view sql) override;
  Result<Done> script(const std::string& sql) override;
  Result<Done> transact(const std::function<Result<Done>()>& work) override;
  Result<Done> transactTogether(const std::function<Result<Done>()>& work) override;
  std::unique_ptr<Hold> lock() override;
  std::unique_ptr<Hold> snapshot() override;

 private:
  class Pin;
  class SnapshotHold;
  explicit PostgresDatabase(std::string conninfo) : conninfo_(std::move(conninfo)) {}

  Result<std::shared_ptr<postgres::Connection>> take();
  void giveBack(std::shared_ptr<postgres::Connection> connection);
  Result<Done> transactOnce(const std::function<Result<Done>()>& work, bool& mayRepeat);

  const std::string conninfo_;
  std::mutex mutex_;
  std::vector<std::shared_ptr<postgres::Connection>> idle_;
};

}  // namespace tdkt::storage
