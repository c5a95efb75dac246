// Each row of NĐ 30/2020/NĐ-CP Phụ lục I that can be measured, on the positions of the sample decision.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "Layout.h"

namespace tdkt::templates {
namespace {

using namespace support;

std::vector<Page> samplePages() {
  return layOut("decision", sample("decision")).value();
}

double middleOf(const TextOp& op) {
  return op.x + widthOf(op) / 2;
}

TEST(Decision, KeepsTheMarginsOnEveryPage) {
  for (const Page& page : samplePages()) {
    EXPECT_NEAR(toMm(page.width), 210, 0.01);
    EXPECT_NEAR(toMm(page.height), 297, 0.01);
    for (const TextOp& op : page.drawing.texts) {
      EXPECT_GE(toMm(op.x), 30 - 0.01) << op.text;
      EXPECT_LE(toMm(op.x + widthOf(op)), 210 - 15 + 0.8) << op.text;  // a space may hang over the edge
      EXPECT_GE(toMm(op.y), 20) << op.text;
      EXPECT_LE(toMm(op.y), 297 - 20) << op.text;
    }
  }
}

TEST(Decision, UsesTheSizesAndFacesOfTheDecree) {
  const Page page = samplePages().front();
  const struct {
    const char* text;
    Face face;
    double least;
    double most;
  } rows[] = {{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", Face::kBold, 12, 13},
              {"Độc lập - Tự do - Hạnh phúc", Face::kBold, 13, 14},
              {"ỦY BAN NHÂN DÂN", Face::kBold, 12, 13},
              {"Số: 1234/QĐ-UBND", Face::kRegular, 13, 13},
              {"An Hòa, ngày 20", Face::kItalic, 13, 14},
              {"QUYẾT ĐỊNH", Face::kBold, 13, 14},
              {"Về việc", Face::kBold, 13, 14},
              {"CHỦ TỊCH ỦY BAN", Face::kBold, 13, 14},
              {"Căn cứ Luật", Face::kItalic, 13, 14},
              {"Điều 1.", Face::kBold, 13, 14},
              {"Tặng Bằng khen", Face::kRegular, 13, 14},
              {"KT. CHỦ TỊCH", Face::kBold, 13, 14},
              {"Nguyễn Thị Hồng Hạnh", Face::kBold, 13, 14},
              {"Nơi nhận:", Face::kBoldItalic, 12, 12},
              {"- Như Điều 4;", Face::kRegular, 11, 11},
              {"- Lưu: VT, SNV.", Face::kRegular, 11, 11}};
  for (const auto& row : rows) {
    const TextOp op = find(page, row.text);
    EXPECT_EQ(op.face, row.face) << row.text;
    EXPECT_GE(op.size, row.least) << row.text;
    EXPECT_LE(op.size, row.most) << row.text;
  }
}

TEST(Decision, CentresTheNumberUnderTheIssuerAndTheDateUnderTheNation) {
  const Page page = samplePages().front();
  EXPECT_NEAR(middleOf(find(page, "ỦY BAN NHÂN DÂN")), middleOf(find(page, "Số:")), 0.01);
  EXPECT_NEAR(middleOf(find(page, "CỘNG HÒA")), middleOf(find(page, "An Hòa, ngày")), 0.01);
  EXPECT_DOUBLE_EQ(find(page, "Số:").y, find(page, "An Hòa, ngày").y);
  EXPECT_NEAR(middleOf(find(page, "CHỦ TỊCH ỦY BAN")), (30 + 165 / 2.0) * kPointsPerMm, 0.01);
}

/// Width and middle of the first horizontal line below `op`.
std::pair<double, double> ruleBelow(const Page& page, const TextOp& op) {
  for (const PathOp& path : page.drawing.paths) {
    if (!path.stroke || path.segments.size() != 2) continue;
    const auto& from = path.segments[0].at;
    const auto& to = path.segments[1].at;
    const bool under =
        from[1] > op.y && from[1] < op.y + 12 && from[0] < middleOf(op) && to[0] > middleOf(op);
    if (under && from[1] == to[1]) return {to[0] - from[0], (from[0] + to[0]) / 2};
  }
  return {0, 0};
}

TEST(Decision, DrawsTheLineUnderTheMottoAsLongAsItsText) {
  const Page page = samplePages().front();
  const TextOp motto = find(page, "Độc lập");
  const auto [length, middle] = ruleBelow(page, motto);
  EXPECT_NEAR(length, widthOf(motto), 0.01);
  EXPECT_NEAR(middle, middleOf(motto), 0.01);
}

TEST(Decision, DrawsTheLinesUnderIssuerAndSubjectFromAThirdToAHalfOfTheText) {
  const Page page = samplePages().front();
  for (const char* start : {"TỈNH AN HÒA", "cá nhân có thành tích xuất sắc trong"}) {
    const TextOp op = find(page, start);
    const auto [length, middle] = ruleBelow(page, op);
    const double widestLine = std::max(widthOf(op), widthOf(find(page, "ỦY BAN NHÂN DÂN")));
    EXPECT_GE(length, widestLine / 3) << start;
    EXPECT_LE(length, widestLine / 2 + 0.01) << start;
    EXPECT_NEAR(middle, middleOf(op), 1.2) << start;
  }
}

TEST(Decision, IndentsArticlesAndKeepsSixPointsBetweenParagraphs) {
  const Page page = samplePages().front();
  EXPECT_NEAR(toMm(find(page, "Điều 1.").x), 30 + 12.7, 0.01);
  const double single = 14 * 1.15;
  EXPECT_GE(find(page, "Điều 4.").y - find(page, "Điều 3.").y, single + 6 - 0.01);
}

TEST(Decision, JustifiesEveryLineOfAParagraphButTheLast) {
  const Page page = samplePages().front();
  const TextOp full = find(page, "tập thể và 05 cá nhân");
  EXPECT_NEAR(toMm(full.x + widthOf(full)), 195, 0.05);
  EXPECT_EQ(find(page, "năm 2026 (có").extra, 0);
}

TEST(Decision, HidesTheFirstPageNumberAndCentresTheNextInTheTopMargin) {
  FieldSet fields = sample("decision");
  for (int i = 0; i < 20; ++i) fields.lists["articles"].push_back(fields.lists["articles"].front());
  const auto pages = layOut("decision", fields).value();
  ASSERT_GE(pages.size(), 3U);
  const TextOp number = find(pages[1], "2");
  EXPECT_EQ(number.text, "2");
  EXPECT_GE(number.size, 13);
  EXPECT_LE(number.size, 14);
  EXPECT_NEAR(toMm(middleOf(number)), 105, 0.05);
  EXPECT_LT(toMm(number.y), 20);
  for (const TextOp& op : pages[0].drawing.texts) EXPECT_GT(toMm(op.y), 20) << op.text;
}

TEST(Decision, NumbersThePagesOfTheListAnew) {
  FieldSet fields = sample("decision");
  auto& rows = fields.tables["nominees"].groups[0].rows;
  for (int i = 0; i < 40; ++i) rows.push_back(rows[0]);
  const auto pages = layOut("decision", fields).value();
  ASSERT_GE(pages.size(), 3U);
  EXPECT_EQ(find(pages[2], "2").text, "2");
}

TEST(Decision, PutsTheSignersPostLevelWithTheRecipients) {
  const Page page = samplePages().front();
  EXPECT_NEAR(find(page, "Nơi nhận:").y, find(page, "KT. CHỦ TỊCH").y, 2.5);
}

TEST(Decision, LeavesRoomForTheSignatureBetweenPostAndName) {
  const auto filled = fillOrThrow("decision", sample("decision"));
  ASSERT_EQ(filled.places.size(), 1U);
  const SignaturePlace& place = filled.places[0];
  const Page page = samplePages().front();
  EXPECT_EQ(place.name, "signer");
  EXPECT_EQ(place.page, 1);
  EXPECT_NEAR(toMm(place.width), 60, 0.01);
  EXPECT_NEAR(toMm(place.height), 25, 0.01);
  EXPECT_LT(page.height - place.y - place.height, find(page, "Nguyễn Thị Hồng Hạnh").y);
  EXPECT_GT(page.height - place.y - place.height, find(page, "PHÓ CHỦ TỊCH").y);
  EXPECT_NEAR(place.x + place.width / 2, middleOf(find(page, "Nguyễn Thị Hồng Hạnh")), 0.01);
}

TEST(Decision, NeverLeavesTheSignatureBlockAloneOnAPage) {
  for (int extra = 0; extra < 30; ++extra) {
    FieldSet fields = sample("decision");
    fields.tables.clear();
    fields.lists["articles"].insert(fields.lists["articles"].begin(), static_cast<std::size_t>(extra),
                                    "Một điều ngắn chỉ để đẩy phần chữ ký xuống dưới.");
    const auto pages = layOut("decision", fields).value();
    const Page& last = pages.back();
    const TextOp label = find(last, "Nơi nhận:");
    const auto above =
        std::count_if(last.drawing.texts.begin(), last.drawing.texts.end(),
                      [&](const TextOp& op) { return op.y < label.y && op.y > 20 * kPointsPerMm; });
    EXPECT_GE(above, 2) << extra << " further articles";
  }
}

TEST(Decision, NeverLeavesOneLineOfAnArticleAloneAtTheFootOrTheHeadOfAPage) {
  const std::string article =
      "Giao các cơ quan, đơn vị, địa phương tổ chức trao tặng bảo đảm trang trọng, thiết thực, tiết kiệm; "
      "tuyên truyền, nhân rộng điển hình tiên tiến trong toàn tỉnh và báo cáo kết quả theo đúng quy định "
      "hết.";
  int breaks = 0;
  for (std::size_t count = 1; count < 40; ++count) {
    FieldSet fields = sample("decision");
    fields.tables.clear();
    fields.lists["articles"].assign(count, article);
    const auto pages = layOut("decision", fields).value();
    for (std::size_t i = 0; i + 1 < pages.size(); ++i) {
      const auto& texts = pages[i].drawing.texts;
      const auto lowest = std::max_element(texts.begin(), texts.end(),
                                           [](const TextOp& a, const TextOp& b) { return a.y < b.y; });
      for (const TextOp& op : texts) {
        if (std::abs(op.y - lowest->y) > 0.5) continue;
        EXPECT_NE(plain(op.text).rfind("Điều ", 0), 0U) << count;
      }
      const TextOp& next = pages[i + 1].drawing.texts.at(1);  // behind the page number
      EXPECT_EQ(plain(next.text).find("hết."), std::string::npos) << count;
      ++breaks;
    }
  }
  EXPECT_GT(breaks, 30);
}

TEST(Decision, ReachesTheReaderWordForWord) {
  const FieldSet fields = sample("decision");
  const std::string text = flattened(extracted(fillOrThrow("decision", fields).pdf));
  for (const std::string& article : fields.lists.at("articles"))
    EXPECT_NE(text.find(article), std::string::npos) << article;
  for (const std::string& basis : fields.lists.at("legalBases")) {
    EXPECT_NE(text.find(basis + ";"), std::string::npos) << basis;
  }
  EXPECT_NE(text.find("(Kèm theo Quyết định số 1234/QĐ-UBND ngày 20 tháng 11 năm 2026 của Chủ tịch"),
            std::string::npos);
  EXPECT_NE(text.find("Tổng cộng: 07 trường hợp./."), std::string::npos);
}

TEST(Decision, PrintsDatesAsTheDecreeSpellsThem) {
  FieldSet fields = sample("decision");
  const std::pair<const char*, const char*> dates[] = {
      {"2020-01-05", "An Hòa, ngày 05 tháng 01 năm 2020"},
      {"2026-03-09", "An Hòa, ngày 09 tháng 3 năm 2026"},
      {"ngày 12 tháng 02 năm 2026", "An Hòa, ngày 12 tháng 02 năm 2026"}};
  for (const auto& [given, printed] : dates) {
    fields.texts["issuedOn"] = given;
    EXPECT_EQ(plain(find(layOut("decision", fields).value()[0], "An Hòa, ").text), printed);
  }
  for (const char* bad :
       {"20/11/2026", "ngày 5 tháng 1 năm 2020", "ngày 05 tháng 03 năm 2020", "2026-02-30"}) {
    fields.texts["issuedOn"] = bad;
    EXPECT_EQ(layOut("decision", fields).error().code, "templates.field.format") << bad;
  }
}

TEST(Decision, RefusesNumbersThatAreNotSpelledByTheDecree) {
  FieldSet fields = sample("decision");
  for (const char* bad :
       {"5/QĐ-UBND", "1234", "1234 /QĐ-UBND", "/QĐ-UBND", "1234/", "0012/QĐ-UBND", "12a/QĐ-UBND"}) {
    fields.texts["number"] = bad;
    EXPECT_EQ(layOut("decision", fields).error().code, "templates.field.format") << bad;
  }
  for (const char* good : {"05/QĐ-UBND", "123456/QĐ-UBND"}) {
    fields.texts["number"] = good;
    EXPECT_TRUE(layOut("decision", fields)) << good;
  }
}

TEST(Decision, LeavesTheListOutWhenNobodyIsOnIt) {
  FieldSet fields = sample("decision");
  fields.tables.clear();
  fields.texts.erase("listTitle");
  EXPECT_EQ(fillOrThrow("decision", fields).pages, 1);
}

TEST(Decision, KeepsTheQrCodeClearOfEveryText) {
  const Page page = samplePages().front();
  double left = 1e9;
  double top = 1e9;
  double right = 0;
  double bottom = 0;
  for (const PathOp& path : page.drawing.paths) {
    if (!path.fill) continue;
    left = std::min(left, path.segments[0].at[0]);
    top = std::min(top, path.segments[0].at[1]);
    right = std::max(right, path.segments[2].at[0]);
    bottom = std::max(bottom, path.segments[2].at[1]);
  }
  ASSERT_LT(left, right);
  for (const TextOp& op : page.drawing.texts) {
    const bool apart =
        op.y < top || op.y - op.size * 0.7 > bottom || op.x > right || op.x + widthOf(op) < left;
    EXPECT_TRUE(apart) << op.text;
  }
}

TEST(Decision, GoesWithoutQrCodeAndCaptionWhenThereIsNoAddress) {
  FieldSet fields = sample("decision");
  fields.texts.erase("verifyUrl");
  EXPECT_EQ(extracted(fillOrThrow("decision", fields).pdf).find("Quét mã"), std::string::npos);
}

}  // namespace
}  // namespace tdkt::templates
