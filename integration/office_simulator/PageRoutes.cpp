#include "integration/office_simulator/PageRoutes.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <span>

#include "connector/pages/Form.h"
#include "integration/office_simulator/Views.h"
#include "workflow/base/Ids.h"
#include "workflow/base/Resource.h"

namespace tdkt::simulator {

namespace assets {
std::span<const Resource> resources();
}

namespace {

using http::Request;
using http::Response;

constexpr const char* kCookie = "office_session";

std::int64_t numberParam(const Request& request, const char* name) {
  const std::string& text = request.params.at(name);
  std::int64_t n = 0;
  std::from_chars(text.data(), text.data() + text.size(), n);
  return n;
}

Response asset(std::string_view path, std::string mediaType) {
  const auto bytes = findResource(assets::resources(), path);
  Response response = Response::bytes(Bytes(bytes.value_or("")), std::move(mediaType));
  response.headers.emplace_back("Cache-Control", "no-cache");
  return response;
}

}  // namespace

PageRoutes::PageRoutes(Office& office, Story& story, const TdktClient& tdkt, const Settings& settings,
                       const Clock& clock, Random& random)
    : office_(office),
      story_(story),
      tdkt_(tdkt),
      settings_(settings),
      clock_(clock),
      random_(random),
      templates_(assets::resources()) {}

void PageRoutes::add(http::Router& router, const std::string& method, const std::string& pattern,
                     UserHandler handle) {
  router.add(method, pattern, [this, handle](const Request& request) {
    const User* user = userOf(request);
    if (user == nullptr) return Response::redirect("/");
    const Answer answer = (this->*handle)(request, *user);
    return answer ? *answer : errorPage(answer.error());
  });
}

void PageRoutes::addTo(http::Router& router) {
  router.add("GET", "/", [this](const Request& r) { return chooseUser(r); });
  router.add("POST", "/session", [this](const Request& r) { return signIn(r); });
  router.add("GET", "/assets/office.css",
             [](const Request&) { return asset("office.css", "text/css; charset=utf-8"); });
  router.add("GET", "/assets/office.js",
             [](const Request&) { return asset("office.js", "text/javascript; charset=utf-8"); });
  router.add("GET", "/favicon.ico", [](const Request&) { return Response{204, "image/x-icon", {}, {}}; });
  router.add("POST", "/sim/compose", [this](const Request& r) { return simCompose(r); });
  router.add("POST", "/sim/act", [this](const Request& r) { return simAct(r); });
  add(router, "GET", "/inbox", &PageRoutes::inbox);
  add(router, "GET", "/tasks", &PageRoutes::tasks);
  add(router, "GET", "/coordination", &PageRoutes::coordination);
  add(router, "GET", "/compose", &PageRoutes::composePage);
  add(router, "GET", "/documents/{n}", &PageRoutes::document);
  add(router, "GET", "/documents/{n}/panel", &PageRoutes::openPanel);
  add(router, "GET", "/documents/{n}/files/{id}", &PageRoutes::file);
}

const User* PageRoutes::userOf(const Request& request) {
  const auto user = office_.sessionUser(request.cookie(kCookie));
  return user && *user ? settings_.find(**user) : nullptr;
}

Response PageRoutes::page(const std::string& name, const Json& view, int status) const {
  Response response = Response::html(templates_.render(name, view), status);
  response.headers.emplace_back(
      "Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
      "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; frame-src " +
          settings_.tdktUrl);
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

Response PageRoutes::errorPage(const Error& error) const {
  const int status = http::problem(error).status;
  return page("error",
              {{"title", "Có lỗi"}, {"message", sentenceFor(error)}, {"organisation", settings_.own.name}},
              status);
}

Result<PageRoutes::Json> PageRoutes::frameView(const User& user, const std::string& active,
                                               const std::string& title) {
  TDKT_ASSIGN(const auto own, office_.taskList(user.id, true));
  int waiting = 0;
  for (const TaskRow& row : own) waiting += row.task.waiting() ? 1 : 0;
  Json view = {{"title", title},        {"organisation", settings_.own.name},
               {"userName", user.name}, {"userPost", user.post},
               {"user", user.id},       {"waitingCount", waiting},
               {"nav", Json::object()}};
  view["nav"][active] = true;
  return view;
}

Response PageRoutes::chooseUser(const Request& /*request*/) {
  Json view = {{"title", "Chọn người dùng"}, {"organisation", settings_.own.name}, {"users", Json::array()}};
  for (const User& user : settings_.users) {
    view["users"].push_back({{"id", user.id}, {"name", user.name}, {"post", user.post}});
  }
  return page("choose", view);
}

Response PageRoutes::signIn(const Request& request) {
  const std::string user = pages::formValue(request, "user");
  if (settings_.find(user) == nullptr) return errorPage(deniedError("simulator.user", "unknown user"));
  const std::string token = newId(random_);
  if (const auto saved = office_.saveSession(token, user); !saved) return errorPage(saved.error());
  Response response = Response::redirect("/tasks");
  response.headers.emplace_back("Set-Cookie",
                                std::string(kCookie) + "=" + token + "; Path=/; HttpOnly; SameSite=Lax");
  return response;
}

PageRoutes::Answer PageRoutes::inbox(const Request& /*request*/, const User& user) {
  TDKT_ASSIGN(Json view, frameView(user, "inbox", "Văn bản đến"));
  TDKT_ASSIGN(const auto documents, office_.documents());
  view["documents"] = Json::array();
  for (const Document& row : documents) view["documents"].push_back(documentRow(row));
  return page("inbox", view);
}

PageRoutes::Answer PageRoutes::taskPage(const Request& request, const User& user, bool own) {
  TDKT_ASSIGN(Json view, frameView(user, own ? "tasks" : "coordination", own ? "Chờ xử lý" : "Phối hợp"));
  TDKT_ASSIGN(const auto rows, office_.taskList(user.id, own));
  view["own"] = own;
  view["tasks"] = Json::array();
  for (const TaskRow& row : rows) view["tasks"].push_back(taskRow(row, settings_, vietnamDate(clock_.now())));
  return page(request.query.count("fragment") != 0 ? "task_list" : "tasks", view);
}

PageRoutes::Answer PageRoutes::tasks(const Request& request, const User& user) {
  return taskPage(request, user, true);
}

PageRoutes::Answer PageRoutes::coordination(const Request& request, const User& user) {
  return taskPage(request, user, false);
}

Result<PageRoutes::Json> PageRoutes::documentView(const Document& document, const User& user) {
  TDKT_ASSIGN(Json view, frameView(user, "tasks", document.code));
  TDKT_ASSIGN(const auto files, office_.attachments(document.n));
  TDKT_ASSIGN(const auto trace, office_.trace(document.n));
  TDKT_ASSIGN(const auto tasks, office_.tasks(document.n));
  view["document"] = documentRow(document);
  view["files"] = Json::array();
  view["trace"] = Json::array();
  view["ownTasks"] = Json::array();
  view["otherTasks"] = Json::array();
  for (const Attachment& row : files) view["files"].push_back(attachmentRow(row));
  for (const TraceRow& row : trace) view["trace"].push_back(traceRow(row));
  for (const Task& task : tasks) {
    const char* list = task.assignee == user.id ? "ownTasks" : "otherTasks";
    view[list].push_back(taskRow({task, document}, settings_, vietnamDate(clock_.now())));
  }
  view["hasOthers"] = !view["otherTasks"].empty();
  return view;
}

PageRoutes::Answer PageRoutes::document(const Request& request, const User& user) {
  TDKT_ASSIGN(const Document document, office_.document(numberParam(request, "n")));
  TDKT_ASSIGN(Json view, documentView(document, user));
  if (request.query.count("fragment") != 0) return page("document_side", view);
  const auto url = tdkt_.panelUrl(user.id, document.documentId);
  if (url) view["panelUrl"] = *url;
  if (!url) view["panelError"] = sentenceFor(url.error());
  return page("document", view);
}

PageRoutes::Answer PageRoutes::openPanel(const Request& request, const User& user) {
  TDKT_ASSIGN(const Document document, office_.document(numberParam(request, "n")));
  TDKT_ASSIGN(const std::string url, tdkt_.panelUrl(user.id, document.documentId));
  return Response::redirect(url);
}

PageRoutes::Answer PageRoutes::file(const Request& request, const User& /*user*/) {
  TDKT_ASSIGN(auto file, office_.attachment(numberParam(request, "n"), numberParam(request, "id")));
  Response response = Response::bytes(std::move(file.bytes), file.about.mediaType);
  response.headers.emplace_back("Content-Disposition", pages::attachmentHeader(file.about.name));
  return response;
}

PageRoutes::Answer PageRoutes::composePage(const Request& /*request*/, const User& user) {
  TDKT_ASSIGN(Json view, frameView(user, "compose", "Gửi đề nghị khen thưởng"));
  return page("compose", view);
}

Response PageRoutes::simCompose(const Request& request) {
  const bool json = pages::isJson(request);
  const auto sample = sampleFrom(pages::formValue(request, "sample"));
  const auto document = sample ? story_.compose(pages::formValue(request, "user"), *sample)
                               : Result<Document>(inputError("simulator.sample", "no such sample", "sample"));
  if (!document)
    return json ? http::problem(document.error(), sentenceFor(document.error()))
                : errorPage(document.error());
  if (!json) return Response::redirect("/documents/" + std::to_string(document->n));
  return Response::json(Json{{"document", document->n}, {"documentId", document->documentId}}.dump());
}

Response PageRoutes::simAct(const Request& request) {
  const bool json = pages::isJson(request);
  const Story::Act act{pages::formValue(request, "user"), pages::formValue(request, "task"),
                       pages::formValue(request, "outcome"), pages::formValue(request, "reason")};
  const auto done = story_.act(act);
  if (!done) return json ? http::problem(done.error(), sentenceFor(done.error())) : errorPage(done.error());
  return json ? Response::json("{}") : Response::redirect("/tasks");
}

}  // namespace tdkt::simulator
