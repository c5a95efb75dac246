// The client of a remote signing service against our server of it, over HTTP, with real keys.

#include "signing/remote/CscKeyHolder.h"

#include <gtest/gtest.h>

#include <fstream>
#include <functional>

#include "connector/app/RemoteKey.h"
#include "connector/http/HttpServer.h"
#include "connector/http/RemoteHttp.h"
#include "integration/csc_server/CscServer.h"
#include "tests/fakes/TemporaryFolder.h"
#include "tests/unit/signing/RawSignature.h"
#include "tests/unit/signing/SignedFixture.h"

namespace tdkt::signing {
namespace {

class Remote : public Signed {
 protected:
  void SetUp() override { start({}); }

  void start(
      std::function<void(cscserver::ServerSettings&, std::vector<cscserver::ServedCredential>&)> change) {
    cscserver::ServerSettings how;
    how.clientId = "tdkt & co";
    how.clientSecret = Secret("s3cret+/=%");
    std::vector<cscserver::ServedCredential> keys;
    keys.push_back(credential("chair", chair()));
    keys.push_back(credential("organisation", organisation()));
    if (change) change(how, keys);
    listener.reset();
    server = std::make_unique<cscserver::CscServer>(how, std::move(keys), clock, source);
    router = std::make_unique<http::Router>();
    server->addRoutes(*router);
    listener = std::make_unique<http::HttpServer>(*router, http::ServerSettings{});
    ASSERT_TRUE(listener->start());
  }

  static cscserver::ServedCredential credential(const std::string& id, const fakes::Identity& who) {
    cscserver::ServedCredential out;
    out.id = id;
    out.identity = trust::share(who.own);
    out.issuers = {pki().issuing.certificate.der(), pki().root.certificate.der()};
    out.pin = Secret("12345678");
    out.multisign = 5;
    return out;
  }

  CscSettings settings(const std::string& id = "chair") const {
    CscSettings out;
    out.client.baseUrl = "http://127.0.0.1:" + std::to_string(listener->port()) + "/csc/v2";
    out.client.clientId = "tdkt & co";
    out.client.clientSecret = Secret("s3cret+/=%");
    out.credentialId = id;
    out.pin = Secret("12345678");
    return out;
  }
  Result<std::unique_ptr<BatchKeyHolder>> open(const CscSettings& how) {
    return openCscKey(how, transport, clock);
  }
  std::string refusal(const CscSettings& how) {
    const auto key = open(how);
    return key ? "opened" : key.error().code;
  }
  Result<Bytes> signOnce(KeyHolder& key, const char* job = "job") {
    return key.sign(SigningJobId(job), digest);
  }
  bool isGood(const KeyHolder& key, const Result<Bytes>& raw) {
    return raw && verifies(key.chain().front(), key.algorithm(), digest, *raw);
  }

  fakes::FakeClock clock;
  SystemRandom source;
  http::RemoteHttp transport{std::chrono::milliseconds(2000)};
  std::unique_ptr<cscserver::CscServer> server;
  std::unique_ptr<http::Router> router;
  std::unique_ptr<http::HttpServer> listener;
  const ToBeSigned digest = hashed(Hash::kSha256, "attributes");
};

}  // namespace

TEST_F(Remote, ADecisionIsSignedByAKeyThatNeverLeavesTheService) {
  for (const char* id : {"chair", "organisation"}) {
    const auto key = open(settings(id));
    ASSERT_TRUE(key) << key.error().code << " " << key.error().detail;
    ASSERT_EQ((*key)->chain().size(), 2U);  // without the root
    const auto prepared =
        signer.prepare(SigningJobId("job"), fakes::smallPdf(), (*key)->chain(), spec("Field"));
    const auto raw = (*key)->sign(prepared->job, prepared->toSign);
    ASSERT_TRUE(raw) << raw.error().code << " " << raw.error().detail;
    const auto done = signer.complete(*prepared, *raw);
    ASSERT_TRUE(done) << done.error().code;
    EXPECT_EQ(verify(*done).verdict, Verdict::kValid);
  }
}

TEST_F(Remote, EveryAlgorithmOfTheKeySignsWhatAVerifierAccepts) {
  const std::pair<const char*, Scheme> ways[] = {
      {"chair", Scheme::kRsaPkcs1}, {"chair", Scheme::kRsaPss}, {"organisation", Scheme::kEcdsa}};
  for (const auto& [id, scheme] : ways) {
    for (const Hash hash : {Hash::kSha256, Hash::kSha384, Hash::kSha512}) {
      CscSettings how = settings(id);
      how.algorithm = SignatureAlgorithm{scheme, hash};
      const auto key = open(how);
      ASSERT_TRUE(key);
      const ToBeSigned wanted = hashed(hash, "attributes");
      const auto raw = (*key)->sign(SigningJobId(nameOf(*how.algorithm)), wanted);
      ASSERT_TRUE(raw) << nameOf(*how.algorithm) << " " << raw.error().detail;
      EXPECT_TRUE(verifies((*key)->chain().front(), *how.algorithm, wanted, *raw)) << nameOf(*how.algorithm);
    }
  }
}

TEST_F(Remote, AServiceThatAnswersBareNumbersIsUnderstood) {
  start([](auto&, auto& keys) { keys[1].rawEcdsa = true; });
  const auto key = open(settings("organisation"));
  ASSERT_TRUE(key);
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(isGood(**key, signOnce(**key, std::to_string(i).c_str())));
}

TEST_F(Remote, ABatchTakesOneAuthorizationForAsManyHashesAsTheCredentialAllows) {
  const auto key = open(settings());
  std::vector<ToBeSigned> digests;
  for (int i = 0; i < 12; ++i) digests.push_back(hashed(Hash::kSha256, std::to_string(i)));
  const auto all = (*key)->signMany(SigningJobId("batch"), digests);
  ASSERT_TRUE(all) << all.error().code << " " << all.error().detail;
  ASSERT_EQ(all->size(), 12U);
  for (std::size_t i = 0; i < 12; ++i)
    EXPECT_TRUE(verifies((*key)->chain().front(), (*key)->algorithm(), digests[i], (*all)[i])) << i;
  EXPECT_EQ(server->tally.authorizations, 3);  // 5 + 5 + 2
  EXPECT_EQ(server->tally.tokens, 1);
}

TEST_F(Remote, AWrongPinGoesToTheServiceOnce) {
  CscSettings how = settings();
  how.pin = Secret("0000");
  const auto key = open(how);
  ASSERT_TRUE(key);
  for (int i = 0; i < 3; ++i) {
    const auto refused = signOnce(**key);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "signing.key.pin");
    EXPECT_EQ(refused.error().kind, ErrorKind::kDenied);
  }
  EXPECT_EQ(server->tally.pinTries, 1);
}

