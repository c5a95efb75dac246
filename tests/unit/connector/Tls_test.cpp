#include "connector/http/Tls.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "connector/http/HttpServer.h"
#include "integration/trust_services/Certificates.h"
#include "integration/trust_services/Files.h"
#include "tests/fakes/RawTlsClient.h"
#include "tests/fakes/TemporaryFolder.h"
#include "tests/unit/connector/FramingProbes.h"
#include "workflow/base/Clock.h"

namespace tdkt::http {
namespace {

using fakes::RawTlsClient;
using fakes::talkTls;
using fakes::TlsWish;

constexpr const char* kHello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

class TlsTest : public testing::Test {
 protected:
  void SetUp() override {
    router_.add("GET", "/hello", [this](const Request& request) {
      ++handled_;
      return Response::html("xin chào [" + request.clientCertificate + "]");
    });
    router_.add("GET", "/large", [](const Request&) { return Response::html(std::string(3'000'000, 'x')); });
    RoutePolicy policy;
    policy.maxBody = 1U << 20U;
    router_.add(
        "POST", "/echo",
        [](const Request& request) { return Response::bytes(request.body, "application/octet-stream"); },
        policy);
    writeServer("first");
  }
  trust::Identity make(const std::string& name, const trust::Identity* issuer) {
    trust::CertificatePlan plan;
    plan.subject = {{"CN", name}};
    plan.extensions =
        trust::extensionsFor(issuer == nullptr ? trust::Purpose::kRootAuthority : trust::Purpose::kSigner);
    plan.days = 1;
    trust::KeyPtr key = trust::newKey(trust::KeyKind::kP256).value();
    auto certificate = trust::issue(plan, key.get(), issuer, SystemClock().now(), random_).value();
    return {std::move(certificate), std::move(key)};
  }
  void write(const std::string& file, const trust::Identity& who) {
    ASSERT_TRUE(trust::writeCertificate(folder_.file(file + ".pem"), who.certificate.get()).ok());
    ASSERT_TRUE(trust::writeWhole(folder_.file(file + ".key"), trust::keyPem(who.key.get()).value()).ok());
  }
  void writeServer(const std::string& name) { write("server", make(name, &root_)); }
  std::uint16_t start(ServerSettings settings = {}) {
    settings.tls = TlsSettings{folder_.file("server.pem"), folder_.file("server.key"), authorities_};
    server_ = std::make_unique<HttpServer>(router_, settings);
    const auto started = server_->start();
    EXPECT_TRUE(started) << started.error().detail;
    return server_->port();
  }
  static int statusOf(const std::string& answer) {
    return answer.size() < 12 ? 0 : std::atoi(answer.c_str() + 9);
  }

