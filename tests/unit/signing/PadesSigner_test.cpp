#include "signing/PadesSigner.h"

#include <gtest/gtest.h>

#include "signing/pdf/Filters.h"
#include "tests/unit/signing/Judges.h"
#include "tests/unit/signing/SignedFixture.h"

namespace tdkt::signing {
namespace {

std::string chunk(const std::string& type, const std::string& body) {
  const auto length = static_cast<unsigned>(body.size());
  std::string out;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) out += static_cast<char>((length >> shift) & 0xFFU);
  return out + type + body + std::string(4, '\0');
}

/// 2 x 1 pixels, RGB with alpha: opaque blue, transparent red.
Bytes smallPng() {
  const std::string header("\0\0\0\2\0\0\0\1\x08\x06\0\0\0", 13);
  const std::string row("\0\0\0\xFF\xFF\xFF\0\0\0", 9);
  return "\x89PNG\r\n\x1A\n" + chunk("IHDR", header) + chunk("IDAT", pdf::deflate(row)) + chunk("IEND", "");
}

}  // namespace

using PadesSignerTest = Signed;

TEST_F(PadesSignerTest, TheChairsSignatureStaysValidUnderTheOrganisations) {
  for (const auto style : {fakes::XrefStyle::kTable, fakes::XrefStyle::kStream}) {
    const Bytes signedTwice = twice(style, 3);
    const VerifyReport report = verify(signedTwice);
    EXPECT_EQ(report.verdict, Verdict::kValid) << report.toJson();
    ASSERT_EQ(report.signatures.size(), 2U);
    EXPECT_EQ(report.signatures[0].field, "Chair");
    EXPECT_EQ(report.signatures[0].signer, "Nguyễn Đức Thịnh");
    EXPECT_EQ(report.signatures[0].level, "B-T");
    EXPECT_FALSE(report.signatures[0].coversWholeFile);
    EXPECT_EQ(report.signatures[1].signer, "ỦY BAN NHÂN DÂN TỈNH AN HÒA");
    EXPECT_TRUE(report.signatures[1].coversWholeFile);
  }
}

TEST_F(PadesSignerTest, OtherJudgesAcceptBothSignatures) {
  for (const auto style : {fakes::XrefStyle::kTable, fakes::XrefStyle::kStream}) {
    const Bytes signedTwice = twice(style);
    const auto poppler = judge("pdfsig", "-nocert", signedTwice);
    const auto qpdf = judge("qpdf", "--check", signedTwice);
    if (!poppler || !qpdf) GTEST_SKIP() << "pdfsig or qpdf is not installed";
    EXPECT_EQ(countOf(*poppler, "Signature is Valid"), 2U) << *poppler;
    EXPECT_EQ(countOf(*qpdf, "No syntax or stream encoding errors"), 1U) << *qpdf;
  }
}

TEST_F(PadesSignerTest, TheInputIsKeptOctetByOctetAtTheFront) {
  const Bytes source = fakes::smallPdf();
  EXPECT_EQ(once().substr(0, source.size()), source);
}

TEST_F(PadesSignerTest, PreparingAgainGivesTheSameOctets) {
  const auto chain = pki().holder(chair())->chain();
  const auto one = signer.prepare(SigningJobId("a"), fakes::smallPdf(), chain, spec("Chair"));
  const auto two = signer.prepare(SigningJobId("a"), fakes::smallPdf(), chain, spec("Chair"));
  EXPECT_EQ(one->pdf, two->pdf);
  EXPECT_EQ(one->toSign.digest, two->toSign.digest);
}

TEST_F(PadesSignerTest, AStoredPreparationIsCompletedAfterARestart) {
  const auto key = pki().holder(organisation());
  const auto prepared =
      signer.prepare(SigningJobId("job"), fakes::smallPdf(), key->chain(), spec("Organisation"));
  const auto restored = PreparedSignature::deserialize(prepared->serialize());
  ASSERT_TRUE(restored);
  const auto done = signer.complete(*restored, *key->sign(restored->job, restored->toSign));
  ASSERT_TRUE(done);
  EXPECT_EQ(verify(*done).verdict, Verdict::kValid);
}

TEST_F(PadesSignerTest, APreparationWhoseFileWasExchangedIsNotCompleted) {
  const auto key = pki().holder(organisation());
  const auto made =
      signer.prepare(SigningJobId("job"), fakes::smallPdf(), key->chain(), spec("Organisation"));
  auto prepared = *PreparedSignature::deserialize(made->serialize());
  prepared.pdf[prepared.pdf.find("Decision")] = 'X';
  const auto done = signer.complete(prepared, *key->sign(prepared.job, prepared.toSign));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "signing.prepared.malformed");
}

TEST_F(PadesSignerTest, AStateFromMemoryAndOneFromDiskGiveTheSameFile) {
  const auto key = pki().holder(chair());
  const auto made = signer.prepare(SigningJobId("job"), fakes::smallPdf(), key->chain(), spec("Chair"));
  const auto raw = key->sign(made->job, made->toSign);
  const auto restored = PreparedSignature::deserialize(made->serialize());
  EXPECT_EQ(*signer.complete(*made, *raw), *signer.complete(*restored, *raw));
}

