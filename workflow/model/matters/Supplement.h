#pragma once
// A return for supplement that waits for the submitter: what is missing and until when.

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "workflow/base/Time.h"

namespace tdkt::workflow {

/// Kept at the node that sent back, until the supplement arrives or its time has passed.
struct Supplement {
  static constexpr const char* kKind = "supplement";

  std::vector<std::string> reasons;  ///< all at once; Vietnamese
  std::vector<std::string> missing;  ///< documents or data asked for; may be empty
  std::optional<CivilDate> due;      ///< last day for the submitter; absent: no limit
  int round = 1;                     ///< how often this node has sent back, from 1
  bool open = true;                  ///< false: the supplement came, or nobody waits for it any more
  friend bool operator==(const Supplement&, const Supplement&) = default;
};

nlohmann::ordered_json toJson(const Supplement& supplement);
void fromJson(const nlohmann::ordered_json& json, Supplement& supplement);

}  // namespace tdkt::workflow
