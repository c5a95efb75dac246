#pragma once
// Submissions whose list waits for a person: the durable state behind the desk's page.
//
//   worker ──wait()──► [open] ──add() (columns, cells)──► close(confirmed) ──► the delivery is due again
//                        └──► close(returned | superseded | withdrawn)

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "connector/inbox/Nomination.h"
#include "connector/storage/Database.h"
#include "workflow/base/Clock.h"

namespace tdkt::inbox {

enum class CaseState { kOpen, kConfirmed, kReturned, kSuperseded, kWithdrawn };

struct ListCase {
  std::int64_t delivery = 0;  ///< row of the inbox, and the case's name
  OfficeId office;
  std::string senderCode;
  std::string senderName;
  std::string documentCode;
  std::string subject;
  std::string hostDocumentId;
  UtcTime receivedAt;
  int questions = 0;
  std::int64_t version = 0;  ///< of its newest decision; a form sends it back
  CaseState state = CaseState::kOpen;
  UtcTime openedAt;
};

enum class DecisionKind { kColumns, kCells, kReturn };

/// One word of a person on a case.
struct CaseDecision {
  DecisionKind kind = DecisionKind::kColumns;
  std::string content;  ///< JSON, see ListDecisionJson.h; for kReturn {"reason"}
};

/// How a sender's form of list is read from now on.
struct ListMemory {
  OfficeId office;
  std::string senderCode;
  std::string signature;
  lists::SheetPlan plan;
  std::string headings;  ///< for people
  OfficialId official;
  UtcTime at;
};

/// Thread-safe. Every change joins a transaction that is open. Errors: those of Database; kCorrupt
/// "storage.list".
class ListCases {
 public:
  ListCases(storage::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  /// The delivery is not worked on until its case is closed. True when the case is new.
  Result<bool> wait(std::int64_t delivery, const workflow::DossierHeader& header, std::size_t questions);
  /// Oldest first.
  Result<std::vector<ListCase>> open(std::size_t limit);
  Result<std::size_t> countOpen();
  Result<std::optional<ListCase>> find(std::int64_t delivery);
  /// Open cases of this sender that are about one of these documents of the host, or this submission.
  Result<std::vector<ListCase>> openOf(const OfficeId& office, const std::string& senderCode,
                                       const std::vector<std::string>& hostDocuments,
                                       const std::string& businessKey);

  /// Everything said about the lists of this delivery, and remembered of its sender.
  Result<ListAnswers> answers(std::int64_t delivery, const OfficeId& office, const std::string& senderCode);
  /// Whether exactly this decision followed `version` already: the form was sent twice.
  Result<bool> has(std::int64_t delivery, std::int64_t version, const CaseDecision& decision);
  /// kConflict "lists.case.changed" when the case is not open, or somebody decided after `version`.
  Result<Done> add(std::int64_t delivery, std::int64_t version, const CaseDecision& decision,
                   const OfficialId& official);
  Result<Done> noteQuestions(std::int64_t delivery, std::size_t questions);
  /// No-op on a closed case. kConfirmed makes the delivery due; the others only let go of it: who closes
  /// rejects it or ticks it off.
  Result<Done> close(std::int64_t delivery, CaseState state, const OfficialId& official);

  Result<Done> remember(const ListMemory& memory);
  Result<std::vector<ListMemory>> memories(std::size_t limit);
  Result<Done> forget(const OfficeId& office, const std::string& senderCode, const std::string& signature);

 private:
  storage::Database& database_;
  const Clock& clock_;
};

}  // namespace tdkt::inbox
