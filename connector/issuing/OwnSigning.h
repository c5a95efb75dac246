#pragma once
// The official's side of signing on his own machine: what waits for him, one file of digests out, one file of
// signatures in.
//
//   status() ─► digestFile() ─► (his machine, one PIN) ─► take() ─► all there? the waiting step goes on
//                                                   └─► decline() ─► the secretariat decides at the desk

#include <string>
#include <vector>

#include "connector/issuing/HandOverFiles.h"
#include "connector/issuing/SigningShelf.h"
#include "connector/outbox/Outbox.h"
#include "workflow/model/Dossier.h"

namespace tdkt::issuing {

/// Whose machine it is.
struct OwnSigner {
  OfficialId official;
  signing::Certificate certificate;
};

/// Where the signing of one dossier stands.
struct OwnSigningStatus {
  enum class Stage {
    kNone,        ///< no signature is asked of this official
    kPreparing,   ///< the digests are being made
    kWaiting,     ///< for signatures
    kCompleting,  ///< every signature is there
    kStopped      ///< declined, or a fault: a person looks at the desk
  };
  Stage stage = Stage::kNone;
  std::vector<ShelfItem> items;
  std::size_t waiting = 0;
  UtcTime expiresAt;  ///< of what waits

  /// Changes whenever what is shown changes.
  std::string mark() const;
};

/// What became of an uploaded file; every signature of it is counted once.
struct Receipt {
  struct Refused {
    std::string name;  ///< of the document, else the id as it was sent
    std::string code;  ///< "handover.item.*"
  };
  std::size_t taken = 0;
  std::size_t repeated = 0;  ///< were there already
  std::vector<Refused> refused;
  std::size_t waiting = 0;  ///< still missing
};

/// Thread-safe as its parts are, which outlive it. Every function may be repeated; after a kill nothing that
/// was answered is lost.
class OwnSigning {
 public:
  struct Parts {
    storage::Database& database;
    SigningShelf& shelf;
    outbox::Outbox& outbox;
    const Clock& clock;
  };
  OwnSigning(Parts parts, OwnSigner signer) : parts_(parts), signer_(std::move(signer)) {}

  Result<OwnSigningStatus> status(const workflow::DossierState& dossier, const OfficialId& viewer);

  /// Every digest that still waits. Errors: kDenied "handover.official" (he is not the signer), kConflict
  /// "handover.over" (nothing is waited for), kUnavailable "handover.preparing" (in a moment).
  Result<DigestFile> digestFile(const workflow::DossierState& dossier, const OfficialId& viewer);

  /// Verifies each signature with the signer's certificate and keeps the good ones; the rest is in the
  /// receipt by code: "handover.item.unknown" (no such document here), ".stale" (made over a digest that was
  /// replaced),
  /// ".expired", ".twice" (twice in this file), ".swapped" (made for another document of this dossier),
  /// ".mismatch" (not made by the certificate's key, or damaged). With the last one the step goes on.
  /// Errors: those of digestFile() and SignatureFile::fromJson(); kDenied "handover.certificate" (signed with
  /// another certificate: no signature of the file is looked at).
  Result<Receipt> take(const workflow::DossierState& dossier, const OfficialId& viewer,
                       std::string_view file);

  /// The official will not sign: the step stops, and the secretariat has it tried again or annuls the
  /// dossier. Errors: those of digestFile(), kInput "workflow.reason.missing" (or longer than 4000 octets, or
  /// not NFC).
  Result<Done> decline(const workflow::DossierState& dossier, const OfficialId& viewer,
                       const std::string& reason);

  /// For the dossier's history, oldest first.
  Result<std::vector<HandOverNote>> notes(const DossierId& dossier) { return parts_.shelf.notes(dossier); }

 private:
  Result<OwnSigningStatus> requireOpen(const workflow::DossierState& dossier, const OfficialId& viewer);
  Result<Done> keep(const DossierId& dossier, const EffectId& effect, HandOverNote note,
                    const std::vector<std::pair<ShelfItem, Bytes>>& good);

  Parts parts_;
  OwnSigner signer_;
};

}  // namespace tdkt::issuing
