#include "workflow/engine/Event.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "workflow/base/Bytes.h"
#include "workflow/base/Json.h"
#include "workflow/model/DossierJson.h"

namespace tdkt::workflow {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLargestEvent = 64U << 20U;

Json submission(const DossierHeader& header, const std::vector<DossierDocument>& documents,
                const std::vector<Line>& lines) {
  return Json{{"header", toJson(header)}, {"documents", toJson(documents)}, {"lines", toJson(lines)}};
}

struct Writer {
  Json operator()(const DossierStarted& e) const {
    Json out{{"definitionHash", e.definitionHash}};
    out.update(submission(e.header, e.documents, e.lines));
    return out;
  }
  Json operator()(const DossierResubmitted& e) const { return submission(e.header, e.documents, e.lines); }
  Json operator()(const TokenMoved& e) const { return {{"from", e.from}, {"to", e.to}}; }
  Json operator()(const WorkItemOpened& e) const { return {{"item", toJson(e.item)}}; }
  Json operator()(const WorkItemCompleted& e) const {
    return {{"item", e.item.text()},
            {"outcome", toString(e.outcome)},
            {"reason", e.reason},
            {"documentsDigest", e.documentsDigest}};
  }
  Json operator()(const WorkItemCancelled& e) const {
    return {{"item", e.item.text()}, {"because", e.because}};
  }
  Json operator()(const ActionRequested& e) const { return {{"action", toJson(e.action)}}; }
  Json operator()(const ActionCompleted& e) const {
    return {{"effect", e.effect.text()}, {"results", e.results}};
  }
  Json operator()(const LinesChanged& e) const {
    return {{"from", toString(e.from)}, {"to", toString(e.to)}};
  }
  Json operator()(const PhaseChanged& e) const { return {{"phase", toString(e.phase)}}; }
  Json operator()(const DossierAnnulled& e) const {
    return {{"effect", e.effect.text()}, {"reason", e.reason}};
  }
};

std::string textAt(const Json& json, const char* key) {
  return json.at(key).get<std::string>();
}

template <class T>
T required(const std::optional<T>& value) {
  if (!value) throw std::invalid_argument("an unknown name");
  return *value;
}

LineState lineStateAt(const Json& json, const char* key) {
  return required(lineStateFrom(textAt(json, key)));
}

EventBody submissionEvent(const std::string& kind, const Json& data) {
  DossierResubmitted again{headerFromJson(data.at("header")), documentsFromJson(data.at("documents")),
                           linesFromJson(data.at("lines"))};
  if (kind == "dossier.resubmitted") return again;
  return DossierStarted{textAt(data, "definitionHash"), std::move(again.header), std::move(again.documents),
                        std::move(again.lines)};
}

EventBody itemEvent(const std::string& kind, const Json& data) {
  if (kind == "item.opened") return WorkItemOpened{workItemFromJson(data.at("item"))};
  const WorkItemId item(textAt(data, "item"));
  if (kind == "item.cancelled") return WorkItemCancelled{item, textAt(data, "because")};
  return WorkItemCompleted{item, required(outcomeFrom(textAt(data, "outcome"))), textAt(data, "reason"),
                           textAt(data, "documentsDigest")};
}

EventBody actionEvent(const std::string& kind, const Json& data) {
  if (kind == "action.requested") return ActionRequested{pendingActionFromJson(data.at("action"))};
  return ActionCompleted{EffectId(textAt(data, "effect")),
                         data.at("results").get<std::map<std::string, std::string>>()};
}

EventBody bodyFromJson(const std::string& kind, const Json& data) {
  if (kind == "dossier.started" || kind == "dossier.resubmitted") return submissionEvent(kind, data);
  if (kind == "item.opened" || kind == "item.completed" || kind == "item.cancelled") {
    return itemEvent(kind, data);
  }
  if (kind == "action.requested" || kind == "action.completed") return actionEvent(kind, data);
  if (kind == "token.moved") return TokenMoved{textAt(data, "from"), textAt(data, "to")};
  if (kind == "lines.changed") return LinesChanged{lineStateAt(data, "from"), lineStateAt(data, "to")};
  if (kind == "phase.changed") return PhaseChanged{required(phaseFrom(textAt(data, "phase")))};
  if (kind == "dossier.annulled")
    return DossierAnnulled{EffectId(textAt(data, "effect")), textAt(data, "reason")};
  throw std::invalid_argument("an unknown kind of event");
}

}  // namespace

const char* kindOf(const EventBody& body) {
  // In the order of the variant's alternatives.
  constexpr const char* kNames[] = {"dossier.started",  "dossier.resubmitted", "token.moved",
                                    "item.opened",      "item.completed",      "item.cancelled",
                                    "action.requested", "action.completed",    "lines.changed",
                                    "phase.changed",    "dossier.annulled"};
  static_assert(std::size(kNames) == std::variant_size_v<EventBody>);
  return kNames[body.index()];
}

std::string toJson(const Event& event) {
  const Json json{{"seq", event.seq},
                  {"at", event.at.millis},
                  {"actor", event.actor.text()},
                  {"channel", event.channel},
                  {"command", event.command.text()},
                  {"kind", kindOf(event.body)},
                  {"data", std::visit(Writer{}, event.body)}};
  return json.dump();
}

Result<Event> eventFromJson(std::string_view text) {
  const auto parsed = json::parse(text, {kLargestEvent, 16});
  if (!parsed) return corruptError("workflow.event", parsed.error().detail);
  try {
    Event event;
    event.seq = parsed->at("seq").get<std::int64_t>();
    event.at.millis = parsed->at("at").get<std::int64_t>();
    event.actor = OfficialId(textAt(*parsed, "actor"));
    event.channel = textAt(*parsed, "channel");
    event.command = CommandId(textAt(*parsed, "command"));
    event.body = bodyFromJson(textAt(*parsed, "kind"), parsed->at("data"));
    return event;
  } catch (const std::exception& e) {
    return corruptError("workflow.event", e.what());
  }
}

std::string chainHash(const std::string& previous, std::string_view eventJson) {
  std::string octets = previous.empty() ? std::string(64, '0') : previous;
  octets += eventJson;
  return sha256Hex(octets);
}

const char* toString(EffectKind kind) {
  switch (kind) {
    case EffectKind::kHostTaskOpened:
      return "host-task-opened";
    case EffectKind::kHostTaskClosed:
      return "host-task-closed";
    case EffectKind::kHostStatus:
      return "host-status";
    case EffectKind::kAction:
      return "action";
    case EffectKind::kNumberSpoiled:
      return "number-spoiled";
  }
  return "?";
}

}  // namespace tdkt::workflow
