#include "connector/worker/ForeignVerifier.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "connector/worker/ReportJson.h"
#include "tests/unit/signing/SignedFixture.h"

namespace tdkt::worker {
namespace {

/// Signed files read by the real program's hidden command.
class Foreign : public signing::Signed {
 protected:
  static WorkerSettings settings() {
    WorkerSettings out;
    out.command = {std::string(TDKT_BINARY_DIR) + "/tdkt", "worker"};
    return out;
  }
  VerifyEvidence evidence(std::string ocspUrl = {}) const {
    return {pki().trusted(), {}, std::move(ocspUrl)};
  }
  Result<signing::VerifyReport> judge(const Bytes& pdf, VerifyEvidence with) {
    return ForeignVerifier(worker, std::move(with), &services).verify(pdf, pki().now);
  }
  /// The verdict, or the code of the refusal.
  std::string outcome(const Bytes& pdf) {
    const auto report = judge(pdf, evidence());
    return report ? signing::toString(report->verdict) : report.error().code;
  }

  Worker worker{settings()};
};

Bytes deflated(const Bytes& octets) {
  uLongf size = compressBound(octets.size());
  Bytes out(size, '\0');
  compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(octets.data()),
            octets.size(), 9);
  out.resize(size);
  return out;
}

/// A one-object file whose cross-reference stream is `body` under `filters`.
Bytes fileWithXrefStream(const std::string& filters, const Bytes& body) {
  Bytes out = "%PDF-1.7\n";
  const std::size_t start = out.size();
  out += "1 0 obj\n<</Type/XRef/W[1 2 1]/Size 2/Root 1 0 R/Filter" + filters + "/Length " +
         std::to_string(body.size()) + ">>\nstream\n" + body + "\nendstream\nendobj\n";
  return out + "startxref\n" + std::to_string(start) + "\n%%EOF\n";
}

}  // namespace

TEST_F(Foreign, TheChildGivesTheSameReportAsThisProcess) {
  for (const Bytes& pdf :
       {once(), twice(), twice(fakes::XrefStyle::kStream, 3), once() + "more", Bytes("no PDF")}) {
    const auto there = judge(pdf, evidence("ocsp"));
    const auto here = verifyHere(evidence("ocsp"), {&services}, pdf, pki().now);
    ASSERT_TRUE(there) << there.error().code << " " << there.error().detail;
    EXPECT_EQ(there->toJson(), here->toJson());
  }
}

TEST_F(Foreign, AReportKeepsEveryWordOnItsWayThroughJson) {
  signing::VerifyReport report = verify(twice());
  report.verdict = signing::Verdict::kInvalid;
  report.reasons.push_back({"a.code", "Lý do", "Reason"});
  report.signatures.front().reasons.push_back({"b.code", "Lý do khác", "Another"});
  report.signatures.back().bestTime.reset();
  report.signatures.back().kind = signing::SignatureKind::kDocumentTimeStamp;
  report.signatures.back().notes.push_back({"c.code", "Ghi chú", "Note"});
  report.signatures.back().path.front().revokedAt = pki().now;
  const auto back = reportFromJson(report.toJson());
  ASSERT_TRUE(back);
  EXPECT_EQ(back->toJson(), report.toJson());
}

TEST_F(Foreign, RevocationIsAskedThroughTheParentFromTheNamedServiceOnly) {
  const Bytes pdf = once();
  EXPECT_EQ(judge(pdf, evidence("ocsp"))->verdict, signing::Verdict::kValid);
  EXPECT_EQ(judge(pdf, evidence())->verdict, signing::Verdict::kIndeterminate);
  services.revoked.emplace(chair().certificate.serialHex(), pki().now.plus(std::chrono::hours(-48)));
  EXPECT_EQ(judge(pdf, evidence("ocsp"))->verdict, signing::Verdict::kInvalid);
  services.away = true;
  EXPECT_EQ(judge(pdf, evidence("ocsp"))->verdict, signing::Verdict::kIndeterminate);
}

TEST_F(Foreign, DatedTrustAndAlgorithmsGoAlongAsTheyAre) {
  signing::TrustSettings dated;
  signing::TrustAnchor anchor{pki().root.certificate};
  anchor.until = pki().now.plus(std::chrono::hours(1));
  dated.anchors.push_back(anchor);
  const Bytes pdf = once();
  EXPECT_EQ(judge(pdf, {dated, {}, "ocsp"})->verdict, signing::Verdict::kValid);
  dated.anchors.front().until = pki().now.plus(std::chrono::hours(-24 * 300));
  EXPECT_NE(judge(pdf, {dated, {}, "ocsp"})->verdict, signing::Verdict::kValid);
  dated.anchors.front() = signing::TrustAnchor{pki().root.certificate};
  dated.algorithms.rules = {{"SHA-256", 0}, {"EC", 256}, {"RSA", 4096}};
  const auto strict = judge(pdf, {dated, {}, "ocsp"});
  EXPECT_NE(strict->verdict, signing::Verdict::kValid);
  EXPECT_EQ(strict->toJson(),
            verifyHere({dated, {}, "ocsp"}, {&services, nullptr}, pdf, pki().now)->toJson());
}

TEST_F(Foreign, ListsGoAlongAsData) {
  VerifyEvidence with = evidence();
  for (const auto* issuer : {&pki().root, &pki().issuing}) {
    const auto list = trust::makeCrl(issuer->own, {}, pki().now.plus(std::chrono::hours(-24)),
                                     pki().now.plus(std::chrono::hours(480)));
    with.crls.push_back(trust::toDer(i2d_X509_CRL, list->get()));
  }
  EXPECT_EQ(judge(once(), with)->verdict, signing::Verdict::kValid);
  with.crls.push_back("no list");
  EXPECT_EQ(judge(once(), with).error().code, "signing.crl.malformed");
}

TEST_F(Foreign, NestedDictionariesAreRefusedWithACode) {
  Bytes nest;
  for (int i = 0; i < 100'000; ++i) nest += "<</A";
  for (int i = 0; i < 100'000; ++i) nest += ">>";
  Bytes pdf = fakes::smallPdf();
  pdf.replace(pdf.find("<</Type/Catalog"), 2, "<</Deep " + nest);
  EXPECT_EQ(outcome(pdf), "invalid");
  EXPECT_EQ(outcome("%PDF-1.7\n" + nest), "invalid");
  EXPECT_EQ(outcome(fakes::smallPdf() + nest), "invalid");
}

TEST_F(Foreign, ACompressionBombIsRefusedWithACodeAndWithoutTheMemoryItAsksFor) {
  const Bytes once = deflated(Bytes(64U << 20U, '\0'));
  EXPECT_EQ(outcome(fileWithXrefStream("/FlateDecode", once)), "invalid");
  EXPECT_EQ(outcome(fileWithXrefStream("[/FlateDecode/FlateDecode]", deflated(once))), "invalid");
}

}  // namespace tdkt::worker
