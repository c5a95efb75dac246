#pragma once
// A time-stamp authority and an OCSP responder as pure functions: request octets in, response octets out.
// Source: RFC 3161, RFC 6960.

#include "tests/fakes/pki/Issuing.h"

namespace tdkt::pki {

/// Answers a TimeStampReq. A malformed request gets a response with status "rejection".
/// `chain` goes into the token above the authority's certificate. Errors: kBug "pki.tsa".
Result<Bytes> answerTimeStamp(const Bytes& request, const Identity& authority,
                              const std::vector<signing::Certificate>& chain, UtcTime now);

/// Certificates of one issuer; the list of the revoked is the CRL's.
struct OcspFacts {
  const signing::Certificate& issuer;
  const Identity& responder;
  const std::vector<Revoked>& revoked;
};

/// Answers an OCSPRequest; a certificate of another issuer is "unknown", a malformed request
/// "malformedRequest". The answer holds for one hour. Errors: kBug "pki.ocsp".
Result<Bytes> answerOcsp(const Bytes& request, const std::vector<OcspFacts>& facts, UtcTime now);

}  // namespace tdkt::pki
