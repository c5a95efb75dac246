#pragma once
// A signature or seal image, decoded and packed once and then put into any number of signatures.

#include <cstdint>
#include <memory>
#include <string_view>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"

namespace tdkt::signing {

/// Immutable, shared freely between threads. Sizes in pixels.
struct StampImage {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  Bytes colour;  ///< deflated, 3 octets per pixel
  Bytes alpha;   ///< deflated, 1 octet per pixel; empty when every pixel is opaque

  /// Not interlaced, at most 16 megapixels. Errors: kInput "signing.image.malformed".
  static Result<std::shared_ptr<const StampImage>> fromPng(std::string_view octets);
};

}  // namespace tdkt::signing
