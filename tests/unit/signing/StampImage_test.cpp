// Images of signatures: as small as can be without anybody seeing it, and refused when made to hurt.

#include "signing/StampImage.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>

#include "signing/pdf/Filters.h"
#include "signing/pdf/Png.h"

namespace tdkt::signing {
namespace {

using Pixel = std::array<int, 4>;  // red, green, blue, alpha

Bytes wordOf(std::size_t value) {
  Bytes out;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) out += static_cast<char>((value >> shift) & 255U);
  return out;
}

Bytes chunk(const std::string& type, const Bytes& body) {
  return wordOf(body.size()) + type + body + "sums";  // our reader leaves the sums of a PNG alone
}

Bytes png(std::size_t width, std::size_t height, const Bytes& packed) {
  return "\x89PNG\r\n\x1A\n" + chunk("IHDR", wordOf(width) + wordOf(height) + Bytes("\x08\x06\0\0\0", 5)) +
         chunk("IDAT", packed) + chunk("IEND", "");
}

Bytes png(std::size_t width, std::size_t height, const std::function<Pixel(std::size_t, std::size_t)>& at) {
  Bytes rows;
  for (std::size_t y = 0; y < height; ++y) {
    rows += '\0';
    for (std::size_t x = 0; x < width; ++x) {
      for (const int sample : at(x, y)) rows += static_cast<char>(sample);
    }
  }
  return png(width, height, pdf::deflate(rows));
}

std::shared_ptr<const StampImage> taken(const Bytes& octets) {
  auto image = StampImage::fromPng(octets);
  if (image) return *image;
  ADD_FAILURE() << image.error().code << " " << image.error().detail;
  return std::make_shared<StampImage>();
}

std::string codeOf(const Bytes& octets) {
  const auto image = StampImage::fromPng(octets);
  return image ? "taken" : image.error().code;
}

int sampleAt(const Bytes& plane, int bits, std::size_t rowOctets, std::size_t x, std::size_t y) {
  const auto octet = static_cast<unsigned char>(plane[y * rowOctets + (bits == 1 ? x / 8 : x)]);
  return bits == 1 ? (octet >> (7 - x % 8)) & 1 : octet;
}

/// What a reader of the PDF draws for one pixel.
Pixel drawn(const StampImage& image, std::size_t x, std::size_t y) {
  const Bytes colour = *pdf::inflate(image.colour);
  const auto rowOf = [&](int bits) { return bits == 1 ? (image.width + 7) / 8 : image.width; };
  const auto octet = [](const Bytes& from, std::size_t i) {
    return static_cast<int>(static_cast<unsigned char>(from[i]));
  };
  Pixel out{0, 0, 0, 255};
  if (!image.alpha.empty()) {
    const int alpha = sampleAt(*pdf::inflate(image.alpha), image.alphaBits, rowOf(image.alphaBits), x, y);
    out[3] = image.alphaBits == 1 ? alpha * 255 : alpha;
  }
  const bool indexed = !image.palette.empty();
  const std::size_t place =
      indexed
          ? static_cast<std::size_t>(sampleAt(colour, image.colourBits, rowOf(image.colourBits), x, y)) * 3
          : (y * image.width + x) * 3;
  for (std::size_t i = 0; i < 3; ++i) out[i] = octet(indexed ? image.palette : colour, place + i);
  return out;
}

}  // namespace

TEST(StampImage, OneColourWithSoftEdgesIsStoredOnce) {
  const auto image = taken(png(19, 5, [](std::size_t x, std::size_t y) -> Pixel {
    return x < 3 ? Pixel{0, 0, 0, 0} : Pixel{200, 10, 20, static_cast<int>(40 * y + x)};
  }));
  EXPECT_EQ(image->palette.size(), 3U) << "what is wholly transparent has no colour";
  EXPECT_EQ(image->colourBits, 1);
  EXPECT_EQ(image->alphaBits, 8);
  EXPECT_EQ(drawn(*image, 2, 4)[3], 0);
  EXPECT_EQ(drawn(*image, 18, 4), (Pixel{200, 10, 20, 178}));
}

TEST(StampImage, APixelKeepsItsColourWhenAnybodyCouldSeeIt) {
  // The same step of colour, seen through 255 and through 20 of alpha.
  const auto image = taken(png(30, 1, [](std::size_t x, std::size_t) -> Pixel {
    return x == 0 ? Pixel{210, 10, 20, 255} : x == 1 ? Pixel{210, 10, 20, 20} : Pixel{200, 10, 20, 255};
  }));
  EXPECT_EQ(drawn(*image, 0, 0), (Pixel{210, 10, 20, 255}));
  EXPECT_EQ(drawn(*image, 1, 0), (Pixel{200, 10, 20, 20}));
}

