#include "signing/KeyHolder.h"

#include "signing/cms/OpenSsl.h"

namespace tdkt::signing {

SignatureAlgorithm defaultAlgorithm(const Certificate& certificate) {
  const bool elliptic = EVP_PKEY_get_base_id(X509_get0_pubkey(certificate.native())) == EVP_PKEY_EC;
  return {elliptic ? Scheme::kEcdsa : Scheme::kRsaPkcs1, Hash::kSha256};
}

}  // namespace tdkt::signing
