#pragma once
// zlib compression of a PDF stream; the same octets always give the same result.

#include <cstddef>

#include "workflow/base/Bytes.h"

namespace tdkt::templates {

/// What is made once for thousands of documents is worth the time of the smallest result.
enum class Effort { kQuick = 1, kThorough = 12 };

Bytes deflate(std::string_view octets, Effort effort);

/// Would a zlib stream unpack to more than `most` octets? Makes room for so many. False for what is no zlib
/// stream.
bool unpacksToMoreThan(std::string_view packed, std::size_t most);

}  // namespace tdkt::templates