  SystemRandom random_;
  fakes::TemporaryFolder folder_;
  trust::Identity root_ = make("Root", nullptr);
  std::string authorities_;
  Router router_;
  std::unique_ptr<HttpServer> server_;
  std::atomic<int> handled_{0};
};

TEST_F(TlsTest, VersionsTwelveAndThirteenAreSpokenAndNoOlderOne) {
  const auto port = start();
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    RawTlsClient client(port, {version, version, {}, {}});
    ASSERT_TRUE(client.ready()) << version;
    client.send(kHello);
    const std::string answer = client.readAll();
    EXPECT_EQ(statusOf(answer), 200);
    EXPECT_NE(answer.find("Strict-Transport-Security: max-age=31536000"), std::string::npos);
    EXPECT_TRUE(client.endedProperly()) << "the end is said, so that a cut answer can be told";
  }
  for (const int old : {TLS1_VERSION, TLS1_1_VERSION})
    EXPECT_FALSE(RawTlsClient(port, {old, old, {}, {}}).ready()) << old;
}

TEST_F(TlsTest, EveryDoubtOfFramingIsRefusedInsideTlsToo) {
  const auto port = start();
  for (const FramingProbe& probe : framingProbes())
    EXPECT_EQ(statusOf(talkTls(port, probe.octets)), probe.status) << probe.what;
  EXPECT_EQ(handled_, 0);
}

TEST_F(TlsTest, ASecondRequestInTheSameConnectionIsNeverAnswered) {
  const std::string answer = talkTls(start(), std::string(kHello) + kHello);
  EXPECT_EQ(statusOf(answer), 200);
  EXPECT_EQ(answer.find("HTTP/1.1", 1), std::string::npos);
  EXPECT_EQ(handled_, 1);
}

TEST_F(TlsTest, PlainHttpAndGarbageOnATlsPortReachNoHandler) {
  const auto port = start();
  EXPECT_EQ(fakes::talk(port, kHello).find("HTTP"), std::string::npos);
  EXPECT_EQ(fakes::talk(port, std::string(5000, '\x16')).find("HTTP"), std::string::npos);
  EXPECT_EQ(handled_, 0);
  EXPECT_EQ(statusOf(talkTls(port, kHello)), 200);
}

TEST_F(TlsTest, LargeBodiesPassBothWaysWhole) {
  const auto port = start();
  const std::string body(1U << 20U, 'b');
  const std::string echoed =
      talkTls(port, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
                        "\r\n\r\n" + body);
  EXPECT_EQ(statusOf(echoed), 200);
  EXPECT_EQ(echoed.substr(echoed.size() - body.size()), body);
  const std::string large = talkTls(port, "GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(large.size() - large.find("\r\n\r\n") - 4, 3'000'000U);
}

TEST_F(TlsTest, AHandshakeThatNeverEndsIsCutAtTheDeadlineWhileOthersAreServed) {
  ServerSettings settings;
  settings.threads = 1;
  settings.headDeadline = std::chrono::milliseconds(1500);
  const auto port = start(settings);
  fakes::RawClient silent(port);
  fakes::RawClient slow(port);
  slow.send("\x16\x03\x01");
  int served = 0;
  bool cut = false;
  const auto begin = std::chrono::steady_clock::now();
  while (!cut && std::chrono::steady_clock::now() - begin < std::chrono::seconds(15)) {
    if (statusOf(talkTls(port, kHello)) == 200) ++served;
    cut = !slow.send("\x01");
  }
  EXPECT_TRUE(cut);
  EXPECT_GT(served, 0);
  EXPECT_EQ(silent.readAll(), "");
}

TEST_F(TlsTest, ADrippingHeadInsideTlsIsToldSoAtItsDeadline) {
  ServerSettings settings;
  settings.headDeadline = std::chrono::milliseconds(2000);
  RawTlsClient slow(start(settings));
  slow.send("GET /hello HT");
  EXPECT_EQ(statusOf(slow.readAll()), 408);
}

TEST_F(TlsTest, ANewCertificateIsUsedWithoutARestartAndABadOneIsNot) {
  auto context = TlsContext::open({folder_.file("server.pem"), folder_.file("server.key"), {}});
  ASSERT_TRUE(context) << context.error().detail;
  auto now = std::chrono::steady_clock::now();
  const auto first = (*context)->current(now);
  writeServer("second");
  EXPECT_EQ((*context)->current(now), first) << "looked at a moment ago";
  now += std::chrono::seconds(5);
  const auto second = (*context)->current(now);
  EXPECT_NE(second, first);
  ASSERT_TRUE(trust::writeWhole(folder_.file("server.pem"), "no certificate").ok());
  now += std::chrono::seconds(5);
  EXPECT_EQ((*context)->current(now), second) << "the one in use stays";
  write("server", make("third", &root_));
  now += std::chrono::seconds(5);
  EXPECT_NE((*context)->current(now), second);
}

TEST_F(TlsTest, AServerWhoseCertificateAndKeyDoNotFitDoesNotStart) {
  write("other", make("other", &root_));
  std::filesystem::rename(folder_.file("other.key"), folder_.file("server.key"));
  ServerSettings settings;
  settings.tls = TlsSettings{folder_.file("server.pem"), folder_.file("server.key"), {}};
  HttpServer server(router_, settings);
  const auto started = server.start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, "http.tls");
  EXPECT_EQ(started.error().field, folder_.file("server.key"));
}

TEST_F(TlsTest, AClientThatIsAskedMayShowACertificateOfOurAuthorityAndNoOther) {
  ASSERT_TRUE(trust::writeCertificate(folder_.file("root.pem"), root_.certificate.get()).ok());
  authorities_ = folder_.file("root.pem");
  const auto port = start();
  EXPECT_NE(talkTls(port, kHello).find("xin chào []"), std::string::npos) << "none shown";
  write("office", make("office", &root_));
  TlsWish wish;
  wish.certificateFile = folder_.file("office.pem");
  wish.keyFile = folder_.file("office.key");
  const std::string known = talkTls(port, kHello, wish);
  const auto at = known.find('[');
  ASSERT_NE(at, std::string::npos) << known;
  EXPECT_EQ(known.find(']') - at - 1, 64U);
  const trust::Identity stranger = make("Stranger", nullptr);
  write("false", make("office", &stranger));
  wish.certificateFile = folder_.file("false.pem");
  wish.keyFile = folder_.file("false.key");
  EXPECT_EQ(talkTls(port, kHello, wish).find("xin chào"), std::string::npos);
  EXPECT_EQ(handled_, 2);
}

}  // namespace
}  // namespace tdkt::http
