#pragma once
// Event of a dossier that goes over to another definition.

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "workflow/model/Dossier.h"

namespace tdkt::workflow {

struct Event;

struct DossierMigrated {  ///< what it changes at open steps follows in events of its own
  static constexpr const char* kKind = "dossier.migrated";
  std::string from;                          ///< hash of the definition it ran on
  std::string to;                            ///< hash of the one it runs on from here
  std::map<std::string, std::string> steps;  ///< nodes with another id there
};

nlohmann::ordered_json toData(const DossierMigrated& body);
void fromData(const nlohmann::ordered_json& data, DossierMigrated& body);
void fold(DossierState& state, const Event& event, const DossierMigrated& body);

}  // namespace tdkt::workflow
