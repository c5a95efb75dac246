// Source: NĐ 98/2023/NĐ-CP Điều 104 (as quoted in the notes of the project): lines, colours and places of a
// giấy khen.
#include <gtest/gtest.h>

#include <algorithm>

#include "Layout.h"

namespace tdkt::templates {
namespace {

using namespace support;

Page samplePage(const FieldSet& fields = sample("certificate")) {
  return layOut("certificate", fields).value().at(0);
}

bool isRed(const TextOp& op) {
  return op.colour.red > 0.6 && op.colour.green < 0.2 && op.colour.blue < 0.3;
}

TEST(Certificate, IsOneLandscapePageWithEveryLineInItsColour) {
  const Page page = samplePage();
  EXPECT_NEAR(toMm(page.width), 297, 0.01);
  EXPECT_NEAR(toMm(page.height), 210, 0.01);
  EXPECT_TRUE(isRed(find(page, "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH AN HÒA")));
  EXPECT_TRUE(isRed(find(page, "BẰNG KHEN")));
  for (const char* black : {"CỘNG HÒA", "Độc lập", "TẶNG", "Bà Nguyễn", "Giáo viên", "Có thành tích"}) {
    EXPECT_FALSE(isRed(find(page, black))) << black;
  }
}

TEST(Certificate, CentresItsLines) {
  const Page page = samplePage();
  for (const char* start :
       {"CỘNG HÒA", "Độc lập", "CHỦ TỊCH ỦY", "TẶNG", "BẰNG KHEN", "Bà Nguyễn", "Giáo viên"}) {
    const TextOp op = find(page, start);
    EXPECT_NEAR(op.x + widthOf(op) / 2, page.width / 2, 0.01) << start;
  }
}

TEST(Certificate, PutsNumberAndBookBottomLeftInBoldItalic) {
  const Page page = samplePage();
  for (const char* start : {"Số quyết định: 1234/QĐ-UBND, ngày 20 tháng 11 năm 2026", "Số sổ vàng: 02"}) {
    const TextOp op = find(page, start);
    EXPECT_EQ(op.face, Face::kBoldItalic);
    EXPECT_LT(op.x, page.width / 4);
    EXPECT_GT(op.y, page.height * 0.8);
  }
}

TEST(Certificate, ShrinksALongNameThenWrapsItAtASpace) {
  FieldSet fields = sample("certificate");
  fields.texts["recipientName"] = "Phòng Kinh tế, Hạ tầng và Đô thị xã Thanh Liêm, tỉnh An Hòa";
  const TextOp one = find(samplePage(fields), "Phòng Kinh tế, Hạ tầng");
  EXPECT_LT(one.size, 26);
  EXPECT_EQ(plain(one.text), fields.texts["recipientName"]);
  fields.texts["recipientName"] =
      "Đội Cảnh sát phòng cháy, chữa cháy và cứu nạn, cứu hộ khu vực số 1, Phòng Cảnh sát phòng cháy, chữa "
      "cháy và "
      "cứu nạn, cứu hộ, Công an tỉnh An Hòa";
  const Page page = samplePage(fields);
  const TextOp two = find(page, "Đội Cảnh sát");
  EXPECT_GE(two.size, 17);
  const auto lines =
      std::count_if(page.drawing.texts.begin(), page.drawing.texts.end(), [&](const TextOp& op) {
        return op.size == two.size && op.face == Face::kBold && !isRed(op) && op.y > page.height * 0.4;
      });
  EXPECT_EQ(lines, 2);
}

/// No two texts on one another, none over the frame: what "nothing overlaps" means for the worst data that
/// fits.
void expectNoCollision(const Page& page) {
  const auto& texts = page.drawing.texts;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_GT(toMm(texts[i].x), 17.5);
    EXPECT_LT(toMm(texts[i].x + widthOf(texts[i])), 297 - 17.5);
    EXPECT_LT(toMm(texts[i].y), 210 - 17.5);
    for (std::size_t j = i + 1; j < texts.size(); ++j) {
      const bool beside = texts[i].x + widthOf(texts[i]) <= texts[j].x + 0.01 ||
                          texts[j].x + widthOf(texts[j]) <= texts[i].x + 0.01;
      const double upper = std::min(texts[i].y, texts[j].y);
      const TextOp& lower = texts[i].y > texts[j].y ? texts[i] : texts[j];
      EXPECT_TRUE(beside || lower.y - 0.7 * lower.size >= upper) << texts[i].text << " | " << texts[j].text;
    }
  }
}

TEST(Certificate, KeepsLinesApartInTheWorstCase) {
  FieldSet fields = sample("certificate");
  fields.texts["recipientName"] =
      "Đội Cảnh sát phòng cháy, chữa cháy và cứu nạn, cứu hộ khu vực số 1, Công an tỉnh An Hòa, Bộ Công an";
  fields.texts["recipientPosition"] =
      "Phòng Cảnh sát phòng cháy, chữa cháy và cứu nạn, cứu hộ, Công an tỉnh An Hòa, phường Nguyễn Bỉnh "
      "Khiêm, thành "
      "phố An Hòa";
  fields.texts["achievement"] =
      "Có thành tích đặc biệt xuất sắc, dũng cảm trong công tác cứu nạn, cứu hộ, khắc phục hậu quả thiên "
      "tai, bảo vệ "
      "tính mạng và tài sản của nhân dân, góp phần tích cực vào phong trào thi đua yêu nước và công cuộc xây "
      "dựng, bảo "
      "vệ Tổ quốc giai đoạn 2021 - 2026 trên địa bàn tỉnh";
  fields.texts["signerPost"] = "PHÓ CHỦ TỊCH THƯỜNG TRỰC";
  expectNoCollision(samplePage(fields));
}

TEST(Certificate, KeepsLinesApartInTheSample) {
  expectNoCollision(samplePage());
}

TEST(Certificate, HasRoomForSignatureAndSealOnThePage) {
  const auto filled = fillOrThrow("certificate", sample("certificate"));
  ASSERT_EQ(filled.places.size(), 1U);
  const SignaturePlace& place = filled.places[0];
  const Page page = samplePage();
  const double sealSize = 36 * kPointsPerMm;
  const double sealBottom = place.y + place.height / 2 - sealSize / 2;
  EXPECT_GT(place.x + place.width / 3 - sealSize, 0);
  EXPECT_GT(sealBottom, 0);
  EXPECT_LT(sealBottom + sealSize, page.height - find(page, "Độc lập").y);
  EXPECT_LT(place.x + place.width, page.width);
}

TEST(Certificate, DropsTheLineOfAnAbsentPosition) {
  FieldSet fields = sample("certificate");
  fields.texts.erase("recipientPosition");
  fields.texts.erase("signerCapacity");
  EXPECT_THROW(find(samplePage(fields), "KT. "), std::runtime_error);
}

}  // namespace
}  // namespace tdkt::templates
