#pragma once
// A whole dossier stands still and goes on, for whatever reason. Private to the engine.

#include <string>

#include "workflow/engine/Transition.h"

namespace tdkt::workflow {

/// From now on clocks stand and only what Apply.cpp lists is possible. Not for a dossier that is frozen().
void standStill(Transition& transition, const std::string& reason);
/// The standstill is over because the dossier ends or goes back: nothing is taken up again. A conclusion is
/// written to the log.
void endStandstill(Transition& transition, const std::string& conclusion = {});
/// The dossier goes on where it stood: timers with the time they had left, open tasks with the working days
/// they lost; what a service finished meanwhile has its consequences.
void goOn(Transition& transition, const std::string& conclusion = {});

}  // namespace tdkt::workflow