TEST(StampImage, BlackAndWhiteNeedsABitForEachPixel) {
  const auto image = taken(png(11, 3, [](std::size_t x, std::size_t y) -> Pixel {
    const int ink = (x + y) % 3 == 0 ? 0 : 255;
    return {ink, ink, ink, x == 10 ? 0 : 255};
  }));
  EXPECT_EQ(image->colourBits, 1);
  EXPECT_EQ(image->alphaBits, 1);
  for (std::size_t y = 0; y < 3; ++y) {
    for (std::size_t x = 0; x < 10; ++x) {
      const int ink = (x + y) % 3 == 0 ? 0 : 255;
      EXPECT_EQ(drawn(*image, x, y), (Pixel{ink, ink, ink, 255})) << x << " " << y;
    }
    EXPECT_EQ(drawn(*image, 10, y)[3], 0);
  }
}

TEST(StampImage, APhotographKeepsEveryColour) {
  const auto at = [](std::size_t x, std::size_t y) -> Pixel {
    return {static_cast<int>(x * 12), static_cast<int>(y * 12), static_cast<int>((x * y) % 256), 255};
  };
  const auto image = taken(png(20, 20, at));
  EXPECT_TRUE(image->palette.empty());
  EXPECT_TRUE(image->alpha.empty());
  for (const std::size_t i : {0U, 7U, 19U}) EXPECT_EQ(drawn(*image, i, 19 - i), at(i, 19 - i));
}

TEST(StampImage, TheDemoSealLooksAsItsPngDoesAndIsHalfAsLarge) {
  std::ifstream in(TDKT_SOURCE_DIR "/integration/demo_data/seal.png", std::ios::binary);
  const Bytes octets(std::istreambuf_iterator<char>(in), {});
  const auto image = taken(octets);
  EXPECT_LT(image->colour.size() + image->alpha.size() + image->palette.size(), octets.size() / 2);
  const auto original = pdf::readPng(octets);
  ASSERT_TRUE(original);
  const Bytes places = *pdf::inflate(image->colour);
  EXPECT_EQ(*pdf::inflate(image->alpha), original->alpha);
  ASSERT_EQ(image->colourBits, 8) << "this one has some colours";
  ASSERT_EQ(places.size(), original->alpha.size());
  int worst = 0;
  const auto octet = [](char c) { return static_cast<int>(static_cast<unsigned char>(c)); };
  for (std::size_t pixel = 0; pixel < places.size(); ++pixel) {
    for (std::size_t i = 0; i < 3; ++i) {
      const int seen = octet(image->palette[static_cast<std::size_t>(octet(places[pixel])) * 3 + i]);
      const int apart = std::abs(seen - octet(original->rgb[pixel * 3 + i]));
      worst = std::max(worst, apart * octet(original->alpha[pixel]));
    }
  }
  EXPECT_LT(worst, 255) << "less than one step of 255 on the page";
}

TEST(StampImage, AGiantOnPaperIsRefusedBeforeAnyRoomIsMadeForIt) {
  for (const auto& [width, height] : {std::pair{0x7FFFFFFFU, 0x7FFFFFFFU},
                                      {0xFFFFFFFFU, 1U},
                                      {65536U, 65536U},
                                      {0U, 10U},
                                      {4097U, 4097U}}) {
    EXPECT_EQ(codeOf(png(width, height, Bytes("x"))), "signing.image.malformed") << width << " x " << height;
  }
}

TEST(StampImage, ACompressionBombIsRefusedAtTheSizeItsHeaderTells) {
  const Bytes bomb = pdf::deflate(Bytes(100U << 20U, '\0'));
  ASSERT_LT(bomb.size(), 200U << 10U);
  EXPECT_EQ(codeOf(png(8, 8, bomb)), "signing.image.malformed");
  EXPECT_EQ(codeOf(png(4096, 4096, bomb)), "signing.image.malformed") << "and one that is too small for it";
}

TEST(StampImage, WhatIsCutShortOrNoPngIsRefused) {
  const Bytes whole = png(8, 8, pdf::deflate(Bytes(8 * 33, '\0')));
  EXPECT_EQ(codeOf(whole), "taken");
  for (const std::size_t length : {0U, 4U, 8U, 20U, 40U, 50U})
    EXPECT_EQ(codeOf(whole.substr(0, length)), "signing.image.malformed") << length;
}

}  // namespace tdkt::signing
