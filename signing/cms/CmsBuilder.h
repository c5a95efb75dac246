#pragma once
// The CMS of a PAdES baseline signature, finalised by us: OpenSSL's own finalisation always adds
// signing-time. Source: RFC 5652 §5, RFC 5035, ETSI EN 319 122-1 §5.

#include <optional>

#include "signing/Certificate.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"

namespace tdkt::signing::cms {

/// DER SET OF Attribute with content-type, message-digest and signing-certificate-v2: same input, same
/// octets. Errors: kBug "signing.cms.build".
Result<Bytes> signedAttributes(const CertificateChain& chain, const Bytes& contentSha256);

/// The whole ContentInfo. `timeStampToken` becomes an unsigned attribute. Errors: kBug "signing.cms.build".
Result<Bytes> encode(const CertificateChain& chain, const Bytes& contentSha256, const Bytes& rawSignature,
                     const std::optional<Bytes>& timeStampToken);

/// Octets of the longest raw signature this certificate's key can make.
std::size_t longestSignature(const Certificate& certificate);
/// Does `rawSignature` belong to the certificate's key and this SHA-256?
bool matches(const Certificate& certificate, const Bytes& sha256, const Bytes& rawSignature);

}  // namespace tdkt::signing::cms
