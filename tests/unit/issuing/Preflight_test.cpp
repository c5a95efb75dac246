#include <gtest/gtest.h>

#include "connector/issuing/RevocationMemory.h"
#include "connector/issuing/SignerPreflight.h"
#include "tests/fakes/TestPki.h"
#include "tests/fakes/TestPostgres.h"

namespace tdkt::issuing {
namespace {

using signing::RevocationState;

const fakes::TestPki& pki() {
  static const fakes::TestPki once;
  return once;
}

/// Answers what it is told, and counts.
class Scripted : public signing::RevocationSource {
 public:
  signing::RevocationAnswer check(const signing::Certificate& /*certificate*/,
                                  const signing::Certificate& /*issuer*/, UtcTime at) override {
    ++asked;
    signing::RevocationAnswer answer;
    answer.state = state;
    answer.producedAt = at;
    answer.revokedAt = revokedAt;
    answer.source = "ocsp";
    answer.der = Bytes("\x30\x00\xFF evidence", 12);
    answer.detail = state == RevocationState::kUnknown ? "away" : "";
    return answer;
  }
  RevocationState state = RevocationState::kGood;
  std::optional<UtcTime> revokedAt;
  int asked = 0;
};

class Memory : public ::testing::TestWithParam<storage::Dialect> {
 protected:
  RevocationState ask(RevocationMemory& memory) {
    return memory.check(chair, pki().issuing.certificate, clock.now()).state;
  }
  RevocationMemory tolerant(int hours) {
    return {inner, *database, clock, {std::chrono::hours(hours), std::chrono::seconds(30)}};
  }
  fakes::TestDatabase made{GetParam()};
  storage::Database* database = made.database.get();
  fakes::FakeClock clock;
  Scripted inner;
  signing::Certificate chair = pki().signer().certificate;
};

/// A key that is never asked to sign: only its certificates count here.
class Certified : public signing::KeyHolder {
 public:
  explicit Certified(signing::CertificateChain chain) : chain_(std::move(chain)) {}
  const signing::CertificateChain& chain() const override { return chain_; }
  signing::SignatureAlgorithm algorithm() const override {
    return chain_.empty() ? signing::SignatureAlgorithm() : signing::defaultAlgorithm(chain_.front());
  }
  Result<Bytes> sign(const signing::SigningJobId& /*job*/, const signing::ToBeSigned& /*digest*/) override {
    return bugError("test.sign", "not to be asked");
  }

