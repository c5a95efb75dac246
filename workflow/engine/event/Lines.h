#pragma once
// Events of lines: all of one state at once, or those named.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "workflow/model/Dossier.h"

namespace tdkt::workflow {

struct Event;

struct LinesChanged {  ///< every line in state `from` goes to `to`
  static constexpr const char* kKind = "lines.changed";
  LineState from = LineState::kProposed;
  LineState to = LineState::kProposed;
};
struct LinesMarked {  ///< these lines go to `to`, whatever they were; their reason becomes `reason`
  static constexpr const char* kKind = "lines.marked";
  std::vector<LineId> lines;  ///< of this dossier, each once
  LineState to = LineState::kProposed;
  std::string reason;
};

nlohmann::ordered_json toData(const LinesChanged& body);
nlohmann::ordered_json toData(const LinesMarked& body);
void fromData(const nlohmann::ordered_json& data, LinesChanged& body);
void fromData(const nlohmann::ordered_json& data, LinesMarked& body);
void fold(DossierState& state, const Event& event, const LinesChanged& body);
void fold(DossierState& state, const Event& event, const LinesMarked& body);

}  // namespace tdkt::workflow
