#include "signing/Extender.h"

#include "signing/Seals.h"
#include "signing/pdf/SecurityStore.h"
#include "tests/unit/signing/Judges.h"
#include "tests/unit/signing/SignedFixture.h"

namespace tdkt::signing {
namespace {

using fakes::XrefStyle;

/// Only what stands in the file itself, as a validator without a network sees it.
class FileEvidence : public StoredSource {
 public:
  explicit FileEvidence(const Bytes& pdf) : store_(pdf::readStore(*pdf::File::open(pdf))) {
    for (const Bytes& crl : store_.crls) EXPECT_TRUE(addCrl(crl));
    for (const Bytes& answer : store_.ocspResponses) EXPECT_TRUE(addOcsp(answer));
  }
  const pdf::StoreContent& store() const { return store_; }

 private:
  pdf::StoreContent store_;
};

/// Lists for one certificate, the responder for the rest.
class Mixed : public RevocationSource {
 public:
  Mixed(RevocationSource& usual, RevocationSource& special, Certificate whom)
      : usual_(usual), special_(special), whom_(std::move(whom)) {}
  RevocationAnswer check(const Certificate& certificate, const Certificate& issuer, UtcTime at) override {
    return (certificate == whom_ ? special_ : usual_).check(certificate, issuer, at);
  }

 private:
  RevocationSource& usual_;
  RevocationSource& special_;
  Certificate whom_;
};

std::vector<Seal> sealsOf(const Bytes& pdf) {
  const auto file = pdf::File::open(pdf);
  auto seals = readSeals(*file);
  EXPECT_TRUE(seals) << seals.error().code << " " << seals.error().detail;
  return *std::move(seals);
}

std::size_t timeStampsIn(const Bytes& pdf) {
  std::size_t count = 0;
  for (const Seal& seal : sealsOf(pdf)) count += seal.documentTimeStamp ? 1U : 0U;
  return count;
}

}  // namespace

class ExtenderTest : public Signed {
 protected:
  Result<Bytes> extend(const Bytes& pdf, Level level, RevocationSource* source = nullptr) {
    const fakes::FakeClock clock(services.time);
    return Extender({stamper, source == nullptr ? ocsp : *source, {pki().root.certificate}, clock})
        .extend(pdf, level, renewWithin);
  }
  Bytes extended(const Bytes& pdf, Level level) {
    auto out = extend(pdf, level);
    EXPECT_TRUE(out) << out.error().code << " " << out.error().detail << " " << out.error().field;
    return out ? *std::move(out) : Bytes();
  }
  std::string codeOf(const Bytes& pdf, Level level) {
    const auto out = extend(pdf, level);
    return out ? "extended" : out.error().code;
  }

  OcspSource ocsp{"ocsp", services, random};
  std::chrono::hours renewWithin{24};
};

TEST_F(ExtenderTest, AFileAtLtNeedsNobodyElseToBeJudged) {
  for (const auto style : {XrefStyle::kTable, XrefStyle::kStream}) {
    const Bytes source = twice(style);
    const Bytes out = extended(source, Level::kLongTerm);
    EXPECT_EQ(out.substr(0, source.size()), source);
    FileEvidence evidence(out);
    EXPECT_EQ(evidence.store().ocspResponses.size(), 4U);  // both signers, their time-stamper, their issuer
    const auto report = Verifier(pki().trusted(), &evidence).verify(out, services.time);
    EXPECT_EQ(report.verdict, Verdict::kValid) << report.toJson();
    EXPECT_EQ(timeStampsIn(out), 0U);
  }
}

TEST_F(ExtenderTest, EachLevelIsReachedOnceAndThenKeptOctetByOctet) {
  for (const auto style : {XrefStyle::kTable, XrefStyle::kStream}) {
    for (const Bytes& source : {once(style), twice(style)}) {
      for (const Level level : {Level::kBasic, Level::kTimeStamped, Level::kLongTerm, Level::kArchive}) {
        const Bytes first = extended(source, level);
        EXPECT_EQ(extended(first, level), first) << toString(level);
        for (const Level lower : {Level::kBasic, Level::kTimeStamped, Level::kLongTerm}) {
          if (lower < level) {
            EXPECT_EQ(extended(first, lower), first) << toString(lower);
          }
        }
      }
    }
  }
}

TEST_F(ExtenderTest, TheSignaturesKeepTheirClassAtEveryLevel) {
  for (const auto style : {XrefStyle::kTable, XrefStyle::kStream}) {
    const Bytes source = twice(style, 2);
    for (const Level level : {Level::kLongTerm, Level::kArchive}) {
      const auto report = verify(extended(source, level));
      for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(report.signatures.at(i).verdict, Verdict::kValid) << report.toJson();
        EXPECT_TRUE(report.signatures.at(i).reasons.empty());
      }
    }
  }
}

