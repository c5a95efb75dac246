// `tdkt sign` and `tdkt extend` as others meet them: real programs, real services, files of any size.

#include <sys/stat.h>

#include <fstream>

#include "signing/FileOctets.h"
#include "signing/PadesSigner.h"
#include "signing/Seals.h"
#include "tests/unit/signing/SignCommandFixture.h"

namespace tdkt {
namespace {

using signing::Seal;

/// A scan of many megabytes, most of them holes on the disk: one page, `images` images of `each` octets.
void writeLargePdf(const std::string& path, int images, std::size_t each) {
  std::ofstream out(path, std::ios::binary);
  std::vector<std::size_t> offsets;
  const auto begin = [&] {
    offsets.push_back(static_cast<std::size_t>(out.tellp()));
    out << offsets.size() << " 0 obj\n";
  };
  out << "%PDF-1.7\n";
  begin();
  out << "<</Type/Catalog/Pages 2 0 R>>\nendobj\n";
  begin();
  out << "<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n";
  begin();
  out << "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>\nendobj\n";
  for (int i = 0; i < images; ++i) {
    begin();
    out << "<</Length " << each << ">>\nstream\n";
    out.seekp(static_cast<std::streamoff>(each), std::ios::cur);
    out << "\nendstream\nendobj\n";
  }
  const auto start = static_cast<std::size_t>(out.tellp());
  out << "xref\n0 " << offsets.size() + 1 << "\n0000000000 65535 f\r\n";
  for (const std::size_t offset : offsets) {
    const std::string digits = std::to_string(offset);
    out << std::string(10 - digits.size(), '0') << digits << " 00000 n\r\n";
  }
  out << "trailer\n<</Size " << offsets.size() + 1 << "/Root 1 0 R>>\nstartxref\n" << start << "\n%%EOF\n";
}

std::vector<Seal> sealsIn(const std::string& path) {
  const auto source = signing::SourceFile::open(path);
  if (!source) return {};
  const auto file = signing::pdf::File::open(source->octets());
  auto seals = file ? signing::readSeals(*file) : Result<std::vector<Seal>>(file.error());
  EXPECT_TRUE(seals) << seals.error().code << " " << seals.error().detail;
  return seals ? *std::move(seals) : std::vector<Seal>();
}

}  // namespace

TEST_F(SignCommand, TwoHundredMegabytesAreSignedWithinSixtyFour) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the address sanitizer's own memory would be measured";
#endif
  const std::string large = file("large.pdf");
  writeLargePdf(large, 10, 20U << 20U);
  struct stat before {};
  ASSERT_EQ(::stat(large.c_str(), &before), 0);
  ASSERT_GT(before.st_size, 200'000'000);
  const Ended ended = sign(large, large, "B-T", {"--tsa", base_ + "/tsa"});
  EXPECT_EQ(ended.code, 0) << ended.messages;
  EXPECT_LT(ended.peakKilobytes, 64 * 1024);
  struct stat after {};
  ASSERT_EQ(::stat(large.c_str(), &after), 0);
  EXPECT_LT(after.st_size - before.st_size, 64 * 1024);
  const auto seals = sealsIn(large);
  ASSERT_EQ(seals.size(), 1U);
  EXPECT_TRUE(seals[0].provenAt);
  EXPECT_EQ(seals[0].end, static_cast<std::size_t>(after.st_size));
}

TEST_F(SignCommand, EveryLevelIsSignedAtOnceAndFurtherRaisingAddsNothing) {
  for (const char* level : {"B-B", "B-T", "B-LT", "B-LTA"}) {
    const Ended ended = sign(file("small.pdf"), file("signed.pdf"), level, services());
    ASSERT_EQ(ended.code, 0) << level << ended.messages;
    EXPECT_EQ(sealsIn(file("signed.pdf")).size(), std::string(level) == "B-LTA" ? 2U : 1U);
    if (std::string(level) == "B-B") continue;
    std::vector<std::string> words = {"extend",  "--in", file("signed.pdf"), "--out", file("again.pdf"),
                                      "--level", level};
    for (const std::string& word : services()) words.push_back(word);
    ASSERT_EQ(tdkt(words).code, 0);
    EXPECT_EQ(trust::readFile(file("again.pdf")).value(), trust::readFile(file("signed.pdf")).value());
  }
}

