// The time of a timer has come.

#include <algorithm>
#include <nlohmann/json.hpp>

#include "workflow/engine/decide/Consent.h"
#include "workflow/engine/decide/Opinions.h"
#include "workflow/engine/decide/Posting.h"
#include "workflow/engine/decide/Returns.h"
#include "workflow/engine/decide/Rules.h"
#include "workflow/engine/decide/TimerPurposes.h"
#include "workflow/engine/decide/Waiting.h"

namespace tdkt::workflow {
namespace {

using Json = nlohmann::ordered_json;

struct Purpose {
  std::string_view name;
  TimerRule rule;
};

/// A note in the log that the day has come, nothing more.
void noteOnly(Transition& /*transition*/, const Timer& /*timer*/) {}

// One line per purpose; each rule in the file of its family.
constexpr Purpose kPurposes[] = {
    {"note", noteOnly},
    {"supplement", supplementExpired},
    {"opinion-lapse", opinionLapsed},
    {"posting-end", postingEnded},
    {"consent-lapse", consentLapsed},
    {kBoundaryTimer, boundaryFired},
    {kCatchTimer, catchFired},
};

}  // namespace

TimerRule timerRuleOf(std::string_view purpose) {
  for (const Purpose& row : kPurposes) {
    if (row.name == purpose) return row.rule;
  }
  return nullptr;
}

Result<Step> decide(const Case& given, const FireTimer& command) {
  const auto& timers = given.state.timers;
  const auto timer =
      std::find_if(timers.begin(), timers.end(), [&](const Timer& row) { return row.id == command.timer; });
  if (timer == timers.end()) return notFoundError("workflow.timer", "no such timer is pending");
  if (given.facts.now < timer->due) return conflictError("workflow.timer.early", "its time has not come");
  const TimerRule rule = timerRuleOf(timer->purpose);
  if (rule == nullptr) return bugError("workflow.timer.purpose", "no rule for this timer", timer->purpose);
  Transition transition(given.definition, given.state, given.facts);
  transition.emit(TimerEnded{timer->id, true});
  rule(transition, *timer);
  return transition.finish();
}

Json contentOf(const FireTimer& command) {
  return {{"timer", command.timer.text()}};
}

}  // namespace tdkt::workflow
