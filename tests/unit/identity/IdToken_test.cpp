#include "connector/identity/IdToken.h"

#include <gtest/gtest.h>

#include "tests/fakes/FakeIssuer.h"

namespace tdkt::identity {
namespace {

using fakes::JwkKey;
using nlohmann::ordered_json;

constexpr std::int64_t kNow = 1'795'000'000;

class IdTokenTest : public testing::Test {
 protected:
  static const JwkKey& rsa() {
    static const JwkKey key("rsa");
    return key;
  }
  static const JwkKey& elliptic() {
    static const JwkKey key("ec", 0);
    return key;
  }
  static KeySet setOf(std::initializer_list<const JwkKey*> keys) {
    ordered_json set = {{"keys", ordered_json::array()}};
    for (const JwkKey* key : keys) set["keys"].push_back(key->jwk());
    return *KeySet::fromJson(set.dump());
  }
  static ordered_json claims() {
    return {{"iss", "https://sso.example"},
            {"sub", "u-17"},
            {"aud", "tdkt"},
            {"iat", kNow - 5},
            {"exp", kNow + 300},
            {"nonce", "n-1"}};
  }
  static TokenExpectation expected() { return {"https://sso.example", "tdkt", "n-1", UtcTime{kNow * 1000}}; }
  static std::string with(const char* name, const ordered_json& value) {
    ordered_json changed = claims();
    changed[name] = value;
    return rsa().sign({{"alg", "RS256"}, {"kid", "rsa"}}, changed.dump());
  }
  static std::string without(const char* name) {
    ordered_json changed = claims();
    changed.erase(name);
    return rsa().sign({{"alg", "RS256"}, {"kid", "rsa"}}, changed.dump());
  }
  std::string verdict(const std::string& token) const {
    const auto subject = subjectOf(token, both_, expected());
    return subject ? *subject : subject.error().code;
  }
  const KeySet both_ = setOf({&rsa(), &elliptic()});
};

TEST_F(IdTokenTest, ThreeAlgorithmsAreTaken) {
  EXPECT_EQ(verdict(rsa().sign({{"alg", "RS256"}, {"kid", "rsa"}}, claims().dump())), "u-17");
  EXPECT_EQ(verdict(rsa().sign({{"alg", "PS256"}, {"kid", "rsa"}}, claims().dump())), "u-17");
  EXPECT_EQ(verdict(elliptic().sign({{"alg", "ES256"}, {"kid", "ec"}}, claims().dump())), "u-17");
}

TEST_F(IdTokenTest, NoOtherAlgorithmIsHoweverItIsSigned) {
  for (const char* algorithm : {"none", "HS256", "None", "RS1", ""})
    EXPECT_EQ(verdict(rsa().sign({{"alg", algorithm}, {"kid", "rsa"}}, claims().dump())), "oidc.token")
        << algorithm;
  EXPECT_EQ(verdict(rsa().sign({{"kid", "rsa"}}, claims().dump())), "oidc.token");
  EXPECT_EQ(verdict(elliptic().sign({{"alg", "RS256"}, {"kid", "ec"}}, claims().dump())), "oidc.key")
      << "a key signs by its own algorithm only";
}

TEST_F(IdTokenTest, AnotherKeyAChangedContentOrAChangedHeaderIsNotBelieved) {
  const JwkKey stranger("rsa");
  EXPECT_EQ(verdict(stranger.sign({{"alg", "RS256"}, {"kid", "rsa"}}, claims().dump())), "oidc.token");
  std::string token = with("sub", "u-17");
  const auto dot = token.find('.') + 1;
  token[dot + 20] = token[dot + 20] == 'A' ? 'B' : 'A';
  EXPECT_EQ(verdict(token), "oidc.token");
  const std::string good = with("sub", "u-17");
  EXPECT_EQ(verdict(fakes::base64Url(R"({"alg":"PS256","kid":"rsa"})") + good.substr(good.find('.'))),
            "oidc.token");
}

TEST_F(IdTokenTest, AKeyInTheTokenItselfOrBehindAnAddressIsNeverUsed) {
  const JwkKey stranger("rsa");
  EXPECT_EQ(
      verdict(stranger.sign({{"alg", "RS256"}, {"kid", "rsa"}, {"jwk", stranger.jwk()}}, claims().dump())),
      "oidc.token");
  EXPECT_EQ(verdict(stranger.sign({{"alg", "RS256"}, {"kid", "x"}, {"jku", "https://evil.example"}},
                                  claims().dump())),
            "oidc.key");
  EXPECT_EQ(verdict(rsa().sign({{"alg", "RS256"}, {"kid", "rsa"}, {"crit", {"exp"}}}, claims().dump())),
            "oidc.token");
}

TEST_F(IdTokenTest, ATokenThatNamesNoKeyNeedsASetWithOneKeyOfItsKind) {
  const std::string token = rsa().sign({{"alg", "RS256"}}, claims().dump());
  EXPECT_EQ(verdict(token), "u-17");
  const JwkKey second("second");
  EXPECT_EQ(subjectOf(token, setOf({&rsa(), &second}), expected()).error().code, "oidc.token");
}

TEST_F(IdTokenTest, EveryClaimMustBeAsAsked) {
  const ordered_json past = kNow - 61;
  const std::pair<const char*, ordered_json> wrong[] = {{"iss", "https://sso.example/"},
                                                        {"iss", 5},
                                                        {"aud", "other"},
                                                        {"aud", {"other", "third"}},
                                                        {"aud", {"tdkt", "other"}},
                                                        {"azp", "other"},
                                                        {"exp", past},
                                                        {"exp", "2030"},
                                                        {"iat", kNow + 61},
                                                        {"iat", kNow - 661},
                                                        {"nbf", kNow + 61},
                                                        {"nonce", "n-2"},
                                                        {"nonce", ""},
                                                        {"sub", ""},
                                                        {"sub", 17},
                                                        {"sub", std::string(256, 'u')}};
  for (const auto& [name, value] : wrong)
    EXPECT_EQ(verdict(with(name, value)), "oidc.token") << name << " " << value;
  for (const char* name : {"iss", "sub", "aud", "exp", "iat", "nonce"})
    EXPECT_EQ(verdict(without(name)), "oidc.token") << name;
  EXPECT_EQ(verdict(with("aud", ordered_json::array({"tdkt"}))), "u-17");
  EXPECT_EQ(verdict(with("exp", kNow - 59)), "u-17") << "a minute of difference between clocks";
  EXPECT_EQ(verdict(with("exp", static_cast<double>(kNow) + 0.5)), "u-17")
      << "a NumericDate may have a fraction";
}

TEST_F(IdTokenTest, SeveralAudiencesNeedTheAuthorisedPartyToBeUs) {
  ordered_json changed = claims();
  changed["aud"] = {"tdkt", "other"};
  changed["azp"] = "tdkt";
  EXPECT_EQ(verdict(rsa().sign({{"alg", "RS256"}, {"kid", "rsa"}}, changed.dump())), "u-17");
}

TEST_F(IdTokenTest, WhatIsNoTokenIsRefusedWhole) {
  for (const std::string& bad :
       {std::string(), std::string("."), std::string(".."), std::string("a.b"), std::string("a.b.c.d"),
        std::string("e30.e30."), std::string(20'000, 'a'), std::string("\0.\0.\0", 5)})
    EXPECT_EQ(verdict(bad), "oidc.token") << bad.substr(0, 10);
  EXPECT_EQ(verdict(rsa().sign({{"alg", "RS256"}, {"kid", "rsa"}}, "[]")), "oidc.token");
  EXPECT_EQ(
      verdict(rsa().sign({{"alg", "RS256"}, {"kid", "rsa"}}, R"({"iss":"https://sso.example","iss":"x"})")),
      "oidc.token");
}

TEST_F(IdTokenTest, WeakKeysKeysForOtherUsesAndPrivatePartsAreLeftOut) {
  const JwkKey weak("weak", 1024);
  EXPECT_EQ(setOf({&weak}).size(), 0U);
  ordered_json forEncryption = rsa().jwk();
  forEncryption["use"] = "enc";
  ordered_json bound = rsa().jwk();
  bound["alg"] = "PS256";
  const auto set =
      KeySet::fromJson(ordered_json{{"keys", {forEncryption, {{"kty", "OKP"}}, 7, bound}}}.dump());
  ASSERT_TRUE(set);
  EXPECT_EQ(set->size(), 1U);
  EXPECT_EQ(subjectOf(with("sub", "u-17"), *set, expected()).error().code, "oidc.key") << "bound to PS256";
  EXPECT_EQ(KeySet::fromJson("[]").error().code, "oidc.answer");
  EXPECT_EQ(KeySet::fromJson("{\"keys\":{}}").error().code, "oidc.answer");
}

}  // namespace
}  // namespace tdkt::identity
