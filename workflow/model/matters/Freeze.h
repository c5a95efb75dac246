#pragma once
// A complaint stops the clock: the whole dossier, or some of its lines, stand still until somebody lifts it.

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "workflow/base/Ids.h"
#include "workflow/base/Time.h"
#include "workflow/model/LineState.h"
#include "workflow/model/Timer.h"

namespace tdkt::workflow {

/// Kept under kFreezeMatter while anything of the dossier is frozen.
struct Freeze {
  static constexpr const char* kKind = "freeze";

  bool whole = false;          ///< false: only `lines`
  std::string reason;          ///< of the whole, or what was found when it was lifted; lines have their own
  UtcTime since;               ///< of the whole
  std::vector<Timer> stopped;  ///< timers that wait for the end of the whole freeze, as they were
  std::map<LineId, LineState> lines;  ///< frozen lines and what they were before
  friend bool operator==(const Freeze&, const Freeze&) = default;
};

/// No node can have this id.
inline constexpr const char* kFreezeMatter = "#freeze";

nlohmann::ordered_json toJson(const Freeze& freeze);
void fromJson(const nlohmann::ordered_json& json, Freeze& freeze);

}  // namespace tdkt::workflow
