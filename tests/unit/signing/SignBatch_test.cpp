// `tdkt sign batch`: what the official's own machine signs, and what it refuses to.

#include "connector/issuing/HandOverFiles.h"
#include "signing/PadesSigner.h"
#include "tests/fakes/SoftHsm.h"
#include "tests/unit/signing/SignCommandFixture.h"

namespace tdkt {

using issuing::DigestFile;
using issuing::SignatureFile;

class SignBatch : public SignCommand {
 protected:
  static signing::CertificateChain chain(const char* who = trust::kChair) {
    return *signing::Certificate::bundleFromPem(*trust::readFile(trust::certificatePath(dir(), who)));
  }
  DigestFile digests(std::size_t count = 3, const char* who = trust::kChair) const {
    return digestsFor(chain(who), count);
  }
  DigestFile digestsFor(const signing::CertificateChain& signer, std::size_t count) const {
    DigestFile out;
    out.dossier = "118/TTr-SGDĐT";
    out.decision = "01/QĐ-UBND";
    out.signer = signer.front().commonName();
    out.certificateSha256 = sha256Hex(signer.front().der());
    out.expiresAt = clock_.now().plus(std::chrono::hours(1));
    for (std::size_t i = 0; i < count; ++i) {
      signing::SignatureSpec spec;
      spec.field = "signer";
      spec.claimedAt = clock_.now();
      spec.reason = "Văn bản " + std::to_string(i);
      const auto made = signing::PadesSigner().prepare(signing::SigningJobId("job-" + std::to_string(i)),
                                                       fakes::smallPdf(), signer, spec);
      EXPECT_TRUE(made);
      out.items.push_back(
          {"Bằng khen " + std::to_string(i) + ".pdf", sha256Hex("shown"), *signing::handOver(*made)});
    }
    return out;
  }
  Ended batch(const DigestFile& digests) const {
    EXPECT_TRUE(trust::writeWhole(file("digests.json"), digests.toJson()));
    std::filesystem::remove(file("signatures.json"));
    return tdkt({"sign", "batch", "--digests", file("digests.json"), "--out", file("signatures.json"),
                 "--p12", file("chair.p12"), "--pin-file", file("pin")});
  }
  /// The same with the chair's key on a token.
  Ended batchOnToken(const DigestFile& digests, const std::string& tokens) const {
    EXPECT_TRUE(trust::writeWhole(file("digests.json"), digests.toJson()));
    return tdkt({"sign", "batch", "--digests", file("digests.json"), "--out", file("signatures.json"),
                 "--pkcs11", "pkcs11:token=tdkt-demo;object=chair", "--module", TDKT_P11_SHIM, "--pin-file",
                 tokens + "/pin"});
  }
  void expectRefused(const DigestFile& digests, const std::string& code) {
    const Ended ended = batch(digests);
    EXPECT_NE(ended.code, 0) << code;
    EXPECT_NE(ended.messages.find(code), std::string::npos) << ended.messages;
    EXPECT_FALSE(std::filesystem::exists(file("signatures.json"))) << code;
  }
};

TEST_F(SignBatch, ShowsWhatItSignsAndGivesASignatureForEachDigest) {
  const DigestFile file3 = digests();
  const Ended ended = batch(file3);
  ASSERT_EQ(ended.code, 0) << ended.messages;
  EXPECT_NE(ended.messages.find("Sẽ ký 3 văn bản"), std::string::npos) << ended.messages;
  EXPECT_NE(ended.messages.find("2. Bằng khen 1.pdf"), std::string::npos);
  const auto out = SignatureFile::fromJson(*trust::readFile(file("signatures.json")));
  ASSERT_TRUE(out) << out.error().code;
  ASSERT_EQ(out->items.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(out->items[i].id, file3.items[i].handed.job.text());
    EXPECT_TRUE(signing::isSignatureOf(file3.items[i].handed, chain().front(), out->items[i].signature));
  }
}

TEST_F(SignBatch, OneDigestThatIsNotWhatItSaysKeepsTheKeyFromSigningAny) {
  DigestFile file3 = digests();
  file3.items[2].handed.digest = sha256("a contract");
  expectRefused(file3, "signing.handover.digest");
  file3 = digests();
  file3.items[1].handed.documentDigest = sha256("another document");
  expectRefused(file3, "signing.handover.attributes");
}

TEST_F(SignBatch, DigestsForSomebodyElsesCertificateAreRefused) {
  expectRefused(digests(1, trust::kOrganisation), "handover.certificate");
}

TEST_F(SignBatch, DigestsThatAreTooOldAndFilesWithoutAnyAreRefusedBeforeThePinIsUsed) {
  DigestFile old = digests(1);
  old.expiresAt = clock_.now().plus(-std::chrono::minutes(1));
  expectRefused(old, "handover.expired");
  expectRefused(digests(0), "handover.empty");
}

TEST_F(SignBatch, ATokenPulledInTheMiddleCostsTheRestAndNotWhatWasSigned) {
  const std::string tokens = file("home");
  fakes::useSoftHsmIn(tokens);
  ASSERT_TRUE(trust::writeWhole(tokens + "/pin", "1234\n"));
  const trust::TokenPlace place{"/usr/lib/softhsm/libsofthsm2.so", tokens, tokens + "/pin"};
  SystemRandom random;
  ASSERT_TRUE(trust::initPki(file("home/pki"), &place, clock_, random));
  const DigestFile file5 = digestsFor(*signing::Certificate::bundleFromPem(*trust::readFile(
                                          trust::certificatePath(file("home/pki"), trust::kChair))),
                                      5);

  ::setenv("TDKT_SHIM_PULLED_AFTER", "3", 1);
  const Ended ended = batchOnToken(file5, tokens);
  ::unsetenv("TDKT_SHIM_PULLED_AFTER");
  EXPECT_EQ(ended.code, 69) << ended.messages;
  EXPECT_NE(ended.messages.find("Đã ký 3/5 văn bản"), std::string::npos) << ended.messages;
  EXPECT_EQ(SignatureFile::fromJson(*trust::readFile(file("signatures.json")))->items.size(), 3U);
  EXPECT_EQ(batchOnToken(file5, tokens).code, 0);
  EXPECT_EQ(SignatureFile::fromJson(*trust::readFile(file("signatures.json")))->items.size(), 5U);
}

TEST_F(SignBatch, ControlCharactersOfANameDoNotReachTheTerminal) {
  DigestFile file1 = digests(1);
  file1.items[0].name = "\x1B[2JBằng\nkhen\xC2\x9B.pdf";
  const Ended ended = batch(file1);
  ASSERT_EQ(ended.code, 0) << ended.messages;
  EXPECT_EQ(ended.messages.find('\x1B'), std::string::npos);
  EXPECT_NE(ended.messages.find("1.  [2JBằng khen .pdf"), std::string::npos) << ended.messages;
}

TEST_F(SignBatch, OptionsThatAreMissingAreNamed) {
  const Ended ended = tdkt({"sign", "batch", "--digests", file("none.json")});
  EXPECT_EQ(ended.code, 64);
  EXPECT_NE(ended.messages.find("--out"), std::string::npos) << ended.messages;
}

}  // namespace tdkt
