#pragma once
// The key of an official who signs on his own machine, as FileSigner sees it: what he brought back lies on
// the shelf.

#include "connector/issuing/SigningShelf.h"
#include "signing/KeyHolder.h"

namespace tdkt::issuing {

/// The step waits for an official: neither a failure nor a reason to try again soon.
inline constexpr const char* kSignerWaiting = "issuing.signer.waiting";

/// Thread-safe; holds no key. Its sign() gives the signature that was uploaded for the job and this very
/// digest. Errors: kUnavailable "issuing.signer.waiting" (there is none yet); those of SigningShelf.
class OwnMachineKey : public signing::KeyHolder {
 public:
  /// `chain`: the official's certificate, then its issuers. Errors: those of signing::algorithmFor(); kInput
  /// "signing.certificate.none".
  static Result<std::unique_ptr<OwnMachineKey>> open(signing::CertificateChain chain,
                                                     const std::optional<signing::SignatureAlgorithm>& wanted,
                                                     SigningShelf& shelf);
  const signing::CertificateChain& chain() const override { return chain_; }
  signing::SignatureAlgorithm algorithm() const override { return algorithm_; }
  Result<Bytes> sign(const signing::SigningJobId& job, const signing::ToBeSigned& digest) override;

 private:
  OwnMachineKey(signing::CertificateChain chain, signing::SignatureAlgorithm algorithm, SigningShelf& shelf)
      : chain_(std::move(chain)), algorithm_(algorithm), shelf_(shelf) {}
  signing::CertificateChain chain_;
  signing::SignatureAlgorithm algorithm_;
  SigningShelf& shelf_;
};

}  // namespace tdkt::issuing
