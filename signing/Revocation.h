#pragma once
// Is a certificate revoked? Answered from OCSP or CRLs; never guessed.

#include <memory>
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
  std::optional<UtcTime> revokedAt;  ///< set with kGood, too, when it was revoked after the time asked about
  UtcTime producedAt;                ///< thisUpdate of the OCSP answer or the CRL
  std::optional<UtcTime> nextUpdate;
  std::string source;  ///< "ocsp" or "crl", for the report
  Bytes der;           ///< the evidence itself: OCSPResponse or CertificateList; empty when unknown
  std::string detail;  ///< why unknown, for the report
};

/// The one of two answers about the same certificate that counts: revoked before good before unknown, then
/// the newer.
RevocationAnswer preferred(RevocationAnswer a, RevocationAnswer b);

/// Tells the state of a certificate. Unreachable or untrusted evidence is kUnknown, never kGood. Thread-safe.
class RevocationSource {
 public:
  virtual ~RevocationSource() = default;
  virtual RevocationAnswer check(const Certificate& certificate, const Certificate& issuer, UtcTime at) = 0;
};

/// CRLs and OCSP answers at hand, parsed once. Each must be signed for the issuer asked about, must not have
/// ended before `at`, and must have been made before the certificate's own end: authorities forget
/// certificates that are over. Copies share the parsed data. Source: RFC 5280 §6.3, RFC 6960 §3.2.
class StoredSource : public RevocationSource {
 public:
  /// PEM or DER. Errors: kInput "signing.crl.malformed".
  Result<Done> addCrl(std::string_view pemOrDer);
  /// A whole OCSPResponse, DER. Errors: kInput "signing.ocsp.malformed".
  Result<Done> addOcsp(std::string_view der);
  RevocationAnswer check(const Certificate& certificate, const Certificate& issuer, UtcTime at) override;

 private:
  struct List;
  struct Answer;
  std::vector<std::shared_ptr<const List>> lists_;
  std::vector<std::shared_ptr<const Answer>> answers_;
};

/// CRLs given as files.
class CrlSource : public StoredSource {
 public:
  /// Accepts PEM or DER. Errors: kInput "signing.crl.malformed".
  Result<Done> add(std::string_view pemOrDer) { return addCrl(pemOrDer); }
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