TEST_F(ExtenderTest, OurVerifierNamesTheLevelReachedAndNeedsNobodyElse) {
  for (const Level level : {Level::kLongTerm, Level::kArchive}) {
    const Bytes out = extended(twice(), level);
    const auto report = Verifier(pki().trusted(), nullptr).verify(out, services.time);
    EXPECT_EQ(report.signatures.at(0).level, toString(level)) << report.toJson();
    EXPECT_EQ(report.signatures.at(0).verdict, Verdict::kValid) << report.toJson();
    EXPECT_EQ(report.signatures.at(1).verdict, Verdict::kValid) << report.toJson();
  }
}

TEST_F(ExtenderTest, AFileWithoutATimeGetsADocumentTimeStampFirst) {
  const Bytes out = extended(once(), Level::kLongTerm);
  const auto seals = sealsOf(out);
  ASSERT_EQ(seals.size(), 2U);
  EXPECT_FALSE(seals[0].documentTimeStamp);
  EXPECT_TRUE(seals[1].documentTimeStamp);
  EXPECT_EQ(seals[0].provenAt, seals[1].carried.at);
  EXPECT_NE(out.find("/SubFilter /ETSI.RFC3161"), Bytes::npos);
  EXPECT_NE(out.find("/Type /DocTimeStamp"), Bytes::npos);
  EXPECT_LT(out.find("/Type /DocTimeStamp"), out.find("/DSS"));
  EXPECT_EQ(timeStampsIn(extended(once(), Level::kTimeStamped)), 1U);
}

TEST_F(ExtenderTest, AtLtaATimeStampCoversTheEvidence) {
  const Bytes out = extended(twice(), Level::kArchive);
  const auto seals = sealsOf(out);
  ASSERT_EQ(seals.size(), 3U);
  ASSERT_TRUE(seals.back().documentTimeStamp);
  const auto covered = pdf::File::open(std::string_view(out).substr(0, seals.back().end));
  ASSERT_TRUE(covered);
  EXPECT_EQ(pdf::readStore(*covered).ocspResponses.size(), 4U);
}

TEST_F(ExtenderTest, OtherJudgesFindNothingBrokenAtLta) {
  for (const auto style : {XrefStyle::kTable, XrefStyle::kStream}) {
    const Bytes out = extended(twice(style), Level::kArchive);
    const auto poppler = judge("pdfsig", "-nocert", out);
    const auto qpdf = judge("qpdf", "--check", out);
    if (!poppler || !qpdf) GTEST_SKIP() << "pdfsig or qpdf is not installed";
    EXPECT_EQ(countOf(*poppler, "Signature is Valid"), 2U) << *poppler;
    EXPECT_EQ(countOf(*qpdf, "No syntax or stream encoding errors"), 1U) << *qpdf;
  }
}

TEST_F(ExtenderTest, TheTimeStampsWidgetIsPrintedAndHasAnAppearance) {
  const Bytes out = extended(once(), Level::kTimeStamped);
  const auto file = pdf::File::open(out);
  const auto fields = file->fields();
  ASSERT_EQ(fields->size(), 2U);
  for (const pdf::Field& field : *fields) {
    EXPECT_TRUE(pdf::at(field.dictionary, "F").isInteger(132)) << field.name;
    EXPECT_NE(file->dictionary(pdf::at(field.dictionary, "AP")), nullptr) << field.name;
  }
}

