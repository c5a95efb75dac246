// A verifier that remembers certificates must answer as one that has never seen any.
#include "signing/cms/CertificateMemory.h"

#include "signing/cms/CmsParts.h"
#include "signing/cms/CmsReader.h"
#include "signing/pdf/File.h"
#include "tests/unit/signing/SignedFixture.h"

namespace tdkt::signing {
namespace {

class Remembering : public Signed {
 protected:
  /// /Contents of the only signature of `pdf`, and what it covers (views into `pdf`).
  struct One {
    Bytes cms;
    cms::Covered covered;
  };
  static One only(const Bytes& pdf) {
    const std::size_t hole = pdf.find("/Contents <") + 10;
    const std::size_t after = pdf.find('>', hole) + 1;
    auto octets = fromHex(pdf.substr(hole + 1, after - hole - 2));
    EXPECT_TRUE(octets);
    const std::string_view all(pdf);
    return {std::move(*octets), {all.substr(0, hole), all.substr(after)}};
  }
  static std::string told(const cms::CmsFacts& facts) {
    std::string out;
    for (const std::string& finding : facts.findings) out += finding + " ";
    out += facts.signer ? toHex(facts.signer->der()) : "nobody";
    for (const Certificate& one : facts.certificates) out += " " + toHex(sha256(one.der()));
    return out + " " + facts.digest + " " + toHex(facts.signatureValue);
  }
};

TEST_F(Remembering, ASignatureIsReadAlikeWithAndWithoutMemoryWhicheverOctetIsChanged) {
  const Bytes pdf = once();
  const One one = only(pdf);
  cms::CertificateMemory memory;
  const std::string sound = told(cms::readCms(one.cms, one.covered, true));
  EXPECT_EQ(told(cms::readCms(one.cms, one.covered, true, {}, &memory)), sound);
  EXPECT_GT(memory.size(), 0U) << "nothing was remembered: the test would compare a thing with itself";
  const std::size_t end = one.cms.find_last_not_of('\0') + 1;
  for (std::size_t at = 0; at < end; at += at < 200 ? 1 : 7) {
    for (const char change : {'\x01', '\x80'}) {
      Bytes other = one.cms;
      other[at] = static_cast<char>(other[at] ^ change);
      EXPECT_EQ(told(cms::readCms(other, one.covered, true, {}, &memory)),
                told(cms::readCms(other, one.covered, true)))
          << "octet " << at;
    }
  }
}

TEST_F(Remembering, OnlyAPlainSignedDataIsCutAndEverythingElseIsLeftToTheDecoder) {
  const One one = only(once());
  const auto parts = cms::cutCertificates(one.cms);
  ASSERT_TRUE(parts);
  ASSERT_EQ(parts->certificates.size(), 2U) << "the signer's and its authority's";
  for (const std::string_view der : parts->certificates) EXPECT_TRUE(Certificate::fromDer(der));
  EXPECT_FALSE(cms::cutCertificates(parts->rest)) << "no certificates are left";
  EXPECT_FALSE(cms::cutCertificates(""));
  EXPECT_FALSE(cms::cutCertificates(one.cms.substr(0, 40))) << "cut short";
  EXPECT_FALSE(cms::cutCertificates(one.cms + "x")) << "something after the end";
  Bytes indefinite = one.cms;
  indefinite[1] = '\x80';
  EXPECT_FALSE(cms::cutCertificates(indefinite));
}

TEST_F(Remembering, AFullMemoryForgetsInsteadOfGrowing) {
  cms::CertificateMemory memory;
  const Certificate one = chair().certificate;
  Bytes der = one.der();
  ASSERT_TRUE(memory.read(der));
  for (std::size_t i = 0; i < 3 * cms::CertificateMemory::kMost; ++i) {
    // Another signature value makes other octets of the same shape: still a certificate.
    der[der.size() - 1] = static_cast<char>(i);
    der[der.size() - 2] = static_cast<char>(i / 256);
    ASSERT_TRUE(memory.read(der));
    ASSERT_LE(memory.size(), cms::CertificateMemory::kMost);
  }
  EXPECT_FALSE(memory.read("no certificate"));
  EXPECT_FALSE(memory.read(one.der() + "x"));
}

}  // namespace
}  // namespace tdkt::signing
