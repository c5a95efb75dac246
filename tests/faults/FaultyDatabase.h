#pragma once
// A database that lets a test step in at named points of every transaction. No hook is compiled into tdkt.

#include <functional>
#include <memory>
#include <string_view>

#include "connector/storage/Database.h"

namespace tdkt::fakes {

/// Points: "begun" (transaction open), "statement" (before each), "working" (all sent, before the commit),
/// "committed" (durable, the caller does not know yet). `reach` may kill the program.
class FaultyDatabase : public storage::Database {
 public:
  FaultyDatabase(storage::Database& real, std::function<void(std::string_view)> reach)
      : real_(real), reach_(std::move(reach)) {}

  storage::Dialect dialect() const override { return real_.dialect(); }
  Result<storage::Statement> prepare(std::string_view sql) override {
    reach_("statement");
    return real_.prepare(sql);
  }
  Result<Done> script(const std::string& sql) override { return real_.script(sql); }
  Result<Done> transact(const std::function<Result<Done>()>& work) override {
    const auto done = real_.transact([&] { return watched(work); });
    if (done) reach_("committed");
    return done;
  }
  Result<Done> transactTogether(const std::function<Result<Done>()>& work) override {
    const auto done = real_.transactTogether([&] { return watched(work); });
    if (done) reach_("committed");
    return done;
  }
  std::unique_ptr<storage::Hold> lock() override { return real_.lock(); }
  std::unique_ptr<storage::Hold> snapshot() override { return real_.snapshot(); }

 private:
  Result<Done> watched(const std::function<Result<Done>()>& work) {
    reach_("begun");
    const auto done = work();
    reach_("working");
    return done;
  }
  storage::Database& real_;
  std::function<void(std::string_view)> reach_;
};

}  // namespace tdkt::fakes
