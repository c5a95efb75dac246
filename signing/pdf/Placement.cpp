#include "signing/pdf/Placement.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tdkt::signing::pdf {
namespace {

constexpr double kMuch = 0.25;
constexpr std::int64_t kHiddenOrNoView = 2 + 32;
constexpr int kMaxDepth = 64;

/// Left, bottom, right, top.
using Box = std::array<double, 4>;

std::optional<Box> boxOf(const File& file, const Value& value) {
  const Array* sides = file.array(value);
  if (sides == nullptr || sides->size() != 4) return std::nullopt;
  Box out{};
  for (std::size_t i = 0; i < 4; ++i) {
    const auto side = number(file.resolve((*sides)[i]));
    if (!side || !std::isfinite(*side)) return std::nullopt;
    out[i] = *side;
  }
  if (out[0] > out[2]) std::swap(out[0], out[2]);
  if (out[1] > out[3]) std::swap(out[1], out[3]);
  return out;
}

double areaOf(const Box& box) {
  return std::max(0.0, box[2] - box[0]) * std::max(0.0, box[3] - box[1]);
}

Box common(const Box& a, const Box& b) {
  return {std::max(a[0], b[0]), std::max(a[1], b[1]), std::min(a[2], b[2]), std::min(a[3], b[3])};
}

/// A key of a page or field that may stand in one of its parents.
const Value& inherited(const File& file, const Dictionary& from, const std::string& key) {
  static const Value null;
  const Dictionary* one = &from;
  for (int depth = 0; one != nullptr && depth < kMaxDepth; ++depth) {
    if (const Value& found = file.resolve(at(*one, key)); !found.isNull()) return found;
    one = file.dictionary(at(*one, "Parent"));
  }
  return null;
}

bool mayBeCovered(const File& file, const Dictionary& annotation) {
  const Value& subtype = file.resolve(at(annotation, "Subtype"));
  if (subtype.isName("Link") || subtype.isName("Popup")) return true;
  return subtype.isName("Widget") && inherited(file, annotation, "FT").isName("Sig");
}

}  // namespace

bool isInvisible(const File& file, const Dictionary& widget) {
  const auto* flags = file.resolve(at(widget, "F")).as<std::int64_t>();
  if (flags != nullptr && (*flags & kHiddenOrNoView) != 0) return true;
  const auto box = boxOf(file, at(widget, "Rect"));
  return box && areaOf(*box) <= 0;
}

bool coversMuch(const File& before, const Dictionary& page, const File& after, const Dictionary& widget) {
  if (isInvisible(after, widget)) return false;
  const auto box = boxOf(after, at(widget, "Rect"));
  const auto paper = boxOf(before, inherited(before, page, "MediaBox"));
  if (!box || !paper) return true;
  if (areaOf(common(*box, *paper)) > kMuch * areaOf(*paper)) return true;
  const Array* annotations = before.array(at(page, "Annots"));
  for (const Value& item : annotations == nullptr ? Array{} : *annotations) {
    const Dictionary* annotation = before.dictionary(item);
    if (annotation == nullptr || mayBeCovered(before, *annotation)) continue;
    const auto other = boxOf(before, at(*annotation, "Rect"));
    if (other && areaOf(common(*box, *other)) > 0) return true;
  }
  return false;
}

}  // namespace tdkt::signing::pdf
