#pragma once
// A browser without a window: keeps cookies, follows nothing by itself, fills the hidden fields of forms.

#include <Poco/URI.h>

#include <map>
#include <string>

#include "connector/http/HttpClient.h"
#include "connector/http/Router.h"

namespace tdkt::fakes {

class Visitor {
 public:
  explicit Visitor(const http::Router& router) : router_(router) {}

  http::Response get(const std::string& target) {
    http::Request request = asked("GET", target);
    return keep(router_.route(std::move(request)));
  }
  /// A form with these fields, as a browser of this site sends it.
  http::Response post(const std::string& path, const std::map<std::string, std::string>& fields,
                      const std::string& site = "same-origin") {
    http::Request request = asked("POST", path);
    request.headers["content-type"] = "application/x-www-form-urlencoded";
    if (!site.empty()) request.headers["sec-fetch-site"] = site;
    for (const auto& [name, value] : fields)
      request.body += (request.body.empty() ? "" : "&") + name + "=" + http::encodeQuery(value);
    return keep(router_.route(std::move(request)));
  }
  /// The value of a hidden field of a page.
  static std::string hidden(const http::Response& page, const std::string& name) {
    const std::string mark = "name=\"" + name + "\" value=\"";
    const auto at = page.body.find(mark);
    if (at == std::string::npos) return {};
    const auto start = at + mark.size();
    return page.body.substr(start, page.body.find('"', start) - start);
  }
  static std::string header(const http::Response& response, const std::string& name) {
    for (const auto& [key, value] : response.headers)
      if (key == name) return value;
    return {};
  }
  http::Request asked(const std::string& method, const std::string& target) const {
    http::Request request;
    request.method = method;
    request.path = target.substr(0, target.find('?'));
    request.peer = "192.0.2.7";
    std::string query = target.size() > request.path.size() ? target.substr(request.path.size() + 1) : "";
    while (!query.empty()) {
      const std::string pair = query.substr(0, query.find('&'));
      query.erase(0, pair.size() + 1);
      const auto equals = std::min(pair.find('='), pair.size());
      request.query[pair.substr(0, equals)] = decoded(pair.substr(std::min(equals + 1, pair.size())));
    }
    for (const auto& [name, value] : cookies)
      request.headers["cookie"] += (request.headers["cookie"].empty() ? "" : "; ") + name + "=" + value;
    return request;
  }

  std::map<std::string, std::string> cookies;

 private:
  static std::string decoded(const std::string& text) {
    std::string out;
    Poco::URI::decode(text, out);
    return out;
  }
  http::Response keep(http::Response response) {
    for (const auto& [name, value] : response.headers) {
      if (name != "Set-Cookie") continue;
      const std::string key = value.substr(0, value.find('='));
      const std::string held = value.substr(key.size() + 1, value.find(';') - key.size() - 1);
      if (held.empty()) {
        cookies.erase(key);
      } else {
        cookies[key] = held;
      }
    }
    return response;
  }
  const http::Router& router_;
};

}  // namespace tdkt::fakes
