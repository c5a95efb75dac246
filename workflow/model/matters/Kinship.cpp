#include "workflow/model/matters/Kinship.h"

#include <nlohmann/json.hpp>

#include "workflow/model/DossierJson.h"

namespace tdkt::workflow {

using Json = nlohmann::ordered_json;

Json toJson(const ParentDossier& parent) {
  return Json{{"dossier", parent.dossier.text()},
              {"version", parent.version},
              {"code", parent.code},
              {"businessKey", parent.businessKey},
              {"reason", parent.reason}};
}

void fromJson(const Json& json, ParentDossier& parent) {
  parent.dossier = DossierId(json.at("dossier").get<std::string>());
  parent.version = json.at("version").get<std::int64_t>();
  parent.code = json.at("code").get<std::string>();
  parent.businessKey = json.at("businessKey").get<std::string>();
  parent.reason = json.at("reason").get<std::string>();
}

Json toJson(const ChildDossiers& children) {
  Json rows = Json::array();
  for (const ChildDossier& child : children.children) {
    rows.push_back(Json{{"dossier", child.dossier.text()},
                        {"lines", toJson(child.lines)},
                        {"reason", child.reason},
                        {"at", child.at.millis}});
  }
  return Json{{"children", rows}};
}

void fromJson(const Json& json, ChildDossiers& children) {
  for (const Json& row : json.at("children")) {
    children.children.push_back({DossierId(row.at("dossier").get<std::string>()),
                                 lineIdsFromJson(row.at("lines")), row.at("reason").get<std::string>(),
                                 UtcTime{row.at("at").get<std::int64_t>()}});
  }
}

}  // namespace tdkt::workflow
