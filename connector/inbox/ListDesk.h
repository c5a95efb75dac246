#pragma once
// What the secretariat does with a list that waits: say what its columns mean, decide cell by cell, or give
// the submission back. A decision is taken only when the dossier could start on it, or more remains to be
// asked; nothing is lost by one that does not serve.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "connector/inbox/DraftRules.h"
#include "connector/inbox/EventInbox.h"
#include "connector/inbox/ListCases.h"

namespace tdkt::inbox {

/// As IntakeWorker is given them.
struct DraftCheck {
  std::string defaultAward;
  KnowsAward knowsAward;
  CheckPrintable printable;
};

/// Called before a delivery is set aside, in the same transaction; `message` is null when it could not be
/// read.
using OnRefused =
    std::function<Result<Done>(const LeasedDelivery&, const edxml::Message* message, const Error&)>;

/// A case with everything its page shows.
struct OpenCase {
  ListCase head;
  std::vector<DraftList> lists;  ///< those of the submission, in its order
};

/// Thread-safe. Every change is one transaction and repeats safely: the same decision on the same version is
/// done once. Errors everywhere: kNotFound "lists.case"; for changes also kConflict "lists.case.changed".
class ListDesk {
 public:
  ListDesk(storage::Database& database, EventInbox& eventInbox, ListCases& cases, DraftCheck check,
           OnRefused onRefused);

  Result<OpenCase> find(std::int64_t delivery);
  /// The file of a list, for looking at it in its own program.
  Result<DraftFile> file(std::int64_t delivery, const std::string& sha256);

  /// The list as it would be read by `plan`; nothing is kept. Errors: those of draftFrom().
  Result<lists::ListReview> preview(std::int64_t delivery, const std::string& sha256,
                                    const std::vector<lists::SheetPlan>& plan);
  /// `plan` for every sheet of the file; remembered for this sender. What was decided of its cells is asked
  /// anew. Errors: also those of draftFrom() and checkDraft().
  Result<Done> assignColumns(std::int64_t delivery, std::int64_t version, const std::string& sha256,
                             const std::vector<lists::SheetPlan>& plan, const OfficialId& official);
  /// Some of the open cells or all; when none is left the dossier starts. Errors: as assignColumns().
  Result<Done> decideCells(std::int64_t delivery, std::int64_t version, const std::string& sha256,
                           const lists::CellDecisions& cells, const OfficialId& official);
  /// The sender is told (edXML status 02) with the reason. Errors: kInput "workflow.reason.missing".
  Result<Done> giveBack(std::int64_t delivery, std::int64_t version, const std::string& reason,
                        const OfficialId& official);

 private:
  struct Loaded {
    ListCase head;
    LeasedDelivery delivery;
    edxml::Message message;
    ListAnswers answers;
  };
  Result<Loaded> load(std::int64_t delivery);
  Result<NominationDraft> draftOf(const Loaded& loaded) const;
  Result<Done> decide(std::int64_t delivery, std::int64_t version, const CaseDecision& decision,
                      const std::vector<ListMemory>& memories, const OfficialId& official);
  Result<std::vector<ListMemory>> memoriesOf(const Loaded& loaded, const std::string& sha256,
                                             const std::vector<lists::SheetPlan>& plan,
                                             const OfficialId& official) const;

  storage::Database& database_;
  EventInbox& inbox_;
  ListCases& cases_;
  DraftCheck check_;
  OnRefused onRefused_;
};

}  // namespace tdkt::inbox
