#pragma once
// What the demo's story says over HTTP to the e-office and to the service.

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

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
using FormFields = std::vector<std::pair<std::string, std::string>>;
/// A form as a browser posts it.
http::ClientRequest formCall(const std::string& url, const FormFields& fields);
/// The value of the first field of this name in a page, unescaped; empty when there is none.
std::string fieldIn(const std::string& page, const std::string& name);
/// What the page says went wrong, for the error of a call.
std::string noticeIn(const std::string& page);
/// Uses a one-use link; the session's cookie. Errors: kUnavailable "story.desk".
Result<std::string> signInAtDesk(const std::string& link);

/// The digest that the panel shows beside a task, and that its button sends back.
Result<std::string> shownDigest(const http::ClientRequest& view, const std::string& task);

}  // namespace tdkt::app::demo
