#pragma once
// OpenSSL objects that free themselves, for this folder's sources only.

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>

#include "tests/fakes/pki/Issuing.h"

namespace tdkt::pki {

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
template <class T, auto Free>
using Owned = std::unique_ptr<T, Deleter<Free>>;

using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using Bio = Owned<BIO, BIO_free_all>;
using X509Ptr = Owned<X509, X509_free>;

Key readKey(const std::string& pem);
std::string contentsOf(BIO* bio);
/// OpenSSL takes non-const certificates where it only reads or counts references.
inline X509* shared(const signing::Certificate& certificate) {
  return const_cast<X509*>(certificate.native());
}

template <class T, class Function>
Bytes encode(const T* object, Function function) {
  unsigned char* buffer = nullptr;
  const int length = function(object, &buffer);
  if (length <= 0) return {};
  Bytes out(reinterpret_cast<char*>(buffer), static_cast<std::size_t>(length));
  OPENSSL_free(buffer);
  return out;
}

}  // namespace tdkt::pki
