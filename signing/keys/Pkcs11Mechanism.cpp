#include "signing/keys/Pkcs11Mechanism.h"

#include "signing/cms/OpenSsl.h"
#include "signing/keys/EcdsaValue.h"

namespace tdkt::signing::p11 {
namespace {

/// DER of DigestInfo up to the octets of the digest. Source: RFC 8017 §9.2, note 1.
Bytes digestInfo(Hash hash, const Bytes& digest) {
  const char algorithm = hash == Hash::kSha256 ? '\x01' : hash == Hash::kSha384 ? '\x02' : '\x03';
  const auto size = static_cast<char>(digest.size());
  Bytes out = {'\x30', static_cast<char>(17 + size), '\x30', '\x0d', '\x06', '\x09'};
  out += Bytes("\x60\x86\x48\x01\x65\x03\x04\x02", 8);
  return out + Bytes{algorithm, '\x05', '\0', '\x04', size} + digest;
}

CK_RSA_PKCS_PSS_PARAMS pssOf(Hash hash) {
  switch (hash) {
    case Hash::kSha256:
      return {CKM_SHA256, CKG_MGF1_SHA256, 32};
    case Hash::kSha384:
      return {CKM_SHA384, CKG_MGF1_SHA384, 48};
    case Hash::kSha512:
      return {CKM_SHA512, CKG_MGF1_SHA512, 64};
  }
  return {CKM_SHA256, CKG_MGF1_SHA256, 32};
}

}  // namespace

Mechanism::Mechanism(SignatureAlgorithm algorithm) : algorithm_(algorithm), pss_(pssOf(algorithm.hash)) {}

CK_MECHANISM_TYPE Mechanism::type() const {
  switch (algorithm_.scheme) {
    case Scheme::kRsaPkcs1:
      return CKM_RSA_PKCS;
    case Scheme::kRsaPss:
      return CKM_RSA_PKCS_PSS;
    case Scheme::kEcdsa:
      return CKM_ECDSA;
  }
  return CKM_RSA_PKCS;
}

CK_MECHANISM Mechanism::native() const {
  if (algorithm_.scheme != Scheme::kRsaPss) return {type(), nullptr, 0};
  return {type(), const_cast<CK_RSA_PKCS_PSS_PARAMS*>(&pss_), sizeof pss_};
}

Bytes Mechanism::input(const Bytes& digest, const Certificate& certificate) const {
  if (algorithm_.scheme == Scheme::kRsaPkcs1) return digestInfo(algorithm_.hash, digest);
  if (algorithm_.scheme == Scheme::kRsaPss) return digest;
  // The leftmost octets, as ECDSA itself would take them: tokens differ in whether they accept more.
  const int bits = EVP_PKEY_get_bits(X509_get0_pubkey(certificate.native()));
  return digest.substr(0, static_cast<std::size_t>(bits + 7) / 8);
}

Bytes Mechanism::output(const Bytes& raw) const {
  return algorithm_.scheme == Scheme::kEcdsa ? ecdsaDer(raw) : raw;
}

}  // namespace tdkt::signing::p11
