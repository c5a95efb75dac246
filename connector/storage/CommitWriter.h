#pragma once
// Writes one workflow::Commit inside an open transaction. Private to storage.

#include "connector/storage/Database.h"
#include "workflow/Store.h"

namespace tdkt::storage {

/// One use per try of a commit; the caller holds the transaction. Rows to write are read off the events, so
/// that a dossier of 5,000 lines costs no more per step than one of five. Nothing here waits for a server
/// when the hash before the commit is known: the statements travel together, and each that must change a row
/// says so.
class CommitWriter {
 public:
  /// `hashBefore`: that of the event before this commit, when the caller knows it; else it is read.
  CommitWriter(Database& database, const workflow::Commit& commit, std::string hashBefore)
      : db_(database), commit_(commit), next_(commit.next), hash_(std::move(hashBefore)) {}

  /// Errors: those of workflow::Store::commit.
  Result<Done> write();
  /// Only dossier, events and effects: of a dossier founded by another one's command, which has the reply.
  Result<Done> writeDossier();
  /// The hash of the last event written.
  const std::string& lastHash() const { return hash_; }

 private:
  std::string businessKey() const;
  Result<Done> checkBusinessKey();
  Result<Done> insertDossier();
  Result<Done> updateDossier();
  Result<Done> replaceContent();
  Result<Done> replaceDefinition();
  Result<Done> insertLines();
  Result<Done> writeEvents();
  Result<Done> writeRowsOf(const workflow::EventBody& body);
  Result<Done> insertLine(const workflow::Line& line, int seat);
  Result<Done> insertItem(const workflow::WorkItem& item);
  Result<Done> closeItem(const WorkItemId& id);
  Result<Done> changeLines(const workflow::LinesChanged& change);
  Result<Done> markLines(const workflow::LinesMarked& mark);
  Result<Done> moveDue(const workflow::WorkItemDueChanged& moved);
  Result<Done> indexConsent(const workflow::MatterSet& kept);
  Result<Done> writeTimer(const workflow::Timer& timer);
  Result<Done> endTimer(const TimerId& id);
  Result<Done> writeEffect(const workflow::Effect& effect);
  Result<Done> changeBox(const workflow::BoxChange& change);
  Result<Done> putPaper(const std::string& box, const workflow::SealedPaper& paper);
  Result<Done> writeReply();
  Result<Done> finishInbox();

  Database& db_;
  const workflow::Commit& commit_;
  const workflow::DossierState& next_;
  std::string hash_;
};

}  // namespace tdkt::storage
