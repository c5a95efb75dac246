#pragma once
// Writes one workflow::Commit inside an open transaction. Private to storage/sqlite.

#include "connector/storage/sqlite/Database.h"
#include "workflow/Store.h"

namespace tdkt::storage {

/// One use per commit; the caller holds the transaction. Rows to write are read off the events, so that a
/// dossier of 5,000 lines costs no more per step than one of five.
class CommitWriter {
 public:
  CommitWriter(Database& database, const workflow::Commit& commit)
      : db_(database), commit_(commit), next_(commit.next) {}

  /// Errors: those of workflow::Store::commit.
  Result<Done> write();

 private:
  Result<Done> checkBusinessKey();
  Result<Done> insertDossier();
  Result<Done> updateDossier();
  Result<Done> replaceContent();
  Result<Done> insertLines();
  Result<Done> writeEvents();
  Result<Done> writeRowsOf(const workflow::EventBody& body);
  Result<Done> insertLine(const workflow::Line& line, int seat);
  Result<Done> insertItem(const workflow::WorkItem& item);
  Result<Done> closeItem(const WorkItemId& id);
  Result<Done> changeLines(const workflow::LinesChanged& change);
  Result<Done> writeEffect(const workflow::Effect& effect);
  Result<Done> writeReply();
  Result<Done> finishInbox();

  Database& db_;
  const workflow::Commit& commit_;
  const workflow::DossierState& next_;
};

}  // namespace tdkt::storage
