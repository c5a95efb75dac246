#include "connector/pages/Access.h"

#include <gtest/gtest.h>

#include "tests/fakes/FakeClock.h"
#include "tests/fakes/FixedRandom.h"

namespace tdkt::pages {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class AccessTest : public testing::Test {
 protected:
  fakes::FakeClock clock_;
  fakes::FixedRandom random_;
  PanelAccess panel_{clock_, random_};
  DeskAccess desk_{clock_, random_};
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
  desk_.signOut(*cookie);
  EXPECT_FALSE(desk_.authorise(*cookie));
}

}  // namespace
}  // namespace tdkt::pages
