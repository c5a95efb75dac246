#include "connector/identity/Accounts.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "connector/identity/Sessions.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/FixedRandom.h"
#include "tests/fakes/TestPostgres.h"

namespace tdkt::identity {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const Secret kGood("Mưa rào tháng bảy 1945");
constexpr PasswordCost kCheap{1U << 4U, 8, 1};

class AccountsTest : public testing::TestWithParam<storage::Dialect> {
 protected:
  void SetUp() override {
    ASSERT_TRUE(accounts_.add("hanh.pth", OfficialId("off-hanh")));
    ASSERT_TRUE(accounts_.setPassword("hanh.pth", kGood));
  }
  std::string refusal(const std::string& name, const Secret& password) {
    const auto in = accounts_.signIn(name, password);
    return in ? "in" : in.error().code;
  }
  void failTimes(int times) {
    for (int i = 0; i < times; ++i) (void)accounts_.signIn("hanh.pth", Secret("wrong"));
  }

  fakes::FakeClock clock_;
  fakes::FixedRandom random_;
  fakes::TestDatabase made_{GetParam()};
  Accounts accounts_{*made_.database, clock_, random_, kCheap};
  Sessions sessions_{*made_.database, clock_, random_};
};
INSTANTIATE_TEST_SUITE_P(On, AccountsTest, fakes::bothDialects(), fakes::dialectName);

TEST_P(AccountsTest, TheRightPasswordOpensTheAccountInWhateverNormalFormItIsTyped) {
  const auto in = accounts_.signIn("Hanh.PTH", Secret("Mu\xcc\x9b"
                                                      "a rào tháng bảy 1945"));
  ASSERT_TRUE(in) << in.error().code;
  EXPECT_EQ(in->official, OfficialId("off-hanh"));
}

TEST_P(AccountsTest, AnUnknownNameAWrongPasswordAndADisabledAccountAreAnsweredAlike) {
  EXPECT_EQ(refusal("nobody", kGood), "access.credentials.unauthenticated");
  EXPECT_EQ(refusal("hanh.pth", Secret("Mưa rào tháng bảy 1946")), "access.credentials.unauthenticated");
  ASSERT_TRUE(accounts_.setActive("hanh.pth", false));
  EXPECT_EQ(refusal("hanh.pth", kGood), "access.credentials.unauthenticated");
  ASSERT_TRUE(accounts_.setActive("hanh.pth", true));
  EXPECT_EQ(refusal("hanh.pth", kGood), "in");
}

TEST_P(AccountsTest, AnAccountWithoutAPasswordOpensForNoPassword) {
  ASSERT_TRUE(accounts_.add("huong.dt", OfficialId("off-huong")));
  EXPECT_EQ(refusal("huong.dt", Secret("")), "access.credentials.unauthenticated");
}

TEST_P(AccountsTest, AfterFiveFailuresEvenTheRightPasswordWaitsLongerAndLonger) {
  failTimes(4);
  EXPECT_EQ(refusal("hanh.pth", kGood), "in") << "and a success starts the count again";
  failTimes(5);
  EXPECT_EQ(refusal("hanh.pth", kGood), "access.locked");
  EXPECT_EQ(accounts_.signIn("hanh.pth", kGood).error().field, "30");
  clock_.advance(seconds(30));
  failTimes(1);
  EXPECT_EQ(accounts_.signIn("hanh.pth", kGood).error().field, "60");
  for (int i = 0; i < 20; ++i) {
    clock_.advance(minutes(15));
    failTimes(1);
  }
  EXPECT_EQ(accounts_.signIn("hanh.pth", kGood).error().field, "900") << "fifteen minutes is the longest";
  clock_.advance(minutes(15));
  EXPECT_EQ(refusal("hanh.pth", kGood), "in");
}

TEST_P(AccountsTest, ANameThatNobodyHasIsLockedLikeOneThatSomebodyHas) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(refusal("nobody", kGood), "access.credentials.unauthenticated");
  EXPECT_EQ(refusal("nobody", kGood), "access.locked");
}

TEST_P(AccountsTest, GuessesSentSideBySideCountLikeGuessesInARow) {
  std::atomic<int> looked{0};
  std::vector<std::thread> guessers;
  for (int i = 0; i < 6; ++i) {
    guessers.emplace_back([&] {
      for (int k = 0; k < 5; ++k)
        if (refusal("hanh.pth", Secret("wrong")) == "access.credentials.unauthenticated") ++looked;
    });
  }
  for (std::thread& one : guessers) one.join();
  EXPECT_EQ(looked, 5);
}

TEST_P(AccountsTest, ASetupLinkAsksForAPasswordOnceAndThenIsUsedUp) {
  const auto link = accounts_.issueSetupLink("hanh.pth", hours(24));
  ASSERT_TRUE(link);
  EXPECT_EQ(refusal("hanh.pth", kGood), "access.credentials.unauthenticated") << "the old one is forgotten";
  EXPECT_EQ(accounts_.useSetupLink(*link, Secret("ngắn")).error().code, "identity.password.short");
  const Secret fresh("Cầu Rồng phun lửa");
  ASSERT_TRUE(accounts_.useSetupLink(*link, fresh)) << "a refused password leaves the link good";
  EXPECT_EQ(refusal("hanh.pth", fresh), "in");
  EXPECT_EQ(accounts_.useSetupLink(*link, fresh).error().code, "access.link.unauthenticated");
}

