// Levels above B-B, and files that are judged long after their certificates ended.
#include "tests/unit/signing/LongTerm.h"

#include <gtest/gtest.h>

namespace tdkt::signing {
namespace {

std::vector<std::string> levelsOf(const VerifyReport& report) {
  std::vector<std::string> out;
  for (const SignatureReport& one : report.signatures) out.push_back(one.level);
  return out;
}

using Levels = std::vector<std::string>;

}  // namespace

class LongTermTest : public LongTerm {
 protected:
  Bytes stamped() { return sign(fakes::smallPdf(), chair(), spec("Chair"), true); }
};

TEST_F(LongTermTest, EachLevelIsNamed) {
  EXPECT_EQ(levelsOf(verifyOn(0, once())), Levels({"B-B"}));
  EXPECT_EQ(levelsOf(verifyOn(0, stamped())), Levels({"B-T"}));
  EXPECT_EQ(levelsOf(verifyOn(0, longTerm(stamped()))), Levels({"B-LT"}));
  const auto report = verifyOn(1, archived(stamped()));
  EXPECT_EQ(levelsOf(report), Levels({"B-LTA", "time-stamp"})) << report.toJson();
  EXPECT_EQ(report.verdict, Verdict::kValid) << report.toJson();
  EXPECT_EQ(report.signatures[1].kind, SignatureKind::kDocumentTimeStamp);
}

TEST_F(LongTermTest, ADocumentStampServesASignatureWithoutItsOwn) {
  const auto report = verifyOn(1, stampedOn(1, once(), "Stamp"));
  EXPECT_EQ(report.verdict, Verdict::kValid) << report.toJson();
  EXPECT_EQ(levelsOf(report), Levels({"B-T", "time-stamp"}));
  EXPECT_EQ(report.signatures[0].bestTime, day(1));
}

TEST_F(LongTermTest, EvidenceInTheFileReplacesListsForTheSigner) {
  const auto report = verifyAlone(0, longTerm(stamped()));
  EXPECT_EQ(report.verdict, Verdict::kValid) << report.toJson();
  ASSERT_EQ(report.signatures[0].path.size(), 3U);
  EXPECT_TRUE(report.signatures[0].path[0].inFile);
  EXPECT_EQ(report.signatures[0].path[0].source, "crl");
  EXPECT_EQ(report.signatures[0].path[2].revocation, "anchor");
}

TEST_F(LongTermTest, PackedEvidenceAndEvidenceOfARelatedEntryAreRead) {
  for (const bool packed : {false, true}) {
    DssParts parts = evidence();
    parts.packed = packed;
    parts.onlyInRelated = !packed;
    EXPECT_EQ(levelsOf(verifyAlone(0, withDss(stamped(), parts))), Levels({"B-LT"}));
  }
}

TEST_F(LongTermTest, AnswersOfAResponderAreEvidence) {
  DssParts parts;
  parts.ocsps = {ocspOf(chair().certificate, pki().issuing.certificate),
                 ocspOf(pki().tsa.certificate, pki().issuing.certificate),
                 ocspOf(pki().issuing.certificate, pki().root.certificate)};
  const auto report = verifyAlone(0, withDss(stamped(), parts));
  EXPECT_EQ(report.verdict, Verdict::kValid) << report.toJson();
  EXPECT_EQ(report.signatures[0].path[0].source, "ocsp");
  EXPECT_EQ(levelsOf(report), Levels({"B-LT"}));
}

TEST_F(LongTermTest, PartOfTheEvidenceIsNoLongTermLevel) {
  DssParts parts = evidence();
  parts.crls.pop_back();
  EXPECT_EQ(levelsOf(verifyOn(0, withDss(stamped(), parts))), Levels({"B-T"}));
}

TEST_F(LongTermTest, EvidenceAfterTheArchiveStampIsNotKeptByIt) {
  const auto report = verifyOn(1, longTerm(stampedOn(1, stamped(), "Stamp")));
  EXPECT_EQ(report.verdict, Verdict::kValid) << report.toJson();
  EXPECT_EQ(levelsOf(report), Levels({"B-LT", "time-stamp"}));
}

TEST_F(LongTermTest, AnArchivedSignatureOutlivesItsCertificate) {
  const auto report = verifyOn(100, archived(stamped()));
  EXPECT_EQ(report.verdict, Verdict::kValid) << report.toJson();
  EXPECT_TRUE(hasNote(report, "note.expired-since"));
  EXPECT_EQ(report.signatures[0].bestTime, pki().now);
  ASSERT_EQ(report.signatures[0].proofs.size(), 2U);
  EXPECT_EQ(report.signatures[0].proofs[0].kind, "signature-time-stamp");
  EXPECT_EQ(report.signatures[0].proofs[1].kind, "document-time-stamp");
}

TEST_F(LongTermTest, ARevocationAfterTheProofTakesNothing) {
  const auto report = verifyOn(5, archived(stamped()), {{chair().certificate.serialHex(), day(3)}});
  EXPECT_EQ(report.verdict, Verdict::kValid) << report.toJson();
  EXPECT_TRUE(hasNote(report, "note.revoked-since"));
}

TEST_F(LongTermTest, ARevocationBeforeTheProofIsToldWhateverTheFileSays) {
  const auto report = verifyOn(5, archived(stamped()), {{chair().certificate.serialHex(), day(-1)}});
  EXPECT_EQ(report.verdict, Verdict::kInvalid);
  EXPECT_TRUE(hasReason(report, "revocation.revoked"));
}

TEST_F(LongTermTest, WithoutAStampRevocationAndEndCountToday) {
  EXPECT_NE(verifyOn(100, longTerm(once())).verdict, Verdict::kValid);
  EXPECT_NE(verifyOn(5, longTerm(once()), {{chair().certificate.serialHex(), day(3)}}).verdict,
            Verdict::kValid);
}

TEST_F(LongTermTest, AnAuthorityThatEndedNeedsANewerStampOverIt) {
  const Bytes file = archived(stamped());
  const auto late = verifyOn(500, file);
  EXPECT_EQ(late.verdict, Verdict::kIndeterminate);
  EXPECT_TRUE(hasReason(late, "timestamp.expired")) << late.toJson();

  const fakes::Identity renewed =
      pki().make("Renewed TSA", trust::Purpose::kTimeStamping, &pki().issuing, 300, 900);
  const Bytes kept = withDss(file, evidence({}, 350));
  services.time = day(350);
  services.stampingBy = &renewed;
  const Bytes twiceStamped = withDocumentStamp(kept, "Renewal", stamper);
  services.stampingBy = nullptr;
  services.time = pki().now;
  const auto report = verifyOn(500, twiceStamped);
  EXPECT_EQ(report.verdict, Verdict::kValid) << report.toJson();
  EXPECT_EQ(levelsOf(report), Levels({"B-LTA", "time-stamp", "time-stamp"}));
}

TEST_F(LongTermTest, AnAuthorityRevokedBeforeTheNextStampProvesNothing) {
  const auto report = verifyOn(100, archived(stamped()), {{pki().tsa.certificate.serialHex(), day(50)}});
  EXPECT_NE(report.verdict, Verdict::kValid);
  EXPECT_TRUE(hasReason(report, "timestamp.revoked")) << report.toJson();
}

TEST_F(LongTermTest, UnknownRevocationOfTheAuthorityIsNeverTakenForGood) {
  const auto report = verifyAlone(100, archived(stamped()));
  EXPECT_EQ(report.verdict, Verdict::kIndeterminate);
  EXPECT_TRUE(hasReason(report, "timestamp.revocation-unknown"));
}

TEST_F(LongTermTest, AFileWithTimeStampsOnlyHasNoSigner) {
  const auto report = verifyOn(0, withDocumentStamp(fakes::smallPdf(), "Stamp", stamper));
  EXPECT_EQ(report.verdict, Verdict::kInvalid);
  EXPECT_TRUE(hasReason(report, "pdf.no-signature"));
}

TEST_F(LongTermTest, AStampByACertificateForOtherPurposesIsNone) {
  const Bytes file = withDocumentStamp(once(), "Stamp", stamper, &organisation());
  const auto report = verifyOn(0, file);
  EXPECT_EQ(report.verdict, Verdict::kIndeterminate);
  EXPECT_TRUE(hasReason(report, "timestamp.usage")) << report.toJson();
}

TEST_F(LongTermTest, AStampFromTheFutureIsOutOfOrder) {
  EXPECT_TRUE(hasReason(verifyOn(0, stampedOn(2, stamped(), "Stamp")), "timestamp.order"));
}

TEST_F(LongTermTest, ADatedTrustListDecidesByTheProvenTime) {
  const Bytes file = archived(stamped());
  CrlSource crls;
  pki().addCrls(crls, {}, day(100));
  const auto with = [&](std::optional<UtcTime> until) {
    TrustSettings trust;
    trust.anchors.push_back({pki().root.certificate, "Root", true, true, false, day(-10), until});
    trust.timestampRoots = {pki().root.certificate};
    return Verifier(trust, &crls).verify(file, day(100));
  };
  EXPECT_EQ(with(day(50)).verdict, Verdict::kValid) << "withdrawn only after the proven time";
  const auto before = with(day(-1));
  EXPECT_EQ(before.verdict, Verdict::kIndeterminate);
  EXPECT_TRUE(hasReason(before, "chain.not-trusted-then"));
}

TEST_F(LongTermTest, AnAlgorithmThatFellSinceIsJudgedByTheProvenTime) {
  const Bytes file = archived(stamped());
  CrlSource crls;
  pki().addCrls(crls, {}, day(100));
  TrustSettings trust = pki().trusted();
  trust.algorithms.rules = {{"SHA-256", 0, day(50)}, {"EC", 256}, {"RSA", 2048}};
  const auto late = Verifier(trust, &crls).verify(file, day(100));
  EXPECT_TRUE(hasReason(late, "timestamp.weak-algorithm")) << "the newest stamp is judged today";
  EXPECT_FALSE(hasReason(Verifier(trust, &crls).verify(file, day(40)), "cms.weak-algorithm"));
  EXPECT_TRUE(hasReason(Verifier(trust, &crls).verify(once(), day(60)), "cms.weak-algorithm"));
}

}  // namespace tdkt::signing