 private:
  signing::CertificateChain chain_;
};

Certified keyOf(const std::string& name) {
  return Certified({pki().signer(name).certificate, pki().issuing.certificate});
}

/// The question of FileSigner, with answers as a test wants them.
class SignerPreflight : public ::testing::Test {
 protected:
  Result<Done> check(const signing::KeyHolder& key, const ExpectedSigner& expected) {
    return checkSigner(key, expected, roots, revocation, now);
  }
  std::string codeFor(const std::string& certified, const ExpectedSigner& expected) {
    const auto checked = check(keyOf(certified), expected);
    return checked ? "" : checked.error().code;
  }
  std::vector<signing::Certificate> roots{pki().root.certificate};
  Scripted revocation;
  UtcTime now = pki().now;
};

}  // namespace

INSTANTIATE_TEST_SUITE_P(On, Memory, fakes::chosenDialect(), fakes::dialectName);

TEST_F(SignerPreflight, CapitalsAndSpacesDoNotMatterAndEveryToneDoes) {
  EXPECT_EQ(codeFor("NGUYỄN ĐỨC  THỊNH", {"Nguyễn Đức Thịnh", "", false}), "");
  EXPECT_EQ(codeFor("Nguyễn Đức Thinh", {"Nguyễn Đức Thịnh", "", false}), "signing.certificate.person");
}

TEST_F(SignerPreflight, NobodyPrintedIsNobodysCertificate) {
  EXPECT_EQ(codeFor("Nguyễn Đức Thịnh", {"", "", false}), "signing.certificate.person");
  EXPECT_EQ(codeFor("Con dấu số 1", {"", "", true}), "signing.certificate.organisation");
}

TEST_F(SignerPreflight, ASpellingOfTheCertificateAuthorityCanBeMapped) {
  const SubjectSpellings spellings = {{"Nguyễn Đức Thịnh", "Nguyen Duc Thinh"}};
  EXPECT_EQ(codeFor("Nguyen Duc Thinh", expectedSigner("Nguyễn Đức Thịnh", spellings, false)), "");
  EXPECT_EQ(codeFor("Nguyễn Đức Thịnh", expectedSigner("Nguyễn Đức Thịnh", spellings, false)),
            "signing.certificate.person");
}

TEST_F(SignerPreflight, AnOrganisationMayStandInTheSubjectsNameOrInItsOrganisation) {
  EXPECT_EQ(codeFor("Con dấu số 1", {"ỦY BAN NHÂN DÂN TỈNH AN HÒA", "", true}), "");
  EXPECT_EQ(codeFor("Sở Nội vụ", {"SỞ NỘI VỤ", "", true}), "");
  EXPECT_EQ(codeFor("Con dấu số 1", {"SỞ NỘI VỤ", "", true}), "signing.certificate.organisation");
  EXPECT_EQ(codeFor("Con dấu số 1", {"ỦY BAN NHÂN DÂN TỈNH AN HÒA", "", false}),
            "signing.certificate.person");
}

TEST_F(SignerPreflight, AMismatchNamesBothForThePageAndNobodyForTheLog) {
  const auto checked = check(keyOf("Trần Thị Khác"), {"Nguyễn Đức Thịnh", "", false});
  EXPECT_EQ(checked.error().field, "“Nguyễn Đức Thịnh” / “Trần Thị Khác”");
  EXPECT_EQ(checked.error().detail.find("Thịnh"), std::string::npos) << checked.error().detail;
  EXPECT_EQ(checked.error().detail.find("Khác"), std::string::npos) << checked.error().detail;
  EXPECT_NE(checked.error().detail.find("signing.expectedSubject"), std::string::npos);
}

TEST_F(SignerPreflight, AnExpiredCertificateAndOneWithoutItsIssuerAreRefused) {
  const ExpectedSigner expected{"Nguyễn Đức Thịnh", "", false};
  EXPECT_EQ(check(Certified({pki().signer().certificate}), expected).error().code,
            "signing.certificate.untrusted");
  EXPECT_EQ(check(Certified({}), expected).error().code, "signing.certificate.none");
  now = pki().now.plus(fakes::TestPki::kDay * 31);
  EXPECT_EQ(codeFor("Nguyễn Đức Thịnh", expected), "signing.certificate.expired");
}

TEST_F(SignerPreflight, WhatNoWaitingCuresIsToldBeforeWhatMayPassAndNothingIsLeftOut) {
  revocation.state = RevocationState::kUnknown;
  const auto waits = check(keyOf("Nguyễn Đức Thịnh"), {"Nguyễn Đức Thịnh", "", false});
  EXPECT_EQ(waits.error().code, "signing.revocation.unknown");
  EXPECT_EQ(waits.error().kind, ErrorKind::kUnavailable);
  const auto wrong = check(keyOf("Trần Thị Khác"), {"Nguyễn Đức Thịnh", "", false});
  EXPECT_EQ(wrong.error().code, "signing.certificate.person");
  EXPECT_NE(wrong.error().detail.find("signing.revocation.unknown: away"), std::string::npos);
}

TEST_F(SignerPreflight, ARevokedAuthorityIsRefusedAsARevokedSignerIs) {
  revocation.state = RevocationState::kRevoked;
  EXPECT_EQ(codeFor("Nguyễn Đức Thịnh", {"Nguyễn Đức Thịnh", "", false}), "signing.certificate.revoked");
}

TEST_P(Memory, ABatchAsksOnce) {
  auto memory = tolerant(0);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(ask(memory), RevocationState::kGood);
  EXPECT_EQ(inner.asked, 1);
  clock.advance(std::chrono::seconds(31));
  EXPECT_EQ(ask(memory), RevocationState::kGood);
  EXPECT_EQ(inner.asked, 2);
}

TEST_P(Memory, WithoutToleranceAnOutageIsUnknown) {
  auto memory = tolerant(0);
  EXPECT_EQ(ask(memory), RevocationState::kGood);
  inner.state = RevocationState::kUnknown;
  clock.advance(std::chrono::minutes(1));
  EXPECT_EQ(ask(memory), RevocationState::kUnknown);
}

TEST_P(Memory, AnOutageIsBridgedByTheLastGoodAnswerAsFarAsTheSettingSaysAcrossARestart) {
  {
    auto memory = tolerant(24);
    EXPECT_EQ(ask(memory), RevocationState::kGood);
  }
  inner.state = RevocationState::kUnknown;
  clock.advance(std::chrono::hours(23));
  auto memory = tolerant(24);
  const auto bridged = memory.check(chair, pki().issuing.certificate, clock.now());
  EXPECT_EQ(bridged.state, RevocationState::kGood);
  EXPECT_EQ(bridged.der, Bytes("\x30\x00\xFF evidence", 12)) << "evidence is kept octet for octet";
  clock.advance(std::chrono::hours(2));
  EXPECT_EQ(ask(memory), RevocationState::kUnknown);
}

TEST_P(Memory, ACertificateNeverAnsweredGoodIsNotBridged) {
  inner.state = RevocationState::kUnknown;
  auto memory = tolerant(24);
  EXPECT_EQ(ask(memory), RevocationState::kUnknown);
}

TEST_P(Memory, AnAnswerGoodForAnEarlierTimeOnlyIsNotRemembered) {
  auto memory = tolerant(24);
  inner.revokedAt = clock.now();
  EXPECT_EQ(ask(memory), RevocationState::kGood);
  EXPECT_EQ(ask(memory), RevocationState::kGood);
  EXPECT_EQ(inner.asked, 2);
  inner.revokedAt.reset();
  inner.state = RevocationState::kUnknown;
  EXPECT_EQ(ask(memory), RevocationState::kUnknown);
}

TEST_P(Memory, ARevocationIsToldAtOnceWhateverWasGoodBefore) {
  auto memory = tolerant(24);
  EXPECT_EQ(ask(memory), RevocationState::kGood);
  clock.advance(std::chrono::minutes(1));
  inner.state = RevocationState::kRevoked;
  EXPECT_EQ(ask(memory), RevocationState::kRevoked);
}

}  // namespace tdkt::issuing
