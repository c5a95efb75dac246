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

/// Opens the token, logs in once and finds key and certificate. Thread-safe. A lost session is opened again
/// once per call; a removed token is kUnavailable until it is back. Errors: kUnavailable
/// "signing.token.absent", kDenied "signing.key.pin", kNotFound "signing.key.absent".
Result<std::unique_ptr<KeyHolder>> openPkcs11Key(const Pkcs11Settings& settings);

}  // namespace tdkt::signing
