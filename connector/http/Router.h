#pragma once
// Requests and responses as values, and the table of routes. Knows no socket.

#include <chrono>
#include <compare>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connector/http/RateLimiter.h"
#include "connector/storage/Spool.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"

namespace tdkt::http {

struct Request {
  std::string method;                          ///< "GET"
  std::string path;                            ///< decoded, starts with '/', no query
  std::map<std::string, std::string> query;    ///< decoded
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::map<std::string, std::string> params;   ///< from the pattern: {"id": …}
  Bytes body;
  /// The body instead, where the route asked for it (RoutePolicy::gather) and it is too large for memory.
  std::shared_ptr<storage::Spool> gathered;
  std::string peer;  ///< address, for limits and logs
  std::string
      clientCertificate;  ///< SHA-256 (hexadecimal) of what the TLS client proved itself with; or empty

  std::size_t bodySize() const { return gathered ? gathered->size() : body.size(); }
  std::string bodySha256Hex() const { return gathered ? gathered->sha256Hex() : sha256Hex(body); }

  std::string header(const std::string& lowerCaseName) const;
  /// The token of "Authorization: Bearer …", or empty.
  std::string bearer() const;
  /// The value of a cookie, or empty.
  std::string cookie(const std::string& name) const;
};

struct Response {
  int status = 200;
  std::string contentType = "text/plain; charset=utf-8";
  Bytes body;
  std::vector<std::pair<std::string, std::string>> headers;

  static Response html(std::string body, int status = 200);
  static Response json(std::string body, int status = 200);
  static Response bytes(Bytes body, std::string mediaType);
  static Response redirect(const std::string& location);  ///< 303
};

/// The response that fits an error: problem+json {"code","detail","field","message"}; `vietnamese` is shown
/// to people. kInput 422 (malformed 400), kDenied 403 (401 when code ends in ".unauthenticated"), kNotFound
/// 404, kConflict 409, kUnavailable and kInDoubt 503 with Retry-After, kCorrupt and kBug 500 without detail.
Response problem(const Error& error, const std::string& vietnamese = {});

/// What one route allows. Every response gets Content-Security-Policy, X-Content-Type-Options and
/// Referrer-Policy.
struct RoutePolicy {
  std::size_t maxBody = 1U << 20U;
  std::string frameAncestors = "'none'";  ///< CSP value; the panel lists its hosts here
  bool gather = false;  ///< a body above kSpoolInMemory goes to a file while it comes: Request::gathered
  int perMinute = 0;    ///< requests of one peer; above it 429. 0: no limit
};

/// One route as it was added.
struct RouteName {
  std::string method;
  std::string pattern;
  friend auto operator<=>(const RouteName&, const RouteName&) = default;
};

/// Told of every answer; `route` is empty for what fits none. Called from several threads.
class RouteObserver {
 public:
  virtual ~RouteObserver() = default;
  virtual void answered(const RouteName& route, int status, std::chrono::nanoseconds took) = 0;
};

using Handler = std::function<Response(const Request&)>;
/// Looks at a request whose route is known, before its handler; what it answers is the answer.
using Guard = std::function<std::optional<Response>(const Request&)>;

/// Method and pattern → handler. Patterns: "/panel/documents/{id}". Filled before the server starts, then
/// constant; route() may be called from several threads.
class Router {
 public:
  void add(const std::string& method, const std::string& pattern, Handler handler, RoutePolicy policy = {});
  void setGuard(Guard guard) { guard_ = std::move(guard); }
  void setObserver(RouteObserver* observer) { observer_ = observer; }
  /// 404 for an unknown path, 405 for a known path with another method, 413 above maxBody, 429 above
  /// perMinute. A handler that throws becomes 500, logged with its correlation id.
  Response route(Request request) const;
  /// Method and pattern of every route, in the order they were added.
  std::vector<RouteName> routes() const;
  /// The body limit of the route that would answer, so that the server can refuse before reading.
  std::size_t bodyLimit(const std::string& method, const std::string& path) const;
  /// Whether that route wants its large bodies in a file.
  bool gathers(const std::string& method, const std::string& path) const;

 private:
  struct Route {
    std::string method;
    std::string pattern;
    std::vector<std::string> segments;
    Handler handler;
    RoutePolicy policy;
  };
  const Route* match(const std::string& method, const std::string& path,
                     std::map<std::string, std::string>* params, bool* pathKnown) const;
  Response answerTo(const Request& request, const Route* route, bool pathKnown) const;
  std::vector<Route> routes_;
  Guard guard_;
  RouteObserver* observer_ = nullptr;
  mutable RateLimiter limiter_;
};

}  // namespace tdkt::http
