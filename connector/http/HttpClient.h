#pragma once
// One HTTP or HTTPS exchange with an absolute deadline. No redirect is followed, no connection is kept, the
// answer is capped.

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
  std::string url;  ///< http(s)://host:port/path?query; path and query are sent as written
  std::vector<std::pair<std::string, std::string>> headers;
  std::string contentType;
  Bytes body;
  std::chrono::milliseconds deadline{
      15'000};  ///< from connecting to the last octet; name lookup not included
  std::size_t maxReply = 64U << 20U;
  /// The address comes from a stranger: only public addresses are dialled, whatever its name resolves to, and
  /// the address that was checked is the one dialled ("http.private" otherwise, kDenied).
  bool publicOnly = false;
  std::string authoritiesFile;  ///< PEM of authorities believed for https instead of the system's
};

struct ClientReply {
  int status = 0;
  std::string contentType;
  std::map<std::string, std::string> headers;  ///< names in lower case
  Bytes body;
};

/// A status of any kind is an answer. Certificates of https hosts are checked against the system's
/// authorities or those of `authoritiesFile`. Errors: kInput "http.url"; kUnavailable "http.connect" (no
/// connection, so nothing was sent); kInDoubt, with the request sent at least in part: "http.timeout" (no
/// whole answer by the deadline), "http.size" (the answer is above maxReply), "http.reply" (the connection
/// broke or the answer is not HTTP). Thread-safe: every call opens its own connection. Source: RFC 9110, RFC
/// 9112 §8.
Result<ClientReply> exchange(const ClientRequest& request);

/// Is it an address of the public Internet: not loopback, private, link-local, shared, multicast, mapped or
/// reserved? Source: RFC 6890, RFC 4193, RFC 6598.
bool isPublicAddress(const std::string& ip);

/// Percent-encodes everything but unreserved characters.
std::string encodeQuery(std::string_view text);

}  // namespace tdkt::http
