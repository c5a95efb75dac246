#pragma once
// OpenSSL objects that free themselves, and the few conversions everyone here needs.

#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/ts.h>
#include <openssl/x509.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "signing/Certificate.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Time.h"

namespace tdkt::signing::ssl {

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
template <class T, auto Free>
using Owned = std::unique_ptr<T, Deleter<Free>>;

inline void freeStack(STACK_OF(X509) * stack) {
  sk_X509_free(stack);
}
inline void freeStackAndAll(STACK_OF(X509) * stack) {
  sk_X509_pop_free(stack, X509_free);
}

using Cms = Owned<CMS_ContentInfo, CMS_ContentInfo_free>;
using Store = Owned<X509_STORE, X509_STORE_free>;
using StoreContext = Owned<X509_STORE_CTX, X509_STORE_CTX_free>;
using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using KeyContext = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using BorrowedStack = Owned<STACK_OF(X509), freeStack>;  ///< holds certificates it does not own
using OwnedStack = Owned<STACK_OF(X509), freeStackAndAll>;
using Bio = Owned<BIO, BIO_free_all>;

/// OpenSSL's i2d functions to Bytes.
template <class T, class Function>
Bytes encode(const T* object, Function function) {
  unsigned char* buffer = nullptr;
  const int length = function(object, &buffer);
  if (length <= 0) return {};
  Bytes out(reinterpret_cast<char*>(buffer), static_cast<std::size_t>(length));
  OPENSSL_free(buffer);
  return out;
}

inline const unsigned char* octets(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
inline Bytes toBytes(const ASN1_STRING* text) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}
inline const X509* native(const Certificate& certificate) {
  return certificate.native();
}
/// OpenSSL takes non-const certificates where it only counts references.
inline X509* shared(const Certificate& certificate) {
  return const_cast<X509*>(certificate.native());
}

BorrowedStack stackOf(const std::vector<Certificate>& certificates);
Store storeOf(const std::vector<Certificate>& roots);
std::optional<UtcTime> timeOf(const ASN1_TIME* time);
Bio readFrom(std::string_view text);
/// The oldest queued OpenSSL message (a library text without personal data), and empties the queue.
std::string drainErrors();

/// "SHA-256" and the like; empty for a digest that is unknown to us.
std::string digestName(const EVP_MD* digest);

/// How a chain ended: X509_V_OK or the X509_V_ERR_… code, and the chain as far as it was built.
struct ChainResult {
  int code = X509_V_ERR_UNSPECIFIED;
  std::vector<Certificate> chain;  ///< leaf first, root last
};
/// `purpose` is an X509_PURPOSE_… or 0 for any. An anchor need not be self-signed.
ChainResult buildChain(const Certificate& leaf, const std::vector<Certificate>& others,
                       const std::vector<Certificate>& roots, UtcTime at, int purpose = 0);
/// The moment nearest to `at` at which OpenSSL takes the certificate for valid.
UtcTime insidePeriod(const Certificate& certificate, UtcTime at);
std::optional<Certificate> copyOf(const X509* x509);

}  // namespace tdkt::signing::ssl
