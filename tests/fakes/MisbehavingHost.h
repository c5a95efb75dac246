#pragma once
// A host behind a real socket that answers as a table says, except when it is told to misbehave.

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "connector/http/HttpServer.h"

namespace tdkt::fakes {

/// kLost: does what it is asked, then fails to say so. Every other fault does nothing.
enum class Misbehaviour { kNone, kDown, kTooMany, kGone, kRedirect, kGarbage, kLost, kHtml };

class MisbehavingHost {
 public:
  MisbehavingHost() : server_(router_, http::ServerSettings{}) {}

  void on(const std::string& method, const std::string& path, http::Handler handler) {
    http::RoutePolicy policy;
    policy.maxBody = 50U << 20U;
    router_.add(
        method, path, [this, handler](const http::Request& r) { return answer(handler, r); }, policy);
  }
  std::string start() {
    return server_.start() ? "http://127.0.0.1:" + std::to_string(server_.port()) : std::string();
  }
  /// The next `times` calls; then it behaves again.
  void misbehave(Misbehaviour how, int times = 1) {
    const std::lock_guard lock(mutex_);
    how_ = how;
    times_ = times;
  }
  int calls() const { return calls_; }

 private:
  http::Response answer(const http::Handler& handler, const http::Request& request) {
    const std::lock_guard lock(mutex_);
    ++calls_;
    const Misbehaviour how = times_ > 0 ? how_ : Misbehaviour::kNone;
    if (times_ > 0) --times_;
    http::Response out = http::Response::json("{}", 503);
    switch (how) {
      case Misbehaviour::kNone:
        return handler(request);
      case Misbehaviour::kDown:
        return out;
      case Misbehaviour::kTooMany:
        out.status = 429;
        out.headers.emplace_back("Retry-After", "30");
        return out;
      case Misbehaviour::kGone:
        out.status = 410;
        return out;
      case Misbehaviour::kRedirect:
        return http::Response::redirect("http://127.0.0.1:1/login");
      case Misbehaviour::kGarbage:
        return http::Response::json("{\"rows\":[{\"id\":");
      case Misbehaviour::kLost:
        handler(request);
        return out;
      case Misbehaviour::kHtml:
        return http::Response::html("<html>Bảo trì</html>");
    }
    return out;
  }

  std::mutex mutex_;
  Misbehaviour how_ = Misbehaviour::kNone;
  int times_ = 0;
  std::atomic<int> calls_{0};
  http::Router router_;
  http::HttpServer server_;
};

}  // namespace tdkt::fakes
