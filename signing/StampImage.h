#pragma once
// A signature or seal image, decoded and packed once and then put into any number of signatures.

#include <cstdint>
#include <memory>
#include <string_view>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"

namespace tdkt::signing {

/// Immutable, shared freely between threads. Sizes in pixels; every row begins with a whole octet.
struct StampImage {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  Bytes palette;       ///< 3 octets per colour; empty = `colour` holds the colours themselves
  int colourBits = 8;  ///< of one place in the palette, or of one of three samples
  Bytes colour;        ///< deflated: a place in the palette, or 3 samples, per pixel
  int alphaBits = 8;
  Bytes alpha;  ///< deflated, 1 sample per pixel; empty when every pixel is opaque

  /// The smallest form that looks the same, because every signature carries it: few colours become a palette,
  /// samples that are only 0 or full become bits, and what the alpha of a pixel lets nobody see (less than
  /// one step of 255 on the page) has no colour of its own. Not interlaced, at most 16 megapixels. Errors:
  /// kInput "signing.image.malformed".
  static Result<std::shared_ptr<const StampImage>> fromPng(std::string_view octets);
};

}  // namespace tdkt::signing
