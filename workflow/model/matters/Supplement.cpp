#include "workflow/model/matters/Supplement.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace tdkt::workflow {

using Json = nlohmann::ordered_json;

Json toJson(const Supplement& supplement) {
  return Json{{"reasons", supplement.reasons},
              {"missing", supplement.missing},
              {"due", isoDate(supplement.due)},
              {"round", supplement.round},
              {"open", supplement.open}};
}

void fromJson(const Json& json, Supplement& supplement) {
  supplement.reasons = json.at("reasons").get<std::vector<std::string>>();
  supplement.missing = json.at("missing").get<std::vector<std::string>>();
  const auto due = parseIsoDate(json.at("due").get<std::string>());
  if (!due) throw std::invalid_argument("due");
  supplement.due = *due;
  supplement.round = json.at("round").get<int>();
  supplement.open = json.at("open").get<bool>();
}

}  // namespace tdkt::workflow
