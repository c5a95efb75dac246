#pragma once
// Does the service tasks of issuing: number, render, the person's signatures, the organisation's, publish,
// push.
//
//   effect(action) ─► Issuer::perform ─► results (facts of the dossier) ─► CompleteAction
//
// Every action may be repeated after a crash at any point: what was rendered or signed is kept and used
// again. Source: NĐ 30/2020/NĐ-CP Đ.14–18 (number and date first, then signatures), design choices §3.5 and
// §3.6.

#include <functional>
#include <map>
#include <string>

#include "connector/issuing/DecisionFields.h"
#include "connector/issuing/ExtensionWorker.h"
#include "connector/issuing/FileRenderer.h"
#include "connector/issuing/FileSigner.h"
#include "connector/issuing/HostSigning.h"
#include "connector/issuing/IssueRegister.h"
#include "connector/office/OfficeGateway.h"
#include "connector/storage/BlobStore.h"
#include "signing/KeyHolder.h"
#include "signing/PadesSigner.h"
#include "signing/TimeStamp.h"
#include "signing/Verifier.h"
#include "templates/Filler.h"
#include "workflow/Store.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Secret.h"
#include "workflow/rules/RulePack.h"

namespace tdkt::issuing {

/// What an Issuer works with; all outlive it.
struct IssuerParts {
  IssueRegister& issueRegister;
  ExtensionJobs& extensions;
  ExtensionWorker* extensionWorker;  ///< raises the decision before it is pushed, if it can; may be null
  storage::BlobStore& blobs;
  const templates::Filler& decisionTemplate;
  const templates::Filler& certificateTemplate;
  const DecisionWording& wording;  ///< of the decision's template package
  const workflow::RulePack& rules;
  signing::KeyHolder& personKey;
  signing::KeyHolder& organisationKey;
  signing::TimeStamper& timeStamper;
  signing::RevocationSource& revocation;
  const std::vector<signing::Certificate>& roots;  ///< as in FileSignerParts
  const signing::Verifier& verifier;
  const Clock& clock;
  SigningShelf* shelf = nullptr;  ///< as in FileSignerParts
  /// For offices that sign by themselves; empty, or null for an office: our own keys sign.
  std::function<HostSigning*(const OfficeId&)> hostSigningOf = {};
};

/// Constant inputs.
struct IssuerSettings {
  DecisionTexts texts;
  std::string notation;        ///< "QĐ-UBND"
  std::string publicUrl;       ///< the QR leads to publicUrl/v/<id>
  Secret verifyIdKey;          ///< makes the opaque ids: same dossier and line, same id
  SubjectSpellings subjects;   ///< how certificates spell the names in `texts`
  FileSignerSettings signing;  ///< its `person` and `organisation` come from `texts`
};

using Results = std::map<std::string, std::string>;

/// Not thread-safe: one issuing worker per service.
class Issuer {
 public:
  Issuer(IssuerParts parts, IssuerSettings settings);
  Issuer(const Issuer&) = delete;  // its renderer asks its signer
  Issuer& operator=(const Issuer&) = delete;

  /// Errors: kInput "issuing.action.unknown"; those of the register, Filler, KeyHolder, TimeStamper,
  /// checkSigner(); kCorrupt "issuing.output.invalid" (our own verifier does not say HỢP LỆ: nothing is
  /// published); kUnavailable "issuing.signer.waiting" (see FileSigner::signAll).
  Result<Results> perform(const std::string& action, const EffectId& effect,
                          const workflow::DossierState& dossier, office::OfficeGateway& office);
  /// The dossier was refused or annulled after its number was taken. `request`: the effect that was taking
  /// one when it was annulled; none may have been taken. Errors: those of IssueRegister::voidNumber, kBug
  /// "issuing.number.absent".
  Result<Done> spoilNumber(const workflow::DossierState& dossier, const std::string& reason,
                           const OfficialId& actor, const EffectId& request = {});
  /// How long a dossier that waits for an official's own machine may sleep: until a digest handed over must
  /// be made anew; now when nothing is waited for.
  Result<UtcTime> waitsUntil(const DossierId& dossier);
  /// Takes away the prepared signatures that were used, or belong to a voided number. At start, before any
  /// worker: after a kill some are left over.
  Result<Done> sweepIntents() { return signer_.sweepIntents(); }

 private:
  Result<Results> reserveNumber(const EffectId& effect, const workflow::DossierState& dossier);
  Result<Results> render(const workflow::DossierState& dossier);
  Result<Results> signAll(const workflow::DossierState& dossier, FileState to);
  HostSigning* hostSigning(const workflow::DossierState& dossier) const {
    return parts_.hostSigningOf ? parts_.hostSigningOf(dossier.header.office) : nullptr;
  }
  Result<Results> publish(const workflow::DossierState& dossier);
  Result<Results> push(const workflow::DossierState& dossier, office::OfficeGateway& office);

  IssuerParts parts_;
  IssuerSettings settings_;
  FileSigner signer_;
  FileRenderer renderer_;
};

}  // namespace tdkt::issuing
