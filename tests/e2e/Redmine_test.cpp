// A real e-office nobody here wrote: Debian's Redmine on loopback, driven by its people's own keys.

#include <gtest/gtest.h>

#include <functional>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "connector/app/CommandLine.h"
#include "connector/app/demo/DemoFolder.h"
#include "connector/http/HttpServer.h"
#include "connector/office/redmine/RedmineGateway.h"
#include "connector/office/redmine/RedminePoller.h"
#include "tests/e2e/RedmineWorld.h"
#include "tests/fakes/Province.h"

namespace tdkt::e2e {
namespace {

using Json = RedmineWorld::Json;
using app::demo::ChildProcess;
using app::demo::ChildSpec;

const std::vector<RedmineWorld::File>& nominationFiles() {
  static const std::vector<RedmineWorld::File> files = {
      {"Tờ trình.pdf", fakes::smallPdf()},
      {"Danh sách.csv", fakes::listOf({"Lê Trần Khả Ái", "Nguyễn Văn Đường"})}};
  return files;
}

/// Until it is true, or a minute has passed.
bool eventually(const std::function<bool()>& what) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!what()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return true;
}

class Redmine : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { redmine = RedmineWorld::start(&why).release(); }
  static void TearDownTestSuite() { delete redmine; }
  void SetUp() override {
    if (redmine == nullptr) GTEST_SKIP() << why;
    writeProfile(redmine->profile());
  }

  void writeProfile(const Json& profile) {
    ASSERT_TRUE(app::writeFileWhole(folder.file("host.json"), profile.dump(2)));
  }
  office::HostLink& link(const std::string& key = redmine->key("tdkt")) {
    office::RestSettings settings;
    settings.baseUrl = redmine->url();
    settings.token = Secret(key);
    settings.maxReply = 64U << 20U;
    settings.deadline = std::chrono::seconds(60);
    links.push_back(std::move(*office::HostLink::open(folder.file("host.json"), settings)));
    return *links.back();
  }
  office::RedminePoller poller(office::HostLink& host) {
    return {province.office,
            host,
            province.inbox,
            province.clock,
            folder.file("state.json"),
            [this](const office::MappedItem&, const CorrelationId&) -> Result<Done> {
              ++incomplete;
              return Done{};
            }};
  }
  std::int64_t deliveriesOf(const std::string& issue) {
    return province.count("SELECT count(*) FROM inbox WHERE delivery_key LIKE 'item:" + issue + ":%'");
  }
  /// Notes our account wrote on an issue.
  static std::vector<std::string> ourNotes(const Json& issue) {
    std::vector<std::string> out;
    for (const Json& journal : issue["journals"]) {
      if (std::to_string(journal["user"]["id"].get<int>()) == redmine->id("tdkt") && journal["notes"] != "")
        out.push_back(journal["notes"]);
    }
    return out;
  }

  static RedmineWorld* redmine;
  static std::string why;
  fakes::TemporaryFolder folder;
  fakes::Province province;
  std::vector<std::unique_ptr<office::HostLink>> links;
  int incomplete = 0;
};
RedmineWorld* Redmine::redmine = nullptr;
std::string Redmine::why;

// --- the story, with the real service
// -----------------------------------------------------------------------

