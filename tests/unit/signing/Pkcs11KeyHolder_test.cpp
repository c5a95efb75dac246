#include "signing/keys/Pkcs11KeyHolder.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "integration/trust_services/SoftToken.h"
#include "signing/keys/Pkcs11Module.h"
#include "tests/fakes/SoftHsm.h"
#include "tests/fakes/TemporaryFolder.h"
#include "tests/unit/signing/SignedFixture.h"

namespace tdkt::signing {
namespace {

constexpr const char* kModule = "/usr/lib/softhsm/libsofthsm2.so";

/// One token for all tests of the process: a PKCS#11 library reads its configuration once.
class Token : public Signed {
 protected:
  static void SetUpTestSuite() {
    if (!std::filesystem::exists(kModule)) return;
    folder_ = new fakes::TemporaryFolder();
    fakes::useSoftHsmIn(folder_->path());
    SystemRandom source;
    auto token = trust::SoftToken::open({kModule, folder_->path(), "tdkt-test", Secret("1234")}, source);
    ASSERT_TRUE(token) << token.error().detail;
    ASSERT_TRUE(token->import("chair", chair().own));
    ASSERT_TRUE(token->import("organisation", organisation().own));
  }
  static void TearDownTestSuite() {
    delete folder_;
    folder_ = nullptr;
  }
  void SetUp() override {
    if (folder_ == nullptr) GTEST_SKIP() << "SoftHSM is not installed";
  }
  Result<std::unique_ptr<KeyHolder>> open(const std::string& key, const char* pin = "1234") const {
    return openPkcs11Key({kModule, "tdkt-test", key, Secret(pin), pki().issuing.certificate.pem()});
  }

 private:
  static inline fakes::TemporaryFolder* folder_ = nullptr;
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

TEST_F(Token, AWrongPinIsDeniedAndTheRightOneStillWorks) {
  const auto denied = open("chair", "9999");
  ASSERT_FALSE(denied);
  EXPECT_EQ(denied.error().code, "signing.key.pin");
  EXPECT_EQ(denied.error().kind, ErrorKind::kDenied);
  EXPECT_TRUE(open("chair"));
}

TEST_F(Token, AMissingKeyTokenOrLibraryIsToldApart) {
  EXPECT_EQ(open("nobody").error().code, "signing.key.absent");
  EXPECT_EQ(openPkcs11Key({kModule, "no such token", "chair", Secret("1234"), ""}).error().code,
            "signing.token.absent");
  EXPECT_EQ(openPkcs11Key({"/no/such/library.so", "t", "k", Secret("1"), ""}).error().code,
            "signing.token.module");
}

TEST_F(Token, ALostSessionIsOpenedAgain) {
  const auto key = open("chair");
  const ToBeSigned digest{Hash::kSha256, sha256("attributes")};
  ASSERT_TRUE((*key)->sign(SigningJobId("one"), digest));
  const auto module = *p11::Module::load(kModule);
  ASSERT_EQ(module->functions()->C_CloseAllSessions(*module->slotOf("tdkt-test")), CKR_OK);
  EXPECT_TRUE((*key)->sign(SigningJobId("two"), digest));
}

TEST(FileKey, KeyAndCertificateMustBelongTogether) {
  const fakes::TestPki pki;
  const auto one = pki.signer();
  const auto two = pki.signer();
  EXPECT_EQ(openFileKey(one.keyPem, two.certificate.pem()).error().code, "signing.key.certificate");
  EXPECT_EQ(openFileKey("no key", one.certificate.pem()).error().code, "signing.key.malformed");
  EXPECT_EQ(openPkcs12Key("no file", Secret("x")).error().code, "signing.p12.malformed");
}

}  // namespace tdkt::signing
