#pragma once
// Before a number is taken and before a key is asked: signing::preflight for the one who is printed as
// signing.

#include <map>
#include <string>
#include <vector>

#include "signing/KeyHolder.h"
#include "signing/SignerPreflight.h"
#include "workflow/base/Error.h"
#include "workflow/base/Time.h"

namespace tdkt::issuing {

/// Who a document says signs it, against who the certificate says it is. Capacity prefixes (KT., TL., TUQ.,
/// TM.) are printed only: a certificate names a person or an organisation, never in whose place they sign.
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

/// What signing::preflight says of this key, as one failure: the code of the first reason that no waiting
/// can cure, else of the first one; every reason by its code in `detail`; names only in `field`, which is
/// shown and never logged. Errors: those of signing::preflight; kDenied "signing.certificate.person" or
/// "signing.certificate.organisation" also when nobody is printed. Source: NĐ 30/2020/NĐ-CP Đ.13 (who
/// signs), NĐ 68/2024/NĐ-CP.
Result<Done> checkSigner(const signing::KeyHolder& key, const ExpectedSigner& expected,
                         const std::vector<signing::Certificate>& roots,
                         signing::RevocationSource& revocation, UtcTime now);

}  // namespace tdkt::issuing
