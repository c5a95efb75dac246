#include "signing/remote/CscAlgorithms.h"

#include <openssl/rsa.h>

#include <algorithm>

#include "signing/cms/Digest.h"
#include "signing/cms/OpenSsl.h"
#include "signing/keys/Algorithms.h"

namespace tdkt::signing::csc {
namespace {

constexpr const char* kRsaKey = "1.2.840.113549.1.1.1";
constexpr const char* kEllipticKey = "1.2.840.10045.2.1";

const EVP_MD* digestOf(Hash hash) {
  return hash == Hash::kSha256 ? EVP_sha256() : hash == Hash::kSha384 ? EVP_sha384() : EVP_sha512();
}

/// 1, 2, 3: how each family of identifiers counts the three hashes.
int place(Hash hash) {
  return hash == Hash::kSha256 ? 1 : hash == Hash::kSha384 ? 2 : 3;
}

X509_ALGOR* hashAlgorithm(Hash hash) {
  X509_ALGOR* out = X509_ALGOR_new();
  X509_ALGOR_set_md(out, digestOf(hash));
  return out;
}

X509_ALGOR* maskGeneration(Hash hash) {
  const ssl::Owned<X509_ALGOR, X509_ALGOR_free> inner(hashAlgorithm(hash));
  ASN1_STRING* packed = ASN1_item_pack(inner.get(), ASN1_ITEM_rptr(X509_ALGOR), nullptr);
  X509_ALGOR* out = X509_ALGOR_new();
  X509_ALGOR_set0(out, OBJ_nid2obj(NID_mgf1), V_ASN1_SEQUENCE, packed);
  return out;
}

}  // namespace

std::string hashOid(Hash hash) {
  return "2.16.840.1.101.3.4.2." + std::to_string(place(hash));
}

std::string signatureOid(SignatureAlgorithm algorithm) {
  switch (algorithm.scheme) {
    case Scheme::kRsaPkcs1:
      return "1.2.840.113549.1.1." + std::to_string(10 + place(algorithm.hash));
    case Scheme::kRsaPss:
      return "1.2.840.113549.1.1.10";
    case Scheme::kEcdsa:
      return "1.2.840.10045.4.3." + std::to_string(1 + place(algorithm.hash));
  }
  return {};
}

Bytes signatureParameters(SignatureAlgorithm algorithm) {
  if (algorithm.scheme != Scheme::kRsaPss) return {};
  const ssl::Owned<RSA_PSS_PARAMS, RSA_PSS_PARAMS_free> out(RSA_PSS_PARAMS_new());
  out->hashAlgorithm = hashAlgorithm(algorithm.hash);
  out->maskGenAlgorithm = maskGeneration(algorithm.hash);
  out->saltLength = ASN1_INTEGER_new();
  ASN1_INTEGER_set(out->saltLength, static_cast<long>(cms::sizeOf(algorithm.hash)));
  return ssl::encode(out.get(), i2d_RSA_PSS_PARAMS);
}

bool offers(const std::vector<std::string>& keyAlgorithms, SignatureAlgorithm algorithm) {
  const std::string kind = algorithm.scheme == Scheme::kEcdsa ? kEllipticKey : kRsaKey;
  return std::any_of(keyAlgorithms.begin(), keyAlgorithms.end(),
                     [&](const std::string& one) { return one == kind || one == signatureOid(algorithm); });
}

}  // namespace tdkt::signing::csc
