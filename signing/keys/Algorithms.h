#pragma once
// What the kinds of key holders share: does an algorithm fit the key, does a digest fit the algorithm.

#include <optional>

#include "signing/KeyHolder.h"

namespace tdkt::signing {

/// The wanted algorithm, or the default of the certificate. Errors: kInput "signing.key.algorithm" (an
/// elliptic key asked for RSA, or the other way round).
Result<SignatureAlgorithm> algorithmFor(const Certificate& certificate,
                                        const std::optional<SignatureAlgorithm>& wanted);

/// Errors: kInput "signing.key.hash".
Result<Done> checkDigest(const ToBeSigned& digest, SignatureAlgorithm algorithm);

/// "rsa-pkcs1-sha256", "rsa-pss-sha384", "ecdsa-sha512": how settings and logs name an algorithm.
std::string nameOf(SignatureAlgorithm algorithm);
/// Errors: kInput "signing.key.algorithm" naming what is known.
Result<SignatureAlgorithm> algorithmNamed(const std::string& name);

}  // namespace tdkt::signing
