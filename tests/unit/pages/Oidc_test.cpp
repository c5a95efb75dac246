#include "connector/pages/OidcPages.h"

#include "tests/fakes/FakeIssuer.h"
#include "tests/unit/pages/SignInWorld.h"

namespace tdkt::pages {
namespace {

using fakes::FakeIssuer;
using fakes::Visitor;

class OidcFlow : public SignInWorld {
 protected:
  void SetUp() override {
    SignInWorld::SetUp();
    pages_.addTo(router_);
    ASSERT_TRUE(identities_.link({issuer_.url(), "u-17", OfficialId("off-hanh")}));
  }
  static std::string callback(const std::map<std::string, std::string>& back) {
    std::string out = "/sign-in/oidc/sso/callback?";
    for (const auto& [name, value] : back) out += name + "=" + http::encodeQuery(value) + "&";
    out.pop_back();
    return out;
  }
  /// The whole way of one person.
  http::Response go(Visitor& visitor, const std::string& subject,
                    const std::string& begin = "/sign-in/oidc/sso") {
    const auto away = visitor.get(begin);
    if (away.status != 303) return away;
    return visitor.get(callback(issuer_.authorise(Visitor::header(away, "Location"), subject)));
  }
  static bool entered(const Visitor& visitor) { return visitor.cookies.count("__Host-desk") != 0; }

