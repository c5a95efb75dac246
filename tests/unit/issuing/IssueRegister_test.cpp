#include "connector/issuing/IssueRegister.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/fakes/FakeClock.h"
#include "tests/fakes/TestPostgres.h"

namespace tdkt::issuing {
namespace {

class IssueRegisterTest : public testing::TestWithParam<storage::Dialect> {
 protected:
  std::int64_t take(const std::string& request) {
    return book_->reserve("QĐ-UBND", "QĐ-UBND", request)->number;
  }
  IssuedFile rendered(const std::string& id, int ordinal) {
    IssuedFile file;
    file.verifyId = id;
    file.dossier = DossierId("d1");
    file.kind = ordinal == 0 ? FileKind::kDecision : FileKind::kCertificate;
    file.ordinal = ordinal;
    file.name = id;
    file.signatureBox = {2, 300.5, 120.25, 170, 71};
    file.keepClear = {{2, 85, 100.5, 200, 12}, {2, 85, 80, 190.25, 12}};
    file.renderedSha256 = "r-" + id;
    return file;
  }

  fakes::FakeClock clock_;
  fakes::TestDatabase made_{GetParam()};
  std::unique_ptr<IssueRegister> book_ = std::make_unique<IssueRegister>(*made_.database, clock_);
};
INSTANTIATE_TEST_SUITE_P(On, IssueRegisterTest, fakes::bothDialects(), fakes::dialectName);

}  // namespace

TEST_P(IssueRegisterTest, TheSameRequestAlwaysGetsTheSameNumber) {
  EXPECT_EQ(take("request-1"), 1);
  EXPECT_EQ(take("request-2"), 2);
  EXPECT_EQ(take("request-1"), 1);
  EXPECT_EQ(take("request-3"), 3);
}

TEST_P(IssueRegisterTest, NumbersRestartWithTheYearInVietnamNotInUtc) {
  clock_.set(*parseIso("2026-12-31T16:59:00Z"));
  EXPECT_EQ(take("last of 2026"), 1);
  clock_.set(*parseIso("2026-12-31T17:01:00Z"));
  const auto first = book_->reserve("QĐ-UBND", "QĐ-UBND", "first of 2027");
  EXPECT_EQ(first->number, 1);
  EXPECT_EQ(isoDate(first->date), "2027-01-01");
  EXPECT_EQ(first->text(), "01/QĐ-UBND");
}

TEST_P(IssueRegisterTest, FourThreadsTakingNumbersLeaveNoGapAndNoDouble) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([this, t] {
      for (int i = 0; i < 25; ++i) take("t" + std::to_string(t) + "-" + std::to_string(i));
    });
  }
  for (auto& thread : threads) thread.join();
  const auto rows = *book_->numbers();
  ASSERT_EQ(rows.size(), 100U);
  for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(rows[i].number, static_cast<std::int64_t>(i) + 1);
}

TEST_P(IssueRegisterTest, AFileGoesItsWayStepByStepAndARepeatChangesNothing) {
  ASSERT_TRUE(book_->addRendered(rendered("a", 0)));
  ASSERT_TRUE(book_->addRendered(rendered("a", 0)));
  ASSERT_TRUE(book_->advance("a", FileState::kPersonSigned, "p"));
  ASSERT_TRUE(book_->advance("a", FileState::kPersonSigned, "p"));
  ASSERT_TRUE(book_->advance("a", FileState::kOrganisationSigned, "o"));
  ASSERT_TRUE(book_->advance("a", FileState::kPublished, "o"));
  const auto file = **book_->findByVerifyId("a");
  EXPECT_EQ(file.state, FileState::kPublished);
  EXPECT_EQ(file.currentSha256(), "o");
  EXPECT_EQ(file.signatureBox.page, 2);
  EXPECT_DOUBLE_EQ(file.signatureBox.x, 300.5);
  ASSERT_EQ(file.keepClear.size(), 2U);
  EXPECT_EQ(file.keepClear[1].page, 2);
  EXPECT_DOUBLE_EQ(file.keepClear[1].width, 190.25);
  EXPECT_TRUE(file.publishedAt);
}

TEST_P(IssueRegisterTest, OnlyOneSignedHashCanEverBePublished) {
  ASSERT_TRUE(book_->addRendered(rendered("a", 0)));
  ASSERT_TRUE(book_->advance("a", FileState::kPersonSigned, "p"));
  ASSERT_TRUE(book_->advance("a", FileState::kOrganisationSigned, "o"));
  EXPECT_EQ(book_->advance("a", FileState::kOrganisationSigned, "other").error().code, "issuing.signed");
  EXPECT_EQ(book_->advance("a", FileState::kPublished, "other").error().code, "issuing.signed");
}

TEST_P(IssueRegisterTest, AStepCannotBeLeftOut) {
  ASSERT_TRUE(book_->addRendered(rendered("a", 0)));
  EXPECT_EQ(book_->advance("a", FileState::kOrganisationSigned, "o").error().code, "issuing.order");
  EXPECT_EQ(book_->advance("a", FileState::kPublished, "r-a").error().code, "issuing.order");
}

