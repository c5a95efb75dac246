#pragma once
// Signing by the host instead of our keys: hand the rendered files over, wait, fetch what was signed, and
// believe it only after our own verifier does.

#include "connector/issuing/IssueRegister.h"
#include "connector/issuing/SignerPreflight.h"
#include "connector/office/signing/SigningHost.h"
#include "connector/storage/BlobStore.h"
#include "signing/Verifier.h"
#include "workflow/base/Clock.h"

namespace tdkt::issuing {

/// All outlive a HostSigning and are thread-safe.
struct HostSigningParts {
  office::SigningHost& host;
  IssueRegister& issueRegister;
  storage::BlobStore& blobs;
  const signing::Verifier& verifier;
  const Clock& clock;
};

/// The host signs each file for all signers at once; our two steps (person, organisation) then only follow.
/// Keeps nothing of its own: the file's verify id is the host's handle, so that any repeat, after a kill or a
/// lost answer, asks about the same and submits only what the host does not know.
class HostSigning {
 public:
  HostSigning(HostSigningParts parts, ExpectedSigner person, ExpectedSigner organisation)
      : parts_(parts), person_(std::move(person)), organisation_(std::move(organisation)) {}

  /// Takes every file one step on. kUnavailable "signing-host.waiting" while somebody there has not signed
  /// (detail: how many, and the host's words). kDenied "signing-host.declined" (a signer refused), kCorrupt
  /// "signing-host.changed" (not our octets with something appended), "signing-host.invalid" (our verifier
  /// does not say HỢP LỆ, or other people signed); those of SigningHost and the register.
  Result<Done> signAll(const std::string& number, const std::vector<IssuedFile>& files, FileState to);

 private:
  Result<std::string> pursue(const std::string& number, const IssuedFile& file);
  Result<Done> take(const IssuedFile& file);
  Result<Done> check(const IssuedFile& file, const Bytes& pdf) const;
  HostSigningParts parts_;
  ExpectedSigner person_;
  ExpectedSigner organisation_;
};

}  // namespace tdkt::issuing
