#include "signing/keys/Pkcs11KeyHolder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "integration/trust_services/SoftToken.h"
#include "signing/keys/Pkcs11Module.h"
#include "tests/fakes/P11Shim.h"
#include "tests/fakes/SoftHsm.h"
#include "tests/fakes/TemporaryFolder.h"
#include "tests/unit/signing/RawSignature.h"
#include "tests/unit/signing/SignedFixture.h"

namespace tdkt::signing {
namespace {

constexpr const char* kModule = "/usr/lib/softhsm/libsofthsm2.so";
constexpr const char* kShim = TDKT_P11_SHIM;

/// One token for all tests of the process: a PKCS#11 library reads its configuration once.
class Token : public Signed {
 protected:
  static void SetUpTestSuite() {
    if (folder_ || !std::filesystem::exists(kModule)) return;
    folder_ = std::make_unique<fakes::TemporaryFolder>();
    fakes::useSoftHsmIn(folder_->path());
    SystemRandom source;
    auto token = trust::SoftToken::open({kModule, folder_->path(), "tdkt-test", Secret("1234")}, source);
    ASSERT_TRUE(token) << token.error().detail;
    ASSERT_TRUE(token->import("chair", chair().own));
    ASSERT_TRUE(token->import("organisation", organisation().own));
    ASSERT_TRUE(token->import("p384", identityOf(trust::KeyKind::kP384)));
    ASSERT_TRUE(token->import("p521", identityOf(trust::KeyKind::kP521)));
  }
  void SetUp() override {
    if (!folder_) GTEST_SKIP() << "SoftHSM is not installed";
  }

  static trust::Identity identityOf(trust::KeyKind kind) {
    trust::CertificatePlan plan;
    plan.subject = {{"CN", "Test"}};
    plan.extensions = trust::extensionsFor(trust::Purpose::kSigner);
    plan.days = 30;
    SystemRandom source;
    trust::KeyPtr key = *trust::newKey(kind);
    trust::CertificatePtr certificate = *trust::issue(plan, key.get(), &pki().issuing.own, pki().now, source);
    return {std::move(certificate), std::move(key)};
  }

  static Pkcs11Settings settings(const std::string& key, const char* module = kModule) {
    Pkcs11Settings out;
    out.module = module;
    out.tokenLabel = "tdkt-test";
    out.keyLabel = key;
    out.pin = Secret("1234");
    out.issuersPem = pki().issuing.certificate.pem();
    return out;
  }
  static Result<std::unique_ptr<KeyHolder>> open(const std::string& key, const char* pin = "1234") {
    Pkcs11Settings how = settings(key);
    how.pin = Secret(pin);
    return openPkcs11Key(how);
  }

 private:
  static inline std::unique_ptr<fakes::TemporaryFolder> folder_;
};

/// The same token behind the shim, which counts and fails on command.
class BadDay : public Token {
 protected:
  void SetUp() override {
    Token::SetUp();
    if (IsSkipped()) return;
    shim = &fakes::p11Controls(kShim);
    reset();
  }
  void TearDown() override {
    if (shim != nullptr) reset();
  }
  void reset() {
    fakes::P11Controls& c = *shim;
    c.failSigns = 0;
    c.failWith = CKR_OK;
    c.loginFails = CKR_OK;
    c.pulled = false;
    c.loseSessions = false;
    c.sessionLimit = 1000;
    c.lacks = 0;
    c.tokenFlags = 0;
    c.asksEachTime = false;
    // A library of the process stays logged in while any session is open: here, none is.
    const auto module = *p11::Module::load(kShim);
    module->functions()->C_CloseAllSessions(*module->slotOf("tdkt-test"));
    c.sessions = 0;
    c.logins = 0;
    c.contextLogins = 0;
    c.signs = 0;
    c.mostSessions = 0;
  }
  static Pkcs11Settings shimmed(const std::string& key = "chair", int sessions = 1) {
    Pkcs11Settings out = settings(key, kShim);
    out.sessions = sessions;
    return out;
  }
  Result<Bytes> signOnce(KeyHolder& key) { return key.sign(SigningJobId("job"), digest); }

