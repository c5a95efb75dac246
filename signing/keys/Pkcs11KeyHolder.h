#pragma once
// A key on a token or HSM, spoken to directly through its PKCS#11 function list (no engine).

#include <memory>
#include <optional>
#include <string>

#include "signing/KeyHolder.h"
#include "workflow/base/Secret.h"

namespace tdkt::signing {

struct Pkcs11Settings {
  std::string module;      ///< path of the vendor's shared library
  std::string tokenLabel;  ///< CKA_LABEL of the token
  std::string keyLabel;    ///< CKA_LABEL of the private key; its certificate has the same label or CKA_ID
  Secret pin;  ///< tried at most once per holder: a refused PIN is remembered, never repeated; empty = the
               ///< token's own keypad asks
  std::string issuersPem;  ///< intermediates above the certificate, may be empty
  std::optional<SignatureAlgorithm> algorithm =
      std::nullopt;  ///< none = defaultAlgorithm() of the certificate
  int sessions = 1;  ///< signatures at once; a token that allows fewer sessions is used with those it allows
};

/// Opens the token, logs in once and finds key and certificate. Thread-safe: `sessions` threads sign side by
/// side. A lost session is opened again once per call (with one login, when the token was away); a removed
/// token is kUnavailable until it is back. Errors: kUnavailable "signing.token.module",
/// "signing.token.absent", "signing.token.mechanism" (the token has no such mechanism); kDenied
/// "signing.key.pin" (refused), "signing.key.pin.last" (one try is left; not used), "signing.key.pin.locked";
/// kNotFound "signing.key.absent"; kInput "signing.key.algorithm". Of sign() besides: kUnavailable
/// "signing.token.sign" with the return value.
Result<std::unique_ptr<KeyHolder>> openPkcs11Key(const Pkcs11Settings& settings);

}  // namespace tdkt::signing