/// tdkt as an administrator would connect it to this Redmine, with the demo's keys and packs.
struct Installation {
  explicit Installation(const RedmineWorld& redmine) {
    SystemRandom random;
    folder = *app::demo::openDemoFolder(place.file("demo"), 0, random);
    Json people = Json::parse(*app::readFile(folder.at("packs/integration/demo_data/directory.json")));
    for (Json& official : people["officials"]) {
      const std::string login = official["id"].get<std::string>().substr(4);
      official["hostUsers"] = Json::object();
      if (redmine.knows(login)) official["hostUsers"]["redmine"] = redmine.id(login);
    }
    EXPECT_TRUE(app::writeFileWhole(folder.at("people.json"), people.dump(2)));
    EXPECT_TRUE(app::writeFileWhole(folder.at("redmine.json"), redmine.profile().dump(2)));
    Json config = Json::parse(*app::readFile(folder.at("config.json")));
    config["directoryFile"] = "people.json";
    Json& office = config["offices"][0];
    office["id"] = "redmine";
    office["baseUrl"] = redmine.url();
    office["apiToken"] = redmine.key("tdkt");
    office["profile"] = "redmine.json";
    EXPECT_TRUE(app::writeFileWhole(folder.at("config.json"), config.dump(2)));
  }
  ChildSpec program(const std::string& name, std::vector<std::string> arguments) const {
    return {std::string(TDKT_BINARY_DIR) + "/" + name, std::move(arguments), folder.environment(),
            folder.at("log/" + name + ".log")};
  }
  void start() {
    ASSERT_EQ(*ChildProcess::run(
                  program("tdkt-trust-services",
                          {"init", folder.at("pki"), "--softhsm", "/usr/lib/softhsm/libsofthsm2.so",
                           "--token-dir", folder.at("token"), "--pin-file", folder.at("token/pin")})),
              0);
    auto trusted =
        ChildProcess::start(program("tdkt-trust-services", {"serve", folder.at("pki"), "--port",
                                                            std::to_string(folder.state.trustPort)}));
    ASSERT_TRUE(trusted);
    trust = std::make_unique<ChildProcess>(std::move(*trusted));
    startService();
  }
  void startService() {
    auto started = ChildProcess::start(program("tdkt", {"serve", "--config", folder.at("config.json")}));
    ASSERT_TRUE(started) << *app::readFile(folder.at("log/tdkt.log"));
    service = std::make_unique<ChildProcess>(std::move(*started));
  }

  fakes::TemporaryFolder place;
  app::demo::DemoFolder folder;
  std::unique_ptr<ChildProcess> trust;
  std::unique_ptr<ChildProcess> service;
};

/// Waits for the person's own task, then sets its status as he would.
void decide(const RedmineWorld& redmine, const std::string& issue, const std::string& login,
            const std::string& status, const std::string& note) {
  std::vector<Json> tasks;
  ASSERT_TRUE(eventually([&] {
    tasks = redmine.openTasks(login, issue);
    return !tasks.empty();
  })) << login;
  ASSERT_EQ(tasks.size(), 1U) << login;
  redmine.put(login, "/issues/" + std::to_string(tasks[0]["id"].get<int>()) + ".json",
              {{"issue", {{"status_id", std::stoi(redmine.statusId(status))}, {"notes", note}}}});
}

std::vector<Json> attachedByUs(const RedmineWorld& redmine, const std::string& issue) {
  std::vector<Json> out;
  const Json now = redmine.issue(issue);
  for (const Json& file : now["attachments"]) {
    if (std::to_string(file["author"]["id"].get<int>()) == redmine.id("tdkt")) out.push_back(file);
  }
  return out;
}

TEST_F(Redmine, ANominationGoesFromFilingToTheSignedDecisionWithoutAnybodyLeavingRedmine) {
  Installation tdkt(*redmine);
  tdkt.start();
  const std::string issue = redmine->file("118", nominationFiles());
  for (const char* login : {"hanh", "dat", "dung", "anh", "thinh", "thinh", "huong"}) {
    decide(*redmine, issue, login, "Đồng ý", "");
    if (HasFatalFailure()) return;
    if (std::string(login) == "dat") {
      tdkt.service->kill();  // as a power cut would; what was decided meanwhile is found when it is back
      tdkt.startService();
    }
  }
  ASSERT_TRUE(eventually([&] { return redmine->issue(issue)["status"]["name"] == "Đã ban hành"; }))
      << *app::readFile(tdkt.folder.at("log/tdkt.log"));

  const auto attached = attachedByUs(*redmine, issue);
  ASSERT_EQ(attached.size(), 1U);
  const std::string address = attached[0]["content_url"];
  const Bytes pdf = redmine->raw(redmine->key("hoa"), "GET", office::pathOfAddress(address)).body;
  EXPECT_EQ(attached[0]["description"], "SHA-256 " + sha256Hex(pdf));
  const std::string saved = tdkt.folder.at("decision.pdf");
  ASSERT_TRUE(app::writeFileWhole(saved, pdf));
  EXPECT_EQ(*ChildProcess::run(
                tdkt.program("tdkt", {"verify", saved, "--trust", tdkt.folder.at("pki/root-ca.pem"),
                                      "--online", "--ocsp", tdkt.folder.state.trustUrl() + "/ocsp"})),
            0);
  std::set<std::string> notes;
  for (const std::string& note : ourNotes(redmine->issue(issue)))
    EXPECT_TRUE(notes.insert(note).second) << note;
  EXPECT_EQ(notes.count("Đã tiếp nhận hồ sơ đề nghị khen thưởng"), 1U);
}

