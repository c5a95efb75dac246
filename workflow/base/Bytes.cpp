#include "workflow/base/Bytes.h"

#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <memory>

#include "workflow/base/Error.h"

namespace tdkt {
namespace {

constexpr char kHex[] = "0123456789abcdef";
constexpr char kBase64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int hexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr std::array<signed char, 256> makeBase64Table() {
  std::array<signed char, 256> table{};
  for (auto& entry : table) entry = -1;
  for (int i = 0; i < 64; ++i) table[static_cast<unsigned char>(kBase64[i])] = static_cast<signed char>(i);
  return table;
}

bool isSpace(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

namespace {

using Sha256 = std::array<unsigned char, 32>;

Sha256 sha256Of(std::string_view octets) {
  // Looked up once: finding the algorithm again costs more than hashing a short text.
  static const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> algorithm(
      EVP_MD_fetch(nullptr, "SHA256", nullptr), EVP_MD_free);
  thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                                     EVP_MD_CTX_free);
  Sha256 digest{};
  if (EVP_DigestInit_ex2(context.get(), algorithm.get(), nullptr) != 1 ||
      EVP_DigestUpdate(context.get(), octets.data(), octets.size()) != 1 ||
      EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) != 1) {
    stopOnMisuse("libcrypto has no SHA-256");
  }
  return digest;
}

std::string_view octetsOf(const Sha256& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

Bytes sha256(std::string_view octets) {
  return Bytes(octetsOf(sha256Of(octets)));
}

std::string sha256Hex(std::string_view octets) {
  return toHex(octetsOf(sha256Of(octets)));
}

std::string toHex(std::string_view octets) {
  std::string text(octets.size() * 2, '0');
  char* place = text.data();
  for (const char c : octets) {
    const auto octet = static_cast<unsigned char>(c);
    *place++ = kHex[octet >> 4U];
    *place++ = kHex[octet & 15U];
  }
  return text;
}

std::optional<Bytes> fromHex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  Bytes out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hexValue(text[i]);
    const int low = hexValue(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

std::string toBase64(std::string_view octets) {
  std::string text;
  text.reserve((octets.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < octets.size(); i += 3) {
    const std::size_t have = std::min<std::size_t>(3, octets.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = (group << 8U) | (k < have ? static_cast<unsigned char>(octets[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) text += k <= have ? kBase64[(group >> (18 - 6 * k)) & 63U] : '=';
  }
  return text;
}

std::optional<Bytes> fromBase64(std::string_view text) {
  static constexpr auto kTable = makeBase64Table();
  Bytes out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t group = 0;
  int filled = 0;
  int padding = 0;
  for (const char c : text) {
    if (isSpace(c)) continue;
    if (c == '=') {
      ++padding;
      continue;
    }
    const int value = kTable[static_cast<unsigned char>(c)];
    if (value < 0 || padding > 0) return std::nullopt;
    group = (group << 6U) | static_cast<std::uint32_t>(value);
    if (++filled == 4) {
      for (int shift = 16; shift >= 0; shift -= 8) out += static_cast<char>((group >> shift) & 255U);
      group = 0;
      filled = 0;
    }
  }
  if ((filled == 0 && padding == 0)) return out;
  if (filled < 2 || filled + padding != 4) return std::nullopt;
  group <<= 6U * static_cast<unsigned>(4 - filled);
  for (int k = 0; k < filled - 1; ++k) out += static_cast<char>((group >> (16 - 8 * k)) & 255U);
  return out;
}

bool equalConstantTime(std::string_view left, std::string_view right) {
  if (left.size() != right.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    difference |=
        static_cast<unsigned>(static_cast<unsigned char>(left[i]) ^ static_cast<unsigned char>(right[i]));
  }
  return difference == 0;
}

}  // namespace tdkt
