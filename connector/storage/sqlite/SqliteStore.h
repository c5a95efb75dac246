#pragma once
// workflow::Store on SQLite: running dossiers, their event log, replies and outbox rows in one database.

#include <string>
#include <vector>

#include "connector/storage/sqlite/Database.h"
#include "workflow/Store.h"

namespace tdkt::storage {

/// Works on a migrated database that outlives it. Thread-safe: the connection's lock is held per operation.
/// Only rows that a command changes are written. A commit also writes the effects to `outbox` (kAction and
/// kNumberSpoiled to channel "issuing", the others to "office"; payload {"data":{…}}) and marks the inbox row
/// done. Errors: workflow::Store's and Database's; kCorrupt "storage.dossier" when a stored row cannot be
/// read.
class SqliteStore : public workflow::Store {
 public:
  explicit SqliteStore(Database& database) : db_(database) {}

  Result<std::optional<workflow::StoredReply>> findReply(const CommandId& command) override;
  Result<workflow::DossierState> load(const DossierId& dossier) override;
  Result<Done> commit(const workflow::Commit& commit) override;

  Result<std::vector<workflow::StoredEvent>> events(const DossierId& dossier) override;
  /// Refused dossiers do not hold their key.
  Result<std::optional<DossierId>> findByBusinessKey(const OfficeId& office, const std::string& key) override;
  /// The newest one.
  Result<std::optional<DossierId>> findByHostDocument(const OfficeId& office, const std::string& id) override;
  Result<std::vector<workflow::WorkListRow>> openWork(const std::vector<std::string>& roles) override;
  Result<std::vector<workflow::DossierRow>> dossiers(std::size_t limit) override;

  Result<Done> saveDefinition(const std::string& hash, const std::string& bpmn) override;
  Result<std::string> loadDefinition(const std::string& hash) override;

 private:
  Database& db_;
};

}  // namespace tdkt::storage
