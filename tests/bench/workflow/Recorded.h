#pragma once
// Writes down every statement that tdkt sends for a commit, so that a bare driver can do the very same work.

#include <memory>
#include <string>
#include <vector>

#include "connector/storage/Database.h"

namespace tdkt::bench {

struct Value {
  enum Kind { kNumber, kText, kBlob, kNull } kind = kNull;
  std::int64_t number = 0;
  std::string text;
};

struct Recorded {
  std::string sql;
  std::vector<Value> values;
};

using Transaction = std::vector<Recorded>;

/// Forwards to a real database; keeps the writes of each transaction.
class RecordingDatabase : public storage::Database {
 public:
  explicit RecordingDatabase(storage::Database& real) : real_(real) {}
  std::vector<Transaction> transactions;

  storage::Dialect dialect() const override { return real_.dialect(); }
  Result<storage::Statement> prepare(std::string_view sql) override {
    TDKT_ASSIGN(auto real, real_.prepare(sql));
    return storage::Statement(std::make_unique<Backend>(*this, std::move(real), std::string(sql)));
  }
  Result<Done> script(const std::string& sql) override { return real_.script(sql); }
  Result<Done> transact(const std::function<Result<Done>()>& work) override {
    return real_.transact([&] {
      transactions.emplace_back();
      return work();
    });
  }
  Result<Done> transactTogether(const std::function<Result<Done>()>& work) override { return transact(work); }
  std::unique_ptr<storage::Hold> lock() override { return real_.lock(); }
  std::unique_ptr<storage::Hold> snapshot() override { return real_.snapshot(); }

 private:
  class Backend : public storage::Statement::Backend {
   public:
    Backend(RecordingDatabase& database, storage::Statement real, std::string sql)
        : database_(database), real_(std::move(real)), recorded_{std::move(sql), {}} {}
    void bind(std::int64_t value) override {
      real_.bind(value);
      recorded_.values.push_back({Value::kNumber, value, {}});
    }
    void bindText(std::string_view text) override {
      real_.bind(text);
      recorded_.values.push_back({Value::kText, 0, std::string(text)});
    }
    void bindBlob(std::string_view bytes) override {
      real_.bindBlob(bytes);
      recorded_.values.push_back({Value::kBlob, 0, std::string(bytes)});
    }
    void bindNull() override {
      real_.bindNull();
      recorded_.values.push_back({});
    }
    void start() override { real_.start(); }
    Result<bool> step() override { return real_.step(); }
    Result<int> run() override {
      keep();
      return real_.run();
    }
    Result<Done> send(std::optional<Error> ifNone) override {
      keep();
      return real_.send(std::move(ifNone));
    }
    std::int64_t integer(int column) const override { return real_.integer(column); }
    std::string text(int column) const override { return real_.text(column); }
    bool isNull(int column) const override { return real_.isNull(column); }

   private:
    void keep() { database_.transactions.back().push_back(recorded_); }
    RecordingDatabase& database_;
    storage::Statement real_;
    Recorded recorded_;
  };
  storage::Database& real_;
};

}  // namespace tdkt::bench