TEST_F(Remote, AnExpiredTokenIsFetchedAnewWithinTheCall) {
  const auto key = open(settings());
  ASSERT_TRUE(signOnce(**key, "one"));
  server->forgetTokens();
  EXPECT_TRUE(isGood(**key, signOnce(**key, "two")));
  EXPECT_EQ(server->tally.tokens, 2);
  clock.advance(std::chrono::hours(2));  // by the clock, before the service has to say so
  EXPECT_TRUE(isGood(**key, signOnce(**key, "three")));
  EXPECT_EQ(server->tally.tokens, 3);
}

TEST_F(Remote, AWrongClientOrAWornOutBearerIsDenied) {
  CscSettings how = settings();
  how.client.clientSecret = Secret("wrong");
  EXPECT_EQ(refusal(how), "signing.remote.client");
  how.client.bearer = Secret("worn out");
  EXPECT_EQ(refusal(how), "signing.remote.client");
}

TEST_F(Remote, ABusyServiceIsCertainlyNotDoneAndTheAuthorizationIsKept) {
  const auto key = open(settings());
  server->faults.busy = 1;
  const auto refused = signOnce(**key);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "signing.remote.busy");
  EXPECT_EQ(refused.error().kind, ErrorKind::kUnavailable);
  EXPECT_EQ(server->tally.signatures, 0);
  EXPECT_TRUE(isGood(**key, signOnce(**key)));
}

TEST_F(Remote, AFaultWhileSigningIsDoubtAndTheSameJobIsAskedAgainWithoutANewAuthorization) {
  const auto key = open(settings());
  server->faults.broken = 1;
  const auto doubt = signOnce(**key);
  ASSERT_FALSE(doubt);
  EXPECT_EQ(doubt.error().code, "signing.remote.lost");
  EXPECT_EQ(doubt.error().kind, ErrorKind::kInDoubt);
  EXPECT_TRUE(isGood(**key, signOnce(**key)));
  EXPECT_EQ(server->tally.authorizations, 1);
  EXPECT_EQ(server->tally.signatures, 1);
}

TEST_F(Remote, ALostReplyAskedAgainGetsTheVerySameSignatureFromAServiceThatRemembers) {
  const auto key = open(settings("organisation"));
  server->faults.answersLost = 1;
  ASSERT_EQ(signOnce(**key).error().kind, ErrorKind::kInDoubt);
  EXPECT_EQ(server->tally.signatures, 1);
  EXPECT_TRUE(isGood(**key, signOnce(**key)));
  EXPECT_EQ(server->tally.signatures, 1);
  EXPECT_EQ(server->tally.authorizations, 1);
}

TEST_F(Remote, ALostReplyOfAServiceThatDoesNotRememberIsSignedAnewOverTheSameHash) {
  start([](auto& how, auto&) { how.remembers = false; });
  const auto key = open(settings());
  server->faults.answersLost = 1;
  ASSERT_EQ(signOnce(**key).error().kind, ErrorKind::kInDoubt);
  EXPECT_TRUE(isGood(**key, signOnce(**key)));  // the SAD is spent: a new one was asked for
  EXPECT_EQ(server->tally.authorizations, 2);
}

