#include "connector/http/Router.h"

#include <algorithm>
#include <exception>

#include "connector/http/Response.h"
#include "workflow/base/Ids.h"
#include "workflow/base/Log.h"
#include "workflow/base/Random.h"

namespace tdkt::http {
namespace {

constexpr std::size_t kUnroutedBody =
    64U << 10U;  // read and dropped, so that a wrong path is answered 404, not 413

std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> out;
  std::size_t start = 1;
  while (start <= path.size()) {
    const std::size_t end = std::min(path.find('/', start), path.size());
    out.emplace_back(path.substr(start, end - start));
    start = end + 1;
  }
  return out;
}

bool isParameter(const std::string& segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

bool fits(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
  if (pattern.size() != path.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (isParameter(pattern[i]) ? path[i].empty() : pattern[i] != path[i]) return false;
  }
  return true;
}

Response handlerFailed(const char* what) {
  SystemRandom random;
  const std::string incident = newId(random);
  log::error("http.handler.failed", {{"incident", incident}, {"what", what}});
  Response out = Response::json(R"({"code":"http.handler","incident":")" + incident + R"("})", 500);
  out.contentType = "application/problem+json";
  return out;
}

Response answer(const Handler& handler, const Request& request) {
  try {
    return handler(request);
  } catch (const std::exception& e) {
    return handlerFailed(e.what());
  } catch (...) {
    return handlerFailed("not a std::exception");
  }
}

}  // namespace

std::string Request::header(const std::string& lowerCaseName) const {
  const auto found = headers.find(lowerCaseName);
  return found == headers.end() ? std::string() : found->second;
}

std::string Request::bearer() const {
  const std::string value = header("authorization");
  constexpr std::string_view scheme = "bearer ";
  if (value.size() <= scheme.size()) return {};
  for (std::size_t i = 0; i < scheme.size(); ++i) {
    const char lower =
        value[i] >= 'A' && value[i] <= 'Z' ? static_cast<char>(value[i] - 'A' + 'a') : value[i];
    if (lower != scheme[i]) return {};
  }
  return value.substr(scheme.size());
}

std::string Request::cookie(const std::string& name) const {
  const std::string all = header("cookie");
  std::string_view rest = all;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    std::string_view pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name)
      return std::string(pair.substr(equals + 1));
  }
  return {};
}

void Router::add(const std::string& method, const std::string& pattern, Handler handler, RoutePolicy policy) {
  routes_.push_back(Route{method, pattern, split(pattern), std::move(handler), std::move(policy)});
}

const Router::Route* Router::match(const std::string& method, const std::string& path,
                                   std::map<std::string, std::string>* params, bool* pathKnown) const {
  const std::vector<std::string> segments = split(path);
  *pathKnown = false;
  for (const Route& route : routes_) {
    if (!fits(route.segments, segments)) continue;
    *pathKnown = true;
    if (route.method != method) continue;
    for (std::size_t i = 0; params != nullptr && i < segments.size(); ++i) {
      const std::string& name = route.segments[i];
      if (isParameter(name)) (*params)[name.substr(1, name.size() - 2)] = segments[i];
    }
    return &route;
  }
  return nullptr;
}

Response Router::answerTo(const Request& request, const Route* route, bool pathKnown) const {
  if (route == nullptr) return pathKnown ? plainProblem(405, "http.method") : plainProblem(404, "http.path");
  if (request.bodySize() > route->policy.maxBody) return plainProblem(413, "http.body.large");
  const auto wait =
      limiter_.take(request.peer + " " + route->method + route->pattern, route->policy.perMinute);
  if (wait) {
    Response slowDown = plainProblem(429, "http.rate");
    slowDown.headers.emplace_back("Retry-After", std::to_string(wait->count()));
    return slowDown;
  }
  if (guard_) {
    if (auto refused = guard_(request)) return std::move(*refused);
  }
  return answer(route->handler, request);
}

Response Router::route(Request request) const {
  const auto begin = std::chrono::steady_clock::now();
  bool pathKnown = false;
  request.params.clear();
  const Route* route = match(request.method, request.path, &request.params, &pathKnown);
  Response response = answerTo(request, route, pathKnown);
  addSecurityHeaders(response, route == nullptr ? "'none'" : route->policy.frameAncestors);
  if (observer_ != nullptr) {
    const RouteName name = route == nullptr ? RouteName{} : RouteName{route->method, route->pattern};
    observer_->answered(name, response.status, std::chrono::steady_clock::now() - begin);
  }
  return response;
}

std::vector<RouteName> Router::routes() const {
  std::vector<RouteName> out;
  for (const Route& route : routes_) out.push_back({route.method, route.pattern});
  return out;
}

std::size_t Router::bodyLimit(const std::string& method, const std::string& path) const {
  bool pathKnown = false;
  const Route* route = match(method, path, nullptr, &pathKnown);
  return route == nullptr ? kUnroutedBody : route->policy.maxBody;
}

bool Router::gathers(const std::string& method, const std::string& path) const {
  bool pathKnown = false;
  const Route* route = match(method, path, nullptr, &pathKnown);
  return route != nullptr && route->policy.gather;
}

}  // namespace tdkt::http
