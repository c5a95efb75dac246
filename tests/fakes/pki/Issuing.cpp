#include "tests/fakes/pki/Issuing.h"

#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "tests/fakes/pki/Native.h"

namespace tdkt::pki {
namespace {

using Crl = Owned<X509_CRL, X509_CRL_free>;
using Time = Owned<ASN1_TIME, ASN1_TIME_free>;
using Number = Owned<BIGNUM, BN_free>;
using Integer = Owned<ASN1_INTEGER, ASN1_INTEGER_free>;
using Extension = Owned<X509_EXTENSION, X509_EXTENSION_free>;

Time timeOf(UtcTime instant) {
  return Time(ASN1_TIME_set(nullptr, static_cast<std::time_t>(instant.millis / 1000)));
}

Key newKey(bool elliptic) {
  return Key(elliptic ? EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")
                      : EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048}));
}

std::string keyToPem(EVP_PKEY* key) {
  const Bio out(BIO_new(BIO_s_mem()));
  PEM_write_bio_PKCS8PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  return contentsOf(out.get());
}

bool setSerial(X509* x509) {
  unsigned char octets[16];
  if (RAND_bytes(octets, sizeof octets) != 1) return false;
  octets[0] = static_cast<unsigned char>((octets[0] & 0x3FU) | 0x40U);
  const Number number(BN_bin2bn(octets, sizeof octets, nullptr));
  return BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(x509)) != nullptr;
}

bool setName(X509_NAME* name, const char* key, const std::string& value) {
  return value.empty() || X509_NAME_add_entry_by_txt(name, key, MBSTRING_UTF8,
                                                     reinterpret_cast<const unsigned char*>(value.c_str()),
                                                     static_cast<int>(value.size()), -1, 0) == 1;
}

bool addExtension(X509V3_CTX* context, X509* x509, int nid, const char* value) {
  const Extension extension(X509V3_EXT_conf_nid(nullptr, context, nid, value));
  return extension && X509_add_ext(x509, extension.get(), -1) == 1;
}

struct ExtensionText {
  int nid;
  const char* value;
};

std::vector<ExtensionText> extensionsFor(Purpose purpose) {
  switch (purpose) {
    case Purpose::kAuthority:
      return {{NID_basic_constraints, "critical,CA:TRUE"}, {NID_key_usage, "critical,keyCertSign,cRLSign"}};
    case Purpose::kTimeStamping:
      return {{NID_basic_constraints, "critical,CA:FALSE"},
              {NID_key_usage, "critical,digitalSignature"},
              {NID_ext_key_usage, "critical,timeStamping"}};
    case Purpose::kOcspSigning:
      return {{NID_basic_constraints, "critical,CA:FALSE"},
              {NID_key_usage, "critical,digitalSignature"},
              {NID_ext_key_usage, "OCSPSigning"},
              {NID_id_pkix_OCSP_noCheck, "NULL"}};
    case Purpose::kEncryptionOnly:
      return {{NID_basic_constraints, "critical,CA:FALSE"}, {NID_key_usage, "critical,keyEncipherment"}};
    case Purpose::kSigner:
      return {{NID_basic_constraints, "critical,CA:FALSE"},
              {NID_key_usage, "critical,digitalSignature,nonRepudiation"}};
  }
  return {};
}

bool addExtensions(X509* x509, X509* issuer, Purpose purpose) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, x509, nullptr, nullptr, 0);
  for (const ExtensionText& extension : extensionsFor(purpose)) {
    if (!addExtension(&context, x509, extension.nid, extension.value)) return false;
  }
  return addExtension(&context, x509, NID_subject_key_identifier, "hash") &&
         (issuer == x509 || addExtension(&context, x509, NID_authority_key_identifier, "keyid"));
}

bool fill(X509* x509, const Wish& wish, EVP_PKEY* key, X509* issuer) {
  X509_NAME* subject = X509_get_subject_name(x509);
  return X509_set_version(x509, X509_VERSION_3) == 1 && setSerial(x509) && setName(subject, "C", "VN") &&
         setName(subject, "O", wish.organisation) && setName(subject, "CN", wish.commonName) &&
         X509_set_issuer_name(x509, X509_get_subject_name(issuer)) == 1 &&
         X509_set1_notBefore(x509, timeOf(wish.from).get()) == 1 &&
         X509_set1_notAfter(x509, timeOf(wish.to).get()) == 1 && X509_set_pubkey(x509, key) == 1 &&
         addExtensions(x509, issuer, wish.purpose);
}

