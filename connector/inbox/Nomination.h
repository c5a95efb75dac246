#pragma once
// From a received edXML message to what the engine needs. Pure: no storage, no clock.

#include <memory>
#include <string>
#include <vector>

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

struct NominationDraft {
  workflow::DossierHeader header;  ///< office and receivedAt are filled by the caller
  std::vector<DraftFile> files;
  std::vector<workflow::Line> lines;  ///< ordinals from 1, ids "line-1"…
};

/// Roles: the lists (CSV, XLSX or ODS named "danh sách"), the submission (the first PDF), evidence (the
/// rest). A list offered in both forms must name the same nominees in the same order. Errors: kInput
/// "intake.list.missing", "intake.list.differs" (field: row), "intake.awards" (field: row; one
/// decision grants one award), "intake.pdf" (field: file; says PDF but is
/// none), "intake.submission.missing", "intake.number.missing", "intake.business" (a revocation
/// proposes nobody), those of lists::readNominees with the file's name before the cell.
Result<NominationDraft> draftFrom(const edxml::Message& message, const std::string& defaultAward);

}  // namespace tdkt::inbox
