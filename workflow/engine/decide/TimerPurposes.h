#pragma once
// Which rule answers when a timer fires: one line per purpose. Private to the engine.

#include <string_view>

#include "workflow/engine/Transition.h"

namespace tdkt::workflow {

/// Called after TimerEnded{fired}; does what the rule says, perhaps nothing.
using TimerRule = void (*)(Transition& transition, const Timer& timer);

/// Null for a purpose this version does not know.
TimerRule timerRuleOf(std::string_view purpose);

}  // namespace tdkt::workflow
