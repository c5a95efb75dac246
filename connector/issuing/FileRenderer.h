#pragma once
// Fills the decision of a dossier and a certificate for each of its lines, several at a time.
//
// Killed anywhere, what was rendered is kept and the rest is made. One that cannot be made keeps none of the
// others back.

#include <functional>
#include <utility>
#include <vector>

#include "connector/issuing/DecisionFields.h"
#include "connector/issuing/FileSigner.h"
#include "connector/issuing/IssueRegister.h"
#include "connector/issuing/Wording.h"
#include "connector/storage/BlobStore.h"
#include "templates/Filler.h"
#include "workflow/base/Secret.h"
#include "workflow/model/Dossier.h"
#include "workflow/rules/RulePack.h"

namespace tdkt::issuing {

/// What a FileRenderer works with; all outlive it and are thread-safe.
struct FileRendererParts {
  IssueRegister& issueRegister;
  storage::BlobStore& blobs;
  const templates::Filler& decisionTemplate;
  const templates::Filler& certificateTemplate;
  const DecisionWording& wording;
  const workflow::RulePack& rules;
  const FileSigner& signer;  ///< asked whether its seal has room
};

struct FileRendererSettings {
  DecisionTexts texts;
  std::string publicUrl;
  Secret verifyIdKey;
  double sealWidthMillimetres = 36;
  std::size_t threads = 1;
};

/// renderAll() of different dossiers may run at once.
class FileRenderer {
 public:
  FileRenderer(FileRendererParts parts, FileRendererSettings settings)
      : parts_(parts), settings_(std::move(settings)) {}

  /// The decision first: when the dossier, a template or a setting is at fault and not a value, nothing else
  /// is made. Errors: that one, or a failure that passes by itself, as it is; one file's with template,
  /// field, person in `field`; of several, kInput "issuing.files.failed" with all of them in `field` (at most
  /// 20 by name). Codes of one: those of Filler, decisionFields() and IssueRegister; kInput
  /// "rules.award.unknown", "issuing.template.signer" (nowhere to sign), "issuing.template.crowded".
  Result<Done> renderAll(const workflow::DossierState& dossier, const ReservedNumber& number) const;

  /// Opaque; same dossier and place in the decision (0: the decision itself), same id.
  std::string verifyId(const DossierId& dossier, FileKind kind, int ordinal) const;

 private:
  struct Job;
  Result<Done> renderDecision(const Job& job) const;
  /// Filled and in the store, not yet in the register.
  Result<IssuedFile> renderCertificate(const Job& job, workflow::Line line, int goldenBook) const;
  Result<IssuedFile> renderOne(IssuedFile file, const templates::Filler& filler,
                               const templates::FieldSet& fields, UtcTime madeAt) const;
  bool addAll(const std::vector<std::pair<std::size_t, IssuedFile>>& made,
              const std::function<bool(std::size_t, const Error&)>& fail) const;
  std::string address(const std::string& verifyId) const { return settings_.publicUrl + "/v/" + verifyId; }

  FileRendererParts parts_;
  FileRendererSettings settings_;
};

}  // namespace tdkt::issuing