TEST_F(ExtenderTest, ASignatureAddedLaterIsShelteredByTheNextCall) {
  const Bytes first = extended(once(), Level::kArchive);
  const Bytes more = sign(first, organisation(), spec("Organisation", {1, 240, 180, 100, 100}), true);
  const Bytes out = extended(more, Level::kArchive);
  EXPECT_EQ(out.substr(0, more.size()), more);
  EXPECT_TRUE(sealsOf(out).back().documentTimeStamp);
  EXPECT_EQ(extended(out, Level::kArchive), out);
  FileEvidence evidence(out);
  const auto report = Verifier(pki().trusted(), &evidence).verify(out, services.time);
  EXPECT_EQ(report.signatures.at(0).verdict, Verdict::kValid) << report.toJson();
}

TEST_F(ExtenderTest, NearTheEndOfItsCertificateTheTimeStampIsRenewedByALongerOne) {
  const Bytes first = extended(once(), Level::kArchive);
  renewWithin = fakes::TestPki::kDay * 3650;
  EXPECT_EQ(extended(first, Level::kArchive), first) << "the same authority gains nothing";
  const fakes::Identity next =
      pki().make("Test TSA 2", trust::Purpose::kTimeStamping, &pki().issuing, -30, 900);
  services.stampingBy = &next;
  const Bytes out = extended(first, Level::kArchive);
  EXPECT_EQ(timeStampsIn(out), timeStampsIn(first) + 1);
  EXPECT_EQ(sealsOf(out).back().carried.signer, next.certificate);
  EXPECT_EQ(extended(out, Level::kArchive), out);
}

TEST_F(ExtenderTest, ASignerWhoseCertificateHasEndedMeanwhileIsRenewedFromTheEvidenceInTheFile) {
  const fakes::Identity brief = pki().make("Ngắn hạn", trust::Purpose::kSigner, &pki().issuing, -1, 2);
  const Bytes first = extended(sign(fakes::smallPdf(), brief, spec("Chair"), true), Level::kArchive);
  services.time = pki().now.plus(fakes::TestPki::kDay * 10);
  services.revoked = {{trust::serialHex(X509_get0_serialNumber(brief.own.certificate.get())), services.time}};
  const fakes::Identity next =
      pki().make("Test TSA 2", trust::Purpose::kTimeStamping, &pki().issuing, -30, 900);
  services.stampingBy = &next;
  renewWithin = fakes::TestPki::kDay * 3650;
  EXPECT_EQ(timeStampsIn(extended(first, Level::kArchive)), timeStampsIn(first) + 1);
}

TEST_F(ExtenderTest, WhatCannotBeExtendedIsRefusedWithItsReason) {
  EXPECT_EQ(codeOf(fakes::smallPdf(), Level::kLongTerm), "signing.extend.unsigned");
  EXPECT_EQ(codeOf("no PDF", Level::kLongTerm), "signing.pdf.malformed");
  Bytes changed = twice();
  changed[changed.find("Decision")] = 'X';
  EXPECT_EQ(codeOf(changed, Level::kLongTerm), "signing.extend.broken");
  const fakes::TestPki strangers;
  const Bytes foreign = sign(fakes::smallPdf(), strangers.signer("Người lạ"), spec("Chair"), true);
  EXPECT_EQ(codeOf(foreign, Level::kLongTerm), "signing.extend.untrusted");
}

TEST_F(ExtenderTest, ARevokedSignerIsRefusedUnlessHeSignedBefore) {
  const Bytes source = twice();
  const std::string serial = trust::serialHex(X509_get0_serialNumber(chair().own.certificate.get()));
  services.revoked = {{serial, pki().now.plus(-fakes::TestPki::kDay)}};
  EXPECT_EQ(codeOf(source, Level::kLongTerm), "signing.certificate.revoked");
  services.time = pki().now.plus(fakes::TestPki::kDay * 2);
  services.revoked = {{serial, pki().now.plus(fakes::TestPki::kDay)}};
  EXPECT_EQ(codeOf(source, Level::kLongTerm), "extended");
}

TEST_F(ExtenderTest, AnAbsentServiceCostsTheLevelButNotTheFile) {
  const Bytes source = twice();
  services.away = true;
  EXPECT_EQ(extend(source, Level::kLongTerm).error().code, "signing.revocation.unknown");
  EXPECT_EQ(extend(source, Level::kLongTerm).error().kind, ErrorKind::kUnavailable);
  EXPECT_EQ(extend(once(), Level::kTimeStamped).error().kind, ErrorKind::kUnavailable);
}

