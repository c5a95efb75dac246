// Time-stamp services that are away, refuse or lie; each has its own code, and none leads to a signature.

#include <openssl/ts.h>

#include "tests/unit/signing/SignedFixture.h"

namespace tdkt::signing {
namespace {

/// Answers every request with the same octets.
class Canned : public Transport {
 public:
  Canned(int status, Bytes body) : reply_{status, "application/timestamp-reply", std::move(body)} {}
  Result<TransportReply> post(const std::string& /*url*/, const std::string& /*type*/,
                              const Bytes& /*body*/) override {
    return reply_;
  }
  Result<TransportReply> get(const std::string& /*url*/) override { return reply_; }

 private:
  TransportReply reply_;
};

Bytes refusal() {
  const trust::OpenSslPtr<TS_RESP, TS_RESP_free> reply(TS_RESP_new());
  const trust::OpenSslPtr<TS_STATUS_INFO, TS_STATUS_INFO_free> status(TS_STATUS_INFO_new());
  TS_STATUS_INFO_set_status(status.get(), 2);
  TS_RESP_set_status_info(reply.get(), status.get());
  return trust::toDer(i2d_TS_RESP, reply.get());
}

}  // namespace

class TimeStamperTest : public Signed {
 protected:
  std::string codeOf(Transport& transport, const Clock* clock = nullptr) {
    HttpTimeStamper asked("tsa", {pki().root.certificate}, transport, random, clock);
    const auto token = asked.stamp(sha256("value"));
    return token ? "stamped" : std::string(toString(token.error().kind)) + " " + token.error().code;
  }
};

TEST_F(TimeStamperTest, AServiceThatCannotServeIsUnavailable) {
  Canned failing(503, "");
  EXPECT_EQ(codeOf(failing), "unavailable signing.tsa.status");
  Canned page(200, "<html>maintenance</html>");
  EXPECT_EQ(codeOf(page), "unavailable signing.tsa.malformed");
  Canned refusing(200, refusal());
  EXPECT_EQ(codeOf(refusing), "unavailable signing.tsa.refused");
  services.away = true;
  EXPECT_EQ(codeOf(services), "unavailable transport.connect");
}

TEST_F(TimeStamperTest, AWrongTimeIsRefusedWhenWeHaveAClock) {
  const fakes::FakeClock clock(pki().now);
  for (const auto minutes : {-4, 4}) {
    services.time = pki().now.plus(std::chrono::minutes(minutes));
    EXPECT_EQ(codeOf(services, &clock), "stamped");
  }
  for (const auto minutes : {-6, 6, 60 * 24 * 10}) {
    services.time = pki().now.plus(std::chrono::minutes(minutes));
    EXPECT_EQ(codeOf(services, &clock), "corrupt signing.tsa.time");
    EXPECT_EQ(codeOf(services), "stamped");
  }
}

TEST_F(TimeStamperTest, AnAuthorityThatMayDoMoreThanStampingIsNotTrusted) {
  const fakes::Identity signerAsAuthority =
      pki().make("Không phải TSA", trust::Purpose::kSigner, &pki().issuing);
  services.stampingBy = &signerAsAuthority;
  const std::string code = codeOf(services);
  EXPECT_NE(code, "stamped");
}

TEST_F(TimeStamperTest, ALyingServiceLeavesNoSignatureBehind) {
  const auto key = pki().holder(organisation());
  const auto prepared =
      signer.prepare(SigningJobId("job"), fakes::smallPdf(), key->chain(), spec("Organisation"));
  const auto raw = key->sign(prepared->job, prepared->toSign);
  Canned page(200, "no token");
  HttpTimeStamper lying("tsa", {}, page, random);
  EXPECT_FALSE(signer.completeWithTimeStamp(*prepared, *raw, lying));
  EXPECT_TRUE(signer.completeWithTimeStamp(*prepared, *raw, stamper));
}

TEST_F(TimeStamperTest, ATokenThatNoLongerFitsTheHoleIsRefusedAndNotCut) {
  SignatureSpec how = spec("Organisation");
  how.reserveBytes = 2048;
  const auto key = pki().holder(organisation());
  const auto prepared = signer.prepare(SigningJobId("job"), fakes::smallPdf(), key->chain(), how);
  ASSERT_TRUE(prepared) << prepared.error().detail;
  const auto raw = key->sign(prepared->job, prepared->toSign);
  EXPECT_EQ(signer.completeWithTimeStamp(*prepared, *raw, stamper).error().code, "signing.contents.small");
  EXPECT_TRUE(signer.complete(*prepared, *raw));
}

}  // namespace tdkt::signing
