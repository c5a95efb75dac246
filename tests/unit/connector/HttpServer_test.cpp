#include "connector/http/HttpServer.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <thread>

#include "tests/fakes/RawClient.h"
#include "tests/fakes/TemporaryFolder.h"
#include "tests/unit/connector/FramingProbes.h"

namespace tdkt::http {
namespace {

using fakes::RawClient;
using fakes::talk;

class HttpServerTest : public testing::Test {
 protected:
  void SetUp() override {
    router_.add("GET", "/hello", [this](const Request&) {
      ++handled_;
      return Response::html("xin chào");
    });
    router_.add("GET", "/items/{id}", [](const Request& request) {
      return Response::json("{\"id\":\"" + request.params.at("id") + "\"}");
    });
    RoutePolicy small;
    small.maxBody = 10;
    small.frameAncestors = "https://office.example";
    router_.add(
        "POST", "/echo",
        [this](const Request& request) {
          ++handled_;
          return Response::bytes(request.body, "application/octet-stream");
        },
        small);
    router_.add("GET", "/throws",
                [](const Request&) -> Response { throw std::runtime_error("secret detail"); });
  }
  std::uint16_t start(ServerSettings settings = {}) {
    server_ = std::make_unique<HttpServer>(router_, settings);
    EXPECT_TRUE(server_->start());
    return server_->port();
  }
  static int statusOf(const std::string& answer) {
    return answer.size() < 12 ? 0 : std::atoi(answer.c_str() + 9);
  }

