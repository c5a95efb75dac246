#pragma once
// What a signature's /ByteRange says it covers. Private to signing/. Source: ISO 32000-1 §12.8.1.

#include <cstddef>
#include <optional>

#include "signing/pdf/File.h"

namespace tdkt::signing {

struct SignedRange {
  std::size_t hole = 0;   ///< first octet of the gap
  std::size_t after = 0;  ///< first octet after it
  std::size_t end = 0;    ///< end of the signed revision
};

/// Nothing unless it is exactly four numbers that begin with the file, leave one gap and end inside the file.
/// Only as direct objects: an indirect one could be exchanged by a later revision.
std::optional<SignedRange> signedRange(const pdf::File& file, const pdf::Dictionary& signature);

}  // namespace tdkt::signing
