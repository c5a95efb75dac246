#include "workflow/model/matters/Freeze.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "workflow/model/DossierJson.h"

namespace tdkt::workflow {

using Json = nlohmann::ordered_json;

Json toJson(const Freeze& freeze) {
  Json stopped = Json::array();
  for (const Timer& timer : freeze.stopped) stopped.push_back(toJson(timer));
  Json lines = Json::object();
  for (const auto& [line, before] : freeze.lines) lines[line.text()] = toString(before);
  return Json{{"whole", freeze.whole},
              {"reason", freeze.reason},
              {"since", freeze.since.millis},
              {"stopped", stopped},
              {"lines", lines}};
}

void fromJson(const Json& json, Freeze& freeze) {
  freeze.whole = json.at("whole").get<bool>();
  freeze.reason = json.at("reason").get<std::string>();
  freeze.since.millis = json.at("since").get<std::int64_t>();
  for (const Json& timer : json.at("stopped")) freeze.stopped.push_back(timerFromJson(timer));
  for (const auto& [line, before] : json.at("lines").items()) {
    const auto state = lineStateFrom(before.get<std::string>());
    if (!state) throw std::invalid_argument("an unknown state of a line");
    freeze.lines.emplace(LineId(line), *state);
  }
}

}  // namespace tdkt::workflow
