#pragma once
// The demo's time-stamping authority: a request in, a signed reply out. Source: RFC 3161, RFC 5816.

#include "integration/trust_services/Certificates.h"
#include "workflow/base/Clock.h"

namespace tdkt::trust {

/// Accepts SHA-256, SHA-384 and SHA-512. Thread-safe: each reply has contexts of its own.
class TimeStampAuthority {
 public:
  /// `issuer` goes along when a request asks for certificates. Clock and Random must outlive this object.
  TimeStampAuthority(Identity tsa, CertificatePtr issuer, const Clock& clock, Random& random);
  /// A TimeStampReq, DER, to a TimeStampResp, DER. What cannot be read gets a signed-less rejection, as the
  /// RFC asks. Errors: kBug "trust.tsa".
  Result<Bytes> answer(const Bytes& request) const;

 private:
  Identity tsa_;
  CertificatePtr issuer_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace tdkt::trust
