#pragma once
// The SHA-2 digests of a signature, whole or octet run by octet run. Source: FIPS 180-4, ETSI TS 119 312 §5.

#include <string_view>

#include "signing/KeyHolder.h"
#include "signing/cms/OpenSsl.h"

namespace tdkt::signing::cms {

const EVP_MD* functionOf(Hash hash);
std::size_t sizeOf(Hash hash);  ///< octets of a digest
Bytes digestOf(Hash hash, std::string_view octets);

/// A digest over octets that never stand in memory together. One use; not thread-safe.
class Digester {
 public:
  explicit Digester(Hash hash);
  void add(std::string_view octets);
  Bytes finish();

 private:
  ssl::Owned<EVP_MD_CTX, EVP_MD_CTX_free> context_;
};

}  // namespace tdkt::signing::cms
