#pragma once
// The demo's OCSP responder for both of its CAs. Source: RFC 6960.

#include <functional>
#include <set>
#include <string>

#include "integration/trust_services/Revocations.h"
#include "workflow/base/Clock.h"

namespace tdkt::trust {

/// A CA that is asked about, who signs for it, and what it issued.
struct OcspAuthority {
  CertificatePtr ca;
  Identity responder;  ///< the delegate, or the CA itself
  std::set<std::string> issued;
};

/// What is revoked right now; called for every request, from any thread.
using RevokedNow = std::function<Result<Revocations>()>;

/// Thread-safe. A reply has one signature, so the CA of the first question decides who signs; questions about
/// another CA in the same request are answered "unknown".
class OcspResponder {
 public:
  /// The clock must outlive this object.
  OcspResponder(RevokedNow revoked, OcspAuthority root, OcspAuthority issuing, const Clock& clock);
  /// An OCSPRequest, DER, to an OCSPResponse, DER. What cannot be read gets "malformedRequest", a foreign CA
  /// "unauthorized". Errors: kBug "trust.ocsp"; those of RevokedNow.
  Result<Bytes> answer(const Bytes& request) const;

 private:
  const OcspAuthority* authorityFor(OCSP_REQUEST* request) const;
  RevokedNow revoked_;
  OcspAuthority root_;
  OcspAuthority issuing_;
  const Clock& clock_;
};

}  // namespace tdkt::trust