TEST_F(ExtenderTest, ListsServeAsEvidenceAsWell) {
  CrlSource crls = pki().crls();
  const auto out = extend(twice(), Level::kLongTerm, &crls);
  ASSERT_TRUE(out) << out.error().detail;
  FileEvidence evidence(*out);
  EXPECT_EQ(evidence.store().crls.size(), 2U);
  EXPECT_EQ(Verifier(pki().trusted(), &evidence).verify(*out, services.time).verdict, Verdict::kValid);
  EXPECT_EQ(*extend(*out, Level::kLongTerm, &crls), *out);
}

TEST_F(ExtenderTest, EvidenceThatStandsThereIsKeptAndOnlyAddedTo) {
  CrlSource crls = pki().crls();
  const Bytes first = *extend(once(), Level::kLongTerm, &crls);
  const Bytes more = sign(first, organisation(), spec("Organisation", {1, 240, 180, 100, 100}), true);
  services.time = pki().now.plus(fakes::TestPki::kDay * 25);  // the lists are over by then
  const Bytes later = sign(more, chair(), spec("Third", {1, 40, 180, 100, 100}), true);
  const Bytes out = extended(later, Level::kLongTerm);
  const auto before = FileEvidence(first).store();
  const auto after = FileEvidence(out).store();
  ASSERT_GE(after.crls.size(), before.crls.size());
  EXPECT_TRUE(std::equal(before.crls.begin(), before.crls.end(), after.crls.begin()));
  EXPECT_FALSE(after.ocspResponses.empty());
}

TEST_F(ExtenderTest, AResponderWithoutNoCheckIsProvenItself) {
  trust::CertificatePlan plan;
  plan.subject = {{"CN", "Responder to be checked"}};
  plan.extensions = {{NID_key_usage, "critical,digitalSignature"}, {NID_ext_key_usage, "OCSPSigning"}};
  plan.days = 30;
  SystemRandom system;
  trust::KeyPtr key = *trust::newKey(trust::KeyKind::kP256);
  auto x509 = *trust::issue(plan, key.get(), &pki().issuing.own, pki().now, system);
  const auto certificate = *Certificate::fromDer(trust::toDer(i2d_X509, x509.get()));
  const fakes::Identity delegate{{std::move(x509), std::move(key)}, "", certificate};
  services.responder = &delegate;
  CrlSource crls = pki().crls();
  Mixed mixed(ocsp, crls, certificate);
  const Bytes source = twice();
  const auto out = extend(source, Level::kLongTerm, &mixed);
  ASSERT_TRUE(out) << out.error().detail;
  const auto store = FileEvidence(*out).store();
  EXPECT_EQ(store.crls.size(), 1U);
  EXPECT_NE(std::find(store.certificates.begin(), store.certificates.end(), certificate.der()),
            store.certificates.end());
}

TEST_F(ExtenderTest, ATokenLargerThanTheUsualRoomIsGivenMore) {
  const Bytes padding(16000, 'x');
  trust::CertificatePlan plan;
  plan.subject = {{"CN", "Large TSA"}};
  plan.extensions = trust::extensionsFor(trust::Purpose::kTimeStamping);
  plan.extensions.emplace_back(NID_netscape_comment, padding);
  plan.days = 400;
  SystemRandom system;
  trust::KeyPtr key = *trust::newKey(trust::KeyKind::kP256);
  auto x509 = *trust::issue(plan, key.get(), &pki().issuing.own, pki().now, system);
  const auto certificate = *Certificate::fromDer(trust::toDer(i2d_X509, x509.get()));
  const fakes::Identity large{{std::move(x509), std::move(key)}, "", certificate};
  services.stampingBy = &large;
  EXPECT_EQ(timeStampsIn(extended(once(), Level::kTimeStamped)), 1U);
}

TEST(LevelNames, AreThoseOfTheStandard) {
  for (const char* name : {"B-B", "B-T", "B-LT", "B-LTA"}) EXPECT_STREQ(toString(*levelOf(name)), name);
  EXPECT_EQ(levelOf("B-X").error().code, "signing.level.unknown");
}

}  // namespace tdkt::signing