  const ToBeSigned digest = hashed(Hash::kSha256, "attributes");
  fakes::P11Controls* shim = nullptr;
};

}  // namespace

TEST_F(Token, SignsWithRsaAndWithEllipticKeys) {
  for (const char* name : {"chair", "organisation"}) {
    const auto key = open(name);
    ASSERT_TRUE(key) << key.error().code << " " << key.error().detail;
    const auto prepared =
        signer.prepare(SigningJobId("job"), fakes::smallPdf(), (*key)->chain(), spec("Field"));
    ASSERT_TRUE(prepared);
    const auto raw = (*key)->sign(prepared->job, prepared->toSign);
    ASSERT_TRUE(raw) << raw.error().detail;
    const auto done = signer.complete(*prepared, *raw);
    ASSERT_TRUE(done) << name << " " << done.error().code;
    EXPECT_EQ(verify(*done).verdict, Verdict::kValid);
  }
}

TEST_F(Token, EveryAlgorithmOfTheKeySignsWhatAVerifierAccepts) {
  for (const Hash hash : {Hash::kSha256, Hash::kSha384, Hash::kSha512}) {
    const std::pair<const char*, Scheme> ways[] = {{"chair", Scheme::kRsaPkcs1},
                                                   {"chair", Scheme::kRsaPss},
                                                   {"organisation", Scheme::kEcdsa},
                                                   {"p384", Scheme::kEcdsa},
                                                   {"p521", Scheme::kEcdsa}};
    for (const auto& [label, scheme] : ways) {
      Pkcs11Settings how = settings(label);
      how.algorithm = SignatureAlgorithm{scheme, hash};
      const auto key = openPkcs11Key(how);
      ASSERT_TRUE(key) << label << " " << nameOf(*how.algorithm) << " " << key.error().detail;
      EXPECT_EQ((*key)->algorithm(), *how.algorithm);
      const ToBeSigned digest = hashed(hash, "attributes");
      const auto raw = (*key)->sign(SigningJobId("job"), digest);
      ASSERT_TRUE(raw) << label << " " << nameOf(*how.algorithm) << " " << raw.error().detail;
      EXPECT_TRUE(verifies((*key)->chain().front(), *how.algorithm, digest, *raw)) << nameOf(*how.algorithm);
      EXPECT_FALSE(verifies((*key)->chain().front(), *how.algorithm, hashed(hash, "other"), *raw));
    }
  }
}

TEST_F(Token, AnAlgorithmOfAnotherKindOfKeyIsRefused) {
  Pkcs11Settings how = settings("chair");
  how.algorithm = SignatureAlgorithm{Scheme::kEcdsa, Hash::kSha256};
  EXPECT_EQ(openPkcs11Key(how).error().code, "signing.key.algorithm");
}

TEST_F(Token, ADigestOfAnotherHashNeverReachesTheToken) {
  const auto key = open("chair");
  EXPECT_EQ((*key)->sign(SigningJobId("a"), hashed(Hash::kSha384, "x")).error().code, "signing.key.hash");
  EXPECT_EQ((*key)->sign(SigningJobId("b"), {Hash::kSha256, "short"}).error().code, "signing.key.hash");
}

TEST_F(Token, AWrongPinIsDeniedAndTheRightOneStillWorks) {
  const auto denied = open("chair", "9999");
  ASSERT_FALSE(denied);
  EXPECT_EQ(denied.error().code, "signing.key.pin");
  EXPECT_EQ(denied.error().kind, ErrorKind::kDenied);
  EXPECT_TRUE(open("chair"));
}

TEST_F(Token, AMissingKeyTokenOrLibraryIsToldApart) {
  EXPECT_EQ(open("nobody").error().code, "signing.key.absent");
  Pkcs11Settings how = settings("chair");
  how.tokenLabel = "no such token";
  EXPECT_EQ(openPkcs11Key(how).error().code, "signing.token.absent");
  EXPECT_EQ(openPkcs11Key(settings("chair", "/no/such/library.so")).error().code, "signing.token.module");
}

TEST_F(Token, ALostSessionIsOpenedAgain) {
  const auto key = open("chair");
  const ToBeSigned digest{Hash::kSha256, sha256("attributes")};
  ASSERT_TRUE((*key)->sign(SigningJobId("one"), digest));
  const auto module = *p11::Module::load(kModule);
  ASSERT_EQ(module->functions()->C_CloseAllSessions(*module->slotOf("tdkt-test")), CKR_OK);
  EXPECT_TRUE((*key)->sign(SigningJobId("two"), digest));
}

TEST_F(BadDay, OneLoginServesAWholeBatch) {
  const auto key = openPkcs11Key(shimmed("chair", 2));
  ASSERT_TRUE(key) << key.error().detail;
  std::atomic<int> good{0};
  const auto batch = [&] {
    for (int i = 0; i < 50; ++i) good += signOnce(**key) ? 1 : 0;
  };
  std::thread other(batch);
  batch();
  other.join();
  EXPECT_EQ(good, 100);
  EXPECT_EQ(shim->signs, 100);
  EXPECT_LE(shim->mostSessions, 2);
  EXPECT_EQ(shim->logins, shim->mostSessions);  // later ones are told that the application is logged in
}

TEST_F(BadDay, AWrongPinGoesToTheTokenOnce) {
  Pkcs11Settings how = shimmed();
  how.pin = Secret("9999");
  EXPECT_EQ(openPkcs11Key(how).error().code, "signing.key.pin");
  EXPECT_EQ(shim->logins, 1);
}

TEST_F(BadDay, APinRefusedInTheMiddleIsNotTriedAgain) {
  const auto key = openPkcs11Key(shimmed());
  ASSERT_TRUE(signOnce(**key));
  shim->loseSessions = true;
  shim->loginFails = CKR_PIN_INCORRECT;  // somebody changed it
  shim->logins = 0;
  for (int i = 0; i < 3; ++i) {
    const auto refused = signOnce(**key);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "signing.key.pin");
  }
  EXPECT_EQ(shim->logins, 1);
}

