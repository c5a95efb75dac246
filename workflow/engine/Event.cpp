#include "workflow/engine/Event.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "workflow/base/Bytes.h"
#include "workflow/base/Json.h"
#include "workflow/engine/event/Data.h"

namespace tdkt::workflow {
namespace {

using data::Json;
using data::textAt;

constexpr std::size_t kLargestEvent = 64U << 20U;

/// Tries the alternatives one after the other: kinds are few, names are short.
template <std::size_t I = 0>
EventBody bodyFromJson(std::string_view kind, const Json& data) {
  if constexpr (I == std::variant_size_v<EventBody>) {
    throw std::invalid_argument("an unknown kind of event");
  } else {
    using Body = std::variant_alternative_t<I, EventBody>;
    if (kind != Body::kKind) return bodyFromJson<I + 1>(kind, data);
    Body body;
    fromData(data, body);
    return body;
  }
}

}  // namespace

const char* kindOf(const EventBody& body) {
  return std::visit([](const auto& value) { return std::decay_t<decltype(value)>::kKind; }, body);
}

std::string toJson(const Event& event) {
  const Json json{{"seq", event.seq},
                  {"at", event.at.millis},
                  {"actor", event.actor.text()},
                  {"channel", event.channel},
                  {"command", event.command.text()},
                  {"kind", kindOf(event.body)},
                  {"data", std::visit([](const auto& body) { return toData(body); }, event.body)}};
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
    case EffectKind::kHostReminder:
      return "host-reminder";
    case EffectKind::kConsentRequested:
      return "consent-requested";
  }
  return "?";
}

}  // namespace tdkt::workflow
