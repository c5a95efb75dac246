#pragma once
// One HTTP exchange with an absolute deadline. No redirect is followed; the answer is capped.

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"

namespace tdkt::http {

struct ClientRequest {
  std::string method = "GET";
  std::string url;  ///< http://host:port/path?query
  std::vector<std::pair<std::string, std::string>> headers;
  std::string contentType;
  Bytes body;
  std::chrono::milliseconds deadline{15'000};
  std::size_t maxReply = 64U << 20U;
};

struct ClientReply {
  int status = 0;
  std::string contentType;
  std::map<std::string, std::string> headers;  ///< names in lower case
  Bytes body;
};

/// Errors: kInput "http.url", kUnavailable "http.connect" (nothing was sent), kInDoubt "http.reply" (sent,
/// but the answer was lost, broken off or late), "http.reply.size" (sent, but the answer is too large).
/// Thread-safe: every call opens its own connection.
Result<ClientReply> exchange(const ClientRequest& request);

/// Percent-encodes everything but unreserved characters.
std::string encodeQuery(std::string_view text);

}  // namespace tdkt::http
