#pragma once
// A host without idempotency, behind a real socket, that counts what it does and fails as told.

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "connector/http/HttpServer.h"

namespace tdkt::fakes {

class FakeHost {
 public:
  enum class Fault { kNone, kFailAfterDoing, kFailBefore, kRefuse, kSlow };
  using Json = nlohmann::ordered_json;

  FakeHost() : server_(router_, http::ServerSettings{}) {
    const auto add = [this](const char* method, const char* path, http::Handler handler) {
      http::RoutePolicy policy;
      policy.maxBody = 50U << 20U;
      router_.add(
          method, path,
          [this, method, handler](const http::Request& r) { return guarded(method, handler, r); }, policy);
    };
    add("GET", "/api/documents", [this](const http::Request& r) {
      Json rows = Json::array();
      if (r.query.at("documentId") == document)
        rows.push_back({{"id", 7}, {"documentId", document}, {"status", status}});
      return http::Response::json(rows.dump());
    });
    add("GET", "/api/documents/7/tasks",
        [this](const http::Request&) { return http::Response::json(tasks.dump()); });
    add("POST", "/api/documents/7/tasks", [this](const http::Request& r) {
      tasks.push_back(Json::parse(r.body));
      return http::Response::json("{}", 201);
    });
    add("PUT", "/api/documents/7/tasks/{key}", [this](const http::Request& r) {
      for (Json& task : tasks) {
        if (task["key"] == r.params.at("key")) task["state"] = Json::parse(r.body)["state"];
      }
      return http::Response::json("{}");
    });
    add("PUT", "/api/documents/7/status", [this](const http::Request& r) {
      status = Json::parse(r.body)["status"];
      ++statusChanges;
      return http::Response::json("{}");
    });
    add("GET", "/api/documents/7/attachments",
        [this](const http::Request&) { return http::Response::json(attachments.dump()); });
    add("POST", "/api/documents/7/attachments", [this](const http::Request& r) {
      const Bytes kept = r.body + (spoilsBytes ? "x" : "");
      attachments.push_back(
          {{"name", r.query.at("name")}, {"sha256", sha256Hex(kept)}, {"size", kept.size()}});
      return http::Response::json("{}", 201);
    });
    add("GET", "/api/messages", [this](const http::Request& r) {
      Json rows = Json::array();
      for (const std::string& key : messages) {
        if (key == r.query.at("key")) rows.push_back({{"key", key}});
      }
      return http::Response::json(rows.dump());
    });
    add("POST", "/api/messages", [this](const http::Request& r) {
      messages.push_back(r.query.at("key"));
      return http::Response::json("{}", 201);
    });
  }
  ~FakeHost() {
    slowUntil_ = true;
    slowUntil_.notify_all();
  }
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;

  std::uint16_t start() { return server_.start() ? server_.port() : 0; }
  /// The next call of that verb fails so, once.
  void failNext(const std::string& method, Fault fault) {
    const std::lock_guard lock(mutex_);
    faults_[method] = fault;
  }

  std::string document = "H99.15,2026/11/20,118/TTr-SNV";
  std::string status = "Mới đến";
  std::string token = "host-token";
  Json tasks = Json::array();
  Json attachments = Json::array();
  std::vector<std::string> messages;
  int statusChanges = 0;
  bool spoilsBytes = false;

 private:
  http::Response guarded(const char* method, const http::Handler& handler, const http::Request& request) {
    Fault fault = Fault::kNone;
    {
      const std::lock_guard lock(mutex_);
      std::swap(fault, faults_[method]);
    }
    if (request.bearer() != token) return http::Response::json("{}", 401);
    if (fault == Fault::kFailBefore) return http::Response::json("{}", 500);
    if (fault == Fault::kRefuse) return http::Response::json("{}", 409);
    http::Response answer;
    {
      const std::lock_guard lock(mutex_);
      answer = handler(request);
    }
    if (fault == Fault::kFailAfterDoing) return http::Response::json("{}", 500);
    if (fault == Fault::kSlow) slowUntil_.wait(false);
    return answer;
  }

  std::mutex mutex_;
  std::map<std::string, Fault> faults_;
  std::atomic<bool> slowUntil_{false};
  http::Router router_;
  http::HttpServer server_;
};

}  // namespace tdkt::fakes
