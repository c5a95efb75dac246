#pragma once
// Certificates read before, by their octets: the same signer and the same authorities come again and again,
// and decoding a public key is the dearest part of reading a CMS.

#include <map>
#include <mutex>
#include <optional>
#include <string_view>

#include "signing/Certificate.h"

namespace tdkt::signing::cms {

/// Bounded: a full memory forgets everything and begins again. Says nothing about trust. Thread-safe.
class CertificateMemory {
 public:
  static constexpr std::size_t kMost = 256;
  static constexpr std::size_t kMostOctets = 8192;  ///< of one certificate worth keeping

  /// Nothing for octets that are not exactly one certificate.
  std::optional<Certificate> read(std::string_view der);
  std::size_t size() const;

 private:
  mutable std::mutex mutex_;
  std::map<Bytes, Certificate, std::less<>> known_;
};

}  // namespace tdkt::signing::cms
