#pragma once
// A dossier waits for a time to pass: since when, so that another plan of working days can be applied.

#include <nlohmann/json_fwd.hpp>

#include "workflow/base/Time.h"

namespace tdkt::workflow {

/// Kept at an intermediate timer while a token waits there.
struct Waiting {
  static constexpr const char* kKind = "waiting";

  UtcTime since;
  friend bool operator==(const Waiting&, const Waiting&) = default;
};

nlohmann::ordered_json toJson(const Waiting& waiting);
void fromJson(const nlohmann::ordered_json& json, Waiting& waiting);

}  // namespace tdkt::workflow
