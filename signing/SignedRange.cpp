#include "signing/SignedRange.h"

namespace tdkt::signing {

std::optional<SignedRange> signedRange(const pdf::File& file, const pdf::Dictionary& signature) {
  const auto* numbers = pdf::at(signature, "ByteRange").as<pdf::Array>();
  if (numbers == nullptr || numbers->size() != 4) return std::nullopt;
  const std::uint64_t size = file.octets().size();
  std::uint64_t r[4] = {};
  for (std::size_t i = 0; i < 4; ++i) {
    const auto* whole = (*numbers)[i].as<std::int64_t>();
    if (whole == nullptr || *whole < 0) return std::nullopt;
    r[i] = static_cast<std::uint64_t>(*whole);
  }
  const bool shaped = r[0] == 0 && r[1] > 0 && r[1] < size && r[2] > r[1] + 2 && r[2] < size && r[3] > 0 &&
                      r[3] <= size - r[2];
  if (!shaped) return std::nullopt;
  return SignedRange{r[1], r[2], r[2] + r[3]};
}

}  // namespace tdkt::signing
