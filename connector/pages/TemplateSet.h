#pragma once
// HTML from templates that were built into the program; every value is escaped unless the template says
// otherwise.

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>

#include "workflow/base/Resource.h"

namespace tdkt::pages {

/// Renders mustache templates with a view model given as JSON: objects, arrays, texts, numbers, booleans;
/// null and absent are false. `{{>name}}` includes "name.html" of the same table. Immutable, thread-safe.
/// Source: mustache(5); OWASP, output encoding for HTML contexts (no value ever enters a script or a style).
class TemplateSet {
 public:
  /// With `demo` every page carries the mark of a demonstration.
  explicit TemplateSet(std::span<const Resource> files, bool demo = false) : files_(files), demo_(demo) {}

  /// The page `name`.html filled from `view`. A template that is not there or does not parse is a bug and
  /// throws std::logic_error.
  std::string render(std::string_view name, const nlohmann::ordered_json& view) const;

 private:
  std::string source(std::string_view name) const;
  std::span<const Resource> files_;
  bool demo_;
};

}  // namespace tdkt::pages
