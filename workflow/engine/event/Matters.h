#pragma once
// Events of what a step keeps. A record that is large or changes often gets events of its own instead, that
// say only what changed.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "workflow/model/Dossier.h"

namespace tdkt::workflow {

struct Event;

struct MatterSet {  ///< the record at `node` is now this
  static constexpr const char* kKind = "matter.set";
  std::string node;
  Matter matter;
};
struct MatterEnded {
  static constexpr const char* kKind = "matter.ended";
  std::string node;
};

nlohmann::ordered_json toData(const MatterSet& body);
nlohmann::ordered_json toData(const MatterEnded& body);
void fromData(const nlohmann::ordered_json& data, MatterSet& body);
void fromData(const nlohmann::ordered_json& data, MatterEnded& body);
void fold(DossierState& state, const Event& event, const MatterSet& body);
void fold(DossierState& state, const Event& event, const MatterEnded& body);

}  // namespace tdkt::workflow
