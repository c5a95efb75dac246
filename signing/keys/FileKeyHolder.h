#pragma once
// Keys in files, for development and tests. Every opening says so in the log ("signing.key.development").

#include <memory>
#include <optional>
#include <string>

#include "signing/KeyHolder.h"
#include "workflow/base/Secret.h"

namespace tdkt::signing {

/// A development key from PEM text (PKCS#8 key, certificate chain). Never for production. No algorithm =
/// defaultAlgorithm() of the certificate.
/// Errors: kInput "signing.key.malformed", "signing.key.certificate" (key and certificate differ),
/// "signing.key.algorithm" (of another kind than the key).
Result<std::unique_ptr<KeyHolder>> openFileKey(const std::string& keyPem, const std::string& chainPem,
                                               std::optional<SignatureAlgorithm> algorithm = std::nullopt);

/// A development key from a PKCS#12 file. Never for production.
/// Errors: as above, and kInput "signing.p12.malformed", "signing.p12.legacy" (RC2 and its like, which
/// OpenSSL 3 only knows with its legacy provider), kDenied "signing.p12.password".
Result<std::unique_ptr<KeyHolder>> openPkcs12Key(const Bytes& p12, const Secret& password,
                                                 std::optional<SignatureAlgorithm> algorithm = std::nullopt);

}  // namespace tdkt::signing
