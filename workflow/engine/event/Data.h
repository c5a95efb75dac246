#pragma once
// Helpers to write and read the data of events. Private to the engine.

#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>

namespace tdkt::workflow::data {

using Json = nlohmann::ordered_json;

inline std::string textAt(const Json& json, const char* key) {
  return json.at(key).get<std::string>();
}

/// An unknown name or a bad day is corruption, never a default.
template <class T>
T required(const std::optional<T>& value) {
  if (!value) throw std::invalid_argument("an unknown name");
  return *value;
}

}  // namespace tdkt::workflow::data
