#pragma once
// Signs the files of one dossier, several at a time; what a service outside cannot give costs a level, not
// the signature.
//
//   prepared (kept) ─► key ─► time-stamp ─── there ──► B-T
//                                      └─── away ───► B-B + extension job
//
// A person who signs on his own machine gets all digests of the dossier at once (SigningShelf); nothing is
// completed before every signature is there.
//
// Killed anywhere, the same octets are signed again: intents and register decide, not memory. What is
// prepared follows from the file, the settings and the time claimed; so an intent keeps that time and the
// digest, and the whole new revision only for an official's own machine, whose signature may come days later.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connector/issuing/ExtensionJobs.h"
#include "connector/issuing/IssueRegister.h"
#include "connector/issuing/SignerPreflight.h"
#include "connector/issuing/SigningShelf.h"
#include "connector/issuing/Wording.h"
#include "connector/storage/BlobStore.h"
#include "signing/Extender.h"
#include "signing/KeyHolder.h"
#include "signing/PadesSigner.h"
#include "signing/TimeStamp.h"
#include "signing/Verifier.h"
#include "workflow/base/Clock.h"

namespace tdkt::issuing {

/// What a FileSigner works with; all outlive it and are thread-safe.
struct FileSignerParts {
  IssueRegister& issueRegister;
  ExtensionJobs& extensions;
  storage::BlobStore& blobs;
  const DecisionWording& wording;
  signing::KeyHolder& personKey;
  signing::KeyHolder& organisationKey;
  signing::TimeStamper& timeStamper;
  signing::RevocationSource& revocation;
  const std::vector<signing::Certificate>& roots;  ///< a signer's certificate must lead to one of them
  const signing::Verifier& verifier;
  const Clock& clock;
  SigningShelf* shelf = nullptr;  ///< the person signs on his own machine: personKey takes from there
};

struct FileSignerSettings {
  std::shared_ptr<const signing::StampImage> personImage;  ///< decoded once; null = nothing is drawn
  std::shared_ptr<const signing::StampImage> sealImage;
  double sealWidthMillimetres = 36;
  signing::Level level = signing::Level::kTimeStamped;  ///< wanted in the end
  std::size_t threads = 1;
  std::chrono::hours handOverFor{24};  ///< how long a digest handed over may be signed
  ExpectedSigner person;
  ExpectedSigner organisation;
};

/// signAll() of different dossiers may run at once; of one dossier only once at a time.
class FileSigner {
 public:
  FileSigner(FileSignerParts parts, FileSignerSettings settings)
      : parts_(parts), settings_(std::move(settings)) {}

  /// Both certificates are those of the printed names and not known to be revoked; revocation that cannot be
  /// told now is left to signAll(). Errors: those of checkSigner() but kUnavailable.
  Result<Done> preflight();

  /// Told before anybody signs: will the seal, which stands beside the room, cover text that is not the
  /// signer's? Errors: kInput "issuing.template.crowded".
  Result<Done> checkRoom(const IssuedFile& file) const;

  /// Takes every file one step on. Files already there are left alone; after a failure no further file is
  /// begun and the failure of the first file in register order is told. Errors: those of Issuer::perform;
  /// kUnavailable "issuing.signer.waiting" (handed over; the official has not brought every signature yet).
  Result<Done> signAll(const std::vector<IssuedFile>& files, FileState to);

  /// See Issuer::sweepIntents().
  Result<Done> sweepIntents();

 private:
  class Batch;
  Result<Done> checkKey(FileState to);
  Result<Done> handOverAll(const std::vector<IssuedFile>& files);
  Result<bool> handOverOne(const IssuedFile& file);
  signing::PageBox sealBox(const IssuedFile& file) const;
  /// One file on its way: what is signed, the prepared revision that belongs behind it, and what is kept of
  /// that.
  struct Prepared {
    HashedOctets octets;
    signing::PreparedSignature state;
    IssueRegister::NewIntent intent;
    bool isNew = true;  ///< its intent is not yet in the register
  };
  struct Work {
    std::size_t index;  ///< in the register's order
    const IssuedFile* file;
    Prepared prepared;
  };
  /// Files that share their commits.
  Result<Done> signSome(std::vector<Work> works, FileState to, Batch& batch);
  Result<std::string> signOne(Work& work, FileState to, Batch& batch);
  using Kept = std::optional<IssueRegister::IntentText>;
  Result<Prepared> prepared(const IssuedFile& file, FileState to, const Kept& kept);
  Result<Kept> textOf(const Kept& kept) const;
  std::string textOf(const signing::PreparedSignature& made, FileState to, UtcTime claimedAt) const;
  Result<std::optional<signing::PreparedSignature>> fromText(const std::string& text, const IssuedFile& file,
                                                             FileState to, HashedOctets& octets);
  Result<signing::PreparedSignature> prepareAt(UtcTime claimedAt, const IssuedFile& file, FileState to,
                                               HashedOctets& octets);
  Result<Done> keep(std::vector<Work>& works);
  Result<Done> keepLarge(const IssueRegister::NewIntent& intent);
  Result<Bytes> complete(Work& work, const Bytes& raw, Batch& batch);
  /// The digest of the output that was found good.
  Result<std::string> checkOutput(const IssuedFile& file, HashedOctets& pdf, std::size_t signatures);
  Result<Done> forget(const std::vector<IssueRegister::Intent>& intents);
  signing::KeyHolder& keyFor(FileState to) {
    return to == FileState::kPersonSigned ? parts_.personKey : parts_.organisationKey;
  }

  FileSignerParts parts_;
  FileSignerSettings settings_;
  signing::PadesSigner personSigner_;
  signing::PadesSigner organisationSigner_;
};

/// "person" or "organisation": who makes the step.
const char* signerName(FileState to);

}  // namespace tdkt::issuing
