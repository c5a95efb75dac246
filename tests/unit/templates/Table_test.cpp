#include <gtest/gtest.h>

#include <algorithm>

#include "Layout.h"

namespace tdkt::templates {
namespace {

using namespace support;

FieldSet withRows(std::size_t persons, std::size_t collectives) {
  FieldSet fields = sample("decision");
  auto& groups = fields.tables["nominees"].groups;
  const std::vector<std::string> person = groups[0].rows[1];
  const std::vector<std::string> collective = groups[1].rows[0];
  groups[0].rows.assign(persons, person);
  groups[1].rows.assign(collectives, collective);
  return fields;
}

std::vector<Page> listPages(const FieldSet& fields) {
  auto pages = layOut("decision", fields).value();
  pages.erase(pages.begin());
  return pages;
}

/// Texts that stand in the column of the running number, headings left out.
std::vector<std::string> runningNumbers(const std::vector<Page>& pages) {
  std::vector<std::string> out;
  for (const Page& page : pages) {
    for (const TextOp& op : page.drawing.texts) {
      const bool digits =
          std::all_of(op.text.begin(), op.text.end(), [](char c) { return c >= '0' && c <= '9'; });
      if (digits && op.size == 12 && op.x < 41 * kPointsPerMm) out.push_back(op.text);
    }
  }
  return out;
}

TEST(Table, FiveHundredRowsRunOverManyPagesWithTheirHeaderOnEach) {
  const auto pages = listPages(withRows(400, 100));
  ASSERT_GT(pages.size(), 20U);
  for (const Page& page : pages) {
    EXPECT_NO_THROW(find(page, "STT"));
    EXPECT_NO_THROW(find(page, "Thành tích"));
  }
  const auto numbers = runningNumbers(pages);
  ASSERT_EQ(numbers.size(), 500U);
  for (std::size_t i = 0; i < numbers.size(); ++i) EXPECT_EQ(numbers[i], std::to_string(i + 1));
  EXPECT_NO_THROW(find(pages.back(), "Tổng cộng: 500 trường hợp./."));
}

TEST(Table, NeverSplitsARow) {
  const std::size_t linesOfRow = [] {
    const auto pages = listPages(withRows(1, 0));
    const auto& texts = pages[0].drawing.texts;
    return static_cast<std::size_t>(std::count_if(texts.begin(), texts.end(), [](const TextOp& op) {
      return op.size == 12 && op.face == Face::kRegular;
    }));
  }();
  for (const Page& page : listPages(withRows(120, 0))) {
    const auto cells = static_cast<std::size_t>(
        std::count_if(page.drawing.texts.begin(), page.drawing.texts.end(),
                      [](const TextOp& op) { return op.size == 12 && op.face == Face::kRegular; }));
    EXPECT_EQ(cells % linesOfRow, 0U);
  }
}

TEST(Table, LeavesEmptyGroupsOutAndClosesTheirNumbersUp) {
  const auto pages = listPages(withRows(0, 2));
  EXPECT_NO_THROW(find(pages[0], "I. Tập thể"));
  EXPECT_THROW(find(pages[0], "I. Cá nhân"), std::runtime_error);
  EXPECT_THROW(find(pages[0], "II. "), std::runtime_error);
}

TEST(Table, NumbersRowsThroughAllGroups) {
  EXPECT_EQ(runningNumbers(listPages(withRows(2, 2))), (std::vector<std::string>{"1", "2", "3", "4"}));
}

TEST(Table, NeverLeavesAGroupTitleAtTheFootOfAPage) {
  for (std::size_t persons = 1; persons < 40; ++persons) {
    for (const Page& page : listPages(withRows(persons, 1))) {
      double title = 0;
      double lowest = 0;
      for (const TextOp& op : page.drawing.texts) {
        if (op.text == "II. Tập thể") title = op.y;
        lowest = std::max(lowest, op.y);
      }
      EXPECT_TRUE(title == 0 || title < lowest) << persons;
    }
  }
}

TEST(Table, NeverLeavesTheTotalAloneOnAPage) {
  for (std::size_t persons = 1; persons < 40; ++persons) {
    const auto pages = listPages(withRows(persons, 0));
    EXPECT_FALSE(runningNumbers({pages.back()}).empty()) << persons;
  }
}

TEST(Table, KeepsEveryCellInsideItsFrame) {
  FieldSet fields = withRows(3, 1);
  fields.tables["nominees"].groups[0].rows[1] = {
      "Bà Công Tằng Tôn Nữ Hoàng Phi Thụy Ngọc Quỳnh Nghiêng Khuynh",
      std::string("Trường ") + "nghiêng nghiêng " + "khuỷu khuỷu khuỷu",
      "MỘT HAI BA BỐN NĂM SÁU BẢY TÁM CHÍN MƯỜI", "126.500.000"};
  const double edges[] = {30, 41, 86, 128, 172, 195};
  for (const Page& page : listPages(fields)) {
    for (const TextOp& op : page.drawing.texts) {
      if (op.size > 12 || op.text.front() == 'I') continue;
      const double* const next = std::upper_bound(std::begin(edges), std::end(edges), toMm(op.x));
      ASSERT_NE(next, std::end(edges)) << op.text;
      EXPECT_LT(toMm(op.x + widthOf(op)), *next) << op.text;
    }
  }
}

TEST(Table, TheTenThousandthRowKeepsItsNumber) {
  FieldSet fields = sample("decision");
  fields.tables["nominees"].groups = {
      {"", std::vector<std::vector<std::string>>(10000, {"Lê An", "Giáo viên", "Tốt", "1.000"})}};
  const auto filled = filler("decision").fill(fields, kMadeAt);
  ASSERT_TRUE(filled) << filled.error().detail << " " << filled.error().field;
  EXPECT_NE(extracted(filled->pdf).find("10000"), std::string::npos);
}

}  // namespace
}  // namespace tdkt::templates