TEST_F(Redmine, AReturnWithItsReasonReachesTheSubmitterAndTheSupplementStartsAgain) {
  Installation tdkt(*redmine);
  tdkt.start();
  const std::string issue =
      redmine->file("119", {nominationFiles()[0], {"Danh sách.csv", fakes::listOf({"Lê Ái"})}});
  decide(*redmine, issue, "hanh", "Trả lại", "Thiếu xác nhận của Công an phường");
  ASSERT_TRUE(eventually([&] { return redmine->issue(issue)["status"]["name"] == "Chờ bổ sung"; }));
  const auto notes = ourNotes(redmine->issue(issue));
  ASSERT_FALSE(notes.empty());
  EXPECT_NE(notes.back().find("Thiếu xác nhận của Công an phường"), std::string::npos);

  const auto reply =
      redmine->raw(redmine->key("hoa"), "POST", "/uploads.json?filename=xac-nhan.pdf", fakes::smallPdf());
  redmine->put(
      "hoa", "/issues/" + issue + ".json",
      {{"issue",
        {{"uploads",
          {{{"token", Json::parse(reply.body)["upload"]["token"]}, {"filename", "Xác nhận.pdf"}}}}}}});
  EXPECT_TRUE(eventually([&] { return redmine->openTasks("hanh", issue).size() == 1; }));
  EXPECT_TRUE(eventually([&] { return redmine->issue(issue)["status"]["name"] == "Đang xử lý"; }));
}

TEST_F(Redmine, ANominationWithoutItsListIsRefusedInTheIssueItselfAndTakenOnceTheListIsThere) {
  Installation tdkt(*redmine);
  tdkt.start();
  const std::string issue = redmine->file("120", {nominationFiles()[0]});
  ASSERT_TRUE(eventually([&] { return !ourNotes(redmine->issue(issue)).empty(); }));
  EXPECT_NE(ourNotes(redmine->issue(issue))[0].find("Không tiếp nhận: Thiếu danh sách"), std::string::npos);
  const auto reply =
      redmine->raw(redmine->key("hoa"), "POST", "/uploads.json?filename=ds.csv", nominationFiles()[1].bytes);
  redmine->put(
      "hoa", "/issues/" + issue + ".json",
      {{"issue",
        {{"uploads",
          {{{"token", Json::parse(reply.body)["upload"]["token"]}, {"filename", "Danh sách.csv"}}}}}}});
  EXPECT_TRUE(eventually([&] { return redmine->openTasks("hanh", issue).size() == 1; }));
}

// --- the traps, one by one
// ----------------------------------------------------------------------------------

TEST_F(Redmine, AWrongKeyReadsAPublicProjectButNotForUs) {
  ASSERT_EQ(redmine->raw("wrong", "GET", "/issues.json").status, 200);
  auto one = poller(link("wrong"));
  const auto round = one.round();
  ASSERT_FALSE(round);
  EXPECT_EQ(round.error().code, "office.token");
  EXPECT_EQ(province.count("SELECT count(*) FROM inbox"), 0);
}

TEST_F(Redmine, ThirtyChangesWithinOneSecondAreAllTakenAndEachOnce) {
  Json profile = redmine->profile();
  profile["list"]["pageSize"] = 7;
  std::string url = profile["list"]["url"];
  profile["list"]["url"] = url.replace(url.find("limit=100"), 9, "limit=7");
  writeProfile(profile);
  std::vector<std::string> issues;
  for (int i = 0; i < 30; ++i)
    issues.push_back(redmine->file(std::to_string(500 + i), {{"Danh sách.csv", "x" + std::to_string(i)}}));
  std::set<std::string> seconds;
  for (const std::string& issue : issues)
    seconds.insert(redmine->issue(issue)["updated_on"].get<std::string>());
  EXPECT_LT(seconds.size(), issues.size()) << "no two changes shared a second: nothing was tried";

  office::HostLink& host = link();
  auto one = poller(host);
  ASSERT_TRUE(one.round());
  for (const std::string& issue : issues) EXPECT_EQ(deliveriesOf(issue), 1) << issue;
  const long fresh = one.counts().nominations;
  ASSERT_TRUE(one.round());
  auto restarted = poller(host);
  ASSERT_TRUE(restarted.round());
  EXPECT_EQ(one.counts().nominations, fresh);
  EXPECT_EQ(restarted.counts().nominations, 0);
  EXPECT_EQ(one.counts().onlyByPoll, fresh);
}

