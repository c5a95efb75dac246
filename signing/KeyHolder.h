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

enum class Hash { kSha256, kSha384, kSha512 };
enum class Scheme {
  kRsaPkcs1,  ///< RSASSA-PKCS1-v1_5
  kRsaPss,    ///< RSASSA-PSS, MGF1 with the same hash, salt as long as the hash
  kEcdsa
};

/// How a key signs. Source: ETSI TS 119 312, RFC 8017, RFC 5753.
struct SignatureAlgorithm {
  Scheme scheme = Scheme::kRsaPkcs1;
  Hash hash = Hash::kSha256;
  friend bool operator==(const SignatureAlgorithm&, const SignatureAlgorithm&) = default;
};

/// What a key signs: the hash of the DER SET OF signed attributes (never of the file).
struct ToBeSigned {
  Hash hash = Hash::kSha256;
  Bytes digest;  ///< as long as the hash: 32, 48 or 64 octets
};

/// What a key of this certificate uses when nobody chose: RSA PKCS#1 v1.5 with SHA-256 (PSS when the
/// certificate's key is for PSS only), or ECDSA with the hash of its curve (P-384: SHA-384, P-521: SHA-512).
SignatureAlgorithm defaultAlgorithm(const Certificate& certificate);

/// Holds one private key and its certificate. Implementations are safe to call from several threads.
class KeyHolder {
 public:
  virtual ~KeyHolder() = default;
  /// Certificate of the key first, then its issuers.
  virtual const CertificateChain& chain() const = 0;
  /// What sign() will produce; prepare() is given the same. Constant over the holder's life.
  virtual SignatureAlgorithm algorithm() const = 0;
  /// The raw signature: RSA octets, or the DER SEQUENCE form of ECDSA.
  /// Errors: kUnavailable (certainly not signed: token away, session lost and not recovered), kInDoubt (ask
  /// again with the SAME job), kDenied "signing.key.pin" (wrong PIN; never tried twice by us), kNotFound (no
  /// such key), kInput "signing.key.hash" (a digest of another hash than algorithm() says).
  virtual Result<Bytes> sign(const SigningJobId& job, const ToBeSigned& digest) = 0;
};

}  // namespace tdkt::signing
