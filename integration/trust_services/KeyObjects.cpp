#include "integration/trust_services/KeyObjects.h"

#include <openssl/core_names.h>

namespace tdkt::trust {
namespace {

/// Big-endian, without leading zeros.
Bytes component(EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &number) != 1) return {};
  const NumberPtr owned(number);
  Bytes octets(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  BN_bn2bin(number, reinterpret_cast<unsigned char*>(octets.data()));
  return octets;
}

/// The same for key and certificate: the SHA-1 of the public key, as in the subject key identifier.
Bytes keyId(X509* certificate) {
  const ASN1_OCTET_STRING* id = X509_get0_subject_key_id(certificate);
  return Bytes(reinterpret_cast<const char*>(ASN1_STRING_get0_data(id)),
               static_cast<std::size_t>(ASN1_STRING_length(id)));
}

Attributes common(CK_OBJECT_CLASS kind, const std::string& label, X509* certificate, bool secret) {
  Attributes out;
  out.add(CKA_CLASS, kind).add(CKA_TOKEN, true).add(CKA_PRIVATE, secret);
  out.add(CKA_LABEL, label).add(CKA_ID, keyId(certificate));
  return out;
}

bool isRsa(const EVP_PKEY* key) {
  return EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA;
}

void addRsaPublic(Attributes& out, EVP_PKEY* key) {
  out.add(CKA_KEY_TYPE, CK_ULONG{CKK_RSA});
  out.add(CKA_MODULUS, component(key, OSSL_PKEY_PARAM_RSA_N));
  out.add(CKA_PUBLIC_EXPONENT, component(key, OSSL_PKEY_PARAM_RSA_E));
}

void addRsaPrivate(Attributes& out, EVP_PKEY* key) {
  out.add(CKA_PRIVATE_EXPONENT, component(key, OSSL_PKEY_PARAM_RSA_D));
  out.add(CKA_PRIME_1, component(key, OSSL_PKEY_PARAM_RSA_FACTOR1));
  out.add(CKA_PRIME_2, component(key, OSSL_PKEY_PARAM_RSA_FACTOR2));
  out.add(CKA_EXPONENT_1, component(key, OSSL_PKEY_PARAM_RSA_EXPONENT1));
  out.add(CKA_EXPONENT_2, component(key, OSSL_PKEY_PARAM_RSA_EXPONENT2));
  out.add(CKA_COEFFICIENT, component(key, OSSL_PKEY_PARAM_RSA_COEFFICIENT1));
}

Attributes& addCurve(Attributes& out, const EVP_PKEY* key) {
  std::array<char, 64> name{};
  EVP_PKEY_get_group_name(key, name.data(), name.size(), nullptr);
  const ASN1_OBJECT* curve = OBJ_nid2obj(OBJ_txt2nid(name.data()));
  return out.add(CKA_KEY_TYPE, CK_ULONG{CKK_EC}).add(CKA_EC_PARAMS, toDer(i2d_ASN1_OBJECT, curve));
}

/// The uncompressed point as PKCS#11 wants it: inside an OCTET STRING.
Bytes pointOf(EVP_PKEY* key) {
  unsigned char* octets = nullptr;
  const std::size_t size = EVP_PKEY_get1_encoded_public_key(key, &octets);
  const OpenSslPtr<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free> point(ASN1_OCTET_STRING_new());
  const bool kept =
      size > 0 && point && ASN1_OCTET_STRING_set(point.get(), octets, static_cast<int>(size)) == 1;
  OPENSSL_free(octets);
  return kept ? toDer(i2d_ASN1_OCTET_STRING, point.get()) : Bytes();
}

}  // namespace

Attributes::~Attributes() {
  for (Bytes& value : values_) OPENSSL_cleanse(value.data(), value.size());
}

Attributes& Attributes::add(CK_ATTRIBUTE_TYPE type, Bytes value) {
  Bytes& kept = values_.emplace_back(std::move(value));
  list_.push_back({type, kept.data(), kept.size()});
  return *this;
}

Attributes& Attributes::add(CK_ATTRIBUTE_TYPE type, bool value) {
  return add(type, Bytes(1, value ? '\1' : '\0'));
}

Attributes& Attributes::add(CK_ATTRIBUTE_TYPE type, CK_ULONG value) {
  return add(type, Bytes(reinterpret_cast<const char*>(&value), sizeof value));
}

Attributes certificateObject(const std::string& label, X509* certificate) {
  Attributes out = common(CKO_CERTIFICATE, label, certificate, false);
  out.add(CKA_CERTIFICATE_TYPE, CK_ULONG{CKC_X_509}).add(CKA_VALUE, toDer(i2d_X509, certificate));
  out.add(CKA_SUBJECT, toDer(i2d_X509_NAME, X509_get_subject_name(certificate)));
  out.add(CKA_ISSUER, toDer(i2d_X509_NAME, X509_get_issuer_name(certificate)));
  out.add(CKA_SERIAL_NUMBER, toDer(i2d_ASN1_INTEGER, X509_get_serialNumber(certificate)));
  return out;
}

Attributes publicKeyObject(const std::string& label, const Identity& identity) {
  Attributes out = common(CKO_PUBLIC_KEY, label, identity.certificate.get(), false);
  out.add(CKA_VERIFY, true);
  EVP_PKEY* key = identity.key.get();
  if (isRsa(key)) {
    addRsaPublic(out, key);
  } else {
    addCurve(out, key).add(CKA_EC_POINT, pointOf(key));
  }
  return out;
}

Attributes privateKeyObject(const std::string& label, const Identity& identity) {
  Attributes out = common(CKO_PRIVATE_KEY, label, identity.certificate.get(), true);
  out.add(CKA_SIGN, true).add(CKA_SENSITIVE, true).add(CKA_EXTRACTABLE, false);
  EVP_PKEY* key = identity.key.get();
  if (isRsa(key)) {
    addRsaPublic(out, key);
    addRsaPrivate(out, key);
  } else {
    addCurve(out, key).add(CKA_VALUE, component(key, OSSL_PKEY_PARAM_PRIV_KEY));
  }
  return out;
}

}  // namespace tdkt::trust