TEST_F(SignCommand, ABasicSignatureIsRaisedLater) {
  ASSERT_EQ(sign(file("small.pdf"), file("signed.pdf"), "B-B").code, 0);
  std::vector<std::string> words = {"extend",  "--in", file("signed.pdf"), "--out", file("archive.pdf"),
                                    "--level", "B-LTA"};
  for (const std::string& word : services()) words.push_back(word);
  const Ended ended = tdkt(words);
  ASSERT_EQ(ended.code, 0) << ended.messages;
  const auto seals = sealsIn(file("archive.pdf"));
  ASSERT_EQ(seals.size(), 3U);
  EXPECT_FALSE(seals[0].documentTimeStamp);
  EXPECT_TRUE(seals[1].documentTimeStamp && seals[2].documentTimeStamp);
}

TEST_F(SignCommand, AServiceThatIsAwayCostsTheLevelOnlyWhenThatWasAllowed) {
  std::vector<std::string> away = services();
  server_.stop();
  const Ended strict = sign(file("small.pdf"), file("signed.pdf"), "B-LT", away);
  EXPECT_EQ(strict.code, 69) << strict.messages;
  EXPECT_FALSE(trust::fileExists(file("signed.pdf")));
  away.push_back("--keep-lower-level");
  const Ended lenient = sign(file("small.pdf"), file("signed.pdf"), "B-LT", away);
  EXPECT_EQ(lenient.code, 0) << lenient.messages;
  EXPECT_NE(lenient.messages.find("signed, but below B-LT"), std::string::npos);
  EXPECT_EQ(sealsIn(file("signed.pdf")).size(), 1U);
}

TEST_F(SignCommand, WithTrustACertificateThatMayNotSignIsRefusedBeforeAnythingIsWritten) {
  const std::string stranger = trust::certificatePath(dir(), trust::kTsa);
  const Ended untrusted = sign(file("small.pdf"), file("signed.pdf"), "B-B", {"--trust", stranger});
  EXPECT_NE(untrusted.code, 0);
  EXPECT_NE(untrusted.messages.find("signing.certificate.untrusted"), std::string::npos)
      << untrusted.messages;
  const auto chair = trust::readIdentity(dir(), trust::kChair);
  ASSERT_TRUE(trust::revoke(dir(), trust::serialHex(X509_get0_serialNumber(chair->certificate.get())),
                            clock_.now().plus(-std::chrono::hours(1))));
  const Ended revoked = sign(file("small.pdf"), file("signed.pdf"), "B-B", services());
  std::filesystem::remove(dir() + "/revoked.txt");  // the suite shares its PKI
  ASSERT_TRUE(trust::writeCrls(dir(), clock_.now()));
  EXPECT_NE(revoked.code, 0);
  EXPECT_NE(revoked.messages.find("signing.certificate.revoked"), std::string::npos) << revoked.messages;
  EXPECT_FALSE(trust::fileExists(file("signed.pdf")));
}

TEST_F(SignCommand, WithTrustAndNobodyToAskAboutRevocationASimpleSignatureIsMadeAndThatIsSaid) {
  const Ended ended = sign(file("small.pdf"), file("signed.pdf"), "B-B",
                           {"--trust", trust::certificatePath(dir(), trust::kRootCa)});
  EXPECT_EQ(ended.code, 0) << ended.messages;
  EXPECT_NE(ended.messages.find("signing.revocation.unknown"), std::string::npos) << ended.messages;
  EXPECT_EQ(sealsIn(file("signed.pdf")).size(), 1U);
}

