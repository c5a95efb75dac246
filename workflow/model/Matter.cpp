#include "workflow/model/Matter.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace tdkt::workflow {
namespace {

using Json = nlohmann::ordered_json;

/// Tries the alternatives one after the other; the names are few.
template <std::size_t I = 0>
Matter readAs(const std::string& kind, const Json& json) {
  if constexpr (I == std::variant_size_v<Matter>) {
    throw std::invalid_argument("an unknown kind of matter");
  } else {
    using Kind = std::variant_alternative_t<I, Matter>;
    if (kind != Kind::kKind) return readAs<I + 1>(kind, json);
    Kind value;
    fromJson(json, value);
    return value;
  }
}

}  // namespace

const char* kindOf(const Matter& matter) {
  return std::visit([](const auto& value) { return std::decay_t<decltype(value)>::kKind; }, matter);
}

Json toJson(const Matter& matter) {
  Json out{{"kind", kindOf(matter)}};
  out.update(std::visit([](const auto& value) { return toJson(value); }, matter));
  return out;
}

Matter matterFromJson(const Json& json) {
  return readAs(json.at("kind").get<std::string>(), json);
}

}  // namespace tdkt::workflow
