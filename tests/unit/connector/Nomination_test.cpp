#include "connector/inbox/Nomination.h"

#include <gtest/gtest.h>

#include "tests/fakes/Province.h"

namespace tdkt::inbox {
namespace {

using workflow::DocumentRole;

constexpr const char* kAward = "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh";

edxml::Attachment file(const std::string& name, const Bytes& bytes, const std::string& description = {}) {
  edxml::Attachment out;
  out.name = name;
  out.description = description;
  out.mediaType = "application/octet-stream";
  out.bytes = bytes;
  return out;
}

edxml::Message with(std::vector<edxml::Attachment> attachments) {
  edxml::Message message = fakes::nominationHeader();
  message.attachments = std::move(attachments);
  return message;
}

edxml::Attachment pdf(const std::string& name = "Tờ trình.pdf") {
  return file(name, fakes::smallPdf());
}
edxml::Attachment csv(const std::vector<std::string>& names, const std::string& name = "Danh sách.csv") {
  return file(name, fakes::listOf(names));
}

Error errorOf(std::vector<edxml::Attachment> attachments) {
  const auto draft = draftFrom(with(std::move(attachments)), kAward);
  return draft ? Error{} : draft.error();
}

TEST(Nomination, TellsTheSubmissionTheListAndTheEvidenceApart) {
  const auto draft = draftFrom(
      with({file("anh.jpg", "x"), pdf(), csv({"Hà Thị Ánh", "Y Moan Êban"}), pdf("Xác nhận.pdf")}), kAward);
  ASSERT_TRUE(draft) << draft.error().code;
  ASSERT_EQ(draft->files.size(), 4U);
  EXPECT_EQ(draft->files[0].role, DocumentRole::kEvidence);
  EXPECT_EQ(draft->files[1].role, DocumentRole::kSubmission);
  EXPECT_EQ(draft->files[2].role, DocumentRole::kList);
  EXPECT_EQ(draft->files[3].role, DocumentRole::kEvidence);
  ASSERT_EQ(draft->lines.size(), 2U);
  EXPECT_EQ(draft->lines[1].id, LineId("line-2"));
  EXPECT_EQ(draft->lines[1].ordinal, 2);
  EXPECT_EQ(draft->lines[1].nominee.name, "Y Moan Êban");
  EXPECT_EQ(draft->lines[0].award, kAward);
  EXPECT_EQ(draft->header.hostDocumentId, "H99.12,2026/11/20,118/TTr-SGDĐT");
  EXPECT_EQ(draft->header.senderName, "Sở Giáo dục và Đào tạo");
  EXPECT_EQ(draft->header.number, "118");
}

TEST(Nomination, TheListIsKnownByItsDescriptionAndInAnySpelling) {
  for (const char* name : {"DANH SÁCH ĐỀ NGHỊ.CSV", "danh-sach.csv"}) {
    EXPECT_EQ(errorOf({pdf(), csv({"Hà Thị Ánh"}, name)}).code, "") << name;
  }
  const Bytes rows = fakes::listOf({"Hà Thị Ánh"});
  EXPECT_EQ(errorOf({pdf(), file("phu-luc.csv", rows, "Danh sách đề nghị khen thưởng")}).code, "");
  EXPECT_EQ(errorOf({pdf(), file("phu-luc.csv", rows)}).code, "intake.list.missing");
}

TEST(Nomination, ATableThatIsNotTheListIsOnlyEvidence) {
  const auto draft =
      draftFrom(with({pdf(), csv({"Hà Thị Ánh"}), file("kinh-phi.csv", "a,b\n1,2\n")}), kAward);
  ASSERT_TRUE(draft);
  EXPECT_EQ(draft->files[2].role, DocumentRole::kEvidence);
}

TEST(Nomination, AListOfferedTwiceAlikeIsReadOnce) {
  const auto draft =
      draftFrom(with({pdf(), csv({"Hà Thị Ánh"}), csv({"Hà Thị Ánh"}, "Danh sách (bản 2).csv")}), kAward);
  ASSERT_TRUE(draft) << draft.error().code;
  EXPECT_EQ(draft->lines.size(), 1U);
}

TEST(Nomination, AListOfferedTwiceDifferentlyIsRefusedByRow) {
  const char* second = "Danh sách (bản 2).csv";
  const Error other = errorOf({pdf(), csv({"Hà Thị Ánh", "Lý A"}), csv({"Hà Thị Ánh", "Lý B"}, second)});
  EXPECT_EQ(other.code, "intake.list.differs");
  EXPECT_EQ(other.field, "row 2");
  EXPECT_EQ(errorOf({pdf(), csv({"Lý A", "Lý B"}), csv({"Lý B", "Lý A"}, second)}).field, "row 1");
  EXPECT_EQ(errorOf({pdf(), csv({"Lý A"}), csv({"Lý A", "Lý B"}, second)}).field, "row 2");
  EXPECT_EQ(errorOf({pdf(), csv({"Lý A", "Lý B"}), csv({"Lý A"}, second)}).field, "row 2");
}

TEST(Nomination, AFileNamedPdfThatIsNoneIsRefusedByName) {
  for (const Bytes& bytes : {Bytes(), Bytes("%PDF-1.7 cut off"), Bytes("PK\x03\x04 a zip"),
                             Bytes("<html>%PDF-1.7 %%EOF</html>")}) {
    const Error error = errorOf({file("Tờ trình.pdf", bytes), csv({"Hà Thị Ánh"})});
    EXPECT_EQ(error.code, "intake.pdf");
    EXPECT_EQ(error.field, "Tờ trình.pdf");
  }
  EXPECT_EQ(errorOf({pdf(), csv({"Hà Thị Ánh"}), file("Xác nhận.PDF", "x")}).field, "Xác nhận.PDF");
}

TEST(Nomination, WithoutSubmissionOrListThereIsNoDossier) {
  EXPECT_EQ(errorOf({csv({"Hà Thị Ánh"})}).code, "intake.submission.missing");
  EXPECT_EQ(errorOf({pdf()}).code, "intake.list.missing");
  EXPECT_EQ(errorOf({}).code, "intake.submission.missing");
}

TEST(Nomination, AFaultInTheListNamesTheFileAndTheCell) {
  const Error error = errorOf({pdf(), csv({"Hà Thị Ánh", ""})});
  EXPECT_EQ(error.code, "lists.cell");
  EXPECT_EQ(error.field, "Danh sách.csv, A3");
  EXPECT_EQ(errorOf({pdf(), file("Danh sách.csv", "x\n\"1")}).field.rfind("Danh sách.csv", 0), 0U);
}

TEST(Nomination, ARevocationProposesNobodyAndAnUpdateOrReplacementDoes) {
  edxml::Message message = with({pdf(), csv({"Hà Thị Ánh"})});
  message.business = edxml::BusinessType::kRevoke;
  const auto draft = draftFrom(message, kAward);
  ASSERT_FALSE(draft);
  EXPECT_EQ(draft.error().code, "intake.business");
  EXPECT_EQ(draft.error().field, "BussinessDocType");
  for (const auto business : {edxml::BusinessType::kUpdate, edxml::BusinessType::kReplace}) {
    message.business = business;
    EXPECT_TRUE(draftFrom(message, kAward));
  }
}

TEST(Nomination, AListThatNamesNoAwardIsRefusedWhenNoneIsConfiguredAsDefault) {
  const auto draft = draftFrom(with({pdf(), csv({"Hà Thị Ánh"})}), "");
  ASSERT_FALSE(draft);
  EXPECT_EQ(draft.error().code, "intake.award.missing");
  EXPECT_EQ(draft.error().field, "row 1");
}

TEST(Nomination, ListsThatAskForTwoAwardsAreRefusedAtTheDoor) {
  const Bytes rows =
      "Họ và tên,Đối tượng,Đơn vị,Hình thức đề nghị\n"
      "Hà Thị Ánh,cá nhân,Trường A,Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh\n"
      "Lý Văn Bình,cá nhân,Trường B,Giấy khen của Chủ tịch Ủy ban nhân dân xã\n";
  const Error error = errorOf({pdf(), file("Danh sách.csv", rows)});
  EXPECT_EQ(error.code, "intake.awards");
  EXPECT_EQ(error.field, "row 2");
}

}  // namespace
}  // namespace tdkt::inbox
