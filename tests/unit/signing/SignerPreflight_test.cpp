#include "signing/SignerPreflight.h"

#include "tests/unit/signing/SignedFixture.h"

namespace tdkt::signing {

class PreflightTest : public Signed {
 protected:
  std::vector<std::string> codes(const fakes::Identity& who, const ExpectedSigner& expected = {},
                                 std::optional<SignatureAlgorithm> algorithm = {}) {
    const CertificateChain chain{who.certificate, pki().issuing.certificate};
    return codesOf(chain, expected, algorithm);
  }
  std::vector<std::string> codesOf(const CertificateChain& chain, const ExpectedSigner& expected = {},
                                   std::optional<SignatureAlgorithm> algorithm = {}) {
    std::vector<std::string> out;
    for (const Error& error :
         preflight({chain, expected, algorithm, {pki().root.certificate}, ocsp, services.time})) {
      out.push_back(error.code);
    }
    return out;
  }
  using Codes = std::vector<std::string>;
  OcspSource ocsp{"ocsp", services, random};
};

TEST_F(PreflightTest, AGoodCertificateOfTheRightPersonMaySign) {
  EXPECT_EQ(codes(chair(), {"NGUYỄN  Đức Thịnh ", "ỦY BAN NHÂN DÂN TỈNH AN HÒA"}), Codes{});
}

TEST_F(PreflightTest, SomebodyElsesCertificateIsFoundOut) {
  EXPECT_EQ(codes(chair(), {"Nguyễn Đức Thinh", "Ủy ban nhân dân tỉnh Khác"}),
            (Codes{"signing.certificate.person", "signing.certificate.organisation"}));
}

TEST_F(PreflightTest, EveryFaultIsToldAtOnce) {
  const auto over = pki().make("Hết hạn", trust::Purpose::kEncryptionOnly, &pki().issuing, -30, -1);
  services.revoked = {{trust::serialHex(X509_get0_serialNumber(over.own.certificate.get())), pki().now}};
  EXPECT_EQ(codes(over, {"Người khác", ""}, SignatureAlgorithm{Scheme::kRsaPss, Hash::kSha256}),
            (Codes{"signing.certificate.expired", "signing.certificate.usage", "signing.algorithm.key",
                   "signing.certificate.person", "signing.certificate.revoked"}));
}

TEST_F(PreflightTest, ACertificateThatIsNotYetValidWaits) {
  const auto early = pki().make("Chưa đến", trust::Purpose::kSigner, &pki().issuing, 1, 30);
  EXPECT_EQ(codes(early), Codes{"signing.certificate.early"});
}

TEST_F(PreflightTest, AForeignCertificateHasNoPath) {
  const fakes::TestPki strangers;
  EXPECT_EQ(codesOf({strangers.signer("Người lạ").certificate, strangers.issuing.certificate}),
            Codes{"signing.certificate.untrusted"});
}

TEST_F(PreflightTest, AnIssuerThatWasRevokedTakesItsSignersAlong) {
  services.revoked = {
      {trust::serialHex(X509_get0_serialNumber(pki().issuing.own.certificate.get())), pki().now}};
  EXPECT_EQ(codes(chair()), Codes{"signing.certificate.revoked"});
}

TEST_F(PreflightTest, WithoutAnAnswerAboutRevocationNobodyKnows) {
  services.away = true;
  EXPECT_EQ(codes(chair()), (Codes{"signing.revocation.unknown", "signing.revocation.unknown"}));
}

TEST_F(PreflightTest, WithoutACertificateThereIsNothingToAsk) {
  EXPECT_EQ(codesOf({}), Codes{"signing.certificate.none"});
}

}  // namespace tdkt::signing
