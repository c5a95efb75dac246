#pragma once
// Checks a raw signature as any verifier would, independent of the code that made it.

#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "signing/KeyHolder.h"
#include "signing/cms/Digest.h"
#include "signing/cms/OpenSsl.h"
#include "signing/keys/Algorithms.h"

namespace tdkt::signing {

inline const EVP_MD* digestFor(Hash hash) {
  return hash == Hash::kSha256 ? EVP_sha256() : hash == Hash::kSha384 ? EVP_sha384() : EVP_sha512();
}

inline ToBeSigned hashed(Hash hash, const std::string& text) {
  Bytes out(cms::sizeOf(hash), '\0');
  EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(out.data()), nullptr, digestFor(hash),
             nullptr);
  return {hash, out};
}

inline bool verifies(const Certificate& certificate, SignatureAlgorithm algorithm, const ToBeSigned& digest,
                     const Bytes& signature) {
  const ssl::KeyContext context(EVP_PKEY_CTX_new(X509_get0_pubkey(certificate.native()), nullptr));
  bool ready = EVP_PKEY_verify_init(context.get()) == 1;
  if (algorithm.scheme == Scheme::kRsaPss) {
    ready = ready && EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PSS_PADDING) == 1 &&
            EVP_PKEY_CTX_set_rsa_pss_saltlen(context.get(), RSA_PSS_SALTLEN_DIGEST) == 1;
  }
  ready = ready && EVP_PKEY_CTX_set_signature_md(context.get(), digestFor(algorithm.hash)) == 1;
  const bool good = ready && EVP_PKEY_verify(context.get(), ssl::octets(signature), signature.size(),
                                             ssl::octets(digest.digest), digest.digest.size()) == 1;
  ssl::drainErrors();
  return good;
}

}  // namespace tdkt::signing
