#include "workflow/engine/event/Migration.h"

#include "workflow/engine/Event.h"
#include "workflow/engine/event/Data.h"

namespace tdkt::workflow {

using data::Json;
using data::textAt;

Json toData(const DossierMigrated& body) {
  return {{"from", body.from}, {"to", body.to}, {"steps", body.steps}};
}
void fromData(const Json& data, DossierMigrated& body) {
  body.from = textAt(data, "from");
  body.to = textAt(data, "to");
  body.steps = data.at("steps").get<std::map<std::string, std::string>>();
}
void fold(DossierState& state, const Event& /*event*/, const DossierMigrated& body) {
  state.definitionHash = body.to;
}

}  // namespace tdkt::workflow
