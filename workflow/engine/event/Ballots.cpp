#include "workflow/engine/event/Ballots.h"

#include "workflow/engine/Event.h"
#include "workflow/engine/event/Data.h"

namespace tdkt::workflow {

using data::Json;
using data::textAt;

Json toData(const BallotChanged& body) {
  Json out{{"node", body.node}, {"what", kindOf(body.what)}};
  out.update(toJson(body.what));
  return out;
}

void fromData(const Json& data, BallotChanged& body) {
  body.node = textAt(data, "node");
  body.what = ballotEventFromJson(textAt(data, "what"), data);
}

void fold(DossierState& state, const Event& event, const BallotChanged& body) {
  Matter& matter = state.matters[body.node];
  if (!std::holds_alternative<Ballot>(matter)) matter = Ballot();
  evolve(std::get<Ballot>(matter), body.what, event.at);
}

}  // namespace tdkt::workflow
