#pragma once
// The CMS of a PAdES baseline signature, finalised by us: OpenSSL's own finalisation always adds
// signing-time. Source: RFC 5652 §5, RFC 5035, RFC 4056 (PSS), RFC 5754 (SHA-2), ETSI EN 319 122-1 §5.

#include <optional>
#include <string_view>

#include "signing/Certificate.h"
#include "signing/KeyHolder.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"

namespace tdkt::signing::cms {

/// May the certificate's key sign so? RSA keys of 2048 bits and more with either RSA scheme, keys on P-256,
/// P-384 and P-521 with ECDSA. Errors: kInput "signing.algorithm.key".
Result<Done> checkFit(const Certificate& certificate, const SignatureAlgorithm& algorithm);

/// The CMS of one signer with its digest and its signature still open: OpenSSL builds it once, the octets are
/// put in as they become known. Immutable, shared freely between threads.
class CmsForm {
 public:
  /// Errors: kBug "signing.cms.build".
  static Result<CmsForm> of(const CertificateChain& chain, const SignatureAlgorithm& algorithm);

  /// What signedAttributes() gives. `contentDigest` must be as long as the algorithm's hash.
  Bytes attributes(std::string_view contentDigest) const;
  /// What encode() gives.
  Bytes fill(std::string_view contentDigest, std::string_view rawSignature,
             const std::optional<Bytes>& timeStampToken) const;

 private:
  Bytes head_;                ///< of SignedData, up to its signers
  Bytes signer_;              ///< SignerInfo up to its signature
  Bytes attributes_;          ///< the signed ones, without the tag of the set
  std::size_t at_ = 0;        ///< where the digest stands in attributes_
  std::size_t inSigner_ = 0;  ///< where it stands in signer_
};

/// DER SET OF Attribute with content-type, message-digest and signing-certificate-v2, all with the
/// algorithm's hash: same input, same octets. Errors: kBug "signing.cms.build".
Result<Bytes> signedAttributes(const CertificateChain& chain, const SignatureAlgorithm& algorithm,
                               const Bytes& contentDigest);

/// The whole ContentInfo. `timeStampToken` becomes an unsigned attribute. Errors: kBug "signing.cms.build".
Result<Bytes> encode(const CertificateChain& chain, const SignatureAlgorithm& algorithm,
                     const Bytes& contentDigest, const Bytes& rawSignature,
                     const std::optional<Bytes>& timeStampToken);

/// Octets of the longest raw signature this certificate's key can make.
std::size_t longestSignature(const Certificate& certificate);
/// Does `rawSignature` belong to the certificate's key and this digest of the algorithm's hash?
bool matches(const Certificate& certificate, const SignatureAlgorithm& algorithm, const Bytes& digest,
             const Bytes& rawSignature);

}  // namespace tdkt::signing::cms
