#include "connector/inbox/CloudEvents.h"

#include <algorithm>

#include "workflow/base/Json.h"
#include "workflow/base/Text.h"

namespace tdkt::inbox {
namespace {

using Json = nlohmann::ordered_json;

std::string mediaType(const http::Request& request) {
  std::string type = request.header("content-type");
  type.resize(std::min(type.find(';'), type.size()));
  while (!type.empty() && type.back() == ' ') type.pop_back();
  return text::lower(type);
}

bool startsWith(const std::string& text, const char* head) {
  return text.rfind(head, 0) == 0;
}

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// Header values are percent-encoded; a stray '%' stands for itself.
std::string percentDecoded(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool coded =
        text[i] == '%' && i + 2 < text.size() && hexDigit(text[i + 1]) >= 0 && hexDigit(text[i + 2]) >= 0;
    if (!coded) {
      out += text[i];
      continue;
    }
    out += static_cast<char>(hexDigit(text[i + 1]) * 16 + hexDigit(text[i + 2]));
    i += 2;
  }
  return out;
}

bool goodName(const std::string& name) {
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  });
}

Result<CloudEvent> checked(CloudEvent event) {
  for (const auto& [name, value] : event.attributes) {
    if (!goodName(name) || value.size() > 4096 || !text::nfc(value))
      return inputError("cloudevents.attribute", "badly written", name);
  }
  for (const char* needed : {"id", "source", "specversion", "type"}) {
    if (event.at(needed).empty())
      return inputError("cloudevents.attribute", "this attribute is needed", needed);
  }
  if (event.at("specversion") != "1.0")
    return inputError("cloudevents.version", "only 1.0 is understood", "specversion");
  return event;
}

Result<CloudEvent> fromHeaders(const http::Request& request) {
  CloudEvent event;
  for (const auto& [name, value] : request.headers) {
    if (startsWith(name, "ce-")) event.attributes[name.substr(3)] = percentDecoded(value);
  }
  if (!request.header("content-type").empty())
    event.attributes["datacontenttype"] = request.header("content-type");
  event.data = request.body;
  return checked(std::move(event));
}

Result<CloudEvent> fromJson(const Json& json) {
  if (!json.is_object()) return inputError("cloudevents.attribute", "an event is a JSON object");
  CloudEvent event;
  if (json.contains("data") && json.contains("data_base64"))
    return inputError("cloudevents.data", "given twice", "data");
  for (const auto& [name, value] : json.items()) {
    if (name == "data") {
      event.data = value.dump(-1, ' ', false, Json::error_handler_t::replace);
    } else if (name == "data_base64") {
      auto bytes = value.is_string() ? fromBase64(value.get<std::string>()) : std::nullopt;
      if (!bytes) return inputError("cloudevents.data", "not base 64", name);
      event.data = *std::move(bytes);
    } else if (value.is_string()) {
      event.attributes[name] = value.get<std::string>();
    } else if (value.is_boolean() || value.is_number_integer()) {
      event.attributes[name] = value.dump();
    } else if (!value.is_null()) {
      return inputError("cloudevents.attribute", "neither text nor number nor true or false", name);
    }
  }
  return checked(std::move(event));
}

}  // namespace

std::string CloudEvent::at(const std::string& name) const {
  const auto it = attributes.find(name);
  return it == attributes.end() ? std::string() : it->second;
}

std::string CloudEvent::key() const {
  return "ce:" + sha256Hex(at("source") + "\n" + at("id"));
}

bool isCloudEvent(const http::Request& request) {
  return startsWith(mediaType(request), "application/cloudevents") ||
         !request.header("ce-specversion").empty();
}

Result<std::vector<CloudEvent>> readCloudEvents(const http::Request& request) {
  const std::string type = mediaType(request);
  std::vector<CloudEvent> out;
  if (!startsWith(type, "application/cloudevents")) {
    TDKT_ASSIGN(CloudEvent event, fromHeaders(request));
    out.push_back(std::move(event));
    return out;
  }
  const bool batch = startsWith(type, "application/cloudevents-batch");
  if (type != (batch ? "application/cloudevents-batch+json" : "application/cloudevents+json"))
    return inputError("cloudevents.media-type", "only the JSON event format is understood", "content-type");
  TDKT_ASSIGN(const Json json, json::parse(request.body));
  if (batch != json.is_array())
    return inputError("cloudevents.media-type", "one event or several?", "content-type");
  if (!batch) {
    TDKT_ASSIGN(CloudEvent event, fromJson(json));
    out.push_back(std::move(event));
    return out;
  }
  for (const Json& one : json) {
    TDKT_ASSIGN(CloudEvent event, fromJson(one));
    out.push_back(std::move(event));
  }
  return out;
}

}  // namespace tdkt::inbox
