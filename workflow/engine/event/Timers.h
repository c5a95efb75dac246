#pragma once
// Events of timers: set (or moved to another moment), ended.

#include <nlohmann/json_fwd.hpp>

#include "workflow/model/Dossier.h"

namespace tdkt::workflow {

struct Event;

struct TimerSet {  ///< pending from now; one of the same id is replaced
  static constexpr const char* kKind = "timer.set";
  Timer timer;
};
struct TimerEnded {  ///< no longer pending
  static constexpr const char* kKind = "timer.ended";
  TimerId timer;
  bool fired = false;  ///< false: what it waited for came first
};

nlohmann::ordered_json toData(const TimerSet& body);
nlohmann::ordered_json toData(const TimerEnded& body);
void fromData(const nlohmann::ordered_json& data, TimerSet& body);
void fromData(const nlohmann::ordered_json& data, TimerEnded& body);
void fold(DossierState& state, const Event& event, const TimerSet& body);
void fold(DossierState& state, const Event& event, const TimerEnded& body);

}  // namespace tdkt::workflow
