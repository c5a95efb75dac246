#include "connector/pages/Access.h"

#include <gtest/gtest.h>

#include "tests/fakes/FakeClock.h"
#include "tests/fakes/FixedRandom.h"
#include "tests/fakes/TemporaryFolder.h"

namespace tdkt::pages {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class AccessTest : public testing::Test {
 protected:
  static std::unique_ptr<storage::Database> openDatabase(const std::string& path) {
    auto opened = storage::Database::open(path);
    if (!opened || !storage::migrate(**opened)) std::abort();
    return std::move(*opened);
  }
  /// A form of the desk as a browser sends it.
  http::Request form(const std::string& cookie, const std::string& csrf) const {
    http::Request request;
    request.method = "POST";
    request.headers = {{"cookie", desk_.cookieName() + "=" + cookie},
                       {"content-type", "application/x-www-form-urlencoded"}};
    request.body = "csrf=" + csrf;
    return request;
  }

  fakes::TemporaryFolder folder_;
  fakes::FakeClock clock_;
  fakes::FixedRandom random_;
  PanelAccess panel_{clock_, random_};
  std::unique_ptr<storage::Database> database_ = openDatabase(folder_.file("tdkt.db"));
  identity::Sessions sessions_{*database_, clock_, random_};
  DeskAccess desk_{clock_, random_, sessions_, "https://tdkt.example"};
  PanelGrant grant_{OfficialId("off-hanh"), DossierId("d1"), OfficeId("eoffice")};
};

TEST_F(AccessTest, ATicketOpensOnePanelForItsPersonAndDossierOnly) {
  const auto bearer = panel_.redeem(panel_.issueTicket(grant_));
  ASSERT_TRUE(bearer);
  const auto seen = panel_.authorise(*bearer);
  ASSERT_TRUE(seen);
  EXPECT_EQ(*seen, grant_);
}

TEST_F(AccessTest, ATicketWorksOnce) {
  const std::string ticket = panel_.issueTicket(grant_);
  ASSERT_TRUE(panel_.redeem(ticket));
  const auto again = panel_.redeem(ticket);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, "access.ticket.unauthenticated");
}

TEST_F(AccessTest, ATicketEndsAfterSixtySeconds) {
  const std::string ticket = panel_.issueTicket(grant_);
  clock_.advance(seconds(60));
  EXPECT_FALSE(panel_.redeem(ticket));
}

TEST_F(AccessTest, ATicketIsNoBearerAndABearerIsNoTicket) {
  const std::string ticket = panel_.issueTicket(grant_);
  EXPECT_FALSE(panel_.authorise(ticket));
  const auto bearer = panel_.redeem(ticket);
  ASSERT_TRUE(bearer);
  EXPECT_FALSE(panel_.redeem(*bearer));
}

TEST_F(AccessTest, ABearerSlidesWhileItIsUsedAndEndsAfterTenQuietMinutes) {
  const auto bearer = panel_.redeem(panel_.issueTicket(grant_));
  clock_.advance(minutes(9));
  ASSERT_TRUE(panel_.authorise(*bearer));
  clock_.advance(minutes(9));
  ASSERT_TRUE(panel_.authorise(*bearer));
  clock_.advance(minutes(10));
  EXPECT_EQ(panel_.authorise(*bearer).error().code, "access.bearer.unauthenticated");
}

TEST_F(AccessTest, ABearerEndsAfterEightHoursHoweverOftenItIsUsed) {
  const auto bearer = panel_.redeem(panel_.issueTicket(grant_));
  const UtcTime end = clock_.now().plus(hours(8));
  while (clock_.now().plus(minutes(5)) < end) {
    clock_.advance(minutes(5));
    ASSERT_TRUE(panel_.authorise(*bearer));
  }
  clock_.advance(minutes(5));
  EXPECT_FALSE(panel_.authorise(*bearer));
}

TEST_F(AccessTest, ADeskLinkWorksOnceAndItsFormsNeedTheTokenOfTheSession) {
  const std::string link = desk_.issueLink(OfficialId("off-hanh"), minutes(5));
  const auto cookie = desk_.redeem(link);
  ASSERT_TRUE(cookie);
  EXPECT_FALSE(desk_.redeem(link));
  const auto grant = desk_.authorise(*cookie);
  ASSERT_TRUE(grant);
  EXPECT_TRUE(desk_.authoriseForm(*cookie, grant->csrf));
  EXPECT_EQ(desk_.authoriseForm(*cookie, "").error().code, "access.csrf");
  ASSERT_TRUE(desk_.signOut(*cookie));
  EXPECT_FALSE(desk_.authorise(*cookie));
}

TEST_F(AccessTest, AFormOfAnotherSiteOrWithoutTheTokenChangesNothing) {
  const auto cookie = desk_.redeem(desk_.issueLink(OfficialId("off-hanh"), minutes(5)));
  const std::string csrf = desk_.authorise(*cookie)->csrf;
  EXPECT_TRUE(desk_.visitor(form(*cookie, csrf)));
  EXPECT_EQ(desk_.visitor(form(*cookie, "")).error().code, "access.csrf");
  EXPECT_EQ(desk_.visitor(form("", csrf)).error().code, "access.session.unauthenticated");
  auto foreign = form(*cookie, csrf);
  foreign.headers["sec-fetch-site"] = "cross-site";
  EXPECT_EQ(desk_.visitor(foreign).error().code, "access.csrf");
  foreign.headers["sec-fetch-site"] = "same-origin";
  EXPECT_TRUE(desk_.visitor(foreign));
}

TEST_F(AccessTest, TheCookieIsOutOfReachOfScriptsOtherSitesAndPlainHttp) {
  EXPECT_EQ(desk_.setCookie("desk", "x"), "__Host-desk=x; Path=/; HttpOnly; SameSite=Lax; Secure");
  EXPECT_EQ(desk_.setCookie("desk", ""), "__Host-desk=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0");
  DeskAccess plain(clock_, random_, sessions_, "http://127.0.0.1:8080");
  EXPECT_EQ(plain.setCookie("desk", "x"), "desk=x; Path=/; HttpOnly; SameSite=Lax");
}

}  // namespace
}  // namespace tdkt::pages
