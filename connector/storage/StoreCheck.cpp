#include "connector/storage/StoreCheck.h"

#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "connector/storage/SqlStore.h"
#include "workflow/model/DossierJson.h"

namespace tdkt::storage {
namespace {

using namespace workflow;  // NOLINT: this file is about nothing else

class Checker {
 public:
  explicit Checker(Database& database) : db_(database), store_(database) {}

  Result<std::vector<std::string>> run() {
    TDKT_ASSIGN(const auto tables,
                column(postgres() ? "SELECT 'x' WHERE to_regclass('dossier') IS NOT NULL"
                                  : "SELECT 'x' FROM sqlite_schema WHERE name = 'dossier'"));
    if (tables.empty()) return inputError("storage.schema", "not a database of tdkt");
    TDKT_ASSIGN(const auto ids, column("SELECT id FROM dossier ORDER BY id"));
    for (const std::string& id : ids) checkDossier(DossierId(id));
    TDKT_CHECK(checkStrays("outbox",
                           "SELECT effect_id FROM outbox WHERE dossier_id NOT IN (SELECT id FROM dossier)"
                           " AND dossier_id NOT LIKE 'effect:%'"));
    TDKT_CHECK(checkStrays("reply",
                           "SELECT r.command_id FROM reply r LEFT JOIN dossier d ON d.id = r.dossier_id"
                           " WHERE d.id IS NULL OR r.version > d.version"));
    TDKT_CHECK(checkNumbers());
    if (!postgres()) {  // PostgreSQL keeps foreign keys at all times; its pages are checked by pg_amcheck
      TDKT_CHECK(checkStrays("foreign key", "SELECT \"table\" FROM pragma_foreign_key_check"));
      TDKT_CHECK(checkIntegrity());
    }
    return violations_;
  }

 private:
  bool postgres() const { return db_.dialect() == Dialect::kPostgres; }
  void violation(const std::string& what) { violations_.push_back(what); }

  Result<std::vector<std::string>> column(const char* sql) {
    TDKT_ASSIGN(auto query, db_.prepare(sql));
    std::vector<std::string> out;
    while (true) {
      TDKT_ASSIGN(const bool row, query.step());
      if (!row) return out;
      out.push_back(query.text(0));
    }
  }

  Result<Done> checkStrays(const std::string& table, const char* sql) {
    TDKT_ASSIGN(const auto rows, column(sql));
    for (const std::string& row : rows)
      violation(std::string(table).append(" ").append(row).append(": belongs to nothing stored"));
    return Done{};
  }

  /// Numbers of a book and year run from 1 to the counter without gaps.
  Result<Done> checkNumbers() {
    TDKT_ASSIGN(const auto rows,
                column("SELECT c.book || ' ' || c.year FROM number_counter c WHERE c.last <> (SELECT count(*)"
                       " FROM number_issue n WHERE n.book = c.book AND n.year = c.year) OR c.last <>"
                       " (SELECT coalesce(max(n.number), 0) FROM number_issue n WHERE n.book = c.book"
                       " AND n.year = c.year)"));
    for (const std::string& row : rows) violation("book " + row + ": the numbers have a gap");
    return Done{};
  }

  Result<Done> checkIntegrity() {
    TDKT_ASSIGN(const auto rows, column("SELECT integrity_check FROM pragma_integrity_check"));
    for (const std::string& row : rows) {
      if (row != "ok") violation("database: " + row);
    }
    return Done{};
  }

  void checkDossier(const DossierId& id) {
    const std::string name = "dossier " + id.text() + ": ";
    const auto stored = store_.load(id);
    if (!stored) return violation(name + stored.error().code + ", " + stored.error().detail);
    const auto events = store_.events(id);
    if (!events) return violation(name + events.error().code + ", " + events.error().detail);
    const Definition* definition = definitionOf(stored->definitionHash);
    if (definition == nullptr) return violation(name + "its definition is missing or no longer accepted");
    checkChain(name, *events);
    checkReplay(name, *definition, *stored, *events);
    checkOpenTasks(name, *stored);
  }

  const Definition* definitionOf(const std::string& hash) {
    auto [row, fresh] = definitions_.try_emplace(hash);
    if (fresh) {
      DefinitionContext context;
      context.deployed = true;  // as the engine reads it
      if (const auto bpmn = store_.loadDefinition(hash))
        row->second = checkDefinition(*bpmn, context).definition;
    }
    return row->second.get();
  }

  void checkChain(const std::string& name, const std::vector<StoredEvent>& events) {
    std::string hash;
    std::int64_t seq = 0;
    for (const StoredEvent& stored : events) {
      if (stored.event.seq != ++seq) return violation(name + "event " + std::to_string(seq) + " is missing");
      hash = chainHash(hash, stored.json);
      if (hash == stored.hash) continue;
      return violation(name + "the chain breaks at event " + std::to_string(seq));
    }
  }

  void checkReplay(const std::string& name, const Definition& definition, const DossierState& stored,
                   const std::vector<StoredEvent>& events) {
    DossierState replayed;
    replayed.id = stored.id;
    for (const StoredEvent& row : events) replayed = evolve(definition, std::move(replayed), row.event);
    if (replayed == stored) return;
    violation(name + "replay differs in " + firstDifference(replayed, stored));
  }

  static std::string firstDifference(const DossierState& replayed, const DossierState& stored) {
    const auto left = toJson(replayed);
    const auto right = toJson(stored);
    for (const auto& [key, value] : left.items()) {
      if (value != right.at(key)) return key;
    }
    return "a value";
  }

  void checkOpenTasks(const std::string& name, const DossierState& stored) {
    for (const WorkItem& item : stored.workItems) {
      if (item.state != WorkItemState::kOpen || stored.tokens.count(item.node) != 0) continue;
      violation(name + "open task " + item.id.text() + " has no token at " + item.node);
    }
  }

  Database& db_;
  SqlStore store_;
  std::map<std::string, std::shared_ptr<const Definition>> definitions_;
  std::vector<std::string> violations_;
};

}  // namespace

Result<std::vector<std::string>> verifyStore(Database& database) {
  const auto view = database.snapshot();  // one moment, also while the service runs
  return Checker(database).run();
}

}  // namespace tdkt::storage
