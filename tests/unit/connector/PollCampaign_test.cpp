// Ten minutes without our push endpoint: what the host could not tell us in that time is found by reading it.

#include <gtest/gtest.h>

#include <fstream>

#include "connector/http/HttpClient.h"
#include "connector/inbox/IntakeRoutes.h"
#include "connector/office/redmine/RedminePoller.h"
#include "tests/fakes/MisbehavingHost.h"
#include "tests/fakes/Province.h"

namespace tdkt::office {
namespace {

using Json = nlohmann::ordered_json;
using std::chrono::seconds;

constexpr const char* kBearer = "push-token";

/// A Redmine as far as the poller reads it; it pushes a hint once and never again, as real hosts do.
class PollCampaign : public ::testing::Test {
 protected:
  void SetUp() override {
    host.on("GET", "/users/current.json",
            [](const http::Request&) { return http::Response::json(R"({"user":{"id":9}})"); });
    host.on("GET", "/issue_statuses.json", [](const http::Request&) {
      return http::Response::json(
          R"({"issue_statuses":[{"id":1,"name":"Đồng ý"},{"id":2,"name":"Trả lại"},{"id":3,"name":"Không đồng ý"}]})");
    });
    host.on("GET", "/issues.json", [this](const http::Request& request) { return list(request); });
    host.on("GET", "/issues/{file}",
            [this](const http::Request& request) { return item(std::stoul(request.params.at("file"))); });
    RestSettings rest;
    rest.baseUrl = host.start();
    std::ofstream(province.folder.file("redmine.json"))
        << fakes::sourceFile("integration/profiles/redmine.json");
    link = std::move(*HostLink::open(province.folder.file("redmine.json"), rest));
    poller.emplace(province.office, *link, province.inbox, province.clock, province.folder.file("poll.json"),
                   [](const auto&, const auto&) -> Result<Done> { return Done{}; });
    std::vector<inbox::IntakeOffice> doors;
    doors.push_back({province.office, authenticator, Secret(kBearer),
                     [this](const std::string& document) { poller->hint(document); }});
    inbox::addIntakeRoutes(router, province.inbox, std::move(doors));
  }

  http::Response list(const http::Request& request) {
    Json rows = Json::array();
    const auto since = parseIso(request.query.at("updated_on").substr(2));
    const std::size_t offset = std::stoul(request.query.at("offset"));
    std::size_t at = 0;
    for (std::size_t id = 0; id < issues.size() && request.query.at("tracker_id") == "1"; ++id) {
      if (since && issues[id] < *since) continue;
      if (at++ >= offset) rows.push_back({{"id", id}, {"updated_on", isoUtc(issues[id])}});
    }
    return http::Response::json(Json{{"issues", rows}}.dump());
  }
  http::Response item(std::size_t id) {
    return http::Response::json(Json{{"issue",
                                      {{"id", id},
                                       {"subject", "Đề nghị khen thưởng " + std::to_string(id)},
                                       {"author", {{"id", 5}, {"name", "Nguyễn Thị Hòa"}}},
                                       {"custom_fields", Json::array()},
                                       {"attachments", Json::array()},
                                       {"updated_on", isoUtc(issues.at(id))}}}}
                                    .dump());
  }

  /// An official files something; the host tells us, once.
  void file() {
    issues.push_back(UtcTime{province.clock.now().millis / 1000 * 1000});
    http::ClientRequest hint;
    hint.method = "POST";
    hint.url = "http://127.0.0.1:" + std::to_string(port) + "/intake/eoffice/hints";
    hint.headers = {{"Authorization", std::string("Bearer ") + kBearer}};
    hint.contentType = "application/json";
    hint.body = Json{{"key", std::to_string(issues.size() - 1)}}.dump();
    hint.deadline = std::chrono::milliseconds(2000);
    const auto told = http::exchange(hint);
    if (!told || told->status != 202) ++lostHints;
  }
  void open() {
    server.emplace(router, http::ServerSettings{});
    ASSERT_TRUE(server->start());
    port = server->port();
  }

  fakes::Province province;
  fakes::MisbehavingHost host;
  std::vector<UtcTime> issues;  ///< when each was changed
  std::unique_ptr<HostLink> link;
  std::optional<RedminePoller> poller;
  http::WebhookAuthenticator authenticator{{}, province.clock};
  http::Router router;
  std::optional<http::HttpServer> server;
  std::uint16_t port = 0;
  int lostHints = 0;
};

TEST_F(PollCampaign, EverythingFiledWhileThePushEndpointWasDownTenMinutesIsFoundOnlyByPoll) {
  open();
  ASSERT_TRUE(poller->round());
  for (int second = 0; second < 20 * 60; second += 10) {
    if (second == 5 * 60) server.reset();  // down…
    if (second == 15 * 60) open();         // …for ten minutes
    if (second % 30 == 0) file();
    poller->runOnce();
    province.clock.advance(seconds(10));
  }
  province.clock.advance(seconds(120));
  poller->runOnce();
  const auto counts = poller->counts();
  EXPECT_EQ(lostHints, 20);
  EXPECT_EQ(counts.onlyByPoll, lostHints) << "what no push told was found by reading, and nothing else was";
  EXPECT_EQ(counts.nominations, static_cast<long>(issues.size()));
  EXPECT_EQ(province.count("SELECT count(*) FROM inbox"), static_cast<std::int64_t>(issues.size()));
}

TEST_F(PollCampaign, AHostThatWasDownMeanwhileIsReadFromWhereWeStood) {
  open();
  ASSERT_TRUE(poller->round());
  for (int i = 0; i < 5; ++i) {
    file();
    province.clock.advance(seconds(7));
  }
  host.misbehave(fakes::Misbehaviour::kDown, 6);
  for (int i = 0; i < 20; ++i) {
    poller->runOnce();
    province.clock.advance(seconds(61));
  }
  EXPECT_GT(poller->counts().failed, 0);
  EXPECT_EQ(poller->counts().nominations, 5);
}

}  // namespace
}  // namespace tdkt::office
