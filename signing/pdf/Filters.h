#pragma once
// zlib streams with a ceiling on what comes out.

#include <optional>
#include <string_view>

#include "signing/pdf/Object.h"
#include "workflow/base/Bytes.h"

namespace tdkt::signing::pdf {

inline constexpr std::size_t kMaxInflated = 64U << 20U;

/// Nothing when the stream is damaged or grows above `limit`.
std::optional<Bytes> inflate(std::string_view packed, std::size_t limit = kMaxInflated);
Bytes deflate(std::string_view plain);
/// The decoded octets of a cross-reference or object stream: no filter or FlateDecode with PNG predictors.
std::optional<Bytes> decodeStream(const Dictionary& dictionary, std::string_view raw,
                                  std::size_t limit = kMaxInflated);
/// Undoes PNG row filters: each row has one filter octet before it. `pixelBytes` is the distance of "left".
std::optional<Bytes> undoPngFilters(std::string_view rows, std::size_t rowBytes, std::size_t pixelBytes);

}  // namespace tdkt::signing::pdf
