// tdkt's write-backs through the simulated e-office in every bad mood, over real sockets.

#include <gtest/gtest.h>

#include <set>

#include "connector/http/HttpServer.h"
#include "connector/office/rest/RestOfficeGateway.h"
#include "connector/outbox/Settle.h"
#include "connector/storage/Migrate.h"
#include "integration/office_simulator/ApiRoutes.h"
#include "integration/office_simulator/CallQueue.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/FixedRandom.h"
#include "tests/fakes/TemporaryFolder.h"

namespace tdkt::simulator {
namespace {

constexpr const char* kDocument = "H99.12,2026/11/20,118/TTr-SGDĐT";

class Simulator : public testing::Test {
 protected:
  void SetUp() override {
    settings_.apiToken = Secret("token");
    settings_.users = {{"thinh", "Lê Văn Thịnh", "Chủ tịch"}};
    office_ = std::move(*Office::open(folder_.file("office.sqlite"), clock_));
    Document document;
    document.documentId = kDocument;
    document.subject = "Đề nghị khen thưởng";
    document_ = office_->addDocument(document)->n;
    api_.emplace(*office_, settings_, mood_);
    api_->addTo(router_);
    server_.emplace(router_, http::ServerSettings{});
    ASSERT_TRUE(server_->start());
    database_ = std::move(*storage::Database::open(folder_.file("tdkt.db")));
    ASSERT_TRUE(storage::migrate(*database_));
    outbox_.emplace(*database_, clock_, random_);
    office::RestSettings rest;
    rest.baseUrl = "http://127.0.0.1:" + std::to_string(server_->port());
    rest.token = settings_.apiToken;
    rest.deadline = std::chrono::milliseconds(400);
    rest.breaker = std::make_shared<office::CircuitBreaker>(clock_);
    gateway_.emplace(rest);
  }

  void wantFile(int number) {
    ASSERT_TRUE(outbox_->enqueue("office", "attach", EffectId("file-" + std::to_string(number)),
                                 {{"number", std::to_string(number)}}, CorrelationId("c")));
  }
  static Bytes fileOf(const std::string& number) { return "%PDF-1.7 signed " + number; }

  /// As the service works, on a clock that runs fast, until nothing is due any more. False after a month.
  bool work() {
    const auto attach = [this](const outbox::LeasedEffect& effect) {
      const Bytes bytes = fileOf(effect.data.at("number"));
      return gateway_->attach({kDocument, "Quyết định " + effect.data.at("number") + ".pdf",
                               "application/pdf", sha256Hex(bytes), bytes});
    };
    for (int minute = 0; minute < 30 * 24 * 60; ++minute) {
      while (outbox::settleOne(*outbox_, "office", 60, attach)) {
      }
      if (due() == 0) return true;
      clock_.advance(std::chrono::minutes(1));
    }
    return false;
  }
  std::int64_t due() { return count("due"); }
  std::int64_t count(const std::string& state) {
    auto query = database_->prepare("SELECT count(*) FROM outbox WHERE state = ?");
    return *query->bind(state).step() ? query->integer(0) : -1;
  }
  /// Each wanted file stands at the document exactly once.
  void expectOnce(int files) {
    std::multiset<std::string> there;
    const auto attached = office_->attachments(document_);
    for (const Attachment& one : *attached) there.insert(one.sha256);
    EXPECT_EQ(there.size(), static_cast<std::size_t>(files));
    for (int i = 0; i < files; ++i) EXPECT_EQ(there.count(sha256Hex(fileOf(std::to_string(i)))), 1U) << i;
  }

