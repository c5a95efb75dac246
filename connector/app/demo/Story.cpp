#include "connector/app/demo/Story.h"

#include <span>

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

/// By which door somebody acts.
enum class Via { kPanel, kHost, kDesk, kBallot };
const char* nameOf(Via via) {
  constexpr const char* kNames[] = {"panel", "host", "desk", "ballot"};
  return kNames[static_cast<int>(via)];
}

/// Who does what, and by which of the doors.
struct Scene {
  const char* step;
  const char* user;
  const char* title;  ///< part of the task's title
  Via via;
};
constexpr Scene kCommendation[] = {
    {"receive", "hanh.pth", "Tiếp nhận", Via::kPanel},     {"appraise", "dat.tq", "Thẩm định", Via::kHost},
    {"opinion-police", "dung.lm", "Công an", Via::kPanel}, {"opinion-tax", "anh.vtn", "Thuế", Via::kHost},
    {"decide", "thinh.nd", "quyết định", Via::kPanel},     {"sign", "thinh.nd", "Ký", Via::kPanel},
    {"issue", "huong.dt", "Đóng dấu", Via::kHost},
};
constexpr Scene kTitle[] = {
    {"receive", "hanh.pth", "Tiếp nhận", Via::kPanel},     {"appraise", "dat.tq", "Thẩm định", Via::kHost},
    {"opinion-police", "dung.lm", "Công an", Via::kPanel}, {"opinion-tax", "anh.vtn", "Thuế", Via::kHost},
    {"posting", "hanh.pth", "Công khai", Via::kDesk},      {"council", "hanh.pth", "bỏ phiếu", Via::kBallot},
    {"decide", "thinh.nd", "quyết định", Via::kPanel},     {"prepare", "hanh.pth", "Rà soát", Via::kHost},
    {"sign", "thinh.nd", "Ký quyết định", Via::kPanel},    {"issue", "huong.dt", "Đóng dấu", Via::kHost},
    {"archive", "huong.dt", "Lưu trữ", Via::kHost},
};
std::span<const Scene> scenesOf(Plot plot) {
  return plot == Plot::kTitle ? std::span<const Scene>(kTitle) : std::span<const Scene>(kCommendation);
}
constexpr const char* kSecretary = "hanh.pth";

ordered_json ballotJson(const PlayedBallot& ballot) {
  ordered_json out = {{"members", ballot.members}, {"present", ballot.present}, {"letters", ballot.letters}};
  out["lines"] = ordered_json::array();
  for (const CountedLine& line : ballot.lines) {
    out["lines"].push_back(
        {{"nominee", line.nominee}, {"yes", line.yes}, {"base", line.base}, {"passed", line.passed}});
  }
  out["minutes"] = ballot.minutes;
  out["record"] = ballot.record;
  return out;
}

ordered_json fileJson(const JudgedFile& file) {
  return {{"kind", file.kind},       {"path", file.path},
          {"sha256", file.sha256},   {"publishedSha256", file.publishedSha256},
          {"level", file.level},     {"recipient", file.recipient},
          {"verdict", file.verdict}, {"tamperedVerdict", file.tamperedVerdict},
          {"pdfsig", file.pdfsig}};
}

}  // namespace

std::optional<Plot> plotFrom(std::string_view name) {
  if (name == "commendation") return Plot::kCommendation;
  return name == "title" ? std::optional(Plot::kTitle) : std::nullopt;
}

std::string Played::toJson() const {
  ordered_json out = {
      {"ok", faults.empty()}, {"documentId", documentId}, {"number", number}, {"seconds", seconds}};
  out["steps"] = ordered_json::array();
  for (const PlayedStep& step : steps) {
    out["steps"].push_back(
        {{"step", step.step}, {"actor", step.actor}, {"via", step.via}, {"outcome", step.outcome}});
  }
  if (ballot) out["ballot"] = ballotJson(*ballot);
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

Result<std::string> Story::bearerFor(const std::string& user, const std::string& documentId) {
  const std::string who = ordered_json{{"user", user}, {"documentId", documentId}}.dump();
  TDKT_ASSIGN(const auto ticket, callJson(signedCall(folder_, "/office/eoffice/tickets", who, clock_)));
  http::ClientRequest open = panelCall(folder_, "POST", "/panel/api/session", "");
  open.body = ordered_json{{"ticket", json::optionalString(ticket, "ticket")}}.dump();
  TDKT_ASSIGN(const auto session, callJson(open));
  return json::requireString(session, "bearer");
}

Result<Done> Story::actInPanel(const Task& task, const std::string& documentId) {
  return insist([&]() -> Result<Done> {
    TDKT_ASSIGN(const std::string bearer, bearerFor(task.assignee, documentId));
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

Result<int> Story::compose(const char* sample, Played& played) {
  http::ClientRequest call = hostCall(folder_, "POST", "/sim/compose");
  call.body = ordered_json{{"user", kSecretary}, {"sample", sample}}.dump();
  TDKT_ASSIGN(const auto sent, callJson(call));
  played.documentId = json::optionalString(sent, "documentId");
  return sent.value("document", 0);
}

Result<Done> Story::sendIfNone() {
  TDKT_ASSIGN(const auto first, http::exchange(hostCall(folder_, "GET", "/api/documents/1/tasks")));
  if (first.status == 200) return Done{};
  Played unused;
  TDKT_CHECK(compose("commendation", unused));
  TDKT_CHECK(compose("title", unused));
  return Done{};
}

Result<Played> Story::play(const BeforeStep& beforeStep) {
  const auto begun = Steady::now();
  Played played;
  const auto announce = [&](const char* step) {
    if (beforeStep) beforeStep(step);
  };
  announce("send");
  TDKT_ASSIGN(const int document, compose(plot_ == Plot::kTitle ? "title" : "commendation", played));
  played.steps.push_back({"send", "", "host", "sent"});

  for (const Scene& scene : scenesOf(plot_)) {
    announce(scene.step);
    TDKT_ASSIGN(const Task task, waitForTask(document, scene.user, scene.title));
    if (scene.via == Via::kDesk) TDKT_CHECK(postPublicly(task, played.documentId));
    if (scene.via == Via::kBallot) {
      TDKT_CHECK(holdBallot(played.documentId, played));
    } else {
      TDKT_CHECK(scene.via == Via::kHost ? actInHost(task) : actInPanel(task, played.documentId));
    }
    TDKT_CHECK(waitForClosedTask(document, task.key));
    played.steps.push_back({scene.step, scene.user, nameOf(scene.via), "agree"});
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
