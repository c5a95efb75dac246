#include "connector/issuing/OwnMachineKey.h"

#include "signing/keys/Algorithms.h"

namespace tdkt::issuing {

Result<std::unique_ptr<OwnMachineKey>> OwnMachineKey::open(
    signing::CertificateChain chain, const std::optional<signing::SignatureAlgorithm>& wanted,
    SigningShelf& shelf) {
  if (chain.empty()) return inputError("signing.certificate.none", "no certificate was given");
  TDKT_ASSIGN(const auto algorithm, signing::algorithmFor(chain.front(), wanted));
  return std::unique_ptr<OwnMachineKey>(new OwnMachineKey(std::move(chain), algorithm, shelf));
}

Result<Bytes> OwnMachineKey::sign(const signing::SigningJobId& job, const signing::ToBeSigned& digest) {
  TDKT_CHECK(signing::checkDigest(digest, algorithm_));
  TDKT_ASSIGN(const auto item, shelf_.findByJob(job));
  const bool asked = item && item->handed.digest == digest.digest;
  if (item && !asked)
    TDKT_CHECK(shelf_.forget(item->verifyId));  // the right one is laid ready by the next try
  if (!asked || !item->isSigned())
    return unavailableError(kSignerWaiting, "the official has not brought this signature yet");
  return item->signature;
}

}  // namespace tdkt::issuing
