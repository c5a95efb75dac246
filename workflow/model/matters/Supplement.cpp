#include "workflow/model/matters/Supplement.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace tdkt::workflow {

using Json = nlohmann::ordered_json;

Json toJson(const Supplement& supplement) {
  return Json{{"reasons", supplement.reasons},
              {"missing", supplement.missing},
              {"due", supplement.due ? Json(isoDate(*supplement.due)) : Json(nullptr)},
              {"round", supplement.round},
              {"open", supplement.open}};
}

void fromJson(const Json& json, Supplement& supplement) {
  supplement.reasons = json.at("reasons").get<std::vector<std::string>>();
  supplement.missing = json.at("missing").get<std::vector<std::string>>();
  if (!json.at("due").is_null()) {
    supplement.due = parseIsoDate(json.at("due").get<std::string>());
    if (!supplement.due) throw std::invalid_argument("due");
  }
  supplement.round = json.at("round").get<int>();
  supplement.open = json.at("open").get<bool>();
}

}  // namespace tdkt::workflow