TEST_F(SignCommand, AStateWithoutTheFileIsCompletedWithIt) {
  const std::string chain = file("chain.pem");
  ASSERT_TRUE(
      trust::writeWhole(chain, *trust::readFile(trust::certificatePath(dir(), trust::kChair)) +
                                   *trust::readFile(trust::certificatePath(dir(), trust::kIssuingCa))));
  const Ended prepared = tdkt({"sign", "prepare", "--in", file("small.pdf"), "--cert", chain, "--out",
                               file("state"), "--without-file", "--algorithm", "rsa-pkcs1-sha512"});
  ASSERT_EQ(prepared.code, 0) << prepared.messages;
  const auto state = signing::PreparedSignature::deserialize(*trust::readFile(file("state")));
  ASSERT_TRUE(state);
  EXPECT_EQ(state->base, fakes::smallPdf().size());
  const auto digest = fromHex(trust::readFile(file("messages.out")).value().substr(0, 128));
  EXPECT_EQ(state->toSign.digest, digest);
  const auto chair = trust::readIdentity(dir(), trust::kChair);
  const trust::OpenSslPtr<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(
      EVP_PKEY_CTX_new(chair->key.get(), nullptr));
  EVP_PKEY_sign_init(context.get());
  EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha512());
  Bytes raw(512, '\0');
  std::size_t length = raw.size();
  ASSERT_EQ(EVP_PKEY_sign(context.get(), reinterpret_cast<unsigned char*>(raw.data()), &length,
                          reinterpret_cast<const unsigned char*>(digest->data()), digest->size()),
            1);
  raw.resize(length);
  ASSERT_TRUE(trust::writeWhole(file("raw"), raw));
  const std::vector<std::string> complete = {"sign",        "complete",  "--state", file("state"),
                                             "--signature", file("raw"), "--out",   file("signed.pdf")};
  EXPECT_EQ(tdkt(complete).code, 64) << "--in is needed";
  std::vector<std::string> withFile = complete;
  withFile.insert(withFile.end(), {"--in", file("small.pdf")});
  const Ended done = tdkt(withFile);
  ASSERT_EQ(done.code, 0) << done.messages;
  EXPECT_EQ(sealsIn(file("signed.pdf")).size(), 1U);
}

TEST_F(SignCommand, ACopyGetsTheTextStampWithTheTimeItClaims) {
  const std::string at = isoVietnam(clock_.now());
  const std::string package = std::string(TDKT_SOURCE_DIR) + "/templates/pack/stamp/1";
  ASSERT_TRUE(trust::writeWhole(file("data.json"),
                                R"({"texts":{"reference":"1234/QĐ-UBND","signedAt":")" + at + "\"}}"));
  const Ended filled =
      tdkt({"fill", "--template", package, "--data", file("data.json"), "--out", file("stamp.pdf")});
  ASSERT_EQ(filled.code, 0) << filled.messages;
  const std::vector<std::string> look = {"--appearance", file("stamp.pdf"),  "--box",       "297,782,256,46",
                                         "--keep-clear", "1,290,740,280,40", "--signed-at", at};
  const Ended ended = sign(file("small.pdf"), file("copy.pdf"), "B-B", look);
  ASSERT_EQ(ended.code, 0) << ended.messages;
  const std::string copy = trust::readFile(file("copy.pdf")).value();
  EXPECT_NE(copy.find("/FontFile2"), std::string::npos);
  EXPECT_EQ(sealsIn(file("copy.pdf")).size(), 1U);
  std::vector<std::string> old = look;
  old.back() = "2020-01-01T00:00:00+07:00";
  EXPECT_EQ(sign(file("small.pdf"), file("old.pdf"), "B-B", old).code, 64);
  std::vector<std::string> low = look;
  low[3] = "297,760,256,46";
  EXPECT_NE(sign(file("small.pdf"), file("low.pdf"), "B-B", low).messages.find("signing.box.collision"),
            std::string::npos);
}

}  // namespace tdkt
