#pragma once
// The only door to a private key: token, HSM, remote service, or a development file.

#include <string>

#include "signing/Certificate.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"
#include "workflow/base/Ids.h"

namespace tdkt::signing {

/// Idempotency key of one signature: the same job may be asked again after a lost answer.
using SigningJobId = StrongId<struct SigningJobIdTag>;

/// What a key signs: the SHA-256 of the DER SET OF signed attributes (never of the file).
struct ToBeSigned {
  Bytes sha256;  ///< 32 octets
};

/// Holds one private key and its certificate. Implementations are safe to call from several threads.
class KeyHolder {
 public:
  virtual ~KeyHolder() = default;
  /// Certificate of the key first, then its issuers.
  virtual const CertificateChain& chain() const = 0;
  /// The raw signature: RSASSA-PKCS1-v1_5 octets, or the DER SEQUENCE form of ECDSA.
  /// Errors: kUnavailable (certainly not signed: token away, session lost and not recovered), kInDoubt (ask
  /// again with the SAME job), kDenied "signing.key.pin" (wrong PIN; never tried twice by us), kNotFound (no
  /// such key).
  virtual Result<Bytes> sign(const SigningJobId& job, const ToBeSigned& digest) = 0;
};

}  // namespace tdkt::signing
