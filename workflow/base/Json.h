#pragma once
// Strict JSON from outside: nlohmann's parser plus the limits and the duplicate-key rule it leaves to us.

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string_view>

#include "workflow/base/Error.h"

namespace tdkt::json {

struct Limits {
  std::size_t bytes = 1U << 20U;
  int depth = 32;
  /// Keys in one object: the parsed form finds a key by looking at all of them, so that many cost by their
  /// square.
  std::size_t members = 4096;
};

/// An object or array. Errors: kInput "json.size", "json.depth", "json.members", "json.duplicate-key",
/// "json.syntax" (detail has the byte position), "json.top-level".
Result<nlohmann::ordered_json> parse(std::string_view text, const Limits& limits = {});

/// The string at `key`, or an error naming the key. Errors: kInput "json.missing", "json.type".
Result<std::string> requireString(const nlohmann::ordered_json& object, const char* key);
/// The string at `key`, or `fallback` when it is absent or not a string.
std::string optionalString(const nlohmann::ordered_json& object, const char* key, std::string fallback = {});

}  // namespace tdkt::json