bool addRevoked(X509_CRL* crl, const Revoked& entry) {
  BIGNUM* raw = nullptr;
  if (BN_hex2bn(&raw, entry.serialHex.c_str()) == 0) return false;
  const Number number(raw);
  const Integer serial(BN_to_ASN1_INTEGER(number.get(), nullptr));
  X509_REVOKED* row = X509_REVOKED_new();
  X509_REVOKED_set_serialNumber(row, serial.get());
  X509_REVOKED_set_revocationDate(row, timeOf(entry.at).get());
  return X509_CRL_add0_revoked(crl, row) == 1;
}

Crl readCrl(const std::string& pem) {
  const Bio in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return Crl(PEM_read_bio_X509_CRL(in.get(), nullptr, nullptr, nullptr));
}

Error notACrl() {
  return inputError("pki.crl", "not a revocation list in PEM form");
}

}  // namespace

Key readKey(const std::string& pem) {
  const Bio in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return Key(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr));
}

std::string contentsOf(BIO* bio) {
  char* data = nullptr;
  const long length = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(length)};
}

Result<Identity> issue(const Wish& wish, const Identity* issuer) {
  const Key key = newKey(wish.elliptic);
  const X509Ptr x509(X509_new());
  X509* parent = issuer == nullptr ? x509.get() : shared(issuer->certificate);
  const Key parentKey = issuer == nullptr ? nullptr : readKey(issuer->keyPem);
  if (!key || !x509 || (issuer != nullptr && !parentKey)) return bugError("pki.issue", "no key");
  if (!fill(x509.get(), wish, key.get(), parent)) return bugError("pki.issue", "fields were refused");
  if (X509_sign(x509.get(), parentKey ? parentKey.get() : key.get(), EVP_sha256()) == 0) {
    return bugError("pki.issue", "not signed");
  }
  TDKT_ASSIGN(auto certificate, signing::Certificate::fromDer(encode(x509.get(), i2d_X509)));
  return Identity{keyToPem(key.get()), std::move(certificate)};
}

Result<std::string> makeCrl(const Identity& issuer, const std::vector<Revoked>& revoked, UtcTime from,
                            UtcTime to) {
  const Crl crl(X509_CRL_new());
  X509_CRL_set_version(crl.get(), X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name(crl.get(), X509_get_subject_name(issuer.certificate.native()));
  X509_CRL_set1_lastUpdate(crl.get(), timeOf(from).get());
  X509_CRL_set1_nextUpdate(crl.get(), timeOf(to).get());
  for (const Revoked& entry : revoked) {
    if (!addRevoked(crl.get(), entry)) return bugError("pki.crl", "bad serial number");
  }
  X509V3_CTX context;
  X509V3_set_ctx(&context, shared(issuer.certificate), nullptr, nullptr, crl.get(), 0);
  const Extension identifier(X509V3_EXT_conf_nid(nullptr, &context, NID_authority_key_identifier, "keyid"));
  const Integer number(ASN1_INTEGER_new());
  ASN1_INTEGER_set_int64(number.get(), from.millis / 1000);
  if (!identifier || X509_CRL_add_ext(crl.get(), identifier.get(), -1) != 1 ||
      X509_CRL_add1_ext_i2d(crl.get(), NID_crl_number, number.get(), 0, 0) != 1) {
    return bugError("pki.crl", "an extension was refused");
  }
  X509_CRL_sort(crl.get());
  const Key key = readKey(issuer.keyPem);
  if (!key || X509_CRL_sign(crl.get(), key.get(), EVP_sha256()) == 0)
    return bugError("pki.crl", "not signed");
  const Bio out(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509_CRL(out.get(), crl.get());
  return contentsOf(out.get());
}

Result<Bytes> crlToDer(const std::string& pem) {
  const Crl crl = readCrl(pem);
  if (!crl) return notACrl();
  return encode(crl.get(), i2d_X509_CRL);
}

Result<std::vector<Revoked>> revokedIn(const std::string& pem) {
  const Crl crl = readCrl(pem);
  if (!crl) return notACrl();
  std::vector<Revoked> out;
  STACK_OF(X509_REVOKED)* rows = X509_CRL_get_REVOKED(crl.get());
  for (int i = 0; rows != nullptr && i < sk_X509_REVOKED_num(rows); ++i) {
    const X509_REVOKED* row = sk_X509_REVOKED_value(rows, i);
    const Number serial(ASN1_INTEGER_to_BN(X509_REVOKED_get0_serialNumber(row), nullptr));
    std::tm parts{};
    char* hex = BN_bn2hex(serial.get());
    if (ASN1_TIME_to_tm(X509_REVOKED_get0_revocationDate(row), &parts) == 1 && hex != nullptr) {
      out.push_back({hex, UtcTime{static_cast<std::int64_t>(timegm(&parts)) * 1000}});
    }
    OPENSSL_free(hex);
  }
  return out;
}

}  // namespace tdkt::pki
