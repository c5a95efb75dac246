#include "integration/office_simulator/ApiRoutes.h"

#include <charconv>

#include "connector/office/edxml/Message.h"
#include "workflow/base/Json.h"

namespace tdkt::simulator {
namespace {

using http::Request;
using http::Response;
using nlohmann::ordered_json;

constexpr std::size_t kMaxFile = 60U << 20U;
constexpr const char* kTdkt = "Phần mềm thi đua, khen thưởng";

Result<std::int64_t> documentNumber(const Request& request) {
  const std::string& text = request.params.at("n");
  std::int64_t n = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (failure != std::errc() || end != text.data() + text.size()) {
    return notFoundError("simulator.document", "not a document number");
  }
  return n;
}

std::string queryValue(const Request& request, const std::string& name) {
  const auto it = request.query.find(name);
  return it == request.query.end() ? std::string() : it->second;
}

}  // namespace

void ApiRoutes::add(http::Router& router, const std::string& method, const std::string& pattern,
                    Answer (ApiRoutes::*handle)(const Request&), std::size_t maxBody) {
  const auto guarded = [this, handle](const Request& request) {
    if (!equalConstantTime(request.bearer(), settings_.apiToken.reveal())) {
      return http::problem(deniedError("simulator.token.unauthenticated", "wrong token"));
    }
    return mood_.apply(request, [this, handle](const Request& again) {
      const auto answer = (this->*handle)(again);
      return answer ? *answer : http::problem(answer.error());
    });
  };
  router.add(method, pattern, guarded, {.maxBody = maxBody, .frameAncestors = "'none'"});
}

void ApiRoutes::addTo(http::Router& router) {
  add(router, "GET", "/api/me", &ApiRoutes::me);
  add(router, "GET", "/api/documents", &ApiRoutes::documents);
  add(router, "GET", "/api/documents/{n}/tasks", &ApiRoutes::listTasks);
  add(router, "POST", "/api/documents/{n}/tasks", &ApiRoutes::addTask);
  add(router, "PUT", "/api/documents/{n}/tasks/{key}", &ApiRoutes::setTask);
  add(router, "PUT", "/api/documents/{n}/status", &ApiRoutes::setStatus);
  add(router, "GET", "/api/documents/{n}/attachments", &ApiRoutes::listAttachments);
  add(router, "POST", "/api/documents/{n}/attachments", &ApiRoutes::addAttachment, kMaxFile);
  add(router, "GET", "/api/documents/{n}/messages", &ApiRoutes::documentMessages);
  add(router, "GET", "/api/messages", &ApiRoutes::listMessages);
  add(router, "POST", "/api/messages", &ApiRoutes::addMessage, kMaxFile);
  add(router, "GET", "/api/counters", &ApiRoutes::counters);
  router.add("POST", "/sim/misbehave", [this](const Request& request) {
    const auto answer = misbehave(mood_, request);
    return answer ? *answer : http::problem(answer.error());
  });
}

ApiRoutes::Answer ApiRoutes::me(const Request& /*request*/) {
  return Response::json(R"({"user":"tdkt"})");
}

ApiRoutes::Answer ApiRoutes::documents(const Request& request) {
  TDKT_ASSIGN(const auto found, office_.findDocument(queryValue(request, "documentId")));
  ordered_json list = ordered_json::array();
  if (found) {
    list.push_back({{"id", found->n},
                    {"documentId", found->documentId},
                    {"status", found->status},
                    {"subject", found->subject}});
  }
  return Response::json(list.dump());
}

ApiRoutes::Answer ApiRoutes::listTasks(const Request& request) {
  TDKT_ASSIGN(const std::int64_t n, documentNumber(request));
  TDKT_CHECK(office_.document(n));
  TDKT_ASSIGN(const auto tasks, office_.tasks(n));
  ordered_json list = ordered_json::array();
  for (const Task& task : tasks) {
    list.push_back({{"key", task.key},
                    {"assignee", task.assignee},
                    {"title", task.title},
                    {"due", task.due},
                    {"state", task.state}});
  }
  return Response::json(list.dump());
}

ApiRoutes::Answer ApiRoutes::addTask(const Request& request) {
  TDKT_ASSIGN(const std::int64_t n, documentNumber(request));
  TDKT_CHECK(office_.document(n));
  TDKT_ASSIGN(const ordered_json body, json::parse(request.body));
  Task task;
  task.document = n;
  TDKT_ASSIGN(task.key, json::requireString(body, "key"));
  TDKT_ASSIGN(task.assignee, json::requireString(body, "assignee"));
  TDKT_ASSIGN(task.title, json::requireString(body, "title"));
  TDKT_ASSIGN(task.due, json::requireString(body, "due"));
  task.state = kTaskWaiting;
  const User* assignee = settings_.find(task.assignee);
  if (assignee == nullptr) return inputError("simulator.assignee", "nobody has this user id", "assignee");
  TDKT_CHECK(office_.addTask(task));
  TDKT_CHECK(office_.note(n, kTdkt, "Giao việc cho " + assignee->name + ": " + task.title));
  TDKT_CHECK(office_.count("tasksCreated"));
  return Response::json(ordered_json{{"key", task.key}}.dump(), 201);
}

ApiRoutes::Answer ApiRoutes::setTask(const Request& request) {
  TDKT_ASSIGN(const std::int64_t n, documentNumber(request));
  TDKT_ASSIGN(const ordered_json body, json::parse(request.body));
  TDKT_ASSIGN(const std::string state, json::requireString(body, "state"));
  TDKT_CHECK(office_.setTaskState(n, request.params.at("key"), state));
  return Response::json("{}");
}

ApiRoutes::Answer ApiRoutes::setStatus(const Request& request) {
  TDKT_ASSIGN(const std::int64_t n, documentNumber(request));
  TDKT_ASSIGN(const ordered_json body, json::parse(request.body));
  TDKT_ASSIGN(const std::string status, json::requireString(body, "status"));
  TDKT_CHECK(office_.setStatus(n, status));
  TDKT_CHECK(office_.note(n, kTdkt, "Trạng thái: " + status));
  TDKT_CHECK(office_.count("statusChanges"));
  return Response::json("{}");
}

ApiRoutes::Answer ApiRoutes::listAttachments(const Request& request) {
  TDKT_ASSIGN(const std::int64_t n, documentNumber(request));
  TDKT_CHECK(office_.document(n));
  TDKT_ASSIGN(const auto files, office_.attachments(n));
  ordered_json list = ordered_json::array();
  for (const Attachment& file : files) {
    list.push_back({{"name", file.name}, {"sha256", file.sha256}, {"size", file.size}});
  }
  return Response::json(list.dump());
}

ApiRoutes::Answer ApiRoutes::addAttachment(const Request& request) {
  TDKT_ASSIGN(const std::int64_t n, documentNumber(request));
  TDKT_CHECK(office_.document(n));
  const std::string name = queryValue(request, "name");
  if (name.empty()) return inputError("simulator.name", "the file needs a name", "name");
  TDKT_ASSIGN(const std::string digest,
              office_.addAttachment(n, name, request.header("content-type"), request.body, kTdkt));
  TDKT_CHECK(office_.note(n, kTdkt, "Đính kèm tệp " + name));
  TDKT_CHECK(office_.count("attachmentsCreated"));
  return Response::json(ordered_json{{"sha256", digest}}.dump(), 201);
}

ApiRoutes::Answer ApiRoutes::documentMessages(const Request& request) {
  TDKT_ASSIGN(const std::int64_t n, documentNumber(request));
  TDKT_ASSIGN(const auto messages, office_.messages(n));
  ordered_json list = ordered_json::array();
  for (const Message& message : messages)
    list.push_back({{"key", message.key}, {"statusCode", message.statusCode}});
  return Response::json(list.dump());
}

ApiRoutes::Answer ApiRoutes::listMessages(const Request& request) {
  const std::string key = queryValue(request, "key");
  TDKT_ASSIGN(const int count, office_.countMessages(key));
  ordered_json list = ordered_json::array();
  for (int i = 0; i < count; ++i) list.push_back({{"key", key}});
  return Response::json(list.dump());
}

ApiRoutes::Answer ApiRoutes::addMessage(const Request& request) {
  const std::string key = queryValue(request, "key");
  if (key.empty()) return inputError("simulator.key", "the message needs a key", "key");
  TDKT_ASSIGN(const edxml::Message message, edxml::parse(request.body));
  TDKT_ASSIGN(const auto about, office_.findDocument(message.responseForDocumentId));
  const auto n = about ? std::optional(about->n) : std::nullopt;
  TDKT_CHECK(office_.addMessage({key, message.statusCode, n}, request.body));
  TDKT_CHECK(office_.count("messagesReceived"));
  if (about) {
    TDKT_CHECK(office_.note(
        about->n, kTdkt, "Thông điệp trạng thái " + message.statusCode + ": " + message.statusDescription));
  }
  return Response::json(ordered_json{{"key", key}}.dump(), 201);
}

ApiRoutes::Answer ApiRoutes::misbehave(Mood& mood, const Request& request) {
  TDKT_ASSIGN(const ordered_json body, json::parse(request.body));
  TDKT_ASSIGN(const std::string profile, json::requireString(body, "profile"));
  const auto number = [&body](const char* name, int usual) {
    return body.contains(name) && body[name].is_number_integer() ? body[name].get<int>() : usual;
  };
  TDKT_CHECK(mood.set(profile, number("share", 100), number("calls", 0)));
  return Response::json("{}");
}

ApiRoutes::Answer ApiRoutes::counters(const Request& /*request*/) {
  ordered_json out;
  for (const char* name : {"tasksCreated", "attachmentsCreated", "messagesReceived", "statusChanges"}) {
    TDKT_ASSIGN(const std::int64_t value, office_.counter(name));
    out[name] = value;
  }
  return Response::json(out.dump());
}

}  // namespace tdkt::simulator