TEST_F(Remote, AReplyThatComesAfterTheDeadlineIsDoubt) {
  http::RemoteHttp hasty(std::chrono::milliseconds(300));
  const auto key = openCscKey(settings("organisation"), hasty, clock);
  ASSERT_TRUE(key);
  server->faults.slowFor = std::chrono::milliseconds(900);
  server->faults.answersSlow = 1;
  const auto doubt = signOnce(**key);
  ASSERT_FALSE(doubt);
  EXPECT_EQ(doubt.error().kind, ErrorKind::kInDoubt);
  EXPECT_TRUE(isGood(**key, signOnce(**key)));
  EXPECT_EQ(server->tally.signatures, 1);
}

TEST_F(Remote, AnAuthorizationThatRanOutIsRenewedOnce) {
  start([](auto& how, auto&) { how.remembers = false; });
  const auto key = open(settings());
  server->faults.broken = 1;
  ASSERT_EQ(signOnce(**key).error().kind, ErrorKind::kInDoubt);
  server->forgetSads();
  EXPECT_TRUE(isGood(**key, signOnce(**key)));
  EXPECT_EQ(server->tally.authorizations, 2);
}

TEST_F(Remote, AnAnswerWithTooFewSignaturesIsNoAnswer) {
  const auto key = open(settings());
  server->faults.nonsense = 1;
  EXPECT_EQ(signOnce(**key).error().code, "signing.remote.answer");
}

TEST_F(Remote, AServiceOutOfReachIsUnavailable) {
  const auto key = open(settings());
  const CscSettings how = settings();
  listener->stop();
  const auto away = signOnce(**key);
  EXPECT_EQ(away.error().code, "signing.remote.unavailable");
  EXPECT_EQ(away.error().kind, ErrorKind::kUnavailable);
  EXPECT_EQ(refusal(how), "signing.remote.unavailable");
}

TEST_F(Remote, ACredentialThatCannotSignUnattendedIsRefusedAtOpening) {
  start([](auto&, auto& keys) {
    keys[0].wantsOtp = true;
    keys[1].enabled = false;
  });
  EXPECT_EQ(refusal(settings("chair")), "signing.remote.interactive");
  EXPECT_EQ(refusal(settings("organisation")), "signing.remote.disabled");
  EXPECT_EQ(refusal(settings("nobody")), "signing.remote.refused");
}

TEST_F(Remote, TheOnlyCredentialNeedsNoNameAndOneOfTwoDoes) {
  EXPECT_EQ(refusal(settings("")), "signing.key.absent");
  start([](auto&, auto& keys) {
    keys.pop_back();
    keys[0].pin = Secret();  // implicit
  });
  const auto key = open(settings(""));
  ASSERT_TRUE(key) << key.error().code;
  EXPECT_TRUE(isGood(**key, signOnce(**key)));
  EXPECT_EQ(server->tally.pinTries, 0);
}

TEST_F(Remote, AnAdministratorsDescriptionOpensTheKey) {
  const fakes::TemporaryFolder folder;
  const auto write = [&](const char* name, const std::string& text) {
    std::ofstream(folder.file(name)) << text;
  };
  const std::string base = settings().client.baseUrl;
  write("secret", "s3cret+/=%\n");
  write("pin", "12345678\r\n");
  const std::string good =
      R"("clientId":"tdkt & co","clientSecretFile":"secret","pinFile":"pin","credential":"chair")";
  write("key.json", R"({"baseUrl":")" + base + R"(",)" + good + R"(,"algorithm":"rsa-pss-sha384"})");
  const auto key = app::openRemoteKey(folder.file("key.json"));
  ASSERT_TRUE(key) << key.error().code << " " << key.error().field;
  EXPECT_EQ(nameOf((*key)->algorithm()), "rsa-pss-sha384");
  const ToBeSigned wanted = hashed(Hash::kSha384, "attributes");
  const auto raw = (*key)->sign(SigningJobId("job"), wanted);
  ASSERT_TRUE(raw) << raw.error().code;
  EXPECT_TRUE(verifies((*key)->chain().front(), (*key)->algorithm(), wanted, *raw));

  const auto codeFor = [&](const std::string& text) {
    write("key.json", text);
    return app::openRemoteKey(folder.file("key.json")).error().code;
  };
  EXPECT_EQ(codeFor(R"({"baseUrl":"x","url":"y"})"), "config.unknown-key");
  EXPECT_EQ(codeFor(R"({"baseUrl":")" + base + R"("})"), "config.missing");
  EXPECT_EQ(codeFor("{" + good + "}"), "config.missing");
  EXPECT_EQ(codeFor(R"({"baseUrl":1})"), "config.type");
}

TEST_F(Remote, SecretsDoNotGoOverPlainHttpToAnotherMachine) {
  CscSettings how = settings();
  how.client.baseUrl = "http://signing.example/csc/v2";
  EXPECT_EQ(refusal(how), "signing.remote.url");
  how = settings();
  how.client.tokenUrl = "http://127.0.0.1.example/token";
  EXPECT_EQ(refusal(how), "signing.remote.url");
}

}  // namespace tdkt::signing
