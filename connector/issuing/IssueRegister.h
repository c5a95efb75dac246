#pragma once
// The register of issued files: each decision and certificate with its place in the issuing state machine.
//
//   reserved ─► rendered(hash) ─► signed by person(hash) ─► signed by organisation(hash) ─► published
//      └──────────────── the number is voided: no step is taken any more ────────────────┘
//
// One row per file; only one signed hash can ever be published. Numbers come from the number book.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connector/storage/Database.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Ids.h"

namespace tdkt::issuing {

enum class FileKind { kDecision, kCertificate };
enum class FileState { kRendered, kPersonSigned, kOrganisationSigned, kPublished };

/// Where the person's signature image goes: points, origin bottom left, pages from 1.
struct SignatureBox {
  int page = 1;
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

struct IssuedFile {
  std::string verifyId;  ///< opaque, in the QR: /v/{verifyId}
  DossierId dossier;
  FileKind kind = FileKind::kDecision;
  int ordinal = 0;        ///< 0 for the decision, the line's ordinal for a certificate
  std::string name;       ///< display name: "Quyết định 1234/QĐ-UBND.pdf"
  std::string recipient;  ///< certificates: the name on it
  SignatureBox signatureBox;
  std::vector<SignatureBox> keepClear;  ///< texts around it that neither image may cover; on its page
  FileState state = FileState::kRendered;
  std::string renderedSha256;
  std::string personSha256;
  std::string finalSha256;
  std::string
      raisedSha256;  ///< the newest revision made after it was published; it begins with the final one
  std::optional<UtcTime> publishedAt;

  /// The bytes that exist now.
  const std::string& currentSha256() const {
    if (!raisedSha256.empty()) return raisedSha256;
    return !finalSha256.empty() ? finalSha256 : !personSha256.empty() ? personSha256 : renderedSha256;
  }
};

/// A number with its day.
struct ReservedNumber {
  std::int64_t number = 0;
  std::string notation;  ///< "QĐ-UBND"
  CivilDate date{};
  std::string text() const;  ///< "05/QĐ-UBND"
};

/// Thread-safe.
class IssueRegister {
 public:
  IssueRegister(storage::Database& database, const Clock& clock);

  /// Takes the next number of (book, year of Vietnam's day) for this request, or gives again the one the same
  /// request got before. Contiguous per book and year, never reused.
  Result<ReservedNumber> reserve(const std::string& book, const std::string& notation,
                                 const std::string& requestId);

  /// What this request got, if it got one.
  Result<std::optional<ReservedNumber>> findReserved(const std::string& requestId);

  /// Records that this number of the book will never be used, and with it closes the dossier's files: from
  /// now on nothing of that dossier is added, prepared or moved on (kConflict "issuing.voided"). The first
  /// reason stays; again changes nothing. Errors: kNotFound "issuing.number", kConflict "issuing.published"
  /// (a file with this number is out already).
  Result<Done> voidNumber(const std::string& book, const ReservedNumber& number, const DossierId& dossier,
                          const std::string& reason, const OfficialId& actor);

  /// addRendered(), advance(), keepIntent() and those of several files, which are done whole or not at all,
  /// may share their commit with those of other threads.
  /// Inserts, or changes nothing when the file is there with the same rendered hash; another hash is
  /// kConflict "issuing.rendered".
  Result<Done> addRendered(const IssuedFile& file) { return addRendered(std::vector<IssuedFile>{file}); }
  Result<Done> addRendered(const std::vector<IssuedFile>& files);
  /// Moves one step on with the hash made there; the same step with the same hash again changes nothing;
  /// another hash is kConflict "issuing.signed".
  Result<Done> advance(const std::string& verifyId, FileState to, const std::string& sha256) {
    return advance({{verifyId, sha256}}, to);
  }
  struct Step {
    std::string verifyId;
    std::string sha256;
  };
  Result<Done> advance(const std::vector<Step>& steps, FileState to);

  /// Names the blob of a prepared signature before that blob is written and before the key is asked, or gives
  /// the one named before: after a crash the same octets are signed again, and no blob is without a row.
  /// `signer` is "person" or "organisation".
  Result<std::string> keepIntent(const std::string& verifyId, const std::string& signer,
                                 const std::string& sha256);
  /// Names another blob: the one named before was never written, so that no key was asked for it.
  Result<Done> replaceIntent(const std::string& verifyId, const std::string& signer, const std::string& from,
                             const std::string& to);
  /// What is kept of a prepared signature: the digest of a text, and the text, or nothing when a blob has it.
  struct IntentText {
    std::string sha256;
    std::string text;
  };
  struct NewIntent {
    std::string verifyId;
    std::string signer;
    IntentText kept;
    std::optional<std::string> before;  ///< what it takes the place of
  };
  /// keepIntent() or replaceIntent() for several, with their texts. Errors: kConflict "issuing.intent"
  /// (another worker prepared one of them).
  Result<Done> keepIntents(const std::vector<NewIntent>& intents);
  /// A prepared signature that was used or never will be; its blob is taken away first, then the row.
  struct Intent {
    std::string verifyId;
    std::string signer;
    std::string sha256;
  };
  Result<std::vector<Intent>> spentIntents();
  /// One commit for all of them.
  Result<Done> forgetIntents(const std::vector<Intent>& intents);
  /// By verify id: what is kept for this signer and the files of this dossier.
  Result<std::map<std::string, IntentText>> intentsOf(const DossierId& dossier, const std::string& signer);
  Result<std::optional<std::string>> findIntent(const std::string& verifyId, const std::string& signer);

  /// Which octets the e-office is given: the first choice stays.
  Result<std::string> choosePushed(const std::string& verifyId, const std::string& sha256);

  /// Decision first, then certificates by ordinal.
  Result<std::vector<IssuedFile>> filesOf(const DossierId& dossier);
  /// Dossiers that have files, the one with the newest number last.
  Result<std::vector<DossierId>> dossiersWithFiles();
  Result<std::optional<IssuedFile>> findByVerifyId(const std::string& verifyId);
  /// The published file that has, or had before it was raised, these octets.
  Result<std::optional<IssuedFile>> findPublished(const std::string& sha256);
  /// Every hash this published file ever had, oldest first: as it was published, then each raise.
  struct Revision {
    std::string sha256;
    std::string level;  ///< "" for the file as it was published
    UtcTime madeAt;
  };
  Result<std::vector<Revision>> revisionsOf(const std::string& verifyId);
  /// Every number ever taken in a book, oldest first: for the register page and the invariant check.
  struct BookRow {
    std::string book;
    int year = 0;
    std::int64_t number = 0;
    std::string requestId;
    std::string notation;
    CivilDate date{};
    std::optional<UtcTime> voidedAt;  ///< set: will never be used
    std::string voidReason;
    OfficialId voidedBy;
  };
  Result<std::vector<BookRow>> numbers();

 private:
  Result<Done> requireOpen(const DossierId& dossier);
  Result<Done> insertRendered(const IssuedFile& file);
  Result<bool> step(const Step& one, FileState to);
  Result<Done> refuseStep(const Step& one, FileState to);

  storage::Database& database_;
  const Clock& clock_;
};

}  // namespace tdkt::issuing
