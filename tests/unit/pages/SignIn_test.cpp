#include "tests/unit/pages/SignInWorld.h"

namespace tdkt::pages {
namespace {

using fakes::Visitor;

TEST_F(SignInWorld, ThePasswordOpensThePageOfOnesRoleWithANewCookie) {
  Visitor hanh(router_);
  const auto answer = signIn(hanh, "hanh.vp");
  EXPECT_EQ(answer.status, 303);
  EXPECT_EQ(Visitor::header(answer, "Location"), "/desk");
  EXPECT_EQ(access_.authorise(hanh.cookies.at("__Host-desk"))->official, OfficialId("off-hanh"));
  Visitor son(router_);
  EXPECT_EQ(Visitor::header(signIn(son, "son.vp"), "Location"), "/admin/accounts");
}

TEST_F(SignInWorld, ACookieFromBeforeSigningInIsWorthNothingAfterIt) {
  Visitor hanh(router_);
  ASSERT_EQ(signIn(hanh, "hanh.vp").status, 303);
  const std::string before = hanh.cookies.at("__Host-desk");
  ASSERT_EQ(signIn(hanh, "hanh.vp").status, 303);
  EXPECT_NE(hanh.cookies.at("__Host-desk"), before);
  EXPECT_FALSE(access_.authorise(before));
}

TEST_F(SignInWorld, AWrongPasswordIsToldInVietnameseAndTheNameIsKept) {
  Visitor hanh(router_);
  const auto answer = signIn(hanh, "hanh.vp", "sai mật khẩu rồi");
  EXPECT_EQ(answer.status, 401);
  EXPECT_NE(answer.body.find("Tên đăng nhập hoặc mật khẩu không đúng"), std::string::npos);
  EXPECT_NE(answer.body.find("value=\"hanh.vp\""), std::string::npos);
  EXPECT_EQ(answer.body.find("sai mật khẩu rồi"), std::string::npos);
  EXPECT_EQ(hanh.cookies.count("__Host-desk"), 0U);
}

TEST_F(SignInWorld, APageWithoutAnErrorShowsNone) {
  Visitor hanh(router_);
  for (const char* page : {"/sign-in", "/desk/sign-in?link=x"})
    EXPECT_EQ(hanh.get(page).body.find("role=\"alert\""), std::string::npos) << page;
}

TEST_F(SignInWorld, ALockedAccountIsToldHowLongToWait) {
  Visitor hanh(router_);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(signIn(hanh, "hanh.vp", "sai").status, 401);
  const auto answer = signIn(hanh, "hanh.vp");
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(Visitor::header(answer, "Retry-After"), "30");
  EXPECT_NE(answer.body.find("Còn 30 giây"), std::string::npos);
}

TEST_F(SignInWorld, AFormOfAnotherSiteOrBrowserSignsNobodyIn) {
  Visitor hanh(router_);
  const std::string token = Visitor::hidden(hanh.get("/sign-in"), "token");
  const std::map<std::string, std::string> form = {
      {"token", token}, {"name", "hanh.vp"}, {"password", kPassword}};
  EXPECT_EQ(hanh.post("/sign-in", form, "cross-site").status, 403);
  Visitor other(router_);
  EXPECT_EQ(other.post("/sign-in", form).status, 403) << "the token is of another browser";
  (void)other.get("/sign-in");
  EXPECT_EQ(other.post("/sign-in", form, "").status, 403) << "and an old browser is no way around";
  EXPECT_EQ(hanh.post("/sign-in", form, "").status, 303);
}

TEST_F(SignInWorld, AfterSigningInOneComesBackToThePageOfThisHouseOnly) {
  Visitor hanh(router_);
  EXPECT_EQ(Visitor::header(signIn(hanh, "hanh.vp", kPassword, "/desk/dossiers/d-1"), "Location"),
            "/desk/dossiers/d-1");
  for (const char* bad : {"https://evil.example", "//evil.example/desk", "/desk//evil.example", "/panel",
                          "/desk/../panel", "/desk/\r\nSet-Cookie: a=b", "/desk\\evil"})
    EXPECT_EQ(Visitor::header(signIn(hanh, "hanh.vp", kPassword, bad), "Location"), "/desk") << bad;
}

TEST_F(SignInWorld, AnOfficialWithoutARoleHereIsToldSoAndGetsNoSession) {
  Visitor thinh(router_);
  EXPECT_EQ(signIn(thinh, "thinh.vp").status, 403);
  EXPECT_EQ(thinh.cookies.count("__Host-desk"), 0U);
}

TEST_F(SignInWorld, SigningOutEndsTheSessionAndNeedsItsForm) {
  Visitor hanh(router_);
  ASSERT_EQ(signIn(hanh, "hanh.vp").status, 303);
  const std::string secret = hanh.cookies.at("__Host-desk");
  EXPECT_EQ(hanh.post("/desk/sign-out", {{"csrf", "guess"}}).status, 403);
  EXPECT_TRUE(access_.authorise(secret));
  EXPECT_EQ(hanh.post("/desk/sign-out", {{"csrf", access_.authorise(secret)->csrf}}).status, 303);
  EXPECT_FALSE(access_.authorise(secret));
  EXPECT_EQ(hanh.cookies.count("__Host-desk"), 0U);
}

TEST_F(SignInWorld, AOneUseLinkOpensTheDeskOnce) {
  Visitor hanh(router_);
  const std::string link = access_.issueLink(OfficialId("off-hanh"), std::chrono::hours(1));
  const auto page = hanh.get("/desk/sign-in?link=" + link);
  EXPECT_EQ(page.status, 200);
  const std::map<std::string, std::string> form = {{"token", Visitor::hidden(page, "token")},
                                                   {"link", Visitor::hidden(page, "link")}};
  EXPECT_EQ(hanh.post("/desk/sign-in", form).status, 303);
  EXPECT_EQ(hanh.post("/desk/sign-in", form).status, 401);
}

TEST_F(SignInWorld, TheAdministratorMakesAnAccountAndItsHolderSetsThePasswordOnce) {
  Visitor son(router_);
  ASSERT_EQ(signIn(son, "son.vp").status, 303);
  const std::string csrf = Visitor::hidden(son.get("/admin/accounts"), "csrf");
  const auto made = son.post("/admin/accounts", {{"csrf", csrf}, {"name", "hong"}, {"official", "off-hanh"}});
  ASSERT_EQ(made.status, 200);
  const std::string mark = "https://tdkt.example/sign-in/setup?link=";
  const std::string link = made.body.substr(made.body.find(mark) + mark.size(), 64);
  EXPECT_EQ(son.get("/admin/accounts").body.find(link), std::string::npos) << "shown once";

  Visitor hong(router_);
  const auto page = hong.get("/sign-in/setup?link=" + link);
  EXPECT_NE(page.body.find("value=\"hong\""), std::string::npos);
  const auto set = [&](const std::string& password, const std::string& again) {
    return hong.post("/sign-in/setup", {{"token", Visitor::hidden(page, "token")},
                                        {"link", link},
                                        {"password", password},
                                        {"again", again}});
  };
  EXPECT_EQ(set("Cầu Rồng phun lửa", "Cầu Rồng phun nước").status, 422);
  EXPECT_EQ(set("ngắn", "ngắn").status, 422);
  EXPECT_EQ(set("Cầu Rồng phun lửa", "Cầu Rồng phun lửa").status, 303);
  EXPECT_EQ(set("Cầu Rồng phun lửa", "Cầu Rồng phun lửa").status, 401) << "used up";
  Visitor again(router_);
  EXPECT_EQ(signIn(again, "hong", "Cầu Rồng phun lửa").status, 303);
}

TEST_F(SignInWorld, OnlyAnAdministratorSeesTheAccounts) {
  Visitor nobody(router_);
  EXPECT_EQ(nobody.get("/admin/accounts").status, 401);
  Visitor hanh(router_);
  ASSERT_EQ(signIn(hanh, "hanh.vp").status, 303);
  EXPECT_EQ(hanh.get("/admin/accounts").status, 403);
  const std::string csrf = access_.authorise(hanh.cookies.at("__Host-desk"))->csrf;
  EXPECT_EQ(
      hanh.post("/admin/accounts/switch", {{"csrf", csrf}, {"name", "son.vp"}, {"state", "disabled"}}).status,
      403);
}

TEST_F(SignInWorld, AnAccountThatIsSwitchedOffIsOutAtOnce) {
  Visitor son(router_);
  Visitor hanh(router_);
  ASSERT_EQ(signIn(son, "son.vp").status, 303);
  ASSERT_EQ(signIn(hanh, "hanh.vp").status, 303);
  const std::string csrf = Visitor::hidden(son.get("/admin/accounts"), "csrf");
  EXPECT_EQ(
      son.post("/admin/accounts/switch", {{"csrf", csrf}, {"name", "hanh.vp"}, {"state", "disabled"}}).status,
      303);
  EXPECT_FALSE(access_.authorise(hanh.cookies.at("__Host-desk")));
  EXPECT_EQ(signIn(hanh, "hanh.vp").status, 401);
}

TEST_F(SignInWorld, PersonsOfUnknownHousesOrOfficialsOfNoDirectoryAreNotLinked) {
  Visitor son(router_);
  ASSERT_EQ(signIn(son, "son.vp").status, 303);
  const std::string csrf = Visitor::hidden(son.get("/admin/accounts"), "csrf");
  const auto link = [&](const std::string& issuer, const std::string& official) {
    return son
        .post("/admin/identities",
              {{"csrf", csrf}, {"issuer", issuer}, {"subject", "u-17"}, {"official", official}})
        .status;
  };
  EXPECT_EQ(link("https://evil.example", "off-hanh"), 422);
  EXPECT_EQ(link("https://sso.example", "off-nobody"), 422);
  EXPECT_EQ(link("https://sso.example", "off-hanh"), 303);
  EXPECT_EQ(*identities_.officialOf("https://sso.example", "u-17"), OfficialId("off-hanh"));
  EXPECT_EQ(son.post("/admin/identities/remove",
                     {{"csrf", csrf}, {"issuer", "https://sso.example"}, {"subject", "u-17"}})
                .status,
            303);
  EXPECT_FALSE(identities_.officialOf("https://sso.example", "u-17"));
}

TEST_F(SignInWorld, WhatSomebodyTypedIsShownAsTextAndNeverAsMarkup) {
  Visitor hanh(router_);
  const auto answer = signIn(hanh, "<script>alert(1)</script>");
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.body.find("<script>alert"), std::string::npos);
}

}  // namespace
}  // namespace tdkt::pages
