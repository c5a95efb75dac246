#pragma once
// The same statements by the drivers themselves: prepared once, nothing checked that a program could go
// without.

#include <libpq-fe.h>
#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>
#include <map>

#include "connector/storage/postgres/Connection.h"
#include "tests/bench/workflow/Recorded.h"

namespace tdkt::bench {

[[noreturn]] inline void giveUp(const std::string& why) {
  std::fprintf(stderr, "workflow_bench: %s\n", why.c_str());
  std::exit(70);
}

class BareSqlite {
 public:
  explicit BareSqlite(const std::string& path) {
    if (sqlite3_open(path.c_str(), &db_) != SQLITE_OK) giveUp("sqlite3_open");
    word("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON");
  }
  ~BareSqlite() {
    for (auto& [sql, statement] : statements_) sqlite3_finalize(statement);
    sqlite3_close(db_);
  }
  BareSqlite(const BareSqlite&) = delete;
  BareSqlite& operator=(const BareSqlite&) = delete;

  void begin() { fixed("BEGIN IMMEDIATE"); }
  void commit() { fixed("COMMIT"); }
  void work(const Transaction& transaction) {
    for (const Recorded& one : transaction) {
      sqlite3_stmt* statement = prepared(one.sql);
      int n = 0;
      for (const Value& value : one.values) {
        ++n;
        if (value.kind == Value::kNumber) sqlite3_bind_int64(statement, n, value.number);
        if (value.kind == Value::kText)
          sqlite3_bind_text(statement, n, value.text.data(), static_cast<int>(value.text.size()),
                            SQLITE_STATIC);
        if (value.kind == Value::kBlob)
          sqlite3_bind_blob(statement, n, value.text.data(), static_cast<int>(value.text.size()),
                            SQLITE_STATIC);
        if (value.kind == Value::kNull) sqlite3_bind_null(statement, n);
      }
      finish(statement);
    }
  }

 private:
  void word(const char* sql) {
    if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) giveUp(sqlite3_errmsg(db_));
  }
  void fixed(const std::string& sql) { finish(prepared(sql)); }
  void finish(sqlite3_stmt* statement) {
    int code = sqlite3_step(statement);
    while (code == SQLITE_ROW) code = sqlite3_step(statement);
    if (code != SQLITE_DONE) giveUp(sqlite3_errmsg(db_));
    sqlite3_reset(statement);
  }
  sqlite3_stmt* prepared(const std::string& sql) {
    sqlite3_stmt*& statement = statements_[sql];
    if (statement == nullptr && sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK)
      giveUp(sqlite3_errmsg(db_));
    return statement;
  }
  sqlite3* db_ = nullptr;
  std::map<std::string, sqlite3_stmt*> statements_;
};

class BarePostgres {
 public:
  explicit BarePostgres(const std::string& url) : connection_(PQconnectdb(url.c_str())) {
    if (PQstatus(connection_) != CONNECTION_OK) giveUp(PQerrorMessage(connection_));
  }
  ~BarePostgres() { PQfinish(connection_); }
  BarePostgres(const BarePostgres&) = delete;
  BarePostgres& operator=(const BarePostgres&) = delete;

  /// BEGIN, the statements and COMMIT in one pipeline: one round trip.
  void transact(const Transaction& transaction) {
    for (const Recorded& one : transaction) (void)name(one.sql);
    PQenterPipelineMode(connection_);
    send("BEGIN", {});
    for (const Recorded& one : transaction) send(one.sql, one.values);
    send("COMMIT", {});
    PQpipelineSync(connection_);
    for (std::size_t i = 0; i < transaction.size() + 2; ++i) {
      PGresult* result = PQgetResult(connection_);
      const auto status = PQresultStatus(result);
      if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) giveUp(PQerrorMessage(connection_));
      PQclear(result);
      PQgetResult(connection_);
    }
    PQclear(PQgetResult(connection_));
    PQexitPipelineMode(connection_);
  }

 private:
  const std::string& name(const std::string& sql) {
    auto [place, fresh] = names_.try_emplace(sql);
    if (fresh) {
      place->second = "b" + std::to_string(names_.size());
      PQclear(PQprepare(connection_, place->second.c_str(), storage::postgres::numbered(sql).c_str(), 0,
                        nullptr));
    }
    return place->second;
  }
  void send(const std::string& sql, const std::vector<Value>& values) {
    std::vector<std::string> texts;
    for (const Value& value : values)
      texts.push_back(value.kind == Value::kNumber ? std::to_string(value.number) : value.text);
    std::vector<const char*> pointers;
    for (std::size_t i = 0; i < values.size(); ++i)
      pointers.push_back(values[i].kind == Value::kNull ? nullptr : texts[i].c_str());
    if (values.empty()) {
      PQsendQueryParams(connection_, sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0);
      return;
    }
    PQsendQueryPrepared(connection_, name(sql).c_str(), static_cast<int>(values.size()), pointers.data(),
                        nullptr, nullptr, 0);
  }
  PGconn* connection_;
  std::map<std::string, std::string> names_;
};

}  // namespace tdkt::bench
