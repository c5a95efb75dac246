#include "workflow/engine/event/Matters.h"

#include "workflow/engine/Event.h"
#include "workflow/engine/event/Data.h"

namespace tdkt::workflow {

using data::Json;
using data::textAt;

Json toData(const MatterSet& body) {
  return {{"node", body.node}, {"matter", toJson(body.matter)}};
}
void fromData(const Json& data, MatterSet& body) {
  body.node = textAt(data, "node");
  body.matter = matterFromJson(data.at("matter"));
}
void fold(DossierState& state, const Event& /*event*/, const MatterSet& body) {
  state.matters[body.node] = body.matter;
}

Json toData(const MatterEnded& body) {
  return {{"node", body.node}};
}
void fromData(const Json& data, MatterEnded& body) {
  body.node = textAt(data, "node");
}
void fold(DossierState& state, const Event& /*event*/, const MatterEnded& body) {
  state.matters.erase(body.node);
}

}  // namespace tdkt::workflow
