#include "workflow/engine/event/Timers.h"

#include <algorithm>

#include "workflow/engine/Event.h"
#include "workflow/engine/event/Data.h"

namespace tdkt::workflow {

using data::Json;
using data::textAt;

namespace {

void remove(DossierState& state, const TimerId& id) {
  std::erase_if(state.timers, [&](const Timer& timer) { return timer.id == id; });
}

}  // namespace

Json toData(const TimerSet& body) {
  return {{"id", body.timer.id.text()},
          {"node", body.timer.node},
          {"purpose", body.timer.purpose},
          {"due", body.timer.due.millis}};
}
void fromData(const Json& data, TimerSet& body) {
  body.timer.id = TimerId(textAt(data, "id"));
  body.timer.node = textAt(data, "node");
  body.timer.purpose = textAt(data, "purpose");
  body.timer.due.millis = data.at("due").get<std::int64_t>();
}
void fold(DossierState& state, const Event& /*event*/, const TimerSet& body) {
  remove(state, body.timer.id);
  const auto place = std::upper_bound(state.timers.begin(), state.timers.end(), body.timer, firesBefore);
  state.timers.insert(place, body.timer);
}

Json toData(const TimerEnded& body) {
  return {{"timer", body.timer.text()}, {"fired", body.fired}};
}
void fromData(const Json& data, TimerEnded& body) {
  body.timer = TimerId(textAt(data, "timer"));
  body.fired = data.at("fired").get<bool>();
}
void fold(DossierState& state, const Event& /*event*/, const TimerEnded& body) {
  remove(state, body.timer);
}

}  // namespace tdkt::workflow
