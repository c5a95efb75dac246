#include "signing/Certificate.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "signing/cms/OpenSsl.h"
#include "workflow/base/Text.h"

namespace tdkt::signing {
namespace {

std::string nfcOf(const ASN1_STRING* text) {
  unsigned char* utf8 = nullptr;
  const int length = ASN1_STRING_to_UTF8(&utf8, text);
  if (length < 0) return {};
  const std::string raw(reinterpret_cast<char*>(utf8), static_cast<std::size_t>(length));
  OPENSSL_free(utf8);
  auto normal = text::nfc(raw);
  return normal ? std::move(normal).value() : std::string();
}

std::string entryOf(const X509_NAME* name, int nid) {
  const int index = X509_NAME_get_index_by_NID(name, nid, -1);
  return index < 0 ? std::string() : nfcOf(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)));
}

std::string wholeName(const X509_NAME* name) {
  const ssl::Bio out(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB));
  char* data = nullptr;
  const long length = BIO_get_mem_data(out.get(), &data);
  return {data, static_cast<std::size_t>(length)};
}

Error malformed() {
  return inputError("signing.certificate.malformed", ssl::drainErrors());
}

}  // namespace

Result<Certificate> Certificate::fromDer(std::string_view der) {
  const unsigned char* cursor = ssl::octets(der);
  X509* x509 = d2i_X509(nullptr, &cursor, static_cast<long>(der.size()));
  if (x509 == nullptr) return malformed();
  Certificate out(std::shared_ptr<x509_st>(x509, X509_free));
  // OpenSSL fills its extension cache on first use; doing it now keeps later reads from different threads
  // apart.
  X509_check_purpose(x509, -1, 0);
  if (cursor != ssl::octets(der) + der.size()) return malformed();
  return out;
}

std::optional<Certificate> Certificate::sharing(x509_st* x509) {
  if (x509 == nullptr || X509_up_ref(x509) != 1) return std::nullopt;
  Certificate out(std::shared_ptr<x509_st>(x509, X509_free));
  X509_check_purpose(x509, -1, 0);
  return out;
}

Result<Certificate> Certificate::fromPem(std::string_view pem) {
  TDKT_ASSIGN(auto all, bundleFromPem(pem));
  return all.front();
}

Result<std::vector<Certificate>> Certificate::bundleFromPem(std::string_view pem) {
  std::vector<Certificate> out;
  const ssl::Bio source = ssl::readFrom(pem);
  // Only the armour is taken off here: parsing is costly, and fromDer() does it.
  unsigned char* octets = nullptr;
  long size = 0;
  while (PEM_bytes_read_bio(&octets, &size, nullptr, PEM_STRING_X509, source.get(), nullptr, nullptr) == 1) {
    const Bytes der(reinterpret_cast<const char*>(octets), static_cast<std::size_t>(size));
    OPENSSL_free(octets);
    TDKT_ASSIGN(Certificate certificate, fromDer(der));
    out.push_back(std::move(certificate));
  }
  ssl::drainErrors();
  if (out.empty()) return inputError("signing.certificate.none", "no certificate in the PEM text");
  return out;
}

std::string Certificate::commonName() const {
  return entryOf(X509_get_subject_name(x509_.get()), NID_commonName);
}

std::string Certificate::organisation() const {
  return entryOf(X509_get_subject_name(x509_.get()), NID_organizationName);
}

std::string Certificate::issuerName() const {
  const X509_NAME* issuer = X509_get_issuer_name(x509_.get());
  const std::string common = entryOf(issuer, NID_commonName);
  return common.empty() ? wholeName(issuer) : common;
}

std::string Certificate::serialHex() const {
  const std::unique_ptr<BIGNUM, ssl::Deleter<BN_free>> serial(
      ASN1_INTEGER_to_BN(X509_get0_serialNumber(x509_.get()), nullptr));
  if (!serial) return {};
  char* hex = BN_bn2hex(serial.get());
  std::string out = hex == nullptr ? "" : hex;
  OPENSSL_free(hex);
  return out;
}

UtcTime Certificate::notBefore() const {
  return ssl::timeOf(X509_get0_notBefore(x509_.get())).value_or(UtcTime{INT64_MAX});
}

UtcTime Certificate::notAfter() const {
  return ssl::timeOf(X509_get0_notAfter(x509_.get())).value_or(UtcTime{INT64_MIN});
}

bool Certificate::maySignDocuments() const {
  // UINT32_MAX means the extension is absent.
  return (X509_get_key_usage(x509_.get()) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) != 0;
}

bool Certificate::stampsTimeOnly() const {
  const int index = X509_get_ext_by_NID(x509_.get(), NID_ext_key_usage, -1);
  if (index < 0 || X509_EXTENSION_get_critical(X509_get_ext(x509_.get(), index)) != 1) return false;
  return X509_get_extended_key_usage(x509_.get()) == XKU_TIMESTAMP;
}

std::string Certificate::keyAlgorithm() const {
  const EVP_PKEY* key = X509_get0_pubkey(x509_.get());
  switch (key == nullptr ? NID_undef : EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS:
      return "RSA";
    case EVP_PKEY_EC:
      return "EC";
    default:
      return {};
  }
}

int Certificate::keyBits() const {
  const EVP_PKEY* key = X509_get0_pubkey(x509_.get());
  return key == nullptr ? 0 : EVP_PKEY_get_bits(key);
}

std::string Certificate::signatureDigest() const {
  int digest = NID_undef;
  if (X509_get_signature_info(x509_.get(), &digest, nullptr, nullptr, nullptr) != 1) return {};
  return ssl::digestName(EVP_get_digestbynid(digest));
}

Bytes Certificate::der() const {
  return ssl::encode(x509_.get(), i2d_X509);
}

std::string Certificate::pem() const {
  const ssl::Bio out(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(out.get(), x509_.get());
  char* data = nullptr;
  const long length = BIO_get_mem_data(out.get(), &data);
  return {data, static_cast<std::size_t>(length)};
}

}  // namespace tdkt::signing
