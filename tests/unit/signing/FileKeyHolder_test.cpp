#include "signing/keys/FileKeyHolder.h"

#include <gtest/gtest.h>
#include <openssl/pkcs12.h>

#include <cstdlib>
#include <fstream>

#include "tests/fakes/TemporaryFolder.h"
#include "tests/unit/signing/RawSignature.h"
#include "tests/unit/signing/SignedFixture.h"

namespace tdkt::signing {
namespace {

class FileKey : public Signed {
 protected:
  static Bytes pkcs12(const fakes::Identity& who, const char* password) {
    const ssl::OwnedStack others(sk_X509_new_null());
    sk_X509_push(others.get(), X509_dup(ssl::shared(pki().issuing.certificate)));
    sk_X509_push(others.get(), X509_dup(ssl::shared(pki().root.certificate)));
    const ssl::Owned<PKCS12, PKCS12_free> file(PKCS12_create(
        password, "chair", who.own.key.get(), who.own.certificate.get(), others.get(), 0, 0, 0, 0, 0));
    return ssl::encode(file.get(), i2d_PKCS12);
  }
  static std::string chainPem(const fakes::Identity& who) {
    return who.certificate.pem() + pki().issuing.certificate.pem();
  }
};

}  // namespace

TEST_F(FileKey, KeyAndCertificateMustBelongTogether) {
  const auto one = pki().signer();
  const auto two = pki().signer();
  EXPECT_EQ(openFileKey(one.keyPem, two.certificate.pem()).error().code, "signing.key.certificate");
  EXPECT_EQ(openFileKey("no key", one.certificate.pem()).error().code, "signing.key.malformed");
}

TEST_F(FileKey, EveryAlgorithmOfTheKeySignsWhatAVerifierAccepts) {
  const std::pair<const fakes::Identity*, Scheme> ways[] = {
      {&chair(), Scheme::kRsaPkcs1}, {&chair(), Scheme::kRsaPss}, {&organisation(), Scheme::kEcdsa}};
  for (const auto& [who, scheme] : ways) {
    for (const Hash hash : {Hash::kSha256, Hash::kSha384, Hash::kSha512}) {
      const SignatureAlgorithm how{scheme, hash};
      const auto key = openFileKey(who->keyPem, chainPem(*who), how);
      ASSERT_TRUE(key) << nameOf(how);
      EXPECT_EQ((*key)->algorithm(), how);
      const ToBeSigned digest = hashed(hash, "attributes");
      const auto raw = (*key)->sign(SigningJobId("job"), digest);
      ASSERT_TRUE(raw) << nameOf(how) << " " << raw.error().detail;
      EXPECT_TRUE(verifies(who->certificate, how, digest, *raw)) << nameOf(how);
    }
  }
}

TEST_F(FileKey, AnAlgorithmOrDigestThatDoesNotFitIsRefused) {
  const SignatureAlgorithm elliptic{Scheme::kEcdsa, Hash::kSha256};
  EXPECT_EQ(openFileKey(chair().keyPem, chainPem(chair()), elliptic).error().code, "signing.key.algorithm");
  const auto key = openFileKey(chair().keyPem, chainPem(chair()));
  EXPECT_EQ((*key)->sign(SigningJobId("a"), hashed(Hash::kSha512, "x")).error().code, "signing.key.hash");
}

TEST_F(FileKey, AnAlgorithmIsReadByTheNameItIsWrittenWith) {
  for (const Scheme scheme : {Scheme::kRsaPkcs1, Scheme::kRsaPss, Scheme::kEcdsa}) {
    for (const Hash hash : {Hash::kSha256, Hash::kSha384, Hash::kSha512}) {
      const SignatureAlgorithm how{scheme, hash};
      EXPECT_EQ(*algorithmNamed(nameOf(how)), how);
    }
  }
  EXPECT_EQ(algorithmNamed("rsa-md5").error().code, "signing.key.algorithm");
}

TEST_F(FileKey, APkcs12FileGivesKeyAndChainWithoutTheRoot) {
  const auto key = openPkcs12Key(pkcs12(chair(), "mật khẩu"), Secret("mật khẩu"));
  ASSERT_TRUE(key) << key.error().code << " " << key.error().detail;
  ASSERT_EQ((*key)->chain().size(), 2U);
  EXPECT_EQ((*key)->chain()[0], chair().certificate);
  EXPECT_EQ((*key)->chain()[1], pki().issuing.certificate);
  const ToBeSigned digest = hashed(Hash::kSha256, "attributes");
  const auto raw = (*key)->sign(SigningJobId("job"), digest);
  EXPECT_TRUE(verifies(chair().certificate, (*key)->algorithm(), digest, *raw));
}

TEST_F(FileKey, AWrongPasswordIsDeniedAndABrokenFileIsNot) {
  const Bytes file = pkcs12(chair(), "right");
  const auto denied = openPkcs12Key(file, Secret("wrong"));
  ASSERT_FALSE(denied);
  EXPECT_EQ(denied.error().code, "signing.p12.password");
  EXPECT_EQ(denied.error().kind, ErrorKind::kDenied);
  EXPECT_EQ(openPkcs12Key("no file", Secret("x")).error().code, "signing.p12.malformed");
  EXPECT_EQ(openPkcs12Key(file.substr(0, file.size() / 2), Secret("right")).error().code,
            "signing.p12.malformed");
}

TEST_F(FileKey, AnOldFileWithRc2SaysWhatIsMissing) {
  const fakes::TemporaryFolder folder;
  std::ofstream(folder.file("all.pem")) << chair().keyPem << chainPem(chair());
  const std::string command = "openssl pkcs12 -export -legacy -in " + folder.file("all.pem") + " -out " +
                              folder.file("old.p12") + " -passout pass:old 2>" + folder.file("log");
  if (std::system(command.c_str()) != 0)
    GTEST_SKIP() << "openssl's command line with its legacy provider is needed";
  std::ifstream in(folder.file("old.p12"), std::ios::binary);
  const Bytes file((std::istreambuf_iterator<char>(in)), {});
  EXPECT_EQ(openPkcs12Key(file, Secret("old")).error().code, "signing.p12.legacy");
  EXPECT_EQ(openPkcs12Key(file, Secret("wrong")).error().code, "signing.p12.password");
}

}  // namespace tdkt::signing
