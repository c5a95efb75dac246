#include "workflow/model/matters/RecallRequest.h"

#include <nlohmann/json.hpp>

namespace tdkt::workflow {

using Json = nlohmann::ordered_json;

Json toJson(const RecallRequest& request) {
  Json json{{"reason", request.reason}, {"askedAt", request.askedAt.millis}};
  if (request.suspends) json["suspends"] = true;  // requests of before 2026-11-21 stopped nothing
  return json;
}

void fromJson(const Json& json, RecallRequest& request) {
  request.reason = json.at("reason").get<std::string>();
  request.askedAt.millis = json.at("askedAt").get<std::int64_t>();
  request.suspends = json.value("suspends", false);
}

}  // namespace tdkt::workflow
