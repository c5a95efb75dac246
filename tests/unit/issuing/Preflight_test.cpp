#include <gtest/gtest.h>

#include "connector/issuing/RevocationMemory.h"
#include "connector/issuing/SignerPreflight.h"
#include "tests/fakes/TemporaryFolder.h"
#include "tests/fakes/TestPki.h"

namespace tdkt::issuing {
namespace {

using signing::RevocationState;

const fakes::TestPki& pki() {
  static const fakes::TestPki once;
  return once;
}

signing::CertificateChain chainOf(const std::string& name) {
  return {pki().signer(name).certificate, pki().issuing.certificate};
}

std::string codeFor(const std::string& certified, const ExpectedSigner& expected) {
  const auto checked = checkSigner(chainOf(certified), expected, pki().now);
  return checked ? "" : checked.error().code;
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
    answer.der = "evidence";
    answer.detail = state == RevocationState::kUnknown ? "away" : "";
    return answer;
  }
  RevocationState state = RevocationState::kGood;
  std::optional<UtcTime> revokedAt;
  int asked = 0;
};

class Memory : public ::testing::Test {
 protected:
  Memory() : database(std::move(*storage::Database::open(folder.file("tdkt.db")))) {
    EXPECT_TRUE(storage::migrate(*database));
  }
  RevocationState ask(RevocationMemory& memory) {
    return memory.check(chair, pki().issuing.certificate, clock.now()).state;
  }
  RevocationMemory tolerant(int hours) {
    return {inner, *database, clock, {std::chrono::hours(hours), std::chrono::seconds(30)}};
  }
  fakes::TemporaryFolder folder;
  fakes::FakeClock clock;
  std::unique_ptr<storage::Database> database;
  Scripted inner;
  signing::Certificate chair = pki().signer().certificate;
};

}  // namespace

TEST(SignerPreflight, CapitalsAndSpacesDoNotMatterAndEveryToneDoes) {
  EXPECT_EQ(codeFor("NGUYỄN ĐỨC  THỊNH", {"Nguyễn Đức Thịnh", "", false}), "");
  EXPECT_EQ(codeFor("Nguyễn Đức Thinh", {"Nguyễn Đức Thịnh", "", false}), "issuing.certificate.subject");
  EXPECT_EQ(codeFor("Nguyễn Đức Thịnh", {"", "", false}), "issuing.certificate.subject");
}

TEST(SignerPreflight, ASpellingOfTheCertificateAuthorityCanBeMapped) {
  const SubjectSpellings spellings = {{"Nguyễn Đức Thịnh", "Nguyen Duc Thinh"}};
  EXPECT_EQ(codeFor("Nguyen Duc Thinh", expectedSigner("Nguyễn Đức Thịnh", spellings, false)), "");
  EXPECT_EQ(codeFor("Nguyễn Đức Thịnh", expectedSigner("Nguyễn Đức Thịnh", spellings, false)),
            "issuing.certificate.subject");
}

TEST(SignerPreflight, AnOrganisationMayStandInTheSubjectsOrganisation) {
  EXPECT_EQ(codeFor("Con dấu số 1", {"ỦY BAN NHÂN DÂN TỈNH AN HÒA", "", true}), "");
  EXPECT_EQ(codeFor("Con dấu số 1", {"ỦY BAN NHÂN DÂN TỈNH AN HÒA", "", false}),
            "issuing.certificate.subject");
}

TEST(SignerPreflight, AMismatchNamesBoth) {
  const auto checked = checkSigner(chainOf("Trần Thị Khác"), {"Nguyễn Đức Thịnh", "", false}, pki().now);
  EXPECT_NE(checked.error().detail.find("“Nguyễn Đức Thịnh” / “Trần Thị Khác”"), std::string::npos);
  EXPECT_EQ(checked.error().field, "“Nguyễn Đức Thịnh” / “Trần Thị Khác”");
}

TEST(SignerPreflight, AnExpiredCertificateAndOneWithoutItsIssuerAreRefused) {
  const auto chain = chainOf("Nguyễn Đức Thịnh");
  const ExpectedSigner expected{"Nguyễn Đức Thịnh", "", false};
  EXPECT_EQ(checkSigner(chain, expected, pki().now.plus(fakes::TestPki::kDay * 31)).error().code,
            "issuing.certificate.expired");
  EXPECT_EQ(checkSigner({chain[0]}, expected, pki().now).error().code, "issuing.certificate.issuer");
}

TEST_F(Memory, ABatchAsksOnce) {
  auto memory = tolerant(0);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(ask(memory), RevocationState::kGood);
  EXPECT_EQ(inner.asked, 1);
  clock.advance(std::chrono::seconds(31));
  EXPECT_EQ(ask(memory), RevocationState::kGood);
  EXPECT_EQ(inner.asked, 2);
}

TEST_F(Memory, WithoutToleranceAnOutageIsUnknown) {
  auto memory = tolerant(0);
  EXPECT_EQ(ask(memory), RevocationState::kGood);
  inner.state = RevocationState::kUnknown;
  clock.advance(std::chrono::minutes(1));
  EXPECT_EQ(ask(memory), RevocationState::kUnknown);
}

TEST_F(Memory, AnOutageIsBridgedByTheLastGoodAnswerAsFarAsTheSettingSaysAcrossARestart) {
  {
    auto memory = tolerant(24);
    EXPECT_EQ(ask(memory), RevocationState::kGood);
  }
  inner.state = RevocationState::kUnknown;
  clock.advance(std::chrono::hours(23));
  auto memory = tolerant(24);
  EXPECT_EQ(ask(memory), RevocationState::kGood);
  clock.advance(std::chrono::hours(2));
  EXPECT_EQ(ask(memory), RevocationState::kUnknown);
}

TEST_F(Memory, ACertificateNeverAnsweredGoodIsNotBridged) {
  inner.state = RevocationState::kUnknown;
  auto memory = tolerant(24);
  EXPECT_EQ(ask(memory), RevocationState::kUnknown);
}

TEST_F(Memory, AnAnswerGoodForAnEarlierTimeOnlyIsNotRemembered) {
  auto memory = tolerant(24);
  inner.revokedAt = clock.now();
  EXPECT_EQ(ask(memory), RevocationState::kGood);
  EXPECT_EQ(ask(memory), RevocationState::kGood);
  EXPECT_EQ(inner.asked, 2);
  inner.revokedAt.reset();
  inner.state = RevocationState::kUnknown;
  EXPECT_EQ(ask(memory), RevocationState::kUnknown);
}

TEST_F(Memory, ARevocationIsToldAtOnceWhateverWasGoodBefore) {
  auto memory = tolerant(24);
  EXPECT_EQ(ask(memory), RevocationState::kGood);
  clock.advance(std::chrono::minutes(1));
  inner.state = RevocationState::kRevoked;
  EXPECT_EQ(ask(memory), RevocationState::kRevoked);
}

}  // namespace tdkt::issuing
