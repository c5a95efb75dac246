#include "workflow/model/Grant.h"

#include <array>
#include <utility>

namespace tdkt::workflow {
namespace {

constexpr std::array<std::pair<Capacity, const char*>, 6> kCapacities{{{Capacity::kOwn, "own"},
                                                                       {Capacity::kCollective, "TM"},
                                                                       {Capacity::kActing, "Q"},
                                                                       {Capacity::kDeputy, "KT"},
                                                                       {Capacity::kByOrder, "TL"},
                                                                       {Capacity::kByAuthorisation, "TUQ"}}};

}  // namespace

const char* toString(Capacity capacity) {
  for (const auto& [value, text] : kCapacities) {
    if (value == capacity) return text;
  }
  return "?";
}

std::optional<Capacity> capacityFrom(std::string_view text) {
  for (const auto& [value, name] : kCapacities) {
    if (name == text) return value;
  }
  return std::nullopt;
}

}  // namespace tdkt::workflow