TEST_P(IssueRegisterTest, RenderingAgainWithOtherBytesIsAConflictNotAReplacement) {
  ASSERT_TRUE(book_->addRendered(rendered("a", 0)));
  auto other = rendered("a", 0);
  other.renderedSha256 = "changed";
  EXPECT_EQ(book_->addRendered(other).error().code, "issuing.rendered");
}

TEST_P(IssueRegisterTest, TheFirstPreparedSignatureIsTheOneThatStays) {
  EXPECT_EQ(*book_->keepIntent("a", "person", "first"), "first");
  EXPECT_EQ(*book_->keepIntent("a", "person", "second"), "first");
  EXPECT_EQ(**book_->findIntent("a", "person"), "first");
  EXPECT_FALSE(*book_->findIntent("a", "organisation"));
}

TEST_P(IssueRegisterTest, AVoidedNumberStaysInTheBookWithItsReasonAndIsNeverGivenAgain) {
  const auto number = *book_->reserve("QĐ-UBND", "QĐ-UBND", "request-1");
  const DossierId dossier("d1");
  ASSERT_TRUE(book_->voidNumber("QĐ-UBND", number, dossier, "Sai tên", OfficialId("off-thinh")));
  clock_.advance(std::chrono::hours(1));
  ASSERT_TRUE(book_->voidNumber("QĐ-UBND", number, dossier, "another reason", OfficialId("x")));
  EXPECT_EQ(take("request-2"), 2);
  const auto rows = *book_->numbers();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].voidReason, "Sai tên");
  EXPECT_EQ(rows[0].voidedBy, OfficialId("off-thinh"));
  EXPECT_EQ(rows[0].voidedAt, fakes::FakeClock().now());
  EXPECT_FALSE(rows[1].voidedAt);
  EXPECT_EQ(rows[1].voidReason, "");
}

TEST_P(IssueRegisterTest, VoidingTakesTheNumberOfThatYearOnly) {
  clock_.set(*parseIso("2026-12-31T10:00:00+07:00"));
  const auto old = *book_->reserve("QĐ-UBND", "QĐ-UBND", "of 2026");
  clock_.set(*parseIso("2027-01-04T10:00:00+07:00"));
  take("of 2027");
  ASSERT_TRUE(book_->voidNumber("QĐ-UBND", old, DossierId("d1"), "Sai", OfficialId()));
  const auto rows = *book_->numbers();
  EXPECT_TRUE(rows[0].voidedAt);
  EXPECT_FALSE(rows[1].voidedAt);
  EXPECT_EQ(
      book_->voidNumber("QĐ-UBND", {9, "QĐ-UBND", old.date}, DossierId("d1"), "x", OfficialId()).error().code,
      "issuing.number");
}

TEST_P(IssueRegisterTest, FilesOfAVoidedNumberNeverMoveOn) {
  const auto number = *book_->reserve("QĐ-UBND", "QĐ-UBND", "request-1");
  ASSERT_TRUE(book_->addRendered(rendered("a", 0)));
  ASSERT_TRUE(book_->addRendered(rendered("b", 1)));
  ASSERT_TRUE(book_->advance("a", FileState::kPersonSigned, "p"));
  ASSERT_TRUE(book_->advance("a", FileState::kOrganisationSigned, "o"));
  ASSERT_TRUE(book_->voidNumber("QĐ-UBND", number, DossierId("d1"), "Sai tên", OfficialId()));
  EXPECT_EQ(book_->advance("a", FileState::kPublished, "o").error().code, "issuing.voided");
  EXPECT_EQ(book_->advance("b", FileState::kPersonSigned, "p").error().code, "issuing.voided");
  EXPECT_EQ(book_->keepIntent("b", "person", "i").error().code, "issuing.voided");
  EXPECT_EQ(book_->addRendered(rendered("c", 2)).error().code, "issuing.voided");
  EXPECT_EQ((*book_->findByVerifyId("a"))->state, FileState::kOrganisationSigned);
}

TEST_P(IssueRegisterTest, ANumberThatIsPublishedCannotBeVoided) {
  const auto number = *book_->reserve("QĐ-UBND", "QĐ-UBND", "request-1");
  ASSERT_TRUE(book_->addRendered(rendered("a", 0)));
  ASSERT_TRUE(book_->advance("a", FileState::kPersonSigned, "p"));
  ASSERT_TRUE(book_->advance("a", FileState::kOrganisationSigned, "o"));
  ASSERT_TRUE(book_->advance("a", FileState::kPublished, "o"));
  EXPECT_EQ(book_->voidNumber("QĐ-UBND", number, DossierId("d1"), "x", OfficialId()).error().code,
            "issuing.published");
  EXPECT_FALSE(book_->numbers()->front().voidedAt);
}

TEST_P(IssueRegisterTest, TheDecisionComesFirstThenCertificatesByNumber) {
  for (const int ordinal : {10, 2, 0, 1})
    ASSERT_TRUE(book_->addRendered(rendered("f" + std::to_string(ordinal), ordinal)));
  const auto files = *book_->filesOf(DossierId("d1"));
  ASSERT_EQ(files.size(), 4U);
  EXPECT_EQ(files[0].kind, FileKind::kDecision);
  EXPECT_EQ(files[1].ordinal, 1);
  EXPECT_EQ(files[3].ordinal, 10);
}

}  // namespace tdkt::issuing