TEST_F(Redmine, WhatIsWrittenTwiceStandsThereOnce) {
  const std::string issue = redmine->file("121", nominationFiles());
  office::RedmineGateway gateway(link());
  const office::HostTask task{"work-1", issue, redmine->id("hanh"), "Tiếp nhận hồ sơ",
                              *parseIsoDate("2026-12-01")};
  const office::HostAttachment file{issue, "Quyết định 05-QĐ-UBND.pdf", "application/pdf",
                                    sha256Hex(fakes::smallPdf()), fakes::smallPdf()};
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(gateway.openTask(task));
    ASSERT_TRUE(gateway.setStatus({issue, "running", "Đang thẩm định"}));
    ASSERT_TRUE(gateway.attach(file));
    ASSERT_TRUE(gateway.closeTask("work-1", issue, "Đã hủy"));
  }
  EXPECT_EQ(redmine->get("tdkt", "/issues.json?status_id=*&parent_id=" + issue)["total_count"], 1);
  EXPECT_EQ(attachedByUs(*redmine, issue).size(), 1U);
  EXPECT_EQ(ourNotes(redmine->issue(issue)), std::vector<std::string>{"Đang thẩm định"});
  EXPECT_EQ(redmine->issue(issue)["status"]["name"], "Đang xử lý");
}

/// Stands before Redmine and loses three answers of ten: half of them before the call is made, half after.
class LossyGate {
 public:
  explicit LossyGate(std::string behind)
      : behind_(std::move(behind)), server_(router_, http::ServerSettings{}) {
    for (const char* path : {"/users/current.json", "/issue_statuses.json", "/issues.json", "/uploads.json",
                             "/issues/{id}", "/attachments/download/{id}/{name}"}) {
      for (const char* method : {"GET", "POST", "PUT"}) {
        http::RoutePolicy policy;
        policy.maxBody = 50U << 20U;
        router_.add(
            method, path, [this](const http::Request& r) { return pass(r); }, policy);
      }
    }
  }
  std::string start() {
    return server_.start() ? "http://127.0.0.1:" + std::to_string(server_.port()) : std::string();
  }
  int lost() const { return lost_; }

 private:
  http::Response pass(const http::Request& request) {
    const std::lock_guard lock(mutex_);
    const unsigned die = dice_() % 100;
    if (die < 30) ++lost_;
    if (die < 15) return http::Response::json("{}", 503);
    http::ClientRequest onward;
    onward.method = request.method;
    std::string path;
    for (const char c : request.path) path += c == '/' ? "/" : http::encodeQuery(std::string(1, c));
    for (const auto& [name, value] : request.query)
      path += (path.find('?') == std::string::npos ? "?" : "&") + http::encodeQuery(name) + "=" +
              http::encodeQuery(value);
    onward.url = behind_ + path;
    onward.headers = {{"X-Redmine-API-Key", request.header("x-redmine-api-key")}};
    onward.contentType = request.header("content-type");
    onward.body = request.body;
    onward.deadline = std::chrono::seconds(60);
    const auto reply = http::exchange(onward);
    if (!reply || die < 30) return http::Response::json("{}", 502);
    http::Response out;
    out.status = reply->status;
    out.contentType = reply->contentType;
    out.body = reply->body;
    return out;
  }

  const std::string behind_;
  std::mutex mutex_;
  std::mt19937 dice_{20261121};
  int lost_ = 0;
  http::Router router_;
  http::HttpServer server_;
};

