#pragma once
// The submitter asks for his dossier back after somebody has acted on it: it stands still until
// whoever holds it has answered.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "workflow/base/Time.h"

namespace tdkt::workflow {

/// Kept under kRecallMatter until it is answered, or the dossier moves to where nothing can be recalled.
struct RecallRequest {
  static constexpr const char* kKind = "recall";

  std::string reason;  ///< Vietnamese, as the submitter gave it; may be empty
  UtcTime askedAt;
  bool suspends = false;  ///< the dossier stands still for this request, not for a complaint
  friend bool operator==(const RecallRequest&, const RecallRequest&) = default;
};

/// No node can have this id.
inline constexpr const char* kRecallMatter = "#recall";

nlohmann::ordered_json toJson(const RecallRequest& request);
void fromJson(const nlohmann::ordered_json& json, RecallRequest& request);

}  // namespace tdkt::workflow
