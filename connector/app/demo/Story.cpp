#include "connector/app/demo/Story.h"

#include <thread>

#include "connector/app/Settings.h"
#include "connector/app/demo/StoryCalls.h"
#include "connector/http/HttpClient.h"
#include "connector/issuing/ExtensionJobs.h"
#include "connector/issuing/IssueRegister.h"
#include "workflow/base/Json.h"

namespace tdkt::app::demo {
namespace {

using nlohmann::ordered_json;
using Steady = std::chrono::steady_clock;

/// Who does what, and by which of the two doors.
struct Scene {
  const char* step;
  const char* user;
  const char* title;  ///< part of the task's title
  bool inPanel;
};
constexpr Scene kScenes[] = {
    {"receive", "hanh.pth", "Tiếp nhận", true},     {"appraise", "dat.tq", "Thẩm định", false},
    {"opinion-police", "dung.lm", "Công an", true}, {"opinion-tax", "anh.vtn", "Thuế", false},
    {"decide", "thinh.nd", "quyết định", true},     {"sign", "thinh.nd", "Ký", true},
    {"issue", "huong.dt", "Đóng dấu", false},
};

ordered_json fileJson(const JudgedFile& file) {
  return {{"kind", file.kind},       {"path", file.path},
          {"sha256", file.sha256},   {"publishedSha256", file.publishedSha256},
          {"level", file.level},     {"recipient", file.recipient},
          {"verdict", file.verdict}, {"tamperedVerdict", file.tamperedVerdict},
          {"pdfsig", file.pdfsig}};
}

}  // namespace

std::string Played::toJson() const {
  ordered_json out = {
      {"ok", faults.empty()}, {"documentId", documentId}, {"number", number}, {"seconds", seconds}};
  out["steps"] = ordered_json::array();
  for (const PlayedStep& step : steps) {
    out["steps"].push_back(
        {{"step", step.step}, {"actor", step.actor}, {"via", step.via}, {"outcome", step.outcome}});
  }
  out["files"] = ordered_json::array();
  for (const JudgedFile& file : files) out["files"].push_back(fileJson(file));
  out["eOffice"] = {
      {"status", hostStatus}, {"attachedTimes", attachedTimes}, {"status06Sent", finishedMessage}};
  out["faults"] = faults;
  return out.dump(2);
}

Result<storage::Database*> Story::database() {
  if (!database_) {
    TDKT_ASSIGN(const auto settings, loadSettings(folder_.at("config.json")));
    TDKT_ASSIGN(database_, storage::Database::open(settings.storage.url, settings.storage.password));
  }
  return database_.get();
}

/// Where every issued file stands; "" while nobody can tell.
std::string Story::progress() {
  const auto opened = database();
  if (!opened) return {};
  issuing::IssueRegister issueRegister(**opened, clock_);
  const auto dossiers = issueRegister.dossiersWithFiles();
  if (!dossiers || dossiers->empty()) return {};
  const auto files = issueRegister.filesOf(dossiers->back());
  std::string out;
  for (const auto& file : files ? *files : std::vector<issuing::IssuedFile>())
    out += std::to_string(static_cast<int>(file.state)) + (file.raisedSha256.empty() ? ";" : "+;");
  return out;
}

/// Tries `work` until it is good or fails for good; gives up when nothing has moved for as long as patience
/// lasts: a slow machine is no fault.
template <class Work>
auto Story::insist(Work work) -> decltype(work()) {
  auto until = Steady::now() + patience_;
  std::string before;
  for (;;) {
    auto outcome = work();
    const bool again = !outcome && (outcome.error().kind == ErrorKind::kUnavailable ||
                                    outcome.error().kind == ErrorKind::kInDoubt);
    if (!again) return outcome;
    if (std::string now = progress(); now != before) {
      before = std::move(now);
      until = Steady::now() + patience_;
    }
    if (Steady::now() > until) return outcome;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

Result<std::vector<Story::Task>> Story::tasks(int document) {
  TDKT_ASSIGN(const auto list,
              callJson(hostCall(folder_, "GET", "/api/documents/" + std::to_string(document) + "/tasks")));
  std::vector<Task> out;
  for (const auto& row : list) {
    out.push_back({json::optionalString(row, "key"), json::optionalString(row, "assignee"),
                   json::optionalString(row, "title"), json::optionalString(row, "state")});
  }
  return out;
}

Result<Story::Task> Story::waitForTask(int document, const std::string& user, const std::string& titlePart) {
  return insist([&]() -> Result<Task> {
    TDKT_ASSIGN(const auto all, tasks(document));
    for (const Task& task : all) {
      if (task.assignee == user && task.title.find(titlePart) != std::string::npos) return task;
    }
    return notYet("the task \"" + titlePart + "\" of " + user);
  });
}

Result<Done> Story::actInHost(const Task& task) {
  http::ClientRequest request = hostCall(folder_, "POST", "/sim/act");
  request.body =
      ordered_json{{"user", task.assignee}, {"task", task.key}, {"outcome", "agree"}, {"reason", ""}}.dump();
  return insist([&]() -> Result<Done> {
    TDKT_ASSIGN(const auto reply, callJson(request));
    (void)reply;
    return Done{};
  });
}

Result<Done> Story::actInPanel(const Task& task, const std::string& documentId) {
  return insist([&]() -> Result<Done> {
    const std::string who = ordered_json{{"user", task.assignee}, {"documentId", documentId}}.dump();
    TDKT_ASSIGN(const auto ticket, callJson(signedCall(folder_, "/office/eoffice/tickets", who, clock_)));
    http::ClientRequest open = panelCall(folder_, "POST", "/panel/api/session", "");
    open.body = ordered_json{{"ticket", json::optionalString(ticket, "ticket")}}.dump();
    TDKT_ASSIGN(const auto session, callJson(open));
    const std::string bearer = json::optionalString(session, "bearer");
    TDKT_ASSIGN(const std::string digest,
                shownDigest(panelCall(folder_, "GET", "/panel/api/view", bearer), task.key));
    http::ClientRequest act = panelCall(folder_, "POST", "/panel/api/act", bearer);
    act.body = ordered_json{{"workItem", task.key},
                            {"outcome", "agree"},
                            {"reason", ""},
                            {"digest", digest},
                            {"commandId", "story-" + task.key}}
                   .dump();
    TDKT_ASSIGN(const auto reply, callJson(act));
    (void)reply;
    return Done{};
  });
}

Result<Done> Story::waitForClosedTask(int document, const std::string& key) {
  return insist([&]() -> Result<Done> {
    TDKT_ASSIGN(const auto all, tasks(document));
    for (const Task& task : all) {
      if (task.key == key && task.state == "Đồng ý") return Done{};
    }
    return notYet("the e-office to show the task as done");
  });
}

Result<Done> Story::sendIfNone() {
  TDKT_ASSIGN(const auto first, http::exchange(hostCall(folder_, "GET", "/api/documents/1/tasks")));
  if (first.status == 200) return Done{};
  http::ClientRequest compose = hostCall(folder_, "POST", "/sim/compose");
  compose.body = ordered_json{{"user", kScenes[0].user}}.dump();
  TDKT_ASSIGN(const auto sent, callJson(compose));
  (void)sent;
  return Done{};
}

Result<Played> Story::play(const BeforeStep& beforeStep) {
  const auto begun = Steady::now();
  Played played;
  const auto announce = [&](const char* step) {
    if (beforeStep) beforeStep(step);
  };
  announce("send");
  http::ClientRequest compose = hostCall(folder_, "POST", "/sim/compose");
  compose.body = ordered_json{{"user", kScenes[0].user}}.dump();
  TDKT_ASSIGN(const auto sent, callJson(compose));
  const int document = sent.value("document", 0);
  played.documentId = json::optionalString(sent, "documentId");
  played.steps.push_back({"send", "", "host", "sent"});

  for (const Scene& scene : kScenes) {
    announce(scene.step);
    TDKT_ASSIGN(const Task task, waitForTask(document, scene.user, scene.title));
    TDKT_CHECK(scene.inPanel ? actInPanel(task, played.documentId) : actInHost(task));
    TDKT_CHECK(waitForClosedTask(document, task.key));
    played.steps.push_back({scene.step, scene.user, scene.inPanel ? "panel" : "host", "agree"});
  }
  announce("finish");
  TDKT_CHECK(waitForIssue(document, played));
  announce("raise");
  TDKT_CHECK(waitForLevels());
  announce("judge");
  TDKT_CHECK(judge(played));
  TDKT_CHECK(checkOffice(document, played));
  played.seconds = std::chrono::duration<double>(Steady::now() - begun).count();
  return played;
}

Result<Done> Story::waitForIssue(int document, Played& played) {
  return insist([&]() -> Result<Done> {
    TDKT_ASSIGN(const auto found,
                callJson(hostCall(folder_, "GET",
                                  "/api/documents?documentId=" + http::encodeQuery(played.documentId))));
    for (const auto& row : found) {
      if (row.value("id", 0) != document) continue;
      played.hostStatus = json::optionalString(row, "status");
      if (played.hostStatus.find("ban hành") != std::string::npos) return Done{};
    }
    return notYet("the e-office to show the decision as issued (it says \"" + played.hostStatus + "\")");
  });
}

/// Every file has the level that is wanted. Files are raised after they are given out, one by one.
Result<Done> Story::waitForLevels() {
  return insist([&]() -> Result<Done> {
    TDKT_ASSIGN(auto* const opened, database());
    SystemRandom random;
    TDKT_ASSIGN(const auto left, issuing::ExtensionJobs(*opened, clock_, random).counts());
    if (left.waiting == 0) return Done{};
    return notYet("the level of " + std::to_string(left.waiting) + " files");
  });
}

Result<Done> Story::checkOffice(int document, Played& played) {
  TDKT_ASSIGN(
      const auto attachments,
      callJson(hostCall(folder_, "GET", "/api/documents/" + std::to_string(document) + "/attachments")));
  for (const auto& row : attachments) {
    const std::string sha256 = json::optionalString(row, "sha256");
    // Raised before it was given away or after: either way it is the decision, and must be there once.
    const bool decision = !played.files.empty() && (sha256 == played.files.front().sha256 ||
                                                    sha256 == played.files.front().publishedSha256);
    played.attachedTimes += decision ? 1 : 0;
  }
  if (played.attachedTimes != 1) played.faults.push_back("the signed decision is not attached exactly once");
  TDKT_ASSIGN(const auto messages,
              callJson(hostCall(folder_, "GET", "/api/documents/" + std::to_string(document) + "/messages")));
  for (const auto& row : messages) played.finishedMessage |= json::optionalString(row, "statusCode") == "06";
  if (!played.finishedMessage) played.faults.push_back("no edXML status 06 reached the e-office");
  return Done{};
}

}  // namespace tdkt::app::demo
