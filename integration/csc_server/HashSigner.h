#pragma once
// Signs a hash as a remote service does when it is told algorithm identifiers. Written from the
// specification, apart from the client's code, so that both are right or a test fails. Source: CSC API v2.0
// §11.11.

#include <optional>
#include <string>

#include "integration/trust_services/Certificates.h"

namespace tdkt::cscserver {

/// How signHash was asked to sign, in the caller's words.
struct SigningWish {
  std::string signAlgo;                      ///< object identifier
  std::optional<Bytes> signAlgoParams;       ///< DER
  std::optional<std::string> hashAlgorithm;  ///< object identifier
};

/// The raw signature (ECDSA: SEQUENCE { r, s }); nothing when the wish does not fit key, hash or itself.
std::optional<Bytes> signHash(EVP_PKEY* key, const SigningWish& wish, const Bytes& hash);

/// SEQUENCE { r, s } as r||s, which some services answer.
Bytes rawEcdsa(const Bytes& der, EVP_PKEY* key);

/// key.algo of credentials/info.
std::string algorithmOf(EVP_PKEY* key);

}  // namespace tdkt::cscserver
