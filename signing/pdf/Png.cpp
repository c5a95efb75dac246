#include "signing/pdf/Png.h"

#include "signing/pdf/Filters.h"

namespace tdkt::signing::pdf {
namespace {

constexpr std::uint64_t kMaxPixels = 16U << 20U;

Error malformed(const char* why) {
  return inputError("signing.image.malformed", why);
}

struct Header {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  unsigned depth = 0;
  unsigned colour = 0;  // 0 grey, 2 RGB, 3 palette, 4 grey+alpha, 6 RGB+alpha
  unsigned channels() const { return colour == 6 ? 4 : colour == 2 ? 3 : colour == 4 ? 2 : 1; }
  std::size_t rowBytes() const { return (std::size_t{width} * channels() * depth + 7) / 8; }
  std::size_t pixelBytes() const { return std::max(1U, channels() * depth / 8); }
};

struct Chunks {
  Header header;
  std::string palette;
  std::string transparency;
  std::string data;
};

unsigned octet(std::string_view text, std::size_t i) {
  return static_cast<unsigned char>(text[i]);
}

std::uint32_t word(std::string_view text, std::size_t i) {
  return (octet(text, i) << 24U) | (octet(text, i + 1) << 16U) | (octet(text, i + 2) << 8U) |
         octet(text, i + 3);
}

bool depthFits(const Header& header) {
  const unsigned d = header.depth;
  switch (header.colour) {
    case 0:
      return d == 1 || d == 2 || d == 4 || d == 8 || d == 16;
    case 3:
      return d == 1 || d == 2 || d == 4 || d == 8;
    case 2:
    case 4:
    case 6:
      return d == 8 || d == 16;
    default:
      return false;
  }
}

Result<Header> readHeader(std::string_view body) {
  if (body.size() != 13) return malformed("IHDR has another size");
  const Header header{word(body, 0), word(body, 4), octet(body, 8), octet(body, 9)};
  if (header.width == 0 || header.height == 0 || std::uint64_t{header.width} * header.height > kMaxPixels) {
    return malformed("empty or above 16 megapixels");
  }
  if (!depthFits(header) || octet(body, 10) != 0 || octet(body, 11) != 0 || octet(body, 12) != 0) {
    return malformed("unknown kind of pixel, or interlaced");
  }
  return header;
}

Result<Chunks> readChunks(std::string_view octets) {
  if (octets.substr(0, 8) != "\x89PNG\r\n\x1A\n") return malformed("not a PNG");
  Chunks out;
  for (std::size_t i = 8; i + 12 <= octets.size();) {
    const std::size_t length = word(octets, i);
    const std::string_view type = octets.substr(i + 4, 4);
    if (length > octets.size() - i - 12) return malformed("cut short");
    const std::string_view body = octets.substr(i + 8, length);
    if (type == "IHDR") {
      TDKT_ASSIGN(out.header, readHeader(body));
    } else if (type == "PLTE") {
      out.palette = body;
    } else if (type == "tRNS") {
      out.transparency = body;
    } else if (type == "IDAT") {
      out.data += body;
    } else if (type == "IEND") {
      break;
    }
    i += length + 12;
  }
  if (out.header.width == 0) return malformed("no IHDR");
  return out;
}

/// One sample as stored (not scaled); of 16 bits the upper 8 are kept.
unsigned sample(const Header& header, std::string_view row, std::size_t index) {
  if (header.depth == 8) return octet(row, index);
  if (header.depth == 16) return octet(row, index * 2);
  const std::size_t bit = index * header.depth;
  return (octet(row, bit / 8) >> (8 - header.depth - bit % 8)) & ((1U << header.depth) - 1);
}

struct Pixel {
  unsigned red = 0;
  unsigned green = 0;
  unsigned blue = 0;
  unsigned alpha = 255;
};

Pixel pixelAt(const Chunks& png, std::string_view row, std::size_t x) {
  const Header& header = png.header;
  const std::size_t first = x * header.channels();
  const unsigned value = sample(header, row, first);
  switch (header.colour) {
    case 0: {
      const unsigned scale = header.depth < 8 ? 255 / ((1U << header.depth) - 1) : 1;
      return {value * scale, value * scale, value * scale, 255};
    }
    case 2:
      return {value, sample(header, row, first + 1), sample(header, row, first + 2), 255};
    case 3: {
      if (std::size_t{value} * 3 + 2 >= png.palette.size()) return {};
      const unsigned alpha = value < png.transparency.size() ? octet(png.transparency, value) : 255;
      return {octet(png.palette, std::size_t{value} * 3), octet(png.palette, std::size_t{value} * 3 + 1),
              octet(png.palette, std::size_t{value} * 3 + 2), alpha};
    }
    case 4:
      return {value, value, value, sample(header, row, first + 1)};
    default:
      return {value, sample(header, row, first + 1), sample(header, row, first + 2),
              sample(header, row, first + 3)};
  }
}

}  // namespace

Result<Image> readPng(std::string_view octets) {
  TDKT_ASSIGN(const Chunks png, readChunks(octets));
  const std::size_t rowBytes = png.header.rowBytes();
  const std::size_t expected = (rowBytes + 1) * png.header.height;
  const auto filtered = inflate(png.data, expected);
  if (!filtered || filtered->size() != expected) return malformed("the pixel data has another size");
  const auto rows = undoPngFilters(*filtered, rowBytes, png.header.pixelBytes());
  if (!rows) return malformed("unknown row filter");
  Image out{png.header.width, png.header.height, {}, {}};
  bool opaque = true;
  for (std::size_t y = 0; y < out.height; ++y) {
    const std::string_view row = std::string_view(*rows).substr(y * rowBytes, rowBytes);
    for (std::size_t x = 0; x < out.width; ++x) {
      const Pixel pixel = pixelAt(png, row, x);
      for (const unsigned c : {pixel.red, pixel.green, pixel.blue}) out.rgb += static_cast<char>(c);
      out.alpha += static_cast<char>(pixel.alpha);
      opaque = opaque && pixel.alpha == 255;
    }
  }
  if (opaque) out.alpha.clear();
  return out;
}

}  // namespace tdkt::signing::pdf
