#pragma once
// Rectangles of pages and widgets. Source: ISO 32000-1 §7.9.5, §7.7.3.4.

#include <optional>

#include "signing/pdf/File.h"

namespace tdkt::signing::pdf {

struct Box {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

/// Four numbers, any two opposite corners; nothing when it is none.
std::optional<Box> boxOf(const File& file, const Value& value);
/// A page's own value at `key`, or the nearest one above it in the page tree; null when there is none.
const Value& inherited(const File& file, const Dictionary& page, const std::string& key);
/// Do they share more than an edge?
bool overlap(const Box& a, const Box& b);
/// Is `inner` inside `outer`, with a point to spare for rounding?
bool contains(const Box& outer, const Box& inner);

}  // namespace tdkt::signing::pdf
