#pragma once
// A PNG as PDF wants it: colour samples and alpha apart.
// Source: ISO/IEC 15948 (PNG).

#include <cstdint>
#include <string_view>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"

namespace tdkt::signing::pdf {

struct Image {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  Bytes rgb;    ///< 3 octets per pixel
  Bytes alpha;  ///< 1 octet per pixel; empty when every pixel is opaque
};

/// Not interlaced, at most 16 megapixels. Errors: kInput "signing.image.malformed".
Result<Image> readPng(std::string_view octets);

}  // namespace tdkt::signing::pdf
