// Signing in against a real sign-in service: Debian's glewlwyd, started here.

#include <Poco/Net/ServerSocket.h>

#include <filesystem>

#include "connector/app/demo/ChildProcess.h"
#include "connector/pages/OidcPages.h"
#include "tests/unit/pages/SignInWorld.h"

namespace tdkt::pages {
namespace {

using fakes::Visitor;

constexpr const char* kOurs = "https://tdkt.example";

/// Somebody's browser at the sign-in service.
class AtIssuer {
 public:
  explicit AtIssuer(std::string url) : url_(std::move(url)) {}

  http::ClientReply call(const std::string& method, const std::string& target, const std::string& json = {}) {
    http::ClientRequest request;
    request.method = method;
    request.url = target.starts_with("http") ? target : url_ + target;
    request.contentType = "application/json";
    request.body = json;
    if (!cookie_.empty()) request.headers.emplace_back("Cookie", cookie_);
    const auto reply = http::exchange(request);
    EXPECT_TRUE(reply) << (reply ? "" : reply.error().detail);
    if (!reply) return {};
    const auto fresh = reply->headers.find("set-cookie");
    if (fresh != reply->headers.end()) cookie_ = fresh->second.substr(0, fresh->second.find(';'));
    return *reply;
  }
  /// Signs in there, agrees, and follows the address up to the way back; its path and query at our house.
  std::string goThrough(const std::string& address, const std::string& user) {
    EXPECT_EQ(call("POST", "/api/auth", R"({"username":")" + user + R"(","password":"matkhau123"})").status,
              200);
    EXPECT_EQ(call("PUT", "/api/auth/grant/tdkt", R"({"scope":"openid"})").status, 200);
    const auto back = call("GET", address + "&g_continue").headers["location"];
    EXPECT_TRUE(back.starts_with(std::string(kOurs) + "/")) << back;
    return back.substr(std::min(back.size(), std::string(kOurs).size()));
  }

 private:
  std::string url_;
  std::string cookie_;
};

class Glewlwyd : public SignInWorld {
 protected:
  void start(const std::string& signedBy) {
    if (!std::filesystem::exists("/usr/bin/glewlwyd")) GTEST_SKIP() << "Debian's glewlwyd is not installed";
    const auto port = Poco::Net::ServerSocket(Poco::Net::SocketAddress("127.0.0.1", 0)).address().port();
    url_ = "http://127.0.0.1:" + std::to_string(port);
    clock_.set(SystemClock().now());  // its tokens bear the real time
    const std::string back = OidcPages::callbackUrl(kOurs, "sso");
    auto child = app::demo::ChildProcess::start({TDKT_SOURCE_DIR "/integration/glewlwyd/start.sh",
                                                 {folder_.file("glewlwyd"), std::to_string(port), back},
                                                 {{"SIGNED_BY", signedBy}},
                                                 folder_.file("start.log")});
    ASSERT_TRUE(child) << child.error().detail;
    child_ = std::make_unique<app::demo::ChildProcess>(std::move(*child));
    provider_ = std::make_unique<identity::OidcProvider>(
        identity::OidcSettings{
            "sso", "Đăng nhập một cửa", url_ + "/api/oidc", "tdkt", Secret("s3cret-of-tdkt"), {}, back},
        clock_, random_);
    pages_ = std::make_unique<OidcPages>(signIn_, access_, identities_, clock_,
                                         std::vector<identity::OidcProvider*>{provider_.get()});
    pages_->addTo(router_);
  }
  http::Response goThrough(Visitor& visitor, const std::string& user) {
    const auto away = visitor.get("/sign-in/oidc/sso");
    EXPECT_EQ(away.status, 303);
    AtIssuer there(url_);
    return visitor.get(there.goThrough(Visitor::header(away, "Location"), user));
  }
  /// What the page tells a person nobody has linked yet.
  static std::string subjectShownBy(const http::Response& page) {
    const std::string mark = "Mã định danh: ";
    const auto at = page.body.find(mark);
    if (at == std::string::npos) return {};
    return page.body.substr(at + mark.size(), page.body.find('<', at) - at - mark.size());
  }

  std::string url_;
  std::unique_ptr<app::demo::ChildProcess> child_;
  std::unique_ptr<identity::OidcProvider> provider_;
  std::unique_ptr<OidcPages> pages_;
};

TEST_F(Glewlwyd, APersonIsLinkedByTheSubjectTheIssuerGaveHimAndComesIn) {
  ASSERT_NO_FATAL_FAILURE(start("rsa"));
  if (IsSkipped()) return;
  Visitor hanh(router_);
  const auto first = goThrough(hanh, "hanh");
  EXPECT_EQ(first.status, 403);
  const std::string subject = subjectShownBy(first);
  ASSERT_FALSE(subject.empty()) << first.body;
  ASSERT_TRUE(identities_.link({url_ + "/api/oidc", subject, OfficialId("off-hanh")}));
  const auto second = goThrough(hanh, "hanh");
  EXPECT_EQ(second.status, 303);
  EXPECT_EQ(access_.authorise(hanh.cookies.at("__Host-desk"))->official, OfficialId("off-hanh"));
  Visitor other(router_);
  EXPECT_EQ(goThrough(other, "la").status, 403) << "another person there is nobody here";
}

TEST_F(Glewlwyd, TokensSignedByRsaPssAreTakenToo) {
  ASSERT_NO_FATAL_FAILURE(start("rsa-pss"));
  if (IsSkipped()) return;
  Visitor hanh(router_);
  EXPECT_FALSE(subjectShownBy(goThrough(hanh, "hanh")).empty());
}

TEST_F(Glewlwyd, AnAnswerThatIsUsedTwiceOpensNothingTheSecondTime) {
  ASSERT_NO_FATAL_FAILURE(start("rsa"));
  if (IsSkipped()) return;
  Visitor hanh(router_);
  const auto away = hanh.get("/sign-in/oidc/sso");
  const auto cookies = hanh.cookies;
  AtIssuer there(url_);
  const std::string back = there.goThrough(Visitor::header(away, "Location"), "hanh");
  EXPECT_FALSE(subjectShownBy(hanh.get(back)).empty());
  hanh.cookies = cookies;  // as if the browser had kept what we took away
  const auto again = hanh.get(back);
  EXPECT_EQ(again.status, 403);
  EXPECT_TRUE(subjectShownBy(again).empty()) << "the issuer gives tokens for a code once";
}

}  // namespace
}  // namespace tdkt::pages
