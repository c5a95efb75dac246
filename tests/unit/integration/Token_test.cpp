#include <dlfcn.h>
#include <p11-kit/pkcs11.h>

#include <cstdlib>
#include <filesystem>

#include "integration/trust_services/Files.h"
#include "tests/fakes/SoftHsm.h"
#include "tests/unit/integration/TrustFixture.h"

namespace tdkt::trust {
namespace {

namespace fs = std::filesystem;
constexpr const char* kModule = "/usr/lib/softhsm/libsofthsm2.so";
constexpr const char* kPin = "24681357";

unsigned char* octets(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

/// A second, independent user of the token: only what a signer would do.
class Reader {
 public:
  Reader() {
    void* library = ::dlopen(kModule, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    reinterpret_cast<CK_C_GetFunctionList>(::dlsym(library, "C_GetFunctionList"))(&p11_);
    p11_->C_Initialize(nullptr);
  }
  ~Reader() { p11_->C_Finalize(nullptr); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  bool login() {
    CK_SLOT_ID slots[8];
    CK_ULONG count = 8;
    std::string pin = kPin;
    return p11_->C_GetSlotList(CK_TRUE, slots, &count) == CKR_OK &&
           p11_->C_OpenSession(slots[0], CKF_SERIAL_SESSION, nullptr, nullptr, &session_) == CKR_OK &&
           p11_->C_Login(session_, CKU_USER, octets(pin), pin.size()) == CKR_OK;
  }
  CK_OBJECT_HANDLE privateKey(std::string label) {
    CK_OBJECT_CLASS kind = CKO_PRIVATE_KEY;
    CK_ATTRIBUTE pattern[] = {{CKA_CLASS, &kind, sizeof kind}, {CKA_LABEL, label.data(), label.size()}};
    CK_OBJECT_HANDLE found = CK_INVALID_HANDLE;
    CK_ULONG count = 0;
    p11_->C_FindObjectsInit(session_, pattern, 2);
    p11_->C_FindObjects(session_, &found, 1, &count);
    p11_->C_FindObjectsFinal(session_);
    return count == 1 ? found : CK_INVALID_HANDLE;
  }
  std::string sign(CK_OBJECT_HANDLE key, std::string text) {
    CK_MECHANISM mechanism = {CKM_SHA256_RSA_PKCS, nullptr, 0};
    std::string signature(256, '\0');
    CK_ULONG size = signature.size();
    if (p11_->C_SignInit(session_, &mechanism, key) != CKR_OK) return {};
    if (p11_->C_Sign(session_, octets(text), text.size(), octets(signature), &size) != CKR_OK) return {};
    return signature.substr(0, size);
  }
  CK_RV readSecret(CK_OBJECT_HANDLE key) {
    std::string room(512, '\0');
    CK_ATTRIBUTE wanted = {CKA_PRIVATE_EXPONENT, room.data(), room.size()};
    return p11_->C_GetAttributeValue(session_, key, &wanted, 1);
  }
  std::string value(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) {
    std::string room(512, '\0');
    CK_ATTRIBUTE wanted = {type, room.data(), room.size()};
    return p11_->C_GetAttributeValue(session_, object, &wanted, 1) == CKR_OK
               ? room.substr(0, wanted.ulValueLen)
               : std::string();
  }
  /// A token of that label as a crash between C_InitToken and C_InitPIN leaves it.
  bool makeHalfToken(std::string label) {
    CK_SLOT_ID slots[8];
    CK_ULONG count = 8;
    std::string pin = "so-pin-lost";
    label.resize(32, ' ');
    return p11_->C_GetSlotList(CK_TRUE, slots, &count) == CKR_OK &&
           p11_->C_InitToken(slots[0], octets(pin), pin.size(), octets(label)) == CKR_OK;
  }

 private:
  CK_FUNCTION_LIST* p11_ = nullptr;
  CK_SESSION_HANDLE session_ = 0;
};

bool verifies(X509* certificate, const std::string& text, const std::string& signature) {
  const OpenSslPtr<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, X509_get0_pubkey(certificate)) ==
             1 &&
         EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                          signature.size(), reinterpret_cast<const unsigned char*>(text.data()),
                          text.size()) == 1;
}

class TokenTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fakes::useSoftHsmIn(folder_.file("token"));
    ASSERT_TRUE(writeWhole(folder_.file("token/pin"), std::string(kPin) + "\n"));
  }
  void TearDown() override { ::unsetenv("SOFTHSM2_CONF"); }

