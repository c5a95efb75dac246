#pragma once
// What objects refer to, for octets that stand at the beginning of many files: the fonts of a template are
// read once for a batch, not once for each signature.

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <tuple>
#include <vector>

#include "signing/pdf/Object.h"
#include "workflow/base/HashedOctets.h"

namespace tdkt::signing::pdf {

/// One object that lies in its file as an object of its own.
struct ReferringObject {
  std::size_t end = 0;            ///< in the octets, its stream included
  bool lengthElsewhere = false;   ///< another object tells how long its stream is
  std::vector<Value> references;  ///< all of them, at whatever depth
};

/// Bounded: a full memory forgets everything and begins again. Thread-safe.
class ReferenceMemory {
 public:
  static constexpr std::size_t kMost = 4096;

  /// Null when it is not known, or `known` is no beginning.
  std::shared_ptr<const ReferringObject> find(const HashedOctets::Known& known, std::size_t offset,
                                              const Ref& ref) const;
  /// Only an object that ends, with what a reader looks at behind it, inside of `known`.
  void keep(const HashedOctets::Known& known, std::size_t offset, const Ref& ref,
            std::shared_ptr<const ReferringObject> object);

 private:
  using Key = std::tuple<std::shared_ptr<const void>, std::size_t, Ref>;  // keeps the beginning alive
  mutable std::mutex mutex_;
  std::map<Key, std::shared_ptr<const ReferringObject>> objects_;
};

}  // namespace tdkt::signing::pdf
