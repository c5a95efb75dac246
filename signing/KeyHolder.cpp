#include "signing/KeyHolder.h"

#include "signing/cms/OpenSsl.h"

namespace tdkt::signing {
namespace {

/// As strong as the curve: P-256, P-384, P-521. Source: ETSI TS 119 312 §6.2.2, RFC 5480 §4.
Hash hashOfCurve(int bits) {
  if (bits <= 256) return Hash::kSha256;
  return bits <= 384 ? Hash::kSha384 : Hash::kSha512;
}

}  // namespace

SignatureAlgorithm defaultAlgorithm(const Certificate& certificate) {
  const EVP_PKEY* key = X509_get0_pubkey(certificate.native());
  const int kind = key == nullptr ? EVP_PKEY_NONE : EVP_PKEY_get_base_id(key);
  if (kind == EVP_PKEY_EC) return {Scheme::kEcdsa, hashOfCurve(EVP_PKEY_get_bits(key))};
  return {kind == EVP_PKEY_RSA_PSS ? Scheme::kRsaPss : Scheme::kRsaPkcs1, Hash::kSha256};
}

}  // namespace tdkt::signing
