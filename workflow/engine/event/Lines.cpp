#include "workflow/engine/event/Lines.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "workflow/engine/Event.h"
#include "workflow/engine/event/Data.h"
#include "workflow/model/DossierJson.h"

namespace tdkt::workflow {

using data::Json;
using data::textAt;

namespace {

LineState lineStateAt(const Json& json, const char* key) {
  return data::required(lineStateFrom(textAt(json, key)));
}

}  // namespace

Json toData(const LinesChanged& body) {
  return {{"from", toString(body.from)}, {"to", toString(body.to)}};
}
void fromData(const Json& data, LinesChanged& body) {
  body.from = lineStateAt(data, "from");
  body.to = lineStateAt(data, "to");
}
void fold(DossierState& state, const Event& /*event*/, const LinesChanged& body) {
  for (Line& line : state.lines) {
    if (line.state == body.from) line.state = body.to;
  }
}

Json toData(const LinesMarked& body) {
  return {{"lines", toJson(body.lines)}, {"to", toString(body.to)}, {"reason", body.reason}};
}
void fromData(const Json& data, LinesMarked& body) {
  body.lines = lineIdsFromJson(data.at("lines"));
  body.to = lineStateAt(data, "to");
  body.reason = textAt(data, "reason");
}
void fold(DossierState& state, const Event& /*event*/, const LinesMarked& body) {
  std::unordered_set<std::string_view> named;
  for (const LineId& id : body.lines) named.insert(id.text());
  for (Line& line : state.lines) {
    if (named.count(line.id.text()) == 0) continue;
    line.state = body.to;
    line.reason = body.reason;
  }
}

}  // namespace tdkt::workflow
