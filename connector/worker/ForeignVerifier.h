#pragma once
// Verifies PDFs that came from outside, in the limited child. The child has no network: what it wants from a
// revocation service it asks the parent to fetch, and only from the services an administrator named. The
// answers are foreign octets too, so the child alone reads them.

#include <string>
#include <vector>

#include "connector/worker/Child.h"
#include "connector/worker/Worker.h"
#include "signing/Transport.h"
#include "signing/Verifier.h"

namespace tdkt::worker {

/// What a verdict may rest on.
struct VerifyEvidence {
  signing::TrustSettings trust;
  std::vector<Bytes> crls;  ///< PEM or DER, asked first
  std::string ocspUrl;      ///< asked where the lists do not know; empty = nobody is asked
};

class ForeignVerifier {
 public:
  /// `transport` may be null when there is no ocspUrl. Both outlive this object. Thread-safe when `transport`
  /// is.
  ForeignVerifier(Worker& worker, VerifyEvidence evidence, signing::Transport* transport);

  /// The report of Verifier::verify(). Errors: those of Worker::run(); kInput "signing.crl.malformed".
  Result<signing::VerifyReport> verify(const Bytes& pdf, UtcTime now);

 private:
  Worker& worker_;
  const VerifyEvidence evidence_;
  signing::Transport* transport_;
};

/// The same in this process: for our own files, and for looking for faults. Errors: kInput
/// "signing.crl.malformed".
Result<signing::VerifyReport> verifyHere(const VerifyEvidence& evidence, signing::Transport* transport,
                                         const Bytes& pdf, UtcTime now);

/// The child's side, known by the name "verify".
Result<Bytes> verifyJob(const Bytes& header, const Bytes& pdf, const Ask& ask);

}  // namespace tdkt::worker