TEST_F(BadDay, ARefusalInAVendorsOwnWordsIsARefusalToo) {
  shim->loginFails = CKR_VENDOR_DEFINED;
  EXPECT_EQ(openPkcs11Key(shimmed()).error().code, "signing.key.pin");
}

TEST_F(BadDay, TheLastTryIsNotOursToUse) {
  shim->tokenFlags = CKF_USER_PIN_FINAL_TRY;
  EXPECT_EQ(openPkcs11Key(shimmed()).error().code, "signing.key.pin.last");
  shim->tokenFlags = CKF_USER_PIN_LOCKED;
  EXPECT_EQ(openPkcs11Key(shimmed()).error().code, "signing.key.pin.locked");
  EXPECT_EQ(shim->logins, 0);
}

TEST_F(BadDay, ATokenPulledInABatchIsUnavailableAndGoesOnOnceItIsBack) {
  const auto key = openPkcs11Key(shimmed());
  ASSERT_TRUE(signOnce(**key));
  shim->pulled = true;
  for (int i = 0; i < 2; ++i) {
    const auto away = signOnce(**key);
    ASSERT_FALSE(away);
    EXPECT_EQ(away.error().code, "signing.token.absent");
    EXPECT_EQ(away.error().kind, ErrorKind::kUnavailable);
  }
  shim->pulled = false;
  shim->logins = 0;
  EXPECT_TRUE(signOnce(**key));
  EXPECT_TRUE(signOnce(**key));
  EXPECT_EQ(shim->logins, 1);
}

TEST_F(BadDay, EverySignOfALostSessionIsRecoveredWithinTheCall) {
  const auto key = openPkcs11Key(shimmed());
  for (const CK_RV lost :
       {CKR_SESSION_HANDLE_INVALID, CKR_SESSION_CLOSED, CKR_DEVICE_REMOVED, CKR_DEVICE_ERROR,
        CKR_USER_NOT_LOGGED_IN, CKR_KEY_HANDLE_INVALID, CKR_TOKEN_NOT_PRESENT}) {
    shim->failWith = lost;
    shim->failSigns = 1;
    const auto raw = signOnce(**key);
    EXPECT_TRUE(raw) << p11::hex(lost);
  }
}

TEST_F(BadDay, AFaultThatStaysIsToldAfterOneRepeatAndTheNextCallStartsClean) {
  const auto key = openPkcs11Key(shimmed());
  shim->failWith = CKR_DEVICE_ERROR;
  shim->failSigns = 2;
  const auto failed = signOnce(**key);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, "signing.token.sign");
  EXPECT_EQ(failed.error().detail, "PKCS#11 says 0x30");
  shim->failWith = CKR_FUNCTION_FAILED;
  shim->failSigns = 1;
  EXPECT_EQ(signOnce(**key).error().code, "signing.token.sign");
  EXPECT_TRUE(signOnce(**key));
}

TEST_F(BadDay, ThreadsThatLoseTheirSessionsTogetherAllComeBack) {
  const auto key = openPkcs11Key(shimmed("organisation", 4));
  std::atomic<int> good{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) {
        if (i == 10) shim->loseSessions = true;
        // Another thread may lose the new session again: the caller's own repeat is what the queue does.
        auto raw = signOnce(**key);
        for (int again = 0; !raw && again < 5; ++again) raw = signOnce(**key);
        good += raw ? 1 : 0;
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 80);
}

TEST_F(BadDay, ATokenWithFewSessionsIsUsedWithThoseItAllows) {
  shim->sessionLimit = 2;
  const auto key = openPkcs11Key(shimmed("organisation", 8));
  ASSERT_TRUE(key);
  std::atomic<int> good{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 6; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) good += signOnce(**key) ? 1 : 0;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 120);
  EXPECT_LE(shim->mostSessions, 2);
}

TEST_F(BadDay, ATokenWithoutTheMechanismSaysSoBeforeAnythingIsPrepared) {
  shim->lacks = CKM_RSA_PKCS_PSS;
  Pkcs11Settings how = shimmed();
  EXPECT_TRUE(openPkcs11Key(how));
  how.algorithm = SignatureAlgorithm{Scheme::kRsaPss, Hash::kSha256};
  const auto refused = openPkcs11Key(how);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "signing.token.mechanism");
  EXPECT_EQ(refused.error().field, "rsa-pss-sha256");
}

TEST_F(BadDay, AKeyThatAsksEachTimeGetsThePinWithEverySignature) {
  shim->asksEachTime = true;
  const auto key = openPkcs11Key(shimmed());
  ASSERT_TRUE(signOnce(**key));
  ASSERT_TRUE(signOnce(**key));
  EXPECT_EQ(shim->contextLogins, 2);
  shim->loginFails = CKR_PIN_INCORRECT;
  EXPECT_EQ(signOnce(**key).error().code, "signing.key.pin");
  EXPECT_EQ(signOnce(**key).error().code, "signing.key.pin");
  EXPECT_EQ(shim->contextLogins, 3);
}

}  // namespace tdkt::signing
