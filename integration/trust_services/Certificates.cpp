#include "integration/trust_services/Certificates.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "integration/trust_services/Files.h"

namespace tdkt::trust {
namespace {

constexpr unsigned kKeyBits = 2048;

bool setSubject(X509* certificate, const CertificatePlan& plan) {
  X509_NAME* name = X509_get_subject_name(certificate);
  for (const auto& [kind, text] : plan.subject) {
    const auto* octets = reinterpret_cast<const unsigned char*>(text.c_str());
    if (X509_NAME_add_entry_by_txt(name, kind.c_str(), MBSTRING_UTF8, octets, -1, -1, 0) != 1) return false;
  }
  return true;
}

bool setValidity(X509* certificate, UtcTime now, const CertificatePlan& plan) {
  return X509_set1_notBefore(certificate, toAsn1(now.plus(-plan.backdate)).get()) == 1 &&
         X509_set1_notAfter(certificate, toAsn1(now.plus(std::chrono::hours(24) * plan.days)).get()) == 1;
}

bool addExtension(X509* certificate, X509V3_CTX* context, int nid, const std::string& words) {
  const OpenSslPtr<X509_EXTENSION, X509_EXTENSION_free> extension(
      X509V3_EXT_conf_nid(nullptr, context, nid, words.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool addExtensions(X509* certificate, X509* issuer, const CertificatePlan& plan) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  if (!addExtension(certificate, &context, NID_subject_key_identifier, "hash")) return false;
  if (!addExtension(certificate, &context, NID_authority_key_identifier, "keyid:always")) return false;
  for (const auto& [nid, words] : plan.extensions)
    if (!addExtension(certificate, &context, nid, words)) return false;
  return true;
}

bool fill(X509* certificate, const CertificatePlan& plan, EVP_PKEY* key, X509* issuer, UtcTime now,
          Random& random) {
  return X509_set_version(certificate, X509_VERSION_3) == 1 &&
         X509_set_serialNumber(certificate, newSerial(random).get()) == 1 && setSubject(certificate, plan) &&
         X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1 &&
         setValidity(certificate, now, plan) && X509_set_pubkey(certificate, key) == 1 &&
         addExtensions(certificate, issuer, plan);
}

}  // namespace

Extensions extensionsFor(Purpose purpose) {
  const std::pair<int, std::string> leaf(NID_basic_constraints, "critical,CA:FALSE");
  switch (purpose) {
    case Purpose::kRootAuthority:
      return {{NID_basic_constraints, "critical,CA:TRUE"},
              {NID_key_usage, "critical,keyCertSign,cRLSign,digitalSignature"}};
    case Purpose::kIssuingAuthority:
      return {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
              {NID_key_usage, "critical,keyCertSign,cRLSign"}};
    case Purpose::kSigner:
      return {leaf, {NID_key_usage, "critical,digitalSignature,nonRepudiation"}};
    case Purpose::kTimeStamping:
      return {
          leaf, {NID_key_usage, "critical,digitalSignature"}, {NID_ext_key_usage, "critical,timeStamping"}};
    case Purpose::kOcspSigning:
      return {leaf,
              {NID_key_usage, "critical,digitalSignature"},
              {NID_ext_key_usage, "OCSPSigning"},
              {NID_id_pkix_OCSP_noCheck, "ignored"}};
    case Purpose::kEncryptionOnly:
      return {leaf, {NID_key_usage, "critical,keyEncipherment"}};
  }
  return {};
}

Identity share(const Identity& identity) {
  X509_up_ref(identity.certificate.get());
  EVP_PKEY_up_ref(identity.key.get());
  return {CertificatePtr(identity.certificate.get()), KeyPtr(identity.key.get())};
}

Result<KeyPtr> newKey(KeyKind kind) {
  const char* curve = kind == KeyKind::kP256 ? "P-256" : kind == KeyKind::kP384 ? "P-384" : "P-521";
  KeyPtr key(kind == KeyKind::kRsa2048 ? EVP_RSA_gen(kKeyBits) : EVP_EC_gen(curve));
  if (!key) return openSslError("trust.key");
  return key;
}

Result<CertificatePtr> issue(const CertificatePlan& plan, EVP_PKEY* subjectKey, const Identity* issuer,
                             UtcTime now, Random& random) {
  CertificatePtr made(X509_new());
  X509* issuing = issuer == nullptr ? made.get() : issuer->certificate.get();
  EVP_PKEY* signer = issuer == nullptr ? subjectKey : issuer->key.get();
  if (!made || !fill(made.get(), plan, subjectKey, issuing, now, random) ||
      X509_sign(made.get(), signer, EVP_sha256()) == 0) {
    return openSslError("trust.certificate");
  }
  return made;
}

IntegerPtr newSerial(Random& random) {
  Bytes octets = random.bytes(16);
  octets[0] = static_cast<char>((static_cast<unsigned char>(octets[0]) & 0x7FU) | 0x40U);
  const NumberPtr number(BN_bin2bn(reinterpret_cast<const unsigned char*>(octets.data()),
                                   static_cast<int>(octets.size()), nullptr));
  return IntegerPtr(BN_to_ASN1_INTEGER(number.get(), nullptr));
}

std::string serialHex(const ASN1_INTEGER* serial) {
  const NumberPtr number(ASN1_INTEGER_to_BN(serial, nullptr));
  Bytes octets(static_cast<std::size_t>(BN_num_bytes(number.get())), '\0');
  BN_bn2bin(number.get(), reinterpret_cast<unsigned char*>(octets.data()));
  return toHex(octets);
}

Result<CertificatePtr> readCertificate(const std::string& path) {
  TDKT_ASSIGN(const std::string pem, readFile(path));
  CertificatePtr certificate(PEM_read_bio_X509(memoryBio(pem).get(), nullptr, nullptr, nullptr));
  if (!certificate) return corruptError("trust.pem", openSslWords(), path);
  return certificate;
}

Result<KeyPtr> readKey(const std::string& path) {
  TDKT_ASSIGN(const std::string pem, readFile(path));
  KeyPtr key(PEM_read_bio_PrivateKey(memoryBio(pem).get(), nullptr, nullptr, nullptr));
  if (!key) return corruptError("trust.pem", openSslWords(), path);
  return key;
}

Result<Done> writeCertificate(const std::string& path, X509* certificate) {
  const BioPtr out(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_X509(out.get(), certificate) != 1) return openSslError("trust.certificate");
  return writeWhole(path, contentOf(out.get()));
}

Result<std::string> keyPem(EVP_PKEY* key) {
  const BioPtr out(BIO_new(BIO_s_secmem()));
  if (PEM_write_bio_PKCS8PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return openSslError("trust.key");
  }
  return contentOf(out.get());
}

Result<Done> writeKey(const std::string& path, EVP_PKEY* key) {
  TDKT_ASSIGN(const std::string pem, keyPem(key));
  return writeWhole(path, pem, 0600);
}

}  // namespace tdkt::trust
