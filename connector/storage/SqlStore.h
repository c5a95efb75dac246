#pragma once
// workflow::Store on SQLite or PostgreSQL: running dossiers, their event log, replies and outbox rows in one
// database.

#include <functional>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "connector/storage/Database.h"
#include "workflow/Store.h"

namespace tdkt::storage {

/// Works on a migrated database that outlives it. Thread-safe; several processes may share the database.
/// Only rows that a command changes are written. A commit also writes the effects to `outbox` (kAction and
/// kNumberSpoiled to channel "issuing", the others to "office"; payload {"data":{…}}) and marks the inbox row
/// done. Errors: workflow::Store's and Database's; kCorrupt "storage.dossier" when a stored row cannot be
/// read. A commit whose reply was lost is asked about by its command id; kInDoubt "storage.commit" only when
/// that cannot be answered either.
class SqlStore : public workflow::Store {
 public:
  /// Called inside the transaction of every commit, after what it writes; an error fails the commit.
  using Tap = std::function<Result<Done>(const workflow::Commit&)>;
  explicit SqlStore(Database& database, Tap tap = {}) : db_(database), tap_(std::move(tap)) {}

  Result<std::optional<workflow::StoredReply>> findReply(const CommandId& command) override;
  Result<workflow::DossierState> load(const DossierId& dossier) override;
  Result<Done> commit(const workflow::Commit& commit) override;

  Result<std::vector<workflow::StoredEvent>> events(const DossierId& dossier) override;
  /// Refused dossiers do not hold their key.
  Result<std::optional<DossierId>> findByBusinessKey(const OfficeId& office, const std::string& key) override;
  /// The newest one.
  Result<std::optional<DossierId>> findByHostDocument(const OfficeId& office, const std::string& id) override;
  Result<std::vector<workflow::WorkListRow>> openWork(const std::vector<std::string>& roles,
                                                      std::size_t limit = workflow::kAllWork) override;
  Result<std::vector<workflow::WorkListRow>> openWorkItem(const WorkItemId& item) override;
  Result<std::vector<workflow::DossierRow>> dossiers(std::size_t limit) override;

  Result<std::vector<workflow::DueTimer>> dueTimers(UtcTime now, std::size_t limit) override;
  Result<std::optional<UtcTime>> nextTimer() override;

  Result<Done> saveDefinition(const std::string& hash, const std::string& bpmn) override;
  Result<std::string> loadDefinition(const std::string& hash) override;

 private:
  Result<Done> commitOnce(const workflow::Commit& commit);
  Result<Done> writeBorn(const workflow::Commit& commit, const workflow::Newborn& child);
  Result<Done> resolveDoubt(const workflow::Commit& commit, const Result<Done>& doubt);
  std::string knownHash(const DossierId& dossier, std::int64_t version);
  void remember(const DossierId& dossier, std::int64_t version, const std::string& hash);

  Database& db_;
  const Tap tap_;
  std::mutex hashesLock_;
  /// Hash of the newest event of dossiers lately seen. Events never change, so a row is right or too old.
  std::unordered_map<DossierId, std::pair<std::int64_t, std::string>> hashes_;
};

}  // namespace tdkt::storage
