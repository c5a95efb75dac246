#include "signing/Verifier.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/signing/SignedFixture.h"

namespace tdkt::signing {

using VerifierTest = Signed;

TEST_F(VerifierTest, TheReportHasTheShapeThatScriptsRelyOn) {
  const auto json = nlohmann::json::parse(verify(twice()).toJson());
  EXPECT_EQ(json["verdict"], "valid");
  const auto& first = json["signatures"][0];
  for (const char* key : {"field", "level", "indication", "subIndication", "signer", "organisation", "serial",
                          "issuer", "claimedTime", "bestTime", "coversWholeFile", "reasons"}) {
    EXPECT_TRUE(first.contains(key)) << key;
  }
  EXPECT_EQ(first["indication"], "TOTAL-PASSED");
  EXPECT_EQ(first["claimedTime"], isoUtc(pki().now));
  EXPECT_EQ(first["bestTime"], isoUtc(pki().now));
}

TEST_F(VerifierTest, VerdictsAreSpokenInVietnamese) {
  EXPECT_STREQ(vietnamese(Verdict::kValid), "HỢP LỆ");
  EXPECT_STREQ(vietnamese(Verdict::kInvalid), "KHÔNG HỢP LỆ");
  EXPECT_STREQ(vietnamese(Verdict::kIndeterminate), "CHƯA XÁC ĐỊNH");
}

TEST_F(VerifierTest, WithoutRevocationEvidenceNothingIsValid) {
  const auto report = Verifier(pki().trusted(), nullptr).verify(once(), pki().now);
  EXPECT_EQ(report.verdict, Verdict::kIndeterminate);
  EXPECT_TRUE(hasReason(report, "revocation.unknown"));
}

TEST_F(VerifierTest, AStaleListIsNoEvidence) {
  CrlSource crls = pki().crls();
  const auto report = verify(once(), crls, pki().now.plus(fakes::TestPki::kDay * 25));
  EXPECT_TRUE(hasReason(report, "revocation.unknown"));
}

TEST_F(VerifierTest, ARevokedSignerIsInvalid) {
  CrlSource crls = pki().crls({{chair().certificate.serialHex(), pki().now.plus(-fakes::TestPki::kDay)}});
  const auto report = verify(once(), crls, pki().now);
  EXPECT_EQ(report.verdict, Verdict::kInvalid);
  EXPECT_EQ(report.signatures[0].subIndication, "REVOKED");
}

TEST_F(VerifierTest, AStampBeforeTheRevocationKeepsTheSignatureValid) {
  CrlSource crls = pki().crls({{chair().certificate.serialHex(), pki().now.plus(fakes::TestPki::kDay)}});
  const UtcTime later = pki().now.plus(fakes::TestPki::kDay * 5);
  const auto stamped = verify(twice(), crls, later);
  EXPECT_EQ(stamped.verdict, Verdict::kValid);
  EXPECT_TRUE(hasNote(stamped, "note.revoked-since"));
  EXPECT_EQ(verify(once(), crls, later).verdict, Verdict::kInvalid);
}

TEST_F(VerifierTest, AfterTheCertificatesEndOnlyAStampProves) {
  const UtcTime later = pki().now.plus(fakes::TestPki::kDay * 60);
  CrlSource crls = pki().crls();
  pki().addCrls(crls, {}, later);  // for the time-stamping authority, which is judged today
  EXPECT_EQ(verify(twice(), crls, later).verdict, Verdict::kValid);
  const auto report = verify(once(), crls, later);
  EXPECT_EQ(report.verdict, Verdict::kIndeterminate);
  EXPECT_TRUE(hasReason(report, "certificate.no-proof-of-time"));
}

TEST_F(VerifierTest, ASignatureStampedAfterTheCertificatesEndIsInvalid) {
  const auto brief = pki().make("Hết hạn", trust::Purpose::kSigner, &pki().issuing, -30, -1);
  SignatureSpec how = spec("Chair");
  how.claimedAt = pki().now.plus(-fakes::TestPki::kDay * 2);
  const auto report = verify(sign(fakes::smallPdf(), brief, how, true));
  EXPECT_EQ(report.verdict, Verdict::kInvalid);
  EXPECT_TRUE(hasReason(report, "certificate.expired"));
}

TEST_F(VerifierTest, AForeignRootIsNotBelieved) {
  const fakes::Identity foreign = pki().make("Foreign Root", trust::Purpose::kRootAuthority, nullptr);
  CrlSource crls = pki().crls();
  const auto report = Verifier({{foreign.certificate}, {}}, &crls).verify(once(), pki().now);
  EXPECT_EQ(report.verdict, Verdict::kIndeterminate);
  EXPECT_TRUE(hasReason(report, "chain.untrusted"));
}

TEST_F(VerifierTest, AStampOfAStrangerIsNotBelieved) {
  const fakes::Identity foreign = pki().make("Foreign Root", trust::Purpose::kRootAuthority, nullptr);
  CrlSource crls = pki().crls();
  const auto report =
      Verifier({{pki().root.certificate}, {foreign.certificate}}, &crls).verify(twice(), pki().now);
  EXPECT_TRUE(hasReason(report, "timestamp.untrusted"));
  EXPECT_EQ(report.signatures[0].level, "B-B");
  EXPECT_FALSE(report.signatures[0].bestTime);
}

TEST_F(VerifierTest, AResponderAnswersForTheIssuingAuthority) {
  OcspSource source("ocsp", services, random);
  const auto ask = [&](UtcTime at) {
    return source.check(chair().certificate, pki().issuing.certificate, at);
  };
  EXPECT_EQ(ask(pki().now).state, RevocationState::kGood);
  EXPECT_EQ(ask(pki().now.plus(fakes::TestPki::kDay)).state, RevocationState::kUnknown) << "stale";
  services.revoked = {{chair().certificate.serialHex(), pki().now.plus(-fakes::TestPki::kDay)}};
  EXPECT_EQ(ask(pki().now).state, RevocationState::kRevoked);
  services.away = true;
  EXPECT_EQ(ask(pki().now).state, RevocationState::kUnknown);
}

TEST_F(VerifierTest, AResponderThatTheIssuerDidNotNameIsNotBelieved) {
  const fakes::TestPki strangers;
  OcspSource source("ocsp", services, random);
  const auto ask = [&] {
    return source.check(chair().certificate, pki().issuing.certificate, pki().now).state;
  };
  ASSERT_EQ(ask(), RevocationState::kGood);
  services.responder = &strangers.ocsp;
  EXPECT_EQ(ask(), RevocationState::kUnknown);
}

TEST_F(VerifierTest, AListSignedByAnotherAuthorityIsNotBelieved) {
  const fakes::TestPki strangers;
  CrlSource crls = strangers.crls();
  EXPECT_TRUE(hasReason(verify(once(), crls, pki().now), "revocation.unknown"));
}

/// Remembers the first request and answers it for ever.
class Replaying : public Transport {
 public:
  explicit Replaying(fakes::LocalServices& services) : services_(services) {}
  Result<TransportReply> post(const std::string& url, const std::string& type, const Bytes& body) override {
    if (services_.replayed.empty()) services_.replayed = body;
    return services_.post(url, type, body);
  }
  Result<TransportReply> get(const std::string& url) override { return services_.get(url); }

