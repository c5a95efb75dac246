#pragma once
// What lies ready for an official who signs on his own machine, and what he brought back.
//
//   FileSigner ─stage()─► waits ─keep()─► signed ─► FileSigner takes it by OwnMachineKey ─forget()─►
//
// One row per file, and an append-only list of who fetched and brought what.

#include <optional>
#include <string>
#include <vector>

#include "connector/issuing/IssueRegister.h"
#include "connector/storage/Database.h"
#include "signing/HandOver.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Ids.h"

namespace tdkt::issuing {

/// One file on the shelf.
struct ShelfItem {
  std::string verifyId;
  DossierId dossier;
  std::string name;            ///< of the issued file
  std::string renderedSha256;  ///< of the file the official was shown
  signing::HandedOver handed;
  std::string certificateSha256;  ///< whose key must sign
  UtcTime expiresAt;
  Bytes signature;  ///< empty while it is waited for

  bool isSigned() const { return !signature.empty(); }
};

/// One visit of the official.
struct HandOverNote {
  enum class Kind { kDownloaded, kUploaded, kDeclined };
  UtcTime at;
  OfficialId official;
  Kind kind = Kind::kDownloaded;
  std::int64_t files = 0;    ///< handed out, or signatures taken
  std::int64_t refused = 0;  ///< signatures that were not taken
  std::int64_t waiting = 0;  ///< still missing afterwards
  std::string detail;        ///< codes of refusals, or why he declines
};

/// Thread-safe. Every function joins a transaction that is open. Errors: those of Database; kCorrupt
/// "handover.stored" (a row cannot be read).
class SigningShelf {
 public:
  SigningShelf(storage::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  /// Lays a file's digest ready. The same digest for the same certificate again changes nothing; another one
  /// takes its place, and the signature over the old one, if any, is gone.
  Result<Done> stage(const IssuedFile& file, const signing::HandedOver& handed,
                     const std::string& certificateSha256, UtcTime expiresAt);
  Result<std::optional<ShelfItem>> find(const std::string& verifyId);
  Result<std::optional<ShelfItem>> findByJob(const signing::SigningJobId& job);
  /// In the order of the register: the decision first.
  Result<std::vector<ShelfItem>> itemsOf(const DossierId& dossier);
  /// When the first digest that still waits is no longer good; none when nothing waits.
  Result<std::optional<UtcTime>> waitsUntil(const DossierId& dossier);

  /// Keeps a signature that was checked. The first one stays. Errors: kConflict "handover.item.stale" (the
  /// file waits for a signature over another digest by now).
  Result<Done> keep(const ShelfItem& item, const Bytes& signature);
  /// The signature is in the file.
  Result<Done> forget(const std::string& verifyId);
  /// Takes away what no signature is wanted for any more: signed files, voided numbers.
  Result<Done> sweep();

  Result<Done> note(const DossierId& dossier, const HandOverNote& note);
  /// Oldest first.
  Result<std::vector<HandOverNote>> notes(const DossierId& dossier);
  /// One digest over all notes, hex; goes into the dossier's hash-chained log.
  Result<std::string> notesDigest(const DossierId& dossier);

 private:
  Result<std::vector<ShelfItem>> select(const std::string& condition, const std::string& value);
  storage::Database& database_;
  const Clock& clock_;
};

}  // namespace tdkt::issuing
