#include "workflow/model/matters/RecallRequest.h"

#include <nlohmann/json.hpp>

namespace tdkt::workflow {

using Json = nlohmann::ordered_json;

Json toJson(const RecallRequest& request) {
  return Json{{"reason", request.reason}, {"askedAt", request.askedAt.millis}};
}

void fromJson(const Json& json, RecallRequest& request) {
  request.reason = json.at("reason").get<std::string>();
  request.askedAt.millis = json.at("askedAt").get<std::int64_t>();
}

}  // namespace tdkt::workflow