  Router router_;
  std::unique_ptr<HttpServer> server_;
  std::atomic<int> handled_{0};
};

TEST_F(HttpServerTest, AnswersAGoodRequestWithEverySecurityHeader) {
  const std::string answer = talk(start(), "GET /hello?a=%C4%90%E1%BB%A9c+x HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(statusOf(answer), 200);
  EXPECT_NE(answer.find("xin chào"), std::string::npos);
  EXPECT_NE(answer.find("frame-ancestors 'none'"), std::string::npos);
  EXPECT_NE(answer.find("X-Content-Type-Options: nosniff"), std::string::npos);
  EXPECT_NE(answer.find("Referrer-Policy: no-referrer"), std::string::npos);
  EXPECT_NE(answer.find("Cache-Control: no-store"), std::string::npos);
  EXPECT_NE(answer.find("Connection: close"), std::string::npos);
}

TEST_F(HttpServerTest, RefusesEveryDoubtOfFramingBeforeAnyHandler) {
  const auto port = start();
  for (const FramingProbe& probe : framingProbes())
    EXPECT_EQ(statusOf(talk(port, probe.octets)), probe.status) << probe.what;
  EXPECT_EQ(handled_, 0);
}

TEST_F(HttpServerTest, NeverAnswersASecondRequestInTheSameConnection) {
  const auto port = start();
  const std::string second = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string first = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
  const std::string answer = talk(port, first + second);
  EXPECT_EQ(statusOf(answer), 200);
  EXPECT_EQ(answer.find("HTTP/1.1", 1), std::string::npos);
  const std::string smuggled = talk(
      port,
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" +
          second);
  EXPECT_EQ(statusOf(smuggled), 400);
  EXPECT_EQ(smuggled.find("xin chào"), std::string::npos);
  EXPECT_EQ(handled_, 1);
}

TEST_F(HttpServerTest, RefusesAnOversizeBodyBeforeItIsSent) {
  const std::string answer = talk(start(), "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n");
  EXPECT_EQ(statusOf(answer), 413);
  EXPECT_EQ(handled_, 0);
}

TEST_F(HttpServerTest, TellsAWaitingClientToGoOnAndNotOneThatIsTooLarge) {
  const auto port = start();
  RawClient client(port);
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.readUntil("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("abc");
  EXPECT_EQ(statusOf(client.readAll()), 200);
  EXPECT_EQ(
      statusOf(
          talk(port, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 30\r\nExpect: 100-continue\r\n\r\n")),
      413);
}

TEST_F(HttpServerTest, AnswersUnknownPathsAndMethodsWithoutAHandler) {
  const auto port = start();
  EXPECT_EQ(statusOf(talk(port, "GET /none HTTP/1.1\r\nHost: a\r\n\r\n")), 404);
  EXPECT_EQ(statusOf(talk(port, "POST /hello HTTP/1.1\r\nHost: a\r\n\r\n")), 405);
  EXPECT_EQ(statusOf(talk(port, "OPTIONS /hello HTTP/1.1\r\nHost: a\r\n\r\n")), 405);
  const std::string head = talk(port, "HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(statusOf(head), 405);
  EXPECT_EQ(head.substr(head.size() - 4), "\r\n\r\n") << "an answer to HEAD has no body";
  EXPECT_EQ(statusOf(talk(port, "GET /items/ HTTP/1.1\r\nHost: a\r\n\r\n")), 404);
  EXPECT_NE(talk(port, "GET /items/%C4%90 HTTP/1.1\r\nHost: a\r\n\r\n").find("{\"id\":\"Đ\"}"),
            std::string::npos);
}

TEST_F(HttpServerTest, AHandlerThatThrowsGivesFiveHundredAndNoDetail) {
  const std::string answer = talk(start(), "GET /throws HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(statusOf(answer), 500);
  EXPECT_EQ(answer.find("secret detail"), std::string::npos);
  EXPECT_NE(answer.find("incident"), std::string::npos);
}

TEST_F(HttpServerTest, ADrippingHeadIsCutAtItsDeadlineWhileOthersAreServed) {
  ServerSettings settings;
  settings.threads = 1;
  settings.headDeadline = std::chrono::milliseconds(300);
  const auto port = start(settings);
  RawClient slow(port);
  const auto begin = std::chrono::steady_clock::now();
  slow.send("GET /hello HTTP/1.1\r\n");
  // Each drip is paced by a whole exchange of somebody else, so nothing here waits by the clock alone.
  bool cut = false;
  int served = 0;
  while (!cut && std::chrono::steady_clock::now() - begin < std::chrono::seconds(15)) {
    if (statusOf(talk(port, "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")) == 200) ++served;
    cut = !slow.send("X");
  }
  EXPECT_TRUE(cut);
  EXPECT_GT(served, 0);
  EXPECT_EQ(handled_, served);
}

TEST_F(HttpServerTest, ABodyThatNeverEndsIsToldSo) {
  ServerSettings settings;
  settings.bodyDeadline = std::chrono::milliseconds(200);
  EXPECT_EQ(statusOf(talk(start(settings), "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab")),
            408);
}

TEST_F(HttpServerTest, ALargeBodyGoesToAFileWhereTheRouteAsksForItAndTheFileGoesWithTheRequest) {
  const fakes::TemporaryFolder folder;
  RoutePolicy large;
  large.maxBody = 2U << 20U;
  large.gather = true;
  std::string digest;
  std::size_t inMemory = 0;
  router_.add(
      "POST", "/large",
      [&](const Request& request) {
        inMemory = request.body.size();
        digest = request.bodySha256Hex();
        return Response::json(request.gathered ? "\"file\"" : "\"memory\"");
      },
      large);
  ServerSettings settings;
  settings.incoming = folder.file("incoming");
  const auto port = start(settings);
  const auto send = [&](const std::string& body) {
    return talk(port, "POST /large HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
                          "\r\n\r\n" + body);
  };
  const std::string body(1U << 20U, 'b');
  EXPECT_NE(send(body).find("\"file\""), std::string::npos);
  EXPECT_EQ(inMemory, 0U);
  EXPECT_EQ(digest, sha256Hex(body));
  EXPECT_NE(send("small").find("\"memory\""), std::string::npos);
  EXPECT_EQ(statusOf(send(std::string(3U << 20U, 'c'))), 413);
  server_->stop();
  EXPECT_TRUE(std::filesystem::is_empty(folder.file("incoming")));
}

TEST_F(HttpServerTest, ALargeBodyThatCannotBeKeptIsToldToComeAgain) {
  RoutePolicy large;
  large.maxBody = 2U << 20U;
  large.gather = true;
  router_.add(
      "POST", "/large", [](const Request&) { return Response::json("{}"); }, large);
  ServerSettings settings;
  settings.incoming = "/proc/no-such-folder";
  const std::string body(1U << 20U, 'b');
  EXPECT_EQ(statusOf(talk(start(settings), "POST /large HTTP/1.1\r\nHost: a\r\nContent-Length: " +
                                               std::to_string(body.size()) + "\r\n\r\n" + body)),
            503);
}

TEST_F(HttpServerTest, OnePeerCannotHoldMoreThanItsShareOfConnections) {
  ServerSettings settings;
  settings.connectionsPerPeer = 2;
  const auto port = start(settings);
  RawClient first(port);
  RawClient second(port);
  first.send("G");
  second.send("G");
  RawClient third(port);
  EXPECT_EQ(third.readAll(), "");
  first.send("ET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(statusOf(first.readAll()), 200);
}

TEST_F(HttpServerTest, TheHandlerLearnsFromWhichAddressARequestCame) {
  router_.add("GET", "/peer",
              [](const Request& request) { return Response::html("[" + request.peer + "]"); });
  EXPECT_NE(talk(start(), "GET /peer HTTP/1.1\r\nHost: a\r\n\r\n").find("[127.0.0.1]"), std::string::npos);
}

TEST_F(HttpServerTest, StopLetsARunningRequestFinish) {
  std::atomic<bool> entered{false};
  std::atomic<bool> go{false};
  router_.add("GET", "/slow", [&](const Request&) {
    entered = true;
    entered.notify_all();
    go.wait(false);
    return Response::html("done");
  });
  const auto port = start();
  RawClient client(port);
  client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  entered.wait(false);
  std::thread stopper([&] { server_->stop(); });
  go = true;
  go.notify_all();
  EXPECT_NE(client.readAll().find("done"), std::string::npos);
  stopper.join();
  EXPECT_FALSE(RawClient(port).connected());
}

TEST_F(HttpServerTest, AHeaderThatWouldSplitTheResponseIsDropped) {
  router_.add("GET", "/split", [](const Request&) { return Response::redirect("/a\r\nSet-Cookie: x=1"); });
  EXPECT_EQ(talk(start(), "GET /split HTTP/1.1\r\nHost: a\r\n\r\n").find("Set-Cookie"), std::string::npos);
}

TEST(HttpProblem, TheStatusFollowsTheKindOfError) {
  EXPECT_EQ(problem(inputError("lists.cell", "x")).status, 422);
  EXPECT_EQ(problem(inputError("edxml.malformed", "x")).status, 400);
  EXPECT_EQ(problem(deniedError("workflow.role", "x")).status, 403);
  EXPECT_EQ(problem(deniedError("webhook.unauthenticated", "x")).status, 401);
  EXPECT_EQ(problem(conflictError("inbox.key.reused", "x")).status, 409);
  EXPECT_EQ(problem(inDoubtError("office.reply", "x")).status, 503);
  EXPECT_EQ(problem(bugError("oops", "inside story")).body.find("inside story"), std::string::npos);
  EXPECT_NE(problem(conflictError("a", "b"), "Hồ sơ đã thay đổi").body.find("Hồ sơ đã thay đổi"),
            std::string::npos);
}

TEST(HttpRequest, ReadsTokensAndCookies) {
  Request request;
  request.headers = {{"authorization", "bearer abc"}, {"cookie", "a=1; b=2"}};
  EXPECT_EQ(request.bearer(), "abc");
  EXPECT_EQ(request.cookie("b"), "2");
  EXPECT_EQ(request.cookie("c"), "");
}

}  // namespace
}  // namespace tdkt::http
