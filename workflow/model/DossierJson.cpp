#include "workflow/model/DossierJson.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace tdkt::workflow {
namespace {

using Json = nlohmann::ordered_json;

std::string textAt(const Json& json, const char* key) {
  return json.at(key).get<std::string>();
}

/// A missing value of an enumeration or a date is corruption, never a default.
template <class T>
T required(const std::optional<T>& value, const char* what) {
  if (!value) throw std::invalid_argument(what);
  return *value;
}

Json dateOrNull(const std::optional<CivilDate>& day) {
  return day ? Json(isoDate(*day)) : Json(nullptr);
}
Json instantOrNull(const std::optional<UtcTime>& at) {
  return at ? Json(at->millis) : Json(nullptr);
}

std::optional<UtcTime> instantFrom(const Json& json) {
  if (json.is_null()) return std::nullopt;
  return UtcTime{json.get<std::int64_t>()};
}

template <class Id>
Json textsOf(const std::vector<Id>& ids) {
  Json out = Json::array();
  for (const Id& id : ids) out.push_back(id.text());
  return out;
}

template <class Id>
std::vector<Id> idsFrom(const Json& json) {
  std::vector<Id> out;
  out.reserve(json.size());
  for (const Json& id : json) out.emplace_back(id.get<std::string>());
  return out;
}

template <class T>
Json listOf(const std::vector<T>& values) {
  Json out = Json::array();
  for (const T& value : values) out.push_back(toJson(value));
  return out;
}

template <class T>
std::vector<T> listFrom(const Json& json, T (*read)(const Json&)) {
  std::vector<T> out;
  out.reserve(json.size());
  for (const Json& row : json) out.push_back(read(row));
  return out;
}

}  // namespace

Json toJson(const DossierHeader& header) {
  return Json{{"office", header.office.text()},
              {"hostDocumentId", header.hostDocumentId},
              {"senderCode", header.senderCode},
              {"senderName", header.senderName},
              {"number", header.number},
              {"notation", header.notation},
              {"promulgatedOn", dateOrNull(header.promulgatedOn)},
              {"subject", header.subject},
              {"signer", header.signer},
              {"receivedAt", header.receivedAt.millis}};
}

DossierHeader headerFromJson(const Json& json) {
  DossierHeader header;
  header.office = OfficeId(textAt(json, "office"));
  header.hostDocumentId = textAt(json, "hostDocumentId");
  header.senderCode = textAt(json, "senderCode");
  header.senderName = textAt(json, "senderName");
  header.number = textAt(json, "number");
  header.notation = textAt(json, "notation");
  if (!json.at("promulgatedOn").is_null()) {
    header.promulgatedOn = required(parseIsoDate(textAt(json, "promulgatedOn")), "promulgatedOn");
  }
  header.subject = textAt(json, "subject");
  header.signer = textAt(json, "signer");
  header.receivedAt.millis = json.at("receivedAt").get<std::int64_t>();
  return header;
}

Json toJson(const DossierDocument& document) {
  return Json{{"id", document.id.text()}, {"name", document.name},     {"mediaType", document.mediaType},
              {"size", document.size},    {"sha256", document.sha256}, {"role", toString(document.role)}};
}

DossierDocument documentFromJson(const Json& json) {
  return DossierDocument{
      DocumentId(textAt(json, "id")), textAt(json, "name"),
      textAt(json, "mediaType"),      json.at("size").get<std::uint64_t>(),
      textAt(json, "sha256"),         required(documentRoleFrom(textAt(json, "role")), "role")};
}

Json toJson(const Line& line) {
  Json out{{"id", line.id.text()},
           {"ordinal", line.ordinal},
           {"kind", toString(line.nominee.kind)},
           {"name", line.nominee.name},
           {"position", line.nominee.position},
           {"unit", line.nominee.unit},
           {"achievement", line.nominee.achievement},
           {"award", line.award},
           {"state", toString(line.state)}};
  if (!line.reason.empty()) out["reason"] = line.reason;  // later than the others: old logs stay as they are
  return out;
}

Line lineFromJson(const Json& json) {
  Line line;
  line.id = LineId(textAt(json, "id"));
  line.ordinal = json.at("ordinal").get<int>();
  line.nominee = Nominee{required(nomineeKindFrom(textAt(json, "kind")), "kind"), textAt(json, "name"),
                         textAt(json, "position"), textAt(json, "unit"), textAt(json, "achievement")};
  line.award = textAt(json, "award");
  line.state = required(lineStateFrom(textAt(json, "state")), "state");
  line.reason = json.value("reason", std::string());
  return line;
}

Json toJson(const WorkItem& item) {
  Json out{{"id", item.id.text()},
           {"node", item.node},
           {"step", item.step},
           {"title", item.title},
           {"role", item.role},
           {"openedAt", item.openedAt.millis},
           {"due", isoDate(item.due)},
           {"state", toString(item.state)},
           {"outcome", item.outcome ? Json(toString(*item.outcome)) : Json(nullptr)},
           {"actor", item.actor.text()},
           {"reason", item.reason},
           {"closedAt", instantOrNull(item.closedAt)}};
  if (!item.lines.empty()) out["lines"] = toJson(item.lines);  // these came later: old logs stay as they are
  if (!item.excluded.empty()) out["excluded"] = toJson(item.excluded);
  if (!item.principal.empty()) out["principal"] = item.principal.text();
  return out;
}

