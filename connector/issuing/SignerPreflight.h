#pragma once
// Before a number is taken and before a key is asked: is this the certificate of the one who is printed as
// signing?

#include <map>
#include <string>

#include "signing/Certificate.h"
#include "signing/KeyHolder.h"
#include "signing/Revocation.h"
#include "workflow/base/Error.h"
#include "workflow/base/Time.h"

namespace tdkt::issuing {

/// Who a document says signs it, against who the certificate says it is.
struct ExpectedSigner {
  std::string printed;        ///< the signer block's name, or the issuer's name at the head
  std::string subject;        ///< how the certificate spells it; empty: as printed
  bool organisation = false;  ///< the seal: the name may also stand in the subject's O
};

/// By printed name: the spelling of the certificate authority ("NGUYEN DUC THINH"). Setting
/// `signing.expectedSubject`.
using SubjectSpellings = std::map<std::string, std::string>;

ExpectedSigner expectedSigner(const std::string& printed, const SubjectSpellings& spellings,
                              bool organisation);

/// Valid now, with its issuer, meant for signing, and of the printed name; capitals and repeated spaces do
/// not matter, every letter and tone does. Errors: kDenied "issuing.certificate.expired",
/// "issuing.certificate.issuer", "issuing.certificate.usage", "issuing.certificate.subject" (field names
/// both). Source: NĐ 30/2020/NĐ-CP Đ.13 (who signs), NĐ 68/2024/NĐ-CP.
Result<Done> checkSigner(const signing::CertificateChain& chain, const ExpectedSigner& expected, UtcTime now);

/// Errors: kDenied "issuing.certificate.revoked", kUnavailable "issuing.certificate.unknown". The chain has
/// passed checkSigner().
Result<Done> checkNotRevoked(const signing::CertificateChain& chain, signing::RevocationSource& revocation,
                             UtcTime now);

}  // namespace tdkt::issuing
