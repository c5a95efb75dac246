#pragma once
// zlib compression of a PDF stream; the same octets always give the same result.

#include "workflow/base/Bytes.h"

namespace tdkt::templates {

Bytes deflate(std::string_view octets);

}  // namespace tdkt::templates
