#include "signing/pdf/Boxes.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tdkt::signing::pdf {

std::optional<Box> boxOf(const File& file, const Value& value) {
  const Array* list = file.array(value);
  if (list == nullptr || list->size() != 4) return std::nullopt;
  std::array<double, 4> side{};
  for (std::size_t i = 0; i < 4; ++i) {
    const auto found = number(file.resolve((*list)[i]));
    if (!found || !std::isfinite(*found)) return std::nullopt;
    side[i] = *found;
  }
  return Box{std::min(side[0], side[2]), std::min(side[1], side[3]), std::abs(side[2] - side[0]),
             std::abs(side[3] - side[1])};
}

const Value& inherited(const File& file, const Dictionary& page, const std::string& key) {
  const Dictionary* node = &page;
  for (int depth = 0; node != nullptr && depth < 64; ++depth) {
    if (const Value& found = at(*node, key); !found.isNull()) return found;
    node = file.dictionary(at(*node, "Parent"));
  }
  static const Value none;
  return none;
}

bool overlap(const Box& a, const Box& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

bool contains(const Box& outer, const Box& inner) {
  constexpr double kSpare = 1;
  return inner.x >= outer.x - kSpare && inner.y >= outer.y - kSpare &&
         inner.x + inner.width <= outer.x + outer.width + kSpare &&
         inner.y + inner.height <= outer.y + outer.height + kSpare;
}

}  // namespace tdkt::signing::pdf
