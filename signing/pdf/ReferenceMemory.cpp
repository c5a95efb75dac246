#include "signing/pdf/ReferenceMemory.h"

namespace tdkt::signing::pdf {

std::shared_ptr<const ReferringObject> ReferenceMemory::find(const HashedOctets::Known& known,
                                                             std::size_t offset, const Ref& ref) const {
  if (known.which == nullptr) return nullptr;
  const std::lock_guard guard(mutex_);
  const auto found = objects_.find(Key{known.which, offset, ref});
  return found == objects_.end() ? nullptr : found->second;
}

void ReferenceMemory::keep(const HashedOctets::Known& known, std::size_t offset, const Ref& ref,
                           std::shared_ptr<const ReferringObject> object) {
  if (known.which == nullptr) return;
  const std::lock_guard guard(mutex_);
  if (objects_.size() >= kMost) objects_.clear();
  objects_.try_emplace(Key{known.which, offset, ref}, std::move(object));
}

}  // namespace tdkt::signing::pdf