  Result<Done> init() {
    const TokenPlace place{kModule, folder_.file("token"), folder_.file("token/pin")};
    return initPki(dir(), &place, SystemClock(), random_);
  }
  std::string dir() const { return folder_.file("pki"); }
  void expectSigning(const char* name) {
    Reader reader;
    ASSERT_TRUE(reader.login());
    const CK_OBJECT_HANDLE key = reader.privateKey(name);
    ASSERT_NE(key, CK_OBJECT_HANDLE{CK_INVALID_HANDLE}) << name;
    const std::string signature = reader.sign(key, "Quyết định khen thưởng");
    EXPECT_TRUE(verifies(certificateOf(dir(), name).get(), "Quyết định khen thưởng", signature)) << name;
    EXPECT_EQ(reader.readSecret(key), CK_RV{CKR_ATTRIBUTE_SENSITIVE}) << name;
    EXPECT_EQ(reader.value(key, CKA_EXTRACTABLE), std::string(1, '\0')) << name;
    EXPECT_EQ(reader.value(key, CKA_ID).size(), 20U) << name;
  }

  fakes::TemporaryFolder folder_;
  SystemRandom random_;
};

TEST_F(TokenTest, BothSignersSignWithTheTokenAndNowhereElse) {
  ASSERT_TRUE(init().ok());
  for (const char* name : {kChair, kOrganisation}) {
    EXPECT_FALSE(fileExists(keyPath(dir(), name))) << name;
    expectSigning(name);
  }
}

TEST_F(TokenTest, ASecondInitLeavesTokenAndFolderAlone) {
  ASSERT_TRUE(init().ok());
  const std::string chair = readFile(certificatePath(dir(), kChair)).value();
  ASSERT_TRUE(init().ok());
  EXPECT_EQ(readFile(certificatePath(dir(), kChair)).value(), chair);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.file("token/tokens")), fs::directory_iterator()), 1);
  expectSigning(kChair);
}

TEST_F(TokenTest, AFolderMadeWithoutATokenMovesItsKeysThereLater) {
  ASSERT_TRUE(initPki(dir(), nullptr, SystemClock(), random_).ok());
  const std::string chair = readFile(certificatePath(dir(), kChair)).value();
  ASSERT_TRUE(init().ok());
  EXPECT_EQ(readFile(certificatePath(dir(), kChair)).value(), chair);
  EXPECT_FALSE(fileExists(keyPath(dir(), kChair)));
  expectSigning(kChair);
}

TEST_F(TokenTest, ATokenThatACrashLeftWithoutAPinIsMadeAnew) {
  ASSERT_TRUE(Reader().makeHalfToken("tdkt-demo"));
  const auto made = init();
  ASSERT_TRUE(made.ok()) << made.error().detail;
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.file("token/tokens")), fs::directory_iterator()), 1);
  expectSigning(kOrganisation);
}

TEST_F(TokenTest, SignersWhoseTokenIsGoneGetNewKeysAndTheOthersStay) {
  ASSERT_TRUE(init().ok());
  const std::string chair = readFile(certificatePath(dir(), kChair)).value();
  const std::string root = readFile(certificatePath(dir(), kRootCa)).value();
  fs::remove_all(folder_.file("token/tokens"));
  fs::create_directories(folder_.file("token/tokens"));
  ASSERT_TRUE(init().ok());
  EXPECT_NE(readFile(certificatePath(dir(), kChair)).value(), chair);
  EXPECT_EQ(readFile(certificatePath(dir(), kRootCa)).value(), root);
  expectSigning(kChair);
}

TEST_F(TokenTest, AWrongPinIsRefusedAndNothingIsReplaced) {
  ASSERT_TRUE(init().ok());
  ASSERT_TRUE(writeWhole(folder_.file("token/pin"), "99999999\n"));
  EXPECT_EQ(init().error().code, "trust.token.pin");
  expectSigning(kChair);
  ASSERT_TRUE(writeWhole(folder_.file("token/pin"), "\n"));
  EXPECT_EQ(init().error().code, "trust.pin");
}

TEST_F(TokenTest, SomethingThatIsNoModuleIsRefused) {
  const TokenPlace place{folder_.file("token/pin"), folder_.file("token"), folder_.file("token/pin")};
  EXPECT_EQ(initPki(dir(), &place, SystemClock(), random_).error().code, "trust.token.module");
}

}  // namespace
}  // namespace tdkt::trust