TEST_F(PadesSignerTest, OneSignatureAddsLittleAndLeavesRoomForATimeStampOnlyWhenOneWillCome) {
  SignatureSpec how = spec("Chair");
  const std::size_t before = fakes::smallPdf().size();
  const std::size_t stamped = sign(fakes::smallPdf(), chair(), how, true).size() - before;
  how.willBeTimeStamped = false;
  const Bytes basic = sign(fakes::smallPdf(), chair(), how);
  EXPECT_EQ(verify(basic).verdict, Verdict::kValid) << verify(basic).toJson();
  EXPECT_LE(basic.size() - before, 12U * 1024);
  EXPECT_NEAR(static_cast<double>(stamped - (basic.size() - before)), 2.0 * kTokenRoom, 16);  // offsets grow
}

TEST_F(PadesSignerTest, WithoutRoomForATimeStampTheFileIsNotTouched) {
  const auto key = pki().holder(chair());
  SignatureSpec how = spec("Chair");
  how.willBeTimeStamped = false;
  const auto made = signer.prepare(SigningJobId("job"), fakes::smallPdf(), key->chain(), how);
  const auto done = signer.completeWithTimeStamp(*made, *key->sign(made->job, made->toSign), stamper);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "signing.contents.small");
}

TEST_F(PadesSignerTest, RefusesASignatureOfAnotherKey) {
  const auto prepared =
      signer.prepare(SigningJobId("job"), fakes::smallPdf(), pki().holder(chair())->chain(), spec("Chair"));
  const auto raw = pki().holder(organisation())->sign(prepared->job, prepared->toSign);
  EXPECT_EQ(signer.complete(*prepared, *raw).error().code, "signing.signature.mismatch");
}

TEST_F(PadesSignerTest, RefusesWhatMustNotBeSigned) {
  const auto code = [&](const Bytes& pdf, const fakes::Identity& who, const SignatureSpec& how) {
    const auto out = signer.prepare(SigningJobId("job"), pdf, pki().holder(who)->chain(), how);
    return out ? std::string("signed") : out.error().code;
  };
  const Bytes pdf = fakes::smallPdf();
  EXPECT_EQ(code("no PDF", chair(), spec("Chair")), "signing.pdf.malformed");
  EXPECT_EQ(code(pdf, chair(), spec("Chair", {2, 10, 10, 10, 10})), "signing.box.page");
  EXPECT_EQ(code(once(), chair(), spec("Chair")), "signing.field.taken");
  SignatureSpec small = spec("Chair");
  small.reserveBytes = 256;
  EXPECT_EQ(code(pdf, chair(), small), "signing.contents.small");
  SignatureSpec picture = spec("Chair");
  picture.imagePng = "not a picture";
  EXPECT_EQ(code(pdf, chair(), picture), "signing.image.malformed");
  SignatureSpec late = spec("Chair");
  late.claimedAt = pki().now.plus(fakes::TestPki::kDay * 60);
  EXPECT_EQ(code(pdf, chair(), late), "signing.certificate.expired");
  const auto encryption = pki().make("Mã hoá", trust::Purpose::kEncryptionOnly, &pki().issuing);
  EXPECT_EQ(code(pdf, encryption, spec("Chair")), "signing.certificate.usage");
}

TEST_F(PadesSignerTest, AnEncryptedFileIsRefused) {
  Bytes pdf = fakes::smallPdf();
  pdf.replace(pdf.rfind("/Root 1 0 R"), 11, "/Root 1 0 R/Encrypt<</Filter/Standard>>");
  const auto out = signer.prepare(SigningJobId("job"), pdf, pki().holder(chair())->chain(), spec("Chair"));
  EXPECT_EQ(out.error().code, "signing.pdf.encrypted");
}

TEST_F(PadesSignerTest, ATransparentImageIsDrawnWithItsMask) {
  SignatureSpec how = spec("Chair");
  how.imagePng = smallPng();
  const Bytes out = sign(fakes::smallPdf(), chair(), how);
  EXPECT_NE(out.find("/SMask"), Bytes::npos);
  EXPECT_EQ(out.find("/MK"), Bytes::npos);
  EXPECT_EQ(verify(out).verdict, Verdict::kValid);
}

TEST_F(PadesSignerTest, WithoutABoxTheWidgetIsInvisibleButHasAnAppearance) {
  SignatureSpec how = spec("Chair");
  how.box.reset();
  const Bytes out = sign(fakes::smallPdf(), chair(), how);
  EXPECT_NE(out.find("/Rect [0 0 0 0]"), Bytes::npos);
  EXPECT_NE(out.find("/AP"), Bytes::npos);
  EXPECT_EQ(verify(out).verdict, Verdict::kValid);
}

TEST_F(PadesSignerTest, AnAbsentTimeStampAuthorityIsUnavailable) {
  const auto key = pki().holder(organisation());
  const auto prepared =
      signer.prepare(SigningJobId("job"), fakes::smallPdf(), key->chain(), spec("Organisation"));
  const auto raw = key->sign(prepared->job, prepared->toSign);
  services.away = true;
  EXPECT_EQ(signer.completeWithTimeStamp(*prepared, *raw, stamper).error().kind, ErrorKind::kUnavailable);
}

TEST(SealBox, LiesOverTheLeftThirdOfTheImageCentredOnItsHeight) {
  const PageBox seal = sealBoxFor({2, 300, 200, 90, 60}, 25.4);
  EXPECT_EQ(seal.page, 2);
  EXPECT_DOUBLE_EQ(seal.width, 72);
  EXPECT_DOUBLE_EQ(seal.height, 72);
  EXPECT_DOUBLE_EQ(seal.x + seal.width, 330);
  EXPECT_DOUBLE_EQ(seal.y + seal.height / 2, 230);
}

}  // namespace tdkt::signing
