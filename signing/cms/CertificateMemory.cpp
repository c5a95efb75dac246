#include "signing/cms/CertificateMemory.h"

namespace tdkt::signing::cms {

std::optional<Certificate> CertificateMemory::read(std::string_view der) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = known_.find(der); known != known_.end()) return known->second;
  }
  auto fresh = Certificate::fromDer(der);
  if (!fresh) return std::nullopt;
  const std::lock_guard lock(mutex_);
  if (der.size() <= kMostOctets) {
    if (known_.size() >= kMost) known_.clear();
    known_.emplace(Bytes(der), *fresh);
  }
  return std::move(*fresh);
}

std::size_t CertificateMemory::size() const {
  const std::lock_guard lock(mutex_);
  return known_.size();
}

}  // namespace tdkt::signing::cms
