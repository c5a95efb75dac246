#pragma once
// The three dialects of the axis.

#include <memory>

#include "connector/office/axis/Axis.h"
#include "connector/office/rest/RestClient.h"

namespace tdkt::office {

/// VXP: every parameter is a header "XroadVnpt-…"; a JSON of them is signed by HMAC-SHA256.
std::unique_ptr<Axis> makeVxpAxis(const AxisSettings& settings, RestClient client, const Clock& clock);
/// LGSP: log in for a token of 30 minutes, then plain REST.
std::unique_ptr<Axis> makeLgspAxis(const AxisSettings& settings, RestClient client, const Clock& clock);
/// eDoc: SOAP 1.1.
std::unique_ptr<Axis> makeEdocAxis(const AxisSettings& settings, RestClient client);

/// By name; null for an unknown one.
std::unique_ptr<Axis> makeAxis(const AxisSettings& settings, const Clock& clock);

/// An edXML message as the axes hand it out: bare, or as base 64 in a text. Errors: kUnavailable
/// "axis.answer".
Result<Bytes> messageFrom(const std::string& content);
/// Whether the axis' error code is for good. Source: codes 10, 15, 18, 19, 22, 23 as LGSP clients treat them.
bool isPermanent(const std::string& code);

}  // namespace tdkt::office