  fakes::TemporaryFolder folder_;
  fakes::FakeClock clock_;
  fakes::FixedRandom random_;
  Settings settings_;
  Mood mood_{std::chrono::milliseconds(700)};
  std::unique_ptr<Office> office_;
  std::int64_t document_ = 0;
  std::optional<ApiRoutes> api_;
  http::Router router_;
  std::optional<http::HttpServer> server_;
  std::unique_ptr<storage::Database> database_;
  std::optional<outbox::Outbox> outbox_;
  std::optional<office::RestOfficeGateway> gateway_;
};

class EachMood : public Simulator, public testing::WithParamInterface<const char*> {};
INSTANTIATE_TEST_SUITE_P(Of, EachMood, testing::Values("down", "busy", "redirect", "garbage", "lost"),
                         [](const auto& one) { return std::string(one.param); });

TEST_P(EachMood, SignedFilesAreAttachedExactlyOnceThoughAThirdOfTheCallsFails) {
  constexpr int kFiles = 40;
  ASSERT_TRUE(mood_.set(GetParam(), 30, 0));
  for (int i = 0; i < kFiles; ++i) wantFile(i);
  ASSERT_TRUE(work());
  EXPECT_EQ(count("dead"), 0);
  EXPECT_GT(mood_.count(), 10);
  expectOnce(kFiles);
}

TEST_F(Simulator, AHostThatAnswersTooLateHasDoneItOnce) {
  ASSERT_TRUE(mood_.set("slow", 100, 3));
  wantFile(0);
  ASSERT_TRUE(work());
  expectOnce(1);
}

TEST_F(Simulator, AHostThatSaysGoneWaitsForAPersonAndTheReplayAttachesOnce) {
  ASSERT_TRUE(mood_.set("gone", 100, 1));
  wantFile(0);
  ASSERT_TRUE(work());
  EXPECT_EQ(count("dead"), 1);
  const auto rows = *outbox_->unfinished(10);
  EXPECT_EQ(rows.at(0).errorCode, "office.absent");
  ASSERT_TRUE(outbox_->replay(rows.at(0).row));
  ASSERT_TRUE(work());
  expectOnce(1);
}

TEST_F(Simulator, ARedirectNeverSeesTheToken) {
  ASSERT_TRUE(mood_.set("redirect", 100, 1));
  const auto asked = gateway_->setStatus({kDocument, "running", "Đang xử lý"});
  EXPECT_EQ(asked.error().code, "office.moved");
}

TEST_F(Simulator, ATaskOrStatusThatAPageAnsweredIsNotTakenForDone) {
  const office::HostTask task{"wi1", kDocument, "thinh", "Ký", *parseIsoDate("2026-12-05")};
  // Asking is answered well, doing by a page.
  http::Router router;
  int calls = 0;
  router.add("GET", "/api/documents", [&](const http::Request&) {
    return http::Response::json("[{\"id\":1,\"documentId\":\"" + std::string(kDocument) +
                                "\",\"status\":\"\"}]");
  });
  router.add("GET", "/api/documents/{n}/tasks",
             [&](const http::Request&) { return http::Response::json("[]"); });
  router.add("POST", "/api/documents/{n}/tasks", [&](const http::Request&) {
    ++calls;
    return http::Response::html("<html>Bảo trì</html>");
  });
  router.add("PUT", "/api/documents/{n}/status",
             [&](const http::Request&) { return http::Response::html("<html>Bảo trì</html>"); });
  http::HttpServer server(router, {});
  ASSERT_TRUE(server.start());
  office::RestSettings rest;
  rest.baseUrl = "http://127.0.0.1:" + std::to_string(server.port());
  office::RestOfficeGateway asking(rest);
  EXPECT_EQ(asking.openTask(task).error().kind, ErrorKind::kInDoubt);
  EXPECT_EQ(asking.setStatus({kDocument, "running", "Đang xử lý"}).error().code, "office.answer");
  EXPECT_EQ(calls, 1);
}

/// What the host tells tdkt by itself.
class OwnCalls : public Simulator {
 protected:
  void SetUp() override {
    Simulator::SetUp();
    tdkt_.add("POST", "/intake/eoffice/events", [this](const http::Request& request) {
      const std::lock_guard guard(mutex_);
      ids_.push_back(request.header("webhook-id"));
      bodies_.push_back(request.body);
      return http::Response::json("{}", 202);
    });
    listener_.emplace(tdkt_, http::ServerSettings{});
    ASSERT_TRUE(listener_->start());
    settings_.tdktUrl = "http://127.0.0.1:" + std::to_string(listener_->port());
    settings_.webhookSecret = Secret("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
  }
  /// Ten events in order; what arrived once `calls` came, or none for a second.
  std::vector<Bytes> tell(std::size_t calls) {
    SystemClock clock;
    const TdktClient client(settings_, clock, random_);
    CallQueue queue(*office_, client, clock, random_, 3, mood_);
    for (int i = 0; i < 10; ++i)
      EXPECT_TRUE(queue.add(document_, "/intake/eoffice/events", "application/json", std::to_string(i)));
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (std::chrono::steady_clock::now() < until) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      const std::lock_guard guard(mutex_);
      auto query = office_->database().prepare("SELECT count(*) FROM calls WHERE state = 'due'");
      if (*query->step() && query->integer(0) == 0 && bodies_.size() >= calls) break;
    }
    const std::lock_guard guard(mutex_);
    return bodies_;
  }
  http::Router tdkt_;
  std::optional<http::HttpServer> listener_;
  std::mutex mutex_;
  std::vector<std::string> ids_;
  std::vector<Bytes> bodies_;
};

TEST_F(OwnCalls, DuplicatesCarryOneId) {
  ASSERT_TRUE(mood_.set("duplicates", 100, 0));
  EXPECT_EQ(tell(20).size(), 20U);
  EXPECT_EQ(std::set<std::string>(ids_.begin(), ids_.end()).size(), 10U);
}

TEST_F(OwnCalls, ReorderedCallsAllArriveInAnotherOrder) {
  ASSERT_TRUE(mood_.set("reordering", 50, 5));
  const auto arrived = tell(10);
  ASSERT_EQ(arrived.size(), 10U);
  EXPECT_FALSE(std::is_sorted(arrived.begin(), arrived.end()));
  EXPECT_EQ(std::set<Bytes>(arrived.begin(), arrived.end()).size(), 10U);
}

TEST_F(OwnCalls, ASilentHostForgets) {
  ASSERT_TRUE(mood_.set("silent", 100, 4));
  EXPECT_EQ(tell(6).size(), 6U);
}

}  // namespace
}  // namespace tdkt::simulator
