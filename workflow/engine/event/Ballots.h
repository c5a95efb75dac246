#pragma once
// Events of a council ballot: what only changed, never the whole record.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "workflow/council/BallotEvent.h"
#include "workflow/model/Dossier.h"

namespace tdkt::workflow {

struct Event;

struct BallotChanged {  ///< the ballot at `node` moved on
  static constexpr const char* kKind = "ballot";
  std::string node;
  BallotEvent what;
};

/// {"node":…, "what":"ballot.voted", then the data of what happened}.
nlohmann::ordered_json toData(const BallotChanged& body);
void fromData(const nlohmann::ordered_json& data, BallotChanged& body);
void fold(DossierState& state, const Event& event, const BallotChanged& body);

}  // namespace tdkt::workflow
