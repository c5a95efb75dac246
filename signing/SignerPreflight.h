#pragma once
// May this certificate sign for this person or organisation now? Asked before the first octet and the first
// PIN. Source: NĐ 68/2024/NĐ-CP Đ.29 (1, 2), Đ.31, Đ.32; TT 15/2025/TT-BKHCN Đ.5.

#include <optional>
#include <string>
#include <vector>

#include "signing/KeyHolder.h"
#include "signing/Revocation.h"

namespace tdkt::signing {

/// Who the document says will sign. An empty text is not compared.
struct ExpectedSigner {
  std::string name;          ///< of the person in the signer block, or of the organisation for its seal
  std::string organisation;  ///< the certificate's O
};

struct PreflightQuestion {
  const CertificateChain& chain;
  ExpectedSigner expected;
  std::optional<SignatureAlgorithm> algorithm;  ///< KeyHolder::algorithm(); none = the certificate's default
  const std::vector<Certificate>& roots;
  RevocationSource& revocation;
  UtcTime now;
};

/// As names are compared here: in NFC, without case and with single spaces; every letter and tone counts.
bool sameName(const std::string& one, const std::string& other);

/// Everything that speaks against signing, collected; empty = sign. Names are compared in NFC, without case
/// and with single spaces. Codes: kInput "signing.certificate.none", "signing.algorithm.key"; kDenied
/// "signing.certificate.early", "signing.certificate.expired", "signing.certificate.usage",
/// "signing.certificate.untrusted" (no path to one of the roots), "signing.certificate.revoked" (of any
/// certificate of the path, named in field), "signing.certificate.person",
/// "signing.certificate.organisation"; kUnavailable "signing.revocation.unknown". Thread-safe when the
/// RevocationSource is.
std::vector<Error> preflight(const PreflightQuestion& question);

}  // namespace tdkt::signing
