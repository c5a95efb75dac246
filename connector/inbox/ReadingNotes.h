#pragma once
// What officials are shown beside a list: how its columns were understood, every cell that was read
// differently from what stands in the file, and nominees that are proposed twice.

#include <string>
#include <vector>

#include "connector/inbox/Nomination.h"
#include "connector/storage/Database.h"

namespace tdkt::inbox {

/// Of one list of the submission.
struct FileNotes {
  std::string file;
  bool remembered = false;  ///< its columns were read as somebody had said of an earlier list of this sender
  OfficialId decidedBy;     ///< who decided about it; empty when nobody was asked
  std::vector<lists::ListColumn> columns;
  std::vector<lists::ListWarning> warnings;
};

/// A nominee of this dossier who is proposed for the same award in another open one.
struct AlsoProposed {
  int ordinal = 0;
  std::string name;
  std::string unit;
  DossierId other;
  std::string otherCode;  ///< "118/TTr-SGDĐT"
  std::string otherUnit;
  bool sameUnit = false;  ///< as written, case aside, or unknown on one side
};

/// Thread-safe. Errors: those of Database; kCorrupt "storage.list".
class ReadingNotes {
 public:
  explicit ReadingNotes(storage::Database& database) : database_(database) {}

  /// Before the command that starts or renews the dossier; the same content again changes nothing. A digest
  /// that the dossier never takes on is never shown.
  Result<Done> keep(const DossierId& dossier, const std::string& documentsDigest,
                    const NominationDraft& draft, const OfficialId& decidedBy);
  Result<std::vector<FileNotes>> notesOf(const DossierId& dossier, const std::string& documentsDigest);
  /// Names are compared letter by letter, case aside. In order of the list, at most `limit`. A dossier begun
  /// before this was recorded is not compared.
  Result<std::vector<AlsoProposed>> alsoProposed(const DossierId& dossier, std::size_t limit);

 private:
  Result<Done> keepKeys(const DossierId& dossier, const std::string& digest, const NominationDraft& draft);
  storage::Database& database_;
};

}  // namespace tdkt::inbox
