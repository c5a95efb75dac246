#pragma once
// Verifies PDFs that came from outside, in the limited child. The child has no network: what it wants from a
// revocation service it asks the parent to fetch, and only from the services an administrator named. The
// answers are foreign octets too, so the child alone reads them.

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "connector/worker/Child.h"
#include "connector/worker/Worker.h"
#include "signing/Transport.h"
#include "signing/Verifier.h"

namespace tdkt::worker {

/// What a verdict may rest on.
struct VerifyEvidence {
  signing::TrustSettings trust;
  std::vector<Bytes> crls;                  ///< PEM or DER, asked first
  std::string ocspUrl;                      ///< asked where the lists do not know; empty = nobody is asked
  std::set<std::string> allowedHosts = {};  ///< addresses inside certificates are followed to these alone
};

/// The ways out of this process. Each may be null, outlives its user and decides what may be shared by
/// threads.
struct Roads {
  signing::Transport* own = nullptr;  ///< to ocspUrl, which an administrator chose
  signing::Transport* strangers =
      nullptr;  ///< to addresses out of certificates: public ones only, no redirects
};

class ForeignVerifier {
 public:
  /// Worker and transports outlive this object. Thread-safe when the transports are.
  ForeignVerifier(Worker& worker, VerifyEvidence evidence, Roads roads);
  ForeignVerifier(Worker& worker, VerifyEvidence evidence, signing::Transport* own)
      : ForeignVerifier(worker, std::move(evidence), Roads{own, nullptr}) {}

  /// The report of Verifier::verify(). Errors: those of Worker::run(); kInput "signing.crl.malformed".
  Result<signing::VerifyReport> verify(const Bytes& pdf, UtcTime now);

 private:
  Worker& worker_;
  const VerifyEvidence evidence_;
  const Roads roads_;
};

/// The same in this process: for our own files, and for looking for faults. Errors: kInput
/// "signing.crl.malformed".
Result<signing::VerifyReport> verifyHere(const VerifyEvidence& evidence, const Roads& roads, const Bytes& pdf,
                                         UtcTime now);

/// The child's side, known by the name "verify".
Result<Bytes> verifyJob(const Bytes& header, const Bytes& pdf, const Ask& ask);

}  // namespace tdkt::worker
