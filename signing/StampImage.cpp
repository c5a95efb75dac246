#include "signing/StampImage.h"

#include <libdeflate.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <new>
#include <unordered_map>

#include "signing/pdf/Png.h"

namespace tdkt::signing {
namespace {

constexpr std::size_t kMostColours = 256;
constexpr int kThorough = 9;  // above it a seal loses 1 % more and takes five times as long

unsigned octetAt(const Bytes& octets, std::size_t place) {
  return static_cast<unsigned char>(octets[place]);
}

Bytes deflated(const Bytes& plain) {
  const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
      libdeflate_alloc_compressor(kThorough), libdeflate_free_compressor);
  if (!compressor) throw std::bad_alloc();
  Bytes out(libdeflate_zlib_compress_bound(compressor.get(), plain.size()), '\0');
  out.resize(libdeflate_zlib_compress(compressor.get(), plain.data(), plain.size(), out.data(), out.size()));
  return out;
}

/// One bit per pixel, set where the octet is not 0.
Bytes bitsOf(const Bytes& plane, std::size_t width) {
  Bytes out;
  for (std::size_t row = 0; row < plane.size(); row += width) {
    const std::size_t start = out.size();
    out.resize(start + (width + 7) / 8, '\0');
    for (std::size_t x = 0; x < width; ++x) {
      if (plane[row + x] != 0) out[start + x / 8] |= static_cast<char>(0x80U >> (x % 8));
    }
  }
  return out;
}

bool isOnly(const Bytes& plane, char low, char high) {
  return std::all_of(plane.begin(), plane.end(), [&](char c) { return c == low || c == high; });
}

/// The colours of an image that can be seen, and for each pixel which one it has.
class Palette {
 public:
  explicit Palette(const pdf::Image& image) : image_(image), main_(mainColour()) {}

  /// False when there are too many colours for a palette.
  bool build(Bytes& colours, Bytes& places) {
    std::unordered_map<unsigned, std::size_t> known{{main_, 0}};
    appendColour(colours, main_);
    for (std::size_t pixel = 0; pixel < count(); ++pixel) {
      const unsigned colour = visibleColour(pixel);
      const auto [found, fresh] = known.try_emplace(colour, known.size());
      if (fresh && known.size() > kMostColours) return false;
      if (fresh) appendColour(colours, colour);
      places += static_cast<char>(found->second);
    }
    return true;
  }

 private:
  std::size_t count() const { return image_.rgb.size() / 3; }
  unsigned alphaAt(std::size_t pixel) const {
    return image_.alpha.empty() ? 255U : octetAt(image_.alpha, pixel);
  }
  unsigned colourAt(std::size_t pixel) const {
    return (octetAt(image_.rgb, pixel * 3) << 16U) | (octetAt(image_.rgb, pixel * 3 + 1) << 8U) |
           octetAt(image_.rgb, pixel * 3 + 2);
  }
  static void appendColour(Bytes& out, unsigned colour) {
    for (const unsigned shift : {16U, 8U, 0U}) out += static_cast<char>((colour >> shift) & 255U);
  }

  /// The one most of the paint is in.
  unsigned mainColour() const {
    std::unordered_map<unsigned, std::uint64_t> weights;
    for (std::size_t pixel = 0; pixel < count() && weights.size() <= 4 * kMostColours; ++pixel)
      weights[colourAt(pixel)] += alphaAt(pixel);
    // Of equals the smallest, so that the same image gives the same octets everywhere.
    const std::map<unsigned, std::uint64_t> sorted(weights.begin(), weights.end());
    const auto most = std::max_element(sorted.begin(), sorted.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == sorted.end() ? 0 : most->first;
  }

  unsigned visibleColour(std::size_t pixel) const {
    const unsigned own = colourAt(pixel);
    const auto alpha = static_cast<int>(alphaAt(pixel));
    for (const unsigned shift : {16U, 8U, 0U}) {
      const int apart = static_cast<int>((own >> shift) & 255U) - static_cast<int>((main_ >> shift) & 255U);
      if (std::abs(apart) * alpha >= 255) return own;
    }
    return main_;
  }

  const pdf::Image& image_;
  const unsigned main_;
};

}  // namespace

Result<std::shared_ptr<const StampImage>> StampImage::fromPng(std::string_view octets) {
  TDKT_ASSIGN(const pdf::Image image, pdf::readPng(octets));
  auto out = std::make_shared<StampImage>();
  out->width = image.width;
  out->height = image.height;
  Bytes places;
  if (Palette(image).build(out->palette, places)) {
    const bool two = out->palette.size() <= 6;
    if (two) out->colourBits = 1;
    out->colour = deflated(two ? bitsOf(places, image.width) : places);
  } else {
    out->palette.clear();
    out->colour = deflated(image.rgb);
  }
  if (!image.alpha.empty()) {
    const bool two = isOnly(image.alpha, '\0', '\xFF');
    if (two) out->alphaBits = 1;
    out->alpha = deflated(two ? bitsOf(image.alpha, image.width) : image.alpha);
  }
  return std::shared_ptr<const StampImage>(std::move(out));
}

}  // namespace tdkt::signing
