#pragma once
// Owners for what OpenSSL hands out, and its error queue as one of our errors.

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ocsp.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <memory>
#include <string>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"
#include "workflow/base/Time.h"

namespace tdkt::trust {

template <auto Free>
struct OpenSslDeleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
template <class T, auto Free>
using OpenSslPtr = std::unique_ptr<T, OpenSslDeleter<Free>>;

using CertificatePtr = OpenSslPtr<X509, X509_free>;
using KeyPtr = OpenSslPtr<EVP_PKEY, EVP_PKEY_free>;
using CrlPtr = OpenSslPtr<X509_CRL, X509_CRL_free>;
using BioPtr = OpenSslPtr<BIO, BIO_free_all>;
using NumberPtr = OpenSslPtr<BIGNUM, BN_clear_free>;
using IntegerPtr = OpenSslPtr<ASN1_INTEGER, ASN1_INTEGER_free>;
using TimePtr = OpenSslPtr<ASN1_TIME, ASN1_TIME_free>;
using ObjectPtr = OpenSslPtr<ASN1_OBJECT, ASN1_OBJECT_free>;

/// The first words of OpenSSL's error queue, which is emptied.
inline std::string openSslWords() {
  std::array<char, 256> words{};
  ERR_error_string_n(ERR_get_error(), words.data(), words.size());
  ERR_clear_error();
  return words.data();
}
/// Something that only fails when memory, entropy or our own use of OpenSSL does.
inline Error openSslError(std::string code) {
  return bugError(std::move(code), openSslWords());
}

/// The DER of an object, by its own i2d function; empty when that fails.
template <class T, class Encode>
Bytes toDer(Encode encode, T* object) {
  unsigned char* octets = nullptr;
  const int size = encode(object, &octets);
  if (size <= 0) return {};
  Bytes der(reinterpret_cast<const char*>(octets), static_cast<std::size_t>(size));
  OPENSSL_free(octets);
  return der;
}

inline BioPtr memoryBio(const Bytes& bytes) {
  return BioPtr(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}
inline Bytes contentOf(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return size > 0 ? Bytes(data, static_cast<std::size_t>(size)) : Bytes();
}

inline TimePtr toAsn1(UtcTime instant) {
  return TimePtr(ASN1_TIME_set(nullptr, static_cast<time_t>(instant.millis / 1000)));
}

}  // namespace tdkt::trust
