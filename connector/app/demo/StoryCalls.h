#pragma once
// What the demo's story says over HTTP to the e-office and to the service.

#include <nlohmann/json.hpp>
#include <string>

#include "connector/app/demo/DemoFolder.h"
#include "connector/http/HttpClient.h"
#include "workflow/base/Clock.h"

namespace tdkt::app::demo {

/// kUnavailable "story.timeout": asked again until the patience ends.
Error notYet(const std::string& what);

/// Errors: those of http::exchange; kUnavailable or kInput "story.status".
Result<nlohmann::ordered_json> callJson(http::ClientRequest request);
http::ClientRequest hostCall(const DemoFolder& folder, const std::string& method, const std::string& path);
/// A call signed as the e-office's server signs its own.
http::ClientRequest signedCall(const DemoFolder& folder, const std::string& path, const std::string& body,
                               const Clock& clock);
http::ClientRequest panelCall(const DemoFolder& folder, const std::string& method, const std::string& path,
                              const std::string& bearer);
/// The digest that the panel shows beside a task, and that its button sends back.
Result<std::string> shownDigest(const http::ClientRequest& view, const std::string& task);

}  // namespace tdkt::app::demo
