#include "workflow/model/matters/Waiting.h"

#include <nlohmann/json.hpp>

namespace tdkt::workflow {

using Json = nlohmann::ordered_json;

Json toJson(const Waiting& waiting) {
  return Json{{"since", waiting.since.millis}};
}

void fromJson(const Json& json, Waiting& waiting) {
  waiting.since.millis = json.at("since").get<std::int64_t>();
}

}  // namespace tdkt::workflow
