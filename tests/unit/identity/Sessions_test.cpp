#include "connector/identity/Sessions.h"

#include <gtest/gtest.h>

#include "connector/identity/Identities.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/FixedRandom.h"
#include "tests/fakes/TestPostgres.h"

namespace tdkt::identity {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

class SessionsTest : public testing::TestWithParam<storage::Dialect> {
 protected:
  std::string open() { return *sessions_.open(OfficialId("off-hanh"), SignInMethod::kPassword, "hanh.pth"); }

  fakes::FakeClock clock_;
  fakes::FixedRandom random_;
  fakes::TestDatabase made_{GetParam()};
  Sessions sessions_{*made_.database, clock_, random_};
  Identities identities_{*made_.database, clock_};
};
INSTANTIATE_TEST_SUITE_P(On, SessionsTest, fakes::bothDialects(), fakes::dialectName);

TEST_P(SessionsTest, ASessionOutlivesTheProgramThatOpenedIt) {
  const std::string secret = open();
  Sessions other(*made_.database, clock_, random_);
  const auto found = other.find(secret);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->official, OfficialId("off-hanh"));
  EXPECT_EQ(found->csrf, sessions_.find(secret)->csrf);
}

TEST_P(SessionsTest, ASessionSlidesWhileItIsUsedAndEndsAfterAnIdleHour) {
  const std::string secret = open();
  clock_.advance(minutes(59));
  ASSERT_TRUE(sessions_.find(secret));
  clock_.advance(minutes(59));
  ASSERT_TRUE(sessions_.find(secret));
  clock_.advance(minutes(60));
  EXPECT_EQ(sessions_.find(secret).error().code, "access.session.unauthenticated");
}

TEST_P(SessionsTest, ASessionEndsAfterEightHoursHoweverBusyItIs) {
  const std::string secret = open();
  for (int i = 0; i < 15; ++i) {
    clock_.advance(minutes(30));
    ASSERT_TRUE(sessions_.find(secret)) << i;
  }
  clock_.advance(minutes(30));
  EXPECT_FALSE(sessions_.find(secret));
}

TEST_P(SessionsTest, EverySignInGivesANewSecretAndSigningOutEndsOnlyItsOwn) {
  const std::string first = open();
  const std::string second = open();
  EXPECT_NE(first, second);
  ASSERT_TRUE(sessions_.close(first));
  EXPECT_FALSE(sessions_.find(first));
  EXPECT_TRUE(sessions_.find(second));
  ASSERT_TRUE(sessions_.closeOfOfficial(OfficialId("off-hanh")));
  EXPECT_FALSE(sessions_.find(second));
}

TEST_P(SessionsTest, TheTokenOfTheFormsIsNotTheSecretAndDiffersFromSessionToSession) {
  const std::string first = open();
  const std::string second = open();
  EXPECT_NE(sessions_.find(first)->csrf, first);
  EXPECT_NE(sessions_.find(first)->csrf, sessions_.find(second)->csrf);
}

TEST_P(SessionsTest, AnythingThatIsNoSecretOfOursIsNobody) {
  for (const std::string& bad :
       {std::string(), std::string("x"), std::string(64, '0'), std::string(10'000, 'a')})
    EXPECT_EQ(sessions_.find(bad).error().code, "access.session.unauthenticated");
}

TEST_P(SessionsTest, APersonIsAnOfficialOnlyByIssuerAndSubjectAndUntilUnlinked) {
  ASSERT_TRUE(identities_.link({"https://sso.example", "u-17", OfficialId("off-hanh")}));
  EXPECT_EQ(*identities_.officialOf("https://sso.example", "u-17"), OfficialId("off-hanh"));
  EXPECT_EQ(identities_.officialOf("https://other.example", "u-17").error().code, "access.identity.unmapped");
  EXPECT_EQ(identities_.officialOf("https://sso.example", "U-17").error().code, "access.identity.unmapped");
  EXPECT_EQ(identities_.link({"https://sso.example", "u-17", OfficialId("off-dat")}).error().code,
            "identity.linked");
  const auto session = sessions_.open(OfficialId("off-hanh"), SignInMethod::kOidc);
  ASSERT_TRUE(identities_.unlink("https://sso.example", "u-17"));
  EXPECT_FALSE(sessions_.find(*session));
  EXPECT_EQ(identities_.unlink("https://sso.example", "u-17").error().code, "identity.subject");
  EXPECT_TRUE(identities_.list()->empty());
}

}  // namespace
}  // namespace tdkt::identity