  FakeIssuer issuer_{clock_};
  identity::OidcProvider provider_{{"sso",
                                    "Đăng nhập một cửa",
                                    issuer_.url(),
                                    "tdkt",
                                    Secret("s3cret/+:"),
                                    {},
                                    OidcPages::callbackUrl("https://tdkt.example", "sso")},
                                   clock_,
                                   random_};
  OidcPages pages_{signIn_, access_, identities_, clock_, {&provider_}};
};

TEST_F(OidcFlow, APersonWhoIsLinkedComesInAsHisOfficialAndToThePageHeAskedFor) {
  Visitor hanh(router_);
  const auto in = go(hanh, "u-17", "/sign-in/oidc/sso?next=%2Fdesk%2Fnumbers");
  EXPECT_EQ(in.status, 303);
  EXPECT_EQ(Visitor::header(in, "Location"), "/desk/numbers");
  EXPECT_EQ(access_.authorise(hanh.cookies.at("__Host-desk"))->official, OfficialId("off-hanh"));
  EXPECT_EQ(hanh.cookies.count("__Host-oidc"), 0U) << "what belonged to this sign-in is gone";
  EXPECT_EQ(issuer_.asked.at("scope"), "openid");
  EXPECT_EQ(issuer_.asked.at("code_challenge_method"), "S256");
  EXPECT_EQ(issuer_.asked.at("redirect_uri"), "https://tdkt.example/sign-in/oidc/sso/callback");
}

TEST_F(OidcFlow, APersonNobodyLinkedIsToldHisSubjectForTheAdministratorAndStaysOut) {
  Visitor stranger(router_);
  const auto out = go(stranger, "u-<99>");
  EXPECT_EQ(out.status, 403);
  EXPECT_NE(out.body.find("Mã định danh: u-&lt;99&gt;"), std::string::npos);
  EXPECT_FALSE(entered(stranger));
}

TEST_F(OidcFlow, AnAnswerFromAnotherBrowserOrWithAnotherStateOrTooLateIsNotTaken) {
  Visitor hanh(router_);
  const auto away = hanh.get("/sign-in/oidc/sso");
  auto back = issuer_.authorise(Visitor::header(away, "Location"), "u-17");
  Visitor other(router_);
  EXPECT_EQ(other.get(callback(back)).status, 403) << "the attacker's code in the victim's browser";
  (void)other.get("/sign-in/oidc/sso");
  EXPECT_EQ(other.get(callback(back)).status, 403);
  Visitor slow(router_);
  const auto begun = slow.get("/sign-in/oidc/sso");
  clock_.advance(std::chrono::minutes(11));
  EXPECT_EQ(slow.get(callback(issuer_.authorise(Visitor::header(begun, "Location"), "u-17"))).status, 403);
  EXPECT_FALSE(entered(other) || entered(slow));
}

TEST_F(OidcFlow, TheWayBackWorksOnce) {
  Visitor hanh(router_);
  const auto away = hanh.get("/sign-in/oidc/sso");
  const auto back = issuer_.authorise(Visitor::header(away, "Location"), "u-17");
  ASSERT_EQ(hanh.get(callback(back)).status, 303);
  EXPECT_EQ(hanh.get(callback(back)).status, 403);
}

TEST_F(OidcFlow, ACodeThatTheIssuerDoesNotKnowOrARefusalThereOpensNothing) {
  Visitor hanh(router_);
  const auto away = hanh.get("/sign-in/oidc/sso");
  auto back = issuer_.authorise(Visitor::header(away, "Location"), "u-17");
  back["code"] = "stolen";
  EXPECT_EQ(hanh.get(callback(back)).status, 403);
  const auto again = hanh.get("/sign-in/oidc/sso");
  back = {{"state", FakeIssuer::queryOf(Visitor::header(again, "Location")).at("state")},
          {"error", "access_denied"}};
  const auto refused = hanh.get(callback(back));
  EXPECT_EQ(refused.status, 403);
  EXPECT_NE(refused.body.find("không cho đăng nhập"), std::string::npos);
  EXPECT_FALSE(entered(hanh));
}

TEST_F(OidcFlow, ATokenForSomebodyElseIsNotTaken) {
  Visitor hanh(router_);
  issuer_.mint = [&](auto claims) {
    claims["aud"] = "another-client";
    return issuer_.key.sign({{"alg", "RS256"}, {"kid", "k1"}}, claims.dump());
  };
  EXPECT_EQ(go(hanh, "u-17").status, 403);
  issuer_.mint = [&](auto claims) {
    claims["nonce"] = "of another sign-in";
    return issuer_.key.sign({{"alg", "RS256"}, {"kid", "k1"}}, claims.dump());
  };
  EXPECT_EQ(go(hanh, "u-17").status, 403);
  EXPECT_FALSE(entered(hanh));
}

TEST_F(OidcFlow, WhenTheIssuerChangesItsKeysTheNewOnesAreFetchedAtMostOnceAMinute) {
  Visitor hanh(router_);
  ASSERT_EQ(go(hanh, "u-17").status, 303);
  ASSERT_EQ(go(hanh, "u-17").status, 303);
  EXPECT_EQ(issuer_.keysAsked, 1) << "kept";
  const fakes::JwkKey fresh("k2");
  issuer_.published = {&fresh};
  issuer_.mint = [&](const auto& claims) {
    return fresh.sign({{"alg", "RS256"}, {"kid", "k2"}}, claims.dump());
  };
  EXPECT_EQ(go(hanh, "u-17").status, 403) << "asked for a moment ago";
  EXPECT_EQ(issuer_.keysAsked, 1);
  clock_.advance(std::chrono::minutes(1));
  EXPECT_EQ(go(hanh, "u-17").status, 303);
  EXPECT_EQ(issuer_.keysAsked, 2);
}

TEST_F(OidcFlow, AnIssuerThatIsAwayIsToldAndAskedAgainOnlyAfterARest) {
  issuer_.discoveryStatus = 500;
  Visitor hanh(router_);
  const auto away = hanh.get("/sign-in/oidc/sso");
  EXPECT_EQ(away.status, 503);
  EXPECT_NE(away.body.find("Chưa kết nối được hệ thống đăng nhập tập trung"), std::string::npos);
  issuer_.discoveryStatus = 200;
  EXPECT_EQ(hanh.get("/sign-in/oidc/sso").status, 503);
  clock_.advance(std::chrono::seconds(10));
  EXPECT_EQ(hanh.get("/sign-in/oidc/sso").status, 303);
}

TEST_F(OidcFlow, AnIssuerThatCallsItselfOtherwiseOrOffersPlainHttpIsNotUsed) {
  issuer_.metadata["issuer"] = "https://evil.example";
  Visitor hanh(router_);
  EXPECT_EQ(hanh.get("/sign-in/oidc/sso").status, 422);
  clock_.advance(std::chrono::seconds(10));
  issuer_.metadata = {{"token_endpoint", "http://evil.example/token"}};
  EXPECT_EQ(hanh.get("/sign-in/oidc/sso").status, 422);
  clock_.advance(std::chrono::seconds(10));
  issuer_.metadata = {{"token_endpoint", "http://127.0.0.1.evil.example/token"}};
  EXPECT_EQ(hanh.get("/sign-in/oidc/sso").status, 422);
}

TEST_F(OidcFlow, WhereTheIssuerSaysItsNameInTheAnswerTheNameMustBeRight) {
  issuer_.metadata["authorization_response_iss_parameter_supported"] = true;
  Visitor hanh(router_);
  const auto attempt = [&](const char* name) {
    const auto away = hanh.get("/sign-in/oidc/sso");
    auto back = issuer_.authorise(Visitor::header(away, "Location"), "u-17");
    if (name != nullptr) back["iss"] = name;
    return hanh.get(callback(back)).status;
  };
  EXPECT_EQ(attempt(nullptr), 403);
  EXPECT_EQ(attempt("https://evil.example"), 403);
  EXPECT_EQ(attempt(issuer_.url().c_str()), 303);
}

TEST_F(OidcFlow, AThirdPartyMayBeginForThisIssuerAndAPageOfThisHouseOnly) {
  Visitor hanh(router_);
  const std::string iss = "iss=" + http::encodeQuery(issuer_.url());
  const auto in = go(hanh, "u-17",
                     "/sign-in/oidc/sso?" + iss + "&login_hint=hanh&target_link_uri=" +
                         http::encodeQuery("https://tdkt.example/desk/problems"));
  EXPECT_EQ(Visitor::header(in, "Location"), "/desk/problems");
  EXPECT_EQ(issuer_.asked.at("login_hint"), "hanh");
  EXPECT_EQ(hanh.get("/sign-in/oidc/sso?iss=https%3A%2F%2Fevil.example").status, 422);
  EXPECT_EQ(
      hanh.get("/sign-in/oidc/sso?" + iss + "&target_link_uri=https%3A%2F%2Fevil.example%2Fdesk").status,
      422);
  EXPECT_EQ(
      hanh.get("/sign-in/oidc/sso?" + iss + "&target_link_uri=https%3A%2F%2Ftdkt.example.evil%2Fdesk").status,
      422);
  EXPECT_EQ(hanh.get("/sign-in/oidc/other").status, 404);
  EXPECT_EQ(hanh.post("/sign-in/oidc/sso", {{"iss", issuer_.url()}}, "cross-site").status, 303);
}

}  // namespace
}  // namespace tdkt::pages
