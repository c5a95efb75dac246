#pragma once
// A key on a token or HSM, spoken to directly through its PKCS#11 function list (no engine).

#include <memory>
#include <string>

#include "signing/KeyHolder.h"
#include "workflow/base/Secret.h"

namespace tdkt::signing {

struct Pkcs11Settings {
  std::string module;      ///< path of the vendor's shared library
  std::string tokenLabel;  ///< CKA_LABEL of the token
  std::string keyLabel;    ///< CKA_LABEL shared by the private key and its certificate
  Secret pin;              ///< tried at most once per holder: a wrong PIN is remembered, never repeated
  std::string issuersPem;  ///< intermediates above the certificate, may be empty
};

/// Opens the token, logs in once and finds key and certificate. Thread-safe. A lost session is opened again once
/// per call; a removed token is kUnavailable until it is back.
/// Errors: kUnavailable "signing.token.absent", kDenied "signing.key.pin", kNotFound "signing.key.absent".
Result<std::unique_ptr<KeyHolder>> openPkcs11Key(const Pkcs11Settings& settings);

/// A development key from PEM text (PKCS#8 key, certificate chain). Never for production.
/// Errors: kInput "signing.key.malformed", "signing.key.certificate" (key and certificate differ).
Result<std::unique_ptr<KeyHolder>> openFileKey(const std::string& keyPem, const std::string& chainPem);

/// A development key from a PKCS#12 file. Never for production.
/// Errors: kInput "signing.p12.malformed", kDenied "signing.p12.password".
Result<std::unique_ptr<KeyHolder>> openPkcs12Key(const Bytes& p12, const Secret& password);

}  // namespace tdkt::signing