WorkItem workItemFromJson(const Json& json) {
  WorkItem item;
  item.id = WorkItemId(textAt(json, "id"));
  item.node = textAt(json, "node");
  item.step = textAt(json, "step");
  item.title = textAt(json, "title");
  item.role = textAt(json, "role");
  item.openedAt.millis = json.at("openedAt").get<std::int64_t>();
  item.due = required(parseIsoDate(textAt(json, "due")), "due");
  item.state = required(workItemStateFrom(textAt(json, "state")), "state");
  if (!json.at("outcome").is_null()) item.outcome = required(outcomeFrom(textAt(json, "outcome")), "outcome");
  item.actor = OfficialId(textAt(json, "actor"));
  item.reason = textAt(json, "reason");
  item.closedAt = instantFrom(json.at("closedAt"));
  if (json.contains("lines")) item.lines = lineIdsFromJson(json.at("lines"));
  if (json.contains("excluded")) item.excluded = officialIdsFromJson(json.at("excluded"));
  item.principal = OfficialId(json.value("principal", std::string()));
  return item;
}

Json toJson(const PendingAction& action) {
  return Json{{"effect", action.effect.text()}, {"node", action.node}, {"action", action.action}};
}

PendingAction pendingActionFromJson(const Json& json) {
  return PendingAction{EffectId(textAt(json, "effect")), textAt(json, "node"), textAt(json, "action")};
}

Json toJson(const LineVerdict& verdict) {
  return Json{
      {"line", verdict.line.text()}, {"outcome", toString(verdict.outcome)}, {"reason", verdict.reason}};
}

LineVerdict lineVerdictFromJson(const Json& json) {
  return {LineId(textAt(json, "line")), required(outcomeFrom(textAt(json, "outcome")), "outcome"),
          textAt(json, "reason")};
}

Json toJson(const std::vector<LineId>& ids) {
  return textsOf(ids);
}
Json toJson(const std::vector<OfficialId>& ids) {
  return textsOf(ids);
}
std::vector<LineId> lineIdsFromJson(const Json& json) {
  return idsFrom<LineId>(json);
}
std::vector<OfficialId> officialIdsFromJson(const Json& json) {
  return idsFrom<OfficialId>(json);
}
Json toJson(const std::vector<LineVerdict>& verdicts) {
  return listOf(verdicts);
}
std::vector<LineVerdict> lineVerdictsFromJson(const Json& json) {
  return listFrom(json, lineVerdictFromJson);
}
Json toJson(const std::vector<DossierDocument>& documents) {
  return listOf(documents);
}
Json toJson(const std::vector<Line>& lines) {
  return listOf(lines);
}
Json toJson(const std::vector<PendingAction>& actions) {
  return listOf(actions);
}
std::vector<DossierDocument> documentsFromJson(const Json& json) {
  return listFrom(json, documentFromJson);
}
std::vector<Line> linesFromJson(const Json& json) {
  return listFrom(json, lineFromJson);
}
std::vector<PendingAction> pendingActionsFromJson(const Json& json) {
  return listFrom(json, pendingActionFromJson);
}

Json toJson(const Timer& timer) {
  return Json{
      {"id", timer.id.text()}, {"node", timer.node}, {"purpose", timer.purpose}, {"due", timer.due.millis}};
}

Timer timerFromJson(const Json& json) {
  return {TimerId(textAt(json, "id")), textAt(json, "node"), textAt(json, "purpose"),
          UtcTime{json.at("due").get<std::int64_t>()}};
}

Json toJson(const std::map<std::string, Matter>& matters) {
  Json out = Json::object();
  for (const auto& [node, matter] : matters) out[node] = toJson(matter);
  return out;
}
std::map<std::string, Matter> mattersFromJson(const Json& json) {
  std::map<std::string, Matter> out;
  for (const auto& [node, matter] : json.items()) out.emplace(node, matterFromJson(matter));
  return out;
}

Json toJson(const DossierState& state) {
  Json out{{"id", state.id.text()},
           {"definitionHash", state.definitionHash},
           {"version", state.version},
           {"revision", state.revision},
           {"documentsDigest", state.documentsDigest},
           {"phase", toString(state.phase)},
           {"header", toJson(state.header)},
           {"documents", toJson(state.documents)},
           {"lines", toJson(state.lines)},
           {"tokens", state.tokens},
           {"workItems", listOf(state.workItems)},
           {"actions", toJson(state.actions)},
           {"facts", state.facts},
           {"endedAt", instantOrNull(state.endedAt)}};
  if (!state.timers.empty()) out["timers"] = listOf(state.timers);
  if (!state.matters.empty()) out["matters"] = toJson(state.matters);
  return out;
}

}  // namespace tdkt::workflow
