#pragma once
// Keys in files, for development and tests.

#include <memory>
#include <string>

#include "signing/KeyHolder.h"
#include "workflow/base/Secret.h"

namespace tdkt::signing {

/// A development key from PEM text (PKCS#8 key, certificate chain). Never for production.
/// Errors: kInput "signing.key.malformed", "signing.key.certificate" (key and certificate differ).
Result<std::unique_ptr<KeyHolder>> openFileKey(const std::string& keyPem, const std::string& chainPem);

/// A development key from a PKCS#12 file. Never for production.
/// Errors: kInput "signing.p12.malformed", kDenied "signing.p12.password".
Result<std::unique_ptr<KeyHolder>> openPkcs12Key(const Bytes& p12, const Secret& password);

}  // namespace tdkt::signing