TEST_P(AccountsTest, ASetupLinkEndsByTimeByANewerOneAndWithItsAccount) {
  const auto first = accounts_.issueSetupLink("hanh.pth", hours(24));
  const auto second = accounts_.issueSetupLink("hanh.pth", hours(24));
  EXPECT_FALSE(accounts_.accountOfLink(*first));
  ASSERT_TRUE(accounts_.accountOfLink(*second));
  clock_.advance(hours(24));
  EXPECT_FALSE(accounts_.accountOfLink(*second));
  const auto third = accounts_.issueSetupLink("hanh.pth", hours(24));
  ASSERT_TRUE(accounts_.setActive("hanh.pth", false));
  EXPECT_FALSE(accounts_.accountOfLink(*third));
}

TEST_P(AccountsTest, ANewPasswordOrADisabledAccountClosesItsSessions) {
  const auto session = sessions_.open(OfficialId("off-hanh"), SignInMethod::kPassword, "hanh.pth");
  ASSERT_TRUE(sessions_.find(*session));
  ASSERT_TRUE(accounts_.setPassword("hanh.pth", Secret("Một câu hoàn toàn khác")));
  EXPECT_FALSE(sessions_.find(*session));
  const auto next = sessions_.open(OfficialId("off-hanh"), SignInMethod::kPassword, "hanh.pth");
  ASSERT_TRUE(accounts_.setActive("hanh.pth", false));
  EXPECT_FALSE(sessions_.find(*next));
}

TEST_P(AccountsTest, NoPasswordAndNoLinkStandsInTheDatabase) {
  const auto link = accounts_.issueSetupLink("hanh.pth", hours(24));
  const auto session = sessions_.open(OfficialId("off-hanh"), SignInMethod::kPassword, "hanh.pth");
  for (const char* sql :
       {"SELECT count(*) FROM setup_link WHERE hash = ?", "SELECT count(*) FROM session WHERE hash = ?"}) {
    for (const std::string& secret : {*link, *session}) {
      auto query = made_.database->prepare(sql);
      ASSERT_TRUE(query);
      ASSERT_TRUE(*query->bind(secret).step());
      EXPECT_EQ(query->integer(0), 0);
    }
  }
}

TEST_P(AccountsTest, NamesAreTakenOnceAndKeepToTheirLetters) {
  EXPECT_EQ(accounts_.add("HANH.pth", OfficialId("x")).error().code, "identity.name.taken");
  for (const char* bad : {"", "a", "có dấu", "a b", "a/b"})
    EXPECT_EQ(accounts_.add(bad, OfficialId("x")).error().code, "identity.name") << bad;
  EXPECT_EQ(accounts_.setPassword("nobody", kGood).error().code, "identity.account");
  EXPECT_EQ(accounts_.setActive("nobody", false).error().code, "identity.account");
  EXPECT_EQ(accounts_.issueSetupLink("nobody", hours(1)).error().code, "identity.account");
}

TEST_P(AccountsTest, AHashMadeAtALowerCostIsMadeAnewAtSignIn) {
  Accounts raised(*made_.database, clock_, random_, {1U << 5U, 8, 1});
  const auto hash = [&] {
    auto query = made_.database->prepare("SELECT password_hash FROM account WHERE name = 'hanh.pth'");
    (void)query->step();
    return query->text(0);
  };
  EXPECT_EQ(hash().rfind("scrypt$16$", 0), 0U);
  ASSERT_TRUE(raised.signIn("hanh.pth", kGood));
  EXPECT_EQ(hash().rfind("scrypt$32$", 0), 0U);
  ASSERT_TRUE(raised.signIn("hanh.pth", kGood));
}

TEST(Password, TheHashIsThatOfTheStandard) {
  // RFC 7914 §12, second vector, cut to the 32 octets that we keep.
  const std::string stored =
      "scrypt$1024$8$16$" + toBase64("NaCl") + "$" +
      toBase64(*fromHex("fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"));
  EXPECT_TRUE(matchPassword(Secret("password"), stored, kCheap)->fits);
  EXPECT_FALSE(matchPassword(Secret("passwore"), stored, kCheap)->fits);
}

TEST(Password, WhatIsTooShortTooPlainOrNamesItsAccountIsNotTaken) {
  const auto code = [](const char* password) {
    const auto taken = acceptablePassword(Secret(password), "hanh.pth");
    return taken ? std::string("taken") : taken.error().code;
  };
  EXPECT_EQ(code("mười một ký"), "identity.password.short") << "characters are counted, not octets";
  EXPECT_EQ(code("mười hai chữ"), "taken");
  EXPECT_EQ(code("aaaabbbbccccdddd"), "identity.password.weak");
  EXPECT_EQ(code("Hanh.PTH và mưa rào"), "identity.password.weak");
  EXPECT_EQ(acceptablePassword(Secret(std::string(257, 'x')), "a").error().code, "identity.password.long");
}

TEST(Password, AStoredHashThatIsNotOneFitsNothing) {
  for (const char* stored :
       {"", "plain", "scrypt$a$8$1$AA==$AA==", "scrypt$16$8$1$AA==", "scrypt$16$8$1$AA==$AA=="}) {
    const auto match = matchPassword(Secret(""), stored, kCheap);
    ASSERT_TRUE(match) << stored;
    EXPECT_FALSE(match->fits) << stored;
  }
}

}  // namespace
}  // namespace tdkt::identity
