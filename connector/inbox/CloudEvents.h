#pragma once
// CloudEvents 1.0 over HTTP: one event in headers (binary), one in JSON (structured), or several (batch).
// Source: CloudEvents 1.0.2, HTTP protocol binding §3; JSON event format §2–§4.

#include <map>
#include <string>
#include <vector>

#include "connector/http/Router.h"

namespace tdkt::inbox {

struct CloudEvent {
  std::map<std::string, std::string>
      attributes;  ///< id, source, type, specversion, extensions; NFC not promised
  Bytes data;      ///< JSON data in its shortest form, else the octets
  std::string at(const std::string& name) const;
  /// Names the event for ever: source and id together.
  std::string key() const;
};

/// Whether a request speaks CloudEvents at all.
bool isCloudEvent(const http::Request& request);

/// Errors: kInput "cloudevents.attribute" (a needed one absent, empty or badly written; field: its name),
/// "cloudevents.version" (not 1.0), "cloudevents.data" (data given twice or not base 64),
/// "cloudevents.media-type" (an event format other than JSON), those of json::parse.
Result<std::vector<CloudEvent>> readCloudEvents(const http::Request& request);

}  // namespace tdkt::inbox
