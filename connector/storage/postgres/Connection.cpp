#include "connector/storage/postgres/Connection.h"

#include <libpq-fe.h>

#include <string>

namespace tdkt::storage::postgres {
namespace {

constexpr std::size_t kMostPending = 400;  // bounds what both sides buffer

bool startsWith(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

/// Source: postgresql.org/docs/15/errcodes-appendix.html.
Error errorOf(const PGresult* result, const std::optional<Error>& ifNone) {
  const auto field = [&](int code) {
    const char* text = PQresultErrorField(result, code);
    return std::string(text == nullptr ? "" : text);
  };
  const std::string state = field(PG_DIAG_SQLSTATE);
  const std::string detail = state + " " + field(PG_DIAG_MESSAGE_PRIMARY);
  if (state == "22012" && ifNone) return *ifNone;
  if (state == "40001" || state == "40P01") return unavailableError("storage.retry", detail);
  if (state.empty() || startsWith(state, "08") || startsWith(state, "57P")) {
    return unavailableError("storage.lost", state.empty() ? PQresultErrorMessage(result) : detail);
  }
  if (startsWith(state, "23")) return conflictError("storage.unique", detail, field(PG_DIAG_CONSTRAINT_NAME));
  if (state == "53100") return unavailableError("storage.full", detail);
  if (startsWith(state, "53") || state == "55P03" || state == "57014") {
    return unavailableError("storage.busy", detail);
  }
  if (state == "25006") return unavailableError("storage.read-only", detail + "; this server is a standby");
  if (startsWith(state, "58")) return unavailableError("storage.io", detail);
  if (state == "XX001" || state == "XX002") {
    return corruptError("storage.corrupt", detail + "; stop the service and restore the last backup");
  }
  if (startsWith(state, "28") || state == "42501") return deniedError("storage.login", detail);
  if (state == "22021") return inputError("storage.text", detail);
  return bugError("storage.sql", detail);
}

}  // namespace

std::string numbered(std::string_view sql) {
  std::string out;
  int number = 0;
  bool quoted = false;
  for (const char c : sql) {
    if (c == '\'') quoted = !quoted;
    if (c != '?' || quoted) {
      out += c;
      continue;
    }
    out += '$';
    out += std::to_string(++number);
  }
  return out;
}

Outcome::~Outcome() {
  PQclear(result);
}

Result<std::unique_ptr<Connection>> Connection::open(const std::string& conninfo) {
  PGconn* raw = PQconnectdb(conninfo.c_str());
  std::unique_ptr<Connection> connection(new Connection(raw));
  if (raw == nullptr) return unavailableError("storage.connect", "out of memory");
  if (PQstatus(raw) != CONNECTION_OK) {
    const std::string message = PQerrorMessage(raw);
    if (PQconnectionNeedsPassword(raw) != 0 || message.find("authentication failed") != std::string::npos) {
      return deniedError("storage.login", message);
    }
    return unavailableError("storage.connect", message);
  }
  if (PQserverVersion(raw) < 130000) return inputError("storage.server", "PostgreSQL 13 or later is needed");
  PQsetNoticeProcessor(
      raw, [](void*, const char*) {}, nullptr);
  TDKT_CHECK(connection->script(
      "SET client_encoding = 'UTF8'; SET default_transaction_isolation = 'read committed'; "
      "SET idle_in_transaction_session_timeout = '60s'; SET lock_timeout = '10s'"));
  return connection;
}

Connection::~Connection() {
  pending_.clear();
  PQfinish(connection_);
}

bool Connection::lost() const {
  return broken_ || PQstatus(connection_) != CONNECTION_OK;
}

bool Connection::idle() const {
  return PQtransactionStatus(connection_) == PQTRANS_IDLE;
}

Error Connection::lostError() const {
  return unavailableError("storage.lost", PQerrorMessage(connection_));
}

const std::string& Connection::nameOf(const std::string& sql) {
  auto [place, fresh] = names_.try_emplace(sql);
  if (fresh) {
    place->second = "s" + std::to_string(++named_);
    auto outcome = std::make_shared<Outcome>();
    if (PQsendPrepare(connection_, place->second.c_str(), sql.c_str(), 0, nullptr) == 1) {
      pending_.push_back({std::move(outcome), sql});
    }
  }
  return place->second;
}

std::shared_ptr<Outcome> Connection::send(const std::string& sql, const std::vector<Parameter>& parameters,
                                          std::optional<Error> ifNone) {
  auto outcome = std::make_shared<Outcome>();
  outcome->ifNone = std::move(ifNone);
  if (pending_.size() >= kMostPending) (void)collect();  // its error stays in failed_
  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;
  for (const Parameter& one : parameters) {
    values.push_back(one.bytes ? one.bytes->data() : nullptr);
    lengths.push_back(one.bytes ? static_cast<int>(one.bytes->size()) : 0);
    formats.push_back(one.binary ? 1 : 0);
  }
  const std::string& name = nameOf(sql);
  const int sent = PQsendQueryPrepared(connection_, name.c_str(), static_cast<int>(parameters.size()),
                                       values.data(), lengths.data(), formats.data(), 0);
  if (sent == 1) {
    pending_.push_back({outcome, {}});
  } else {
    outcome->collected = true;
    outcome->error = lostError();
    broken_ = true;
    if (!failed_) failed_ = outcome->error;
  }
  return outcome;
}

void Connection::settle(Pending& pending, PGresult* result, std::optional<Error>& firstOfBatch) {
  Outcome& outcome = *pending.outcome;
  outcome.collected = true;
  outcome.result = result;
  const ExecStatusType status = result == nullptr ? PGRES_FATAL_ERROR : PQresultStatus(result);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return;
  if (!pending.prepares.empty()) names_.erase(pending.prepares);
  if (status == PGRES_PIPELINE_ABORTED && firstOfBatch) {
    outcome.error = firstOfBatch;
  } else {
    outcome.error = result == nullptr || lost() ? lostError() : errorOf(result, outcome.ifNone);
  }
  if (outcome.error->code == "storage.lost") broken_ = true;
  if (!firstOfBatch) firstOfBatch = outcome.error;
  if (!failed_) failed_ = outcome.error;
}

Result<Done> Connection::collect() {
  if (!pending_.empty()) {
    std::optional<Error> first;
    const bool synced = PQpipelineSync(connection_) == 1;
    while (!pending_.empty()) {
      PGresult* result = PQgetResult(connection_);
      settle(pending_.front(), result, first);
      pending_.pop_front();
      if (result != nullptr) PQclear(PQgetResult(connection_));  // the end mark of one command: null
    }
    if (synced) PQclear(PQgetResult(connection_));  // the end mark of the batch
  }
  if (!failed_) return Done{};
  const Error error = *failed_;
  if (idle()) failed_.reset();  // no transaction: the next statement is a new beginning
  return error;
}

Result<Done> Connection::script(const std::string& sql) {
  TDKT_CHECK(collect());
  PQexitPipelineMode(connection_);
  PGresult* result = PQexec(connection_, sql.c_str());
  const ExecStatusType status = PQresultStatus(result);
  Result<Done> outcome = Done{};
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    outcome = lost() ? lostError() : errorOf(result, std::nullopt);
  }
  PQclear(result);
  if (PQenterPipelineMode(connection_) != 1 && outcome) outcome = lostError();
  return outcome;
}

}  // namespace tdkt::storage::postgres
