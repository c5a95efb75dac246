#pragma once
// The one JSON form of the model's values: in events, in stored rows, in recorded histories.
//
// Keys stand in a fixed order, so that equal values give equal octets. Reading throws nlohmann's exceptions
// or std::invalid_argument; callers are the edges that turn them into kCorrupt.

#include <nlohmann/json_fwd.hpp>

#include "workflow/model/Dossier.h"

namespace tdkt::workflow {

nlohmann::ordered_json toJson(const DossierHeader& header);
nlohmann::ordered_json toJson(const DossierDocument& document);
nlohmann::ordered_json toJson(const Line& line);
nlohmann::ordered_json toJson(const WorkItem& item);
nlohmann::ordered_json toJson(const PendingAction& action);
nlohmann::ordered_json toJson(const Timer& timer);
nlohmann::ordered_json toJson(const LineVerdict& verdict);
nlohmann::ordered_json toJson(const DossierState& state);

DossierHeader headerFromJson(const nlohmann::ordered_json& json);
DossierDocument documentFromJson(const nlohmann::ordered_json& json);
Line lineFromJson(const nlohmann::ordered_json& json);
Timer timerFromJson(const nlohmann::ordered_json& json);
LineVerdict lineVerdictFromJson(const nlohmann::ordered_json& json);
WorkItem workItemFromJson(const nlohmann::ordered_json& json);
PendingAction pendingActionFromJson(const nlohmann::ordered_json& json);

/// Lists of the above, and of ids as texts.
nlohmann::ordered_json toJson(const std::vector<LineId>& ids);
nlohmann::ordered_json toJson(const std::vector<OfficialId>& ids);
std::vector<LineId> lineIdsFromJson(const nlohmann::ordered_json& json);
std::vector<OfficialId> officialIdsFromJson(const nlohmann::ordered_json& json);
nlohmann::ordered_json toJson(const std::vector<LineVerdict>& verdicts);
std::vector<LineVerdict> lineVerdictsFromJson(const nlohmann::ordered_json& json);
nlohmann::ordered_json toJson(const std::vector<DossierDocument>& documents);
nlohmann::ordered_json toJson(const std::vector<Line>& lines);
nlohmann::ordered_json toJson(const std::vector<PendingAction>& actions);
nlohmann::ordered_json toJson(const std::map<std::string, Matter>& matters);
std::vector<DossierDocument> documentsFromJson(const nlohmann::ordered_json& json);
std::vector<Line> linesFromJson(const nlohmann::ordered_json& json);
std::vector<PendingAction> pendingActionsFromJson(const nlohmann::ordered_json& json);
std::map<std::string, Matter> mattersFromJson(const nlohmann::ordered_json& json);

}  // namespace tdkt::workflow
