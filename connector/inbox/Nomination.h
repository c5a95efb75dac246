#pragma once
// From a received edXML message to what the engine needs. Pure: no storage, no clock.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "connector/lists/ListReview.h"
#include "connector/office/edxml/Message.h"
#include "workflow/base/Error.h"
#include "workflow/model/Dossier.h"

namespace tdkt::inbox {

/// A file of the submission with the part it plays.
struct DraftFile {
  std::string name;
  std::string mediaType;
  workflow::DocumentRole role = workflow::DocumentRole::kEvidence;
  Bytes bytes;
  std::shared_ptr<storage::Spool> file = nullptr;  ///< instead of `bytes`: one too large for memory
};

/// What people have decided about the lists of a submission, and about earlier ones of its sender.
struct ListAnswers {
  std::map<std::string, lists::ListDecision> files;  ///< by SHA-256 of the file
  lists::RememberedPlans remembered;
  OfficialId decidedBy = OfficialId();  ///< whose word the dossier starts on; empty when nobody was asked
};

/// A list of the submission as it was read.
struct DraftList {
  std::string name;    ///< of the file
  std::string sha256;  ///< of the file
  lists::ListReview review;
};

struct NominationDraft {
  workflow::DossierHeader header;  ///< office and receivedAt are filled by the caller
  std::vector<DraftFile> files;
  std::vector<DraftList> lists;
  std::vector<workflow::Line> lines;  ///< ordinals from 1, ids "line-1"…; empty while a list waits

  /// Whether a person must decide something about a list first.
  bool waits() const;
  std::size_t questions() const;
};

/// Roles: the lists (CSV, XLSX or ODS named "danh sách"), the submission (the first PDF), evidence (the
/// rest). A list offered in both forms must name the same nominees in the same order. Errors: kInput
/// "intake.list.missing", "intake.list.differs" (field: row), "intake.awards" (field: row; one
/// decision grants one award), "intake.pdf" (field: file; says PDF but is
/// none), "intake.submission.missing", "intake.number.missing", "intake.business" (a revocation
/// proposes nobody), those of lists::reviewList with the file's name before the cell.
Result<NominationDraft> draftFrom(const edxml::Message& message, const std::string& defaultAward,
                                  const ListAnswers& answers = {});

}  // namespace tdkt::inbox
