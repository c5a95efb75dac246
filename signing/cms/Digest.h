#pragma once
// The SHA-2 digests of a signature, whole or octet run by octet run. Source: FIPS 180-4, ETSI TS 119 312 §5.

#include <map>
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

/// SHA-256 of what begins with a file's first octet: those beginnings are read once, however many signatures
/// cover them. Not thread-safe. `octets` must outlive it.
class FileDigester {
 public:
  explicit FileDigester(std::string_view octets) : octets_(octets) {}
  Bytes whole() { return without(octets_.size(), octets_.size(), octets_.size()); }
  /// Of everything before `end` but the octets from `hole` to `after`; none of them beyond the file.
  Bytes without(std::size_t hole, std::size_t after, std::size_t end);

 private:
  using Context = ssl::Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
  std::string_view octets_;
  std::map<std::size_t, Context> begun_;  ///< by how many octets they have taken
};

}  // namespace tdkt::signing::cms