 private:
  fakes::LocalServices& services_;
};

/// Gives the same octets every time, so that two requests share their nonce.
class ConstantRandom : public Random {
 public:
  std::string bytes(std::size_t count) override { return std::string(count, '\x07'); }
};

TEST_F(VerifierTest, AReplayedTokenIsTakenForALie) {
  Replaying replaying(services);
  HttpTimeStamper lied("tsa", {pki().root.certificate}, replaying, random);
  ASSERT_TRUE(lied.stamp(sha256("one")));
  EXPECT_EQ(lied.stamp(sha256("one")).error().code, "signing.tsa.nonce");
}

TEST_F(VerifierTest, ATokenAboutOtherDataIsTakenForALie) {
  Replaying replaying(services);
  ConstantRandom constant;
  HttpTimeStamper lied("tsa", {pki().root.certificate}, replaying, constant);
  ASSERT_TRUE(lied.stamp(sha256("one")));
  EXPECT_EQ(lied.stamp(sha256("two")).error().code, "signing.tsa.imprint");
}

TEST_F(VerifierTest, ATokenOfAnUnknownAuthorityIsRefused) {
  const fakes::Identity foreign = pki().make("Foreign Root", trust::Purpose::kRootAuthority, nullptr);
  HttpTimeStamper strict("tsa", {foreign.certificate}, services, random);
  EXPECT_EQ(strict.stamp(sha256("one")).error().code, "signing.tsa.untrusted");
}

}  // namespace tdkt::signing