TEST_F(Redmine, ThroughAGateThatLosesThreeAnswersOfTenEverythingStandsThereOnce) {
  LossyGate gate(redmine->url());
  office::RestSettings settings;
  settings.baseUrl = gate.start();
  settings.token = Secret(redmine->key("tdkt"));
  settings.maxReply = 64U << 20U;
  settings.deadline = std::chrono::seconds(60);
  const auto host = std::move(*office::HostLink::open(folder.file("host.json"), settings));
  office::RedmineGateway gateway(*host);
  const auto insist = [](const std::function<Result<Done>()>& what) {
    for (int attempt = 0; attempt < 60; ++attempt) {
      const auto done = what();
      if (done) return;
      ASSERT_TRUE(done.error().kind == ErrorKind::kUnavailable || done.error().kind == ErrorKind::kInDoubt)
          << done.error().code << " " << done.error().detail;
    }
    FAIL() << "never done";
  };
  for (int i = 0; i < 6; ++i) {
    const std::string issue = redmine->file(std::to_string(700 + i), nominationFiles());
    const Bytes pdf = fakes::smallPdf(fakes::XrefStyle::kTable, 1 + i);
    const std::string key = "lossy-" + std::to_string(i);
    insist([&] {
      return gateway.openTask(
          {key, issue, redmine->id("hanh"), "Tiếp nhận hồ sơ", *parseIsoDate("2026-12-01")});
    });
    insist([&] { return gateway.attach({issue, "Quyết định.pdf", "application/pdf", sha256Hex(pdf), pdf}); });
    insist([&] { return gateway.closeTask(key, issue, "Đồng ý"); });
    insist([&] { return gateway.setStatus({issue, "issued", "Đã ban hành quyết định"}); });
    EXPECT_EQ(attachedByUs(*redmine, issue).size(), 1U);
    EXPECT_EQ(redmine->get("tdkt", "/issues.json?status_id=*&parent_id=" + issue)["total_count"], 1);
    EXPECT_EQ(ourNotes(redmine->issue(issue)), std::vector<std::string>{"Đã ban hành quyết định"});
    EXPECT_EQ(redmine->issue(issue)["status"]["name"], "Đã ban hành");
  }
  EXPECT_GT(gate.lost(), 20);
}

TEST_F(Redmine, AFileWhoseAddressMovedIsWaitedForAndAProfileMendedMeanwhileIsTakenUp) {
  Json broken = redmine->profile();
  broken["files"]["url"] = "/filename";  // leads to a page saying 404
  writeProfile(broken);
  const std::string issue = redmine->file("122", nominationFiles());
  auto one = poller(link());
  ASSERT_TRUE(one.round());
  EXPECT_EQ(deliveriesOf(issue), 0);
  writeProfile(Json{{"adapter", "nonsense"}});  // not taken: the old one stays in force
  ASSERT_TRUE(one.round());
  writeProfile(redmine->profile());
  ASSERT_TRUE(one.round());
  EXPECT_EQ(deliveriesOf(issue), 1);
}

TEST_F(Redmine, ALostEditRaceIsTriedAgainAndASilentNoIsNotTakenForAYes) {
  const std::string issue = redmine->file("123", nominationFiles());
  office::HostLink& host = link();
  const auto client = host.client(*host.profile());
  const auto raced = client.change("PUT", "/issues/" + issue + ".json",
                                   R"({"issue":{"notes":"x","lock_version":99}})", "application/json");
  ASSERT_FALSE(raced);
  EXPECT_EQ(raced.error().code, "office.lock");
  EXPECT_EQ(raced.error().kind, ErrorKind::kUnavailable);

  Json profile = redmine->profile();
  profile["writeBack"]["redmine"]["statuses"]["running"] = "Đồng ý";  // no state of this tracker
  profile["writeBack"]["redmine"]["statuses"]["issued"] = "Không có";
  writeProfile(profile);
  office::RedmineGateway gateway(link());
  EXPECT_EQ(gateway.setStatus({issue, "running", "Đang xử lý"}).error().code, "office.ignored");
  EXPECT_EQ(gateway.setStatus({issue, "issued", "Xong"}).error().code, "office.status.unknown");
}

TEST_F(Redmine, OurOwnChangesAreNotReadBackAsActsOrNominations) {
  const std::string issue = redmine->file("124", nominationFiles());
  office::HostLink& host = link();
  auto one = poller(host);
  ASSERT_TRUE(one.round());
  office::RedmineGateway gateway(host);
  const office::HostTask task{"work-2", issue, redmine->id("hanh"), "Tiếp nhận hồ sơ",
                              *parseIsoDate("2026-12-01")};
  ASSERT_TRUE(gateway.openTask(task));
  ASSERT_TRUE(gateway.closeTask("work-2", issue, "Đồng ý"));
  ASSERT_TRUE(gateway.attach({issue, "a.pdf", "application/pdf", sha256Hex("%PDF-"), "%PDF-"}));
  const office::PollCounts before = one.counts();
  ASSERT_TRUE(one.round());
  EXPECT_EQ(one.counts().nominations, before.nominations);
  EXPECT_EQ(one.counts().acts, before.acts);
  EXPECT_GT(one.counts().ours, before.ours);  // Redmine's clock ticks in seconds: an older one may come again
}

}  // namespace
}  // namespace tdkt::e2e
