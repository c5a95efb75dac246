#include "connector/issuing/DecisionFields.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace tdkt::issuing {
namespace {

using workflow::Line;
using workflow::LineState;
using workflow::NomineeKind;

workflow::RulePack shippedRules() {
  std::ifstream file(TDKT_SOURCE_DIR "/workflow/packs/rules-vn.json");
  return *workflow::RulePack::fromJson(
      std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>()));
}

DecisionWording shippedWording() {
  return *loadWording(TDKT_SOURCE_DIR "/templates/pack/decision/1");
}

Line line(int ordinal, NomineeKind kind, const char* name, LineState state = LineState::kDecided) {
  Line out;
  out.ordinal = ordinal;
  out.nominee = {kind, name, kind == NomineeKind::kIndividual ? "Giáo viên" : "", "Trường Tiểu học Hòa An",
                 "Dạy tốt"};
  out.award = "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh";
  out.state = state;
  return out;
}

workflow::DossierState dossier(std::vector<Line> lines) {
  workflow::DossierState state;
  state.header.number = "118";
  state.header.notation = "TTr-SGDĐT";
  state.header.senderName = "Sở Giáo dục và Đào tạo tỉnh An Hòa";
  state.header.promulgatedOn = parseIsoDate("2026-11-20");
  state.header.receivedAt = *parseIso("2026-11-20T08:00:00+07:00");
  state.lines = std::move(lines);
  return state;
}

const ReservedNumber kNumber{5, "QĐ-UBND", *parseIsoDate("2026-11-25")};
const DecisionTexts kTexts{"",
                           "ỦY BAN NHÂN DÂN TỈNH AN HÒA",
                           "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH AN HÒA",
                           "An Hòa",
                           "tỉnh An Hòa",
                           "",
                           "CHỦ TỊCH",
                           "Nguyễn Đức Thịnh",
                           {"Như Điều 4"}};

}  // namespace

TEST(DecisionFields, CountsInArticleOneEqualTheRowsOfTheList) {
  const auto fields = decisionFields(
      dossier({line(1, NomineeKind::kIndividual, "Hà Thị Ánh"), line(2, NomineeKind::kCollective, "Tổ Toán"),
               line(3, NomineeKind::kIndividual, "H'Hen Niê")}),
      kNumber, kTexts, shippedWording(), shippedRules(), "https://x/v/1");
  ASSERT_TRUE(fields);
  EXPECT_NE(fields->lists.at("articles")[0].find("01 tập thể, 02 cá nhân"), std::string::npos);
  EXPECT_EQ(fields->tables.at("nominees").rowCount(), 3U);
}

TEST(DecisionFields, TheShippedWordingGivesTheTextThatWasPrintedWhenItWasStillInTheProgram) {
  const auto fields = decisionFields(dossier({line(1, NomineeKind::kIndividual, "Hà Thị Ánh")}), kNumber,
                                     kTexts, shippedWording(), shippedRules(), "https://x/v/1");
  ASSERT_TRUE(fields);
  const std::vector<std::string> articles = {
      "Tặng Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh cho 01 cá nhân (có danh sách kèm theo), đã có thành "
      "tích xuất sắc theo đề nghị tại Tờ trình số 118/TTr-SGDĐT ngày 20 tháng 11 năm 2026 của Sở Giáo dục và "
      "Đào tạo tỉnh An Hòa.",
      "Tiền thưởng kèm theo hình thức khen thưởng là 3.800.000 đồng (Ba triệu tám trăm nghìn đồng), chi từ "
      "quỹ thi đua, khen thưởng theo quy định hiện hành.",
      "Quyết định này có hiệu lực kể từ ngày ký.",
      "Chánh Văn phòng Ủy ban nhân dân tỉnh An Hòa, Giám đốc Sở Nội vụ, Sở Giáo dục và Đào tạo tỉnh An Hòa, "
      "thủ trưởng các cơ quan, đơn vị có liên quan và các tập thể, cá nhân có tên trong danh sách chịu trách "
      "nhiệm thi hành Quyết định này./."};
  EXPECT_EQ(fields->lists.at("articles"), articles);
  EXPECT_EQ(fields->texts.at("subject"), "Về việc tặng Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh");
  EXPECT_EQ(fields->texts.at("listTitle"),
            "Tập thể, cá nhân được tặng Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh");
}

TEST(DecisionFields, ADroppedLineIsNeitherCountedNorListedNorPaid) {
  const auto fields =
      decisionFields(dossier({line(1, NomineeKind::kIndividual, "Hà Thị Ánh"),
                              line(2, NomineeKind::kIndividual, "Lý Văn Bỏ", LineState::kDropped)}),
                     kNumber, kTexts, shippedWording(), shippedRules(), "https://x/v/1");
  ASSERT_TRUE(fields);
  EXPECT_EQ(fields->tables.at("nominees").rowCount(), 1U);
  EXPECT_NE(fields->lists.at("articles")[1].find("3.800.000 đồng (Ba triệu tám trăm nghìn đồng)"),
            std::string::npos);
}

TEST(DecisionFields, TheTextNamesTheSubmissionItAnswers) {
  const auto fields = decisionFields(dossier({line(1, NomineeKind::kIndividual, "Hà Thị Ánh")}), kNumber,
                                     kTexts, shippedWording(), shippedRules(), "https://x/v/1");
  EXPECT_EQ(fields->texts.at("number"), "05/QĐ-UBND");
  EXPECT_EQ(fields->texts.at("issuedOn"), "2026-11-25");
  EXPECT_EQ(fields->texts.at("proposal"),
            "Theo đề nghị của Sở Giáo dục và Đào tạo tỉnh An Hòa tại Tờ trình số 118/TTr-SGDĐT ngày 20 tháng "
            "11 năm 2026.");
}

TEST(DecisionFields, WithNobodyDecidedThereIsNoDecision) {
  const auto fields = decisionFields(dossier({line(1, NomineeKind::kIndividual, "A", LineState::kReturned)}),
                                     kNumber, kTexts, shippedWording(), shippedRules(), "");
  EXPECT_EQ(fields.error().code, "issuing.nobody");
}

TEST(DecisionFields, TwoAwardsInOneDecisionAreRefused) {
  auto other = line(2, NomineeKind::kIndividual, "B");
  other.award = "Giấy khen của Chủ tịch Ủy ban nhân dân xã";
  const auto fields = decisionFields(dossier({line(1, NomineeKind::kIndividual, "A"), other}), kNumber,
                                     kTexts, shippedWording(), shippedRules(), "");
  EXPECT_EQ(fields.error().code, "issuing.mixed-awards");
}

TEST(CertificateFields, CarryTheNameExactlyAsGiven) {
  const auto fields = certificateFields(line(7, NomineeKind::kIndividual, "K'Brôi"), "Bằng khen", kNumber,
                                        kTexts, "https://x/v/7");
  EXPECT_EQ(fields.texts.at("recipientName"), "K'Brôi");
  EXPECT_EQ(fields.texts.at("goldBookNumber"), "07");
}

}  // namespace tdkt::issuing
