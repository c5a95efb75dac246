#pragma once
// zlib compression of a PDF stream; the same octets always give the same result.

#include "workflow/base/Bytes.h"

namespace tdkt::templates {

/// What is made once for thousands of documents is worth the time of the smallest result.
enum class Effort { kQuick = 1, kThorough = 12 };

Bytes deflate(std::string_view octets, Effort effort);

}  // namespace tdkt::templates
