#pragma once
// A file built into the program by cmake/EmbedResources.cmake.

#include <optional>
#include <span>
#include <string_view>

namespace tdkt {

struct Resource {
  std::string_view path;   ///< relative, forward slashes: "pages/panel.html"
  std::string_view bytes;  ///< lives as long as the program
};

/// The bytes of `path`, or nothing.
inline std::optional<std::string_view> findResource(std::span<const Resource> table, std::string_view path) {
  for (const Resource& row : table) {
    if (row.path == path) return row.bytes;
  }
  return std::nullopt;
}

}  // namespace tdkt
