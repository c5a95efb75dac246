#pragma once
// Is a certificate revoked? Answered from OCSP or CRLs; never guessed.

#include <optional>
#include <string>
#include <vector>

#include "signing/Certificate.h"
#include "signing/Transport.h"
#include "workflow/base/Error.h"
#include "workflow/base/Random.h"
#include "workflow/base/Time.h"

namespace tdkt::signing {

enum class RevocationState { kGood, kRevoked, kUnknown };

struct RevocationAnswer {
  RevocationState state = RevocationState::kUnknown;
  std::optional<UtcTime> revokedAt;
  UtcTime producedAt;  ///< thisUpdate of the OCSP answer or the CRL
  std::string source;  ///< "ocsp" or "crl", for the report
  Bytes der;           ///< the evidence itself: OCSPResponse or CertificateList; empty when unknown
  std::string detail;  ///< why unknown, for the report
};

/// Tells the state of a certificate. Unreachable or untrusted evidence is kUnknown, never kGood. Thread-safe.
class RevocationSource {
 public:
  virtual ~RevocationSource() = default;
  virtual RevocationAnswer check(const Certificate& certificate, const Certificate& issuer, UtcTime at) = 0;
};

/// CRLs given as files. The CRL must be signed by the issuer and cover `at`.
/// Source: RFC 5280 §6.3.
class CrlSource : public RevocationSource {
 public:
  /// Accepts PEM or DER. Errors: kInput "signing.crl.malformed".
  Result<Done> add(std::string_view pemOrDer);
  RevocationAnswer check(const Certificate& certificate, const Certificate& issuer, UtcTime at) override;

 private:
  std::vector<Bytes> crls_;  ///< DER
};

/// One configured OCSP responder. Addresses inside certificates are not followed: they are the stranger's
/// choice. Source: RFC 6960.
class OcspSource : public RevocationSource {
 public:
  OcspSource(std::string url, Transport& transport, Random& random);
  RevocationAnswer check(const Certificate& certificate, const Certificate& issuer, UtcTime at) override;

 private:
  std::string url_;
  Transport& transport_;
  Random& random_;
};

}  // namespace tdkt::signing
