// A list as the desk meets it: what is certain is changed and told, what is doubtful is asked.
#include "connector/lists/ListReview.h"

#include <gtest/gtest.h>
#include <xlsxwriter.h>

#include <fstream>
#include <iterator>

#include "tests/fakes/TemporaryFolder.h"

namespace tdkt::lists {
namespace {

using Choice = CellDecision::Choice;
using Rows = std::vector<std::vector<std::string>>;
struct Tab {
  const char* name;
  Rows rows;
  bool hidden = false;
};

Bytes workbook(const std::vector<Tab>& tabs) {
  const fakes::TemporaryFolder folder;
  const std::string path = folder.file("a.xlsx");
  lxw_workbook* book = workbook_new(path.c_str());
  for (const Tab& tab : tabs) {
    lxw_worksheet* sheet = workbook_add_worksheet(book, tab.name);
    if (tab.hidden) worksheet_hide(sheet);
    for (std::size_t r = 0; r < tab.rows.size(); ++r) {
      for (std::size_t c = 0; c < tab.rows[r].size(); ++c) {
        worksheet_write_string(sheet, static_cast<lxw_row_t>(r), static_cast<lxw_col_t>(c),
                               tab.rows[r][c].c_str(), nullptr);
      }
    }
  }
  EXPECT_EQ(workbook_close(book), LXW_NO_ERROR);
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

ListReview reviewed(const Bytes& file, const ListDecision& decision = {},
                    const RememberedPlans& remembered = {}) {
  auto review = reviewList(file, decision, remembered);
  EXPECT_TRUE(review) << review.error().code << " " << review.error().detail << " " << review.error().field;
  return review ? std::move(*review) : ListReview{};
}

std::vector<std::string> codesOf(const std::vector<PlanDoubt>& doubts) {
  std::vector<std::string> out;
  for (const PlanDoubt& one : doubts) out.push_back(one.code);
  return out;
}

// "Bé" is a child as it stands and "Bộ" in TCVN3; no spelling rule knows K'Br«i.
const std::string kLegacy =
    "Hä vµ tªn,§¬n vÞ\nNguyÔn V¨n An,Së Y tÕ\nBé,Së Y tÕ\nK'Br«i,Së Néi vô\nTrÇn ThÞ Hoa,Së Y tÕ\n";

TEST(ListReview, CertainCellsAreConvertedAndToldFromBothSidesAndDoubtfulOnesAreAsked) {
  const ListReview review = reviewed(kLegacy);
  EXPECT_TRUE(review.columns.empty());
  ASSERT_EQ(review.cells.size(), 2U);
  EXPECT_EQ(review.cells[0], (ListWarning{"A3", "lists.legacy", "Bé", "Bộ", {}}));
  EXPECT_EQ(review.cells[1], (ListWarning{"A4", "lists.legacy", "K'Br«i", "K'Brôi", {}}));
  const ListWarning told{"A2", "lists.converted", "NguyÔn V¨n An", "Nguyễn Văn An", {}};
  EXPECT_NE(std::find(review.list.warnings.begin(), review.list.warnings.end(), told),
            review.list.warnings.end());
}

TEST(ListReview, EachCellIsReadAsThePersonSaid) {
  ListDecision decision;
  decision.cells = {{"A3", {Choice::kKeep, {}}}, {"A4", {Choice::kTyped, "K'Brôi"}}};
  const ListReview review = reviewed(kLegacy, decision);
  EXPECT_FALSE(review.waits());
  ASSERT_EQ(review.list.nominees.size(), 4U);
  EXPECT_EQ(review.list.nominees[1].nominee.name, "Bé");
  EXPECT_EQ(review.list.nominees[2].nominee.name, "K'Brôi");
  decision.cells["A3"] = {Choice::kRead, {}};
  EXPECT_EQ(reviewed(kLegacy, decision).list.nominees[1].nominee.name, "Bộ");
}

TEST(ListReview, WhatIsDecidedOfOneCellLeavesTheOtherOpen) {
  ListDecision decision;
  decision.cells = {{"A4", {Choice::kRead, {}}}};
  const ListReview review = reviewed(kLegacy, decision);
  ASSERT_EQ(review.cells.size(), 1U);
  EXPECT_EQ(review.cells[0].cell, "A3");
}

TEST(ListReview, AForeignLetterThatLooksVietnameseIsAskedAndAWhollyForeignNameIsNot) {
  const ListReview review = reviewed("Họ và tên,Đơn vị\nNguyễn Vаn Nam,Sở Y tế\nИван Щукин,Sở Y tế\n");
  ASSERT_EQ(review.cells.size(), 1U);
  EXPECT_EQ(review.cells[0], (ListWarning{"A2", "lists.lookalike", "Nguyễn Vаn Nam", "Nguyễn Van Nam", {}}));
}

TEST(ListReview, AnInvisibleLetterIsAskedAndNotRefused) {
  const ListReview review = reviewed("Họ và tên,Đơn vị\nLê\xE2\x80\x8B Mẫu,Sở\n");
  ASSERT_EQ(review.cells.size(), 1U);
  EXPECT_EQ(review.cells[0].code, "lists.invisible");
  EXPECT_EQ(review.cells[0].read, "Lê Mẫu");
  ListDecision kept;
  kept.cells = {{"A2", {Choice::kKeep, {}}}};
  EXPECT_EQ(reviewList("Họ và tên,Đơn vị\nLê\xE2\x80\x8B Mẫu,Sở\n", kept, {}).error().code, "lists.cell")
      << "it can never be printed";
}

TEST(ListReview, ANoBreakSpaceIsReplacedAndTold) {
  const ListReview review = reviewed("Họ và tên,Đơn vị\nLê\xC2\xA0Mẫu,Sở\n");
  EXPECT_FALSE(review.waits());
  ASSERT_EQ(review.list.warnings.size(), 1U);
  EXPECT_EQ(review.list.warnings[0].code, "lists.space");
  EXPECT_EQ(review.list.warnings[0].read, "Lê Mẫu");
}

TEST(ListReview, ADoubtInAColumnThatIsNotReadIsNoQuestion) {
  const ListReview review =
      reviewed("Hä vµ tªn,§¬n vÞ,Ghi chó\nNguyÔn V¨n An,Së Y tÕ,Bé\nTrÇn ThÞ Hoa,Së Y tÕ,K'Br«i\n");
  EXPECT_FALSE(review.waits());
}

TEST(ListReview, AFilledColumnNobodyKnowsIsAskedAndARunningNumberIsNot) {
  const std::string file =
      "STT,Họ và tên,Đơn vị,Mức đề xuất,Ghi chú\n1,Lê Mẫu,Sở Y tế,Bằng khen,x\n2,Hà Mẫu,Sở Y tế,Bằng khen,\n";
  const ListReview review = reviewed(file);
  ASSERT_EQ(codesOf(review.columns), std::vector<std::string>{"lists.columns.unknown"});
  EXPECT_EQ(review.columns[0].cell, "D1");
  EXPECT_EQ(review.columns[0].heading, "Mức đề xuất");
  ListDecision decision;
  decision.plan = review.plan;
  decision.plan[0].columns[Column::kAward] = 4;
  const ListReview decided = reviewed(file, decision);
  EXPECT_FALSE(decided.waits());
  EXPECT_EQ(decided.list.nominees[0].award, "Bằng khen");
}

TEST(ListReview, HeadingsNobodyKnowsAreProposedByTheKnownWordsInThem) {
  const ListReview review = reviewed(
      "UBND HUYỆN MẪU\nTT;Họ và tên người được đề nghị;Chức vụ, chức danh hiện nay;Cơ quan\n1;Lê Mẫu;Trưởng "
      "phòng;Sở Y tế\n");
  EXPECT_EQ(review.columns.at(0).code, "lists.columns.absent");
  EXPECT_EQ(review.plan.at(0).headingRow, 2U);
  EXPECT_EQ(review.plan[0].columns.at(Column::kPerson), 2U);
  EXPECT_EQ(review.plan[0].columns.at(Column::kPosition), 3U);
}

TEST(ListReview, OneColumnOfPersonsAndCollectivesWithoutAKindIsAsked) {
  const std::string file = "Họ và tên / Tên tập thể,Đơn vị\nLê Mẫu,Sở Y tế\n";
  const ListReview review = reviewed(file);
  EXPECT_EQ(codesOf(review.columns), std::vector<std::string>{"lists.columns.kind"});
  ListDecision decision;
  decision.plan = review.plan;
  EXPECT_EQ(reviewList(file, decision, {}).error().code, "lists.columns.decided");
  decision.plan[0].columns = {{Column::kPerson, 1}, {Column::kUnit, 2}};
  EXPECT_FALSE(reviewed(file, decision).waits());
}

TEST(ListReview, TwoColumnsOfOneMeaningAreAsked) {
  EXPECT_EQ(codesOf(reviewed("Họ và tên,Đơn vị,Địa chỉ\nLê Mẫu,Sở Y tế,Xã An\n").columns),
            std::vector<std::string>{"lists.columns.repeated"});
}

const std::vector<Tab> kTwoSheets = {
    {"Cá nhân", {{"Họ và tên", "Đơn vị"}, {"Lê Mẫu", "Sở Y tế"}}},
    {"Tập thể", {{"Tên tập thể", "Đơn vị"}, {"Khoa Nội", "Bệnh viện Mẫu"}, {"B\xC2\xA0Mẫu", "Sở"}}},
    {"Tham chiếu", {{"x"}}, true},
    {"Trống", {}}};

TEST(ListReview, SeveralSheetsAreAskedAboutOnceAndReadOneAfterTheOther) {
  const Bytes file = workbook(kTwoSheets);
  const ListReview review = reviewed(file);
  EXPECT_EQ(codesOf(review.columns), std::vector<std::string>{"lists.sheets"});
  ASSERT_EQ(review.sheets.size(), 2U) << "neither the hidden nor the empty one";
  ListDecision decision;
  decision.plan = review.plan;
  const ListReview decided = reviewed(file, decision);
  ASSERT_EQ(decided.list.nominees.size(), 3U);
  EXPECT_EQ(decided.list.nominees[1].nominee.kind, workflow::NomineeKind::kCollective);
  EXPECT_EQ(decided.list.warnings.at(0).cell, "Tập thể!A3");

  RememberedPlans remembered;
  for (std::size_t i = 0; i < 2; ++i)
    remembered[memoryKey(review.sheets[i].cells, review.plan[i])] = review.plan[i];
  const ListReview again = reviewed(file, {}, remembered);
  EXPECT_TRUE(again.remembered);
  EXPECT_FALSE(again.waits());
  EXPECT_EQ(again.list.nominees.size(), 3U);
}

TEST(ListReview, ASheetThatIsNotReadLosesNobodySilently) {
  const Bytes file = workbook(kTwoSheets);
  ListDecision decision;
  decision.plan = reviewed(file).plan;
  decision.plan[1].read = false;
  EXPECT_EQ(reviewed(file, decision).list.nominees.size(), 1U);
  decision.plan[0].read = false;
  EXPECT_EQ(reviewList(file, decision, {}).error().code, "lists.columns.decided");
  decision.plan.pop_back();
  EXPECT_EQ(reviewList(file, decision, {}).error().code, "lists.columns.decided")
      << "a sheet nobody decided about";
}

TEST(ListReview, ARememberedPlanIsFoundAgainWhereverTheHeadingsStand) {
  const std::string first = "TT,Người được khen,Nơi làm\n1,Lê Mẫu,Sở Y tế\n";
  const ListReview review = reviewed(first);
  ASSERT_FALSE(review.columns.empty());
  SheetPlan plan = review.plan[0];
  plan.headingRow = 1;
  plan.columns = {{Column::kPerson, 2}, {Column::kUnit, 3}};
  const RememberedPlans remembered = {{memoryKey(review.sheets[0].cells, plan), plan}};
  const ListReview later =
      reviewed("UBND TỈNH\n\nDANH SÁCH\nTT,người  được khen:,NƠI LÀM\n1,Hà Mẫu,Sở Nội vụ\n", {}, remembered);
  EXPECT_FALSE(later.waits());
  EXPECT_EQ(later.list.nominees.at(0).nominee.unit, "Sở Nội vụ");
  EXPECT_FALSE(reviewed("TT,Người được khen,Nơi ở\n1,Hà Mẫu,Xã An\n", {}, remembered).columns.empty())
      << "another form is asked about";
}

TEST(ListReview, RowsBelowTheTableAreLeftOutWhenAPersonSaysWhereItEnds) {
  const std::string file = "Họ và tên,Đơn vị\nLê Mẫu,Sở Y tế\nTổng số,1 người\n";
  ListDecision decision;
  decision.plan = reviewed(file).plan;
  decision.plan[0].lastRow = 2;
  EXPECT_EQ(reviewed(file, decision).list.nominees.size(), 1U);
}

TEST(ListReview, ARepeatedNomineeIsToldWithBothCellsAndKept) {
  const ListReview review = reviewed("Họ và tên,Đơn vị\nLê Mẫu,Sở Y tế\nHà Mẫu,Sở Y tế\nLÊ MẪU,Sở Y tế\n");
  EXPECT_FALSE(review.waits());
  EXPECT_EQ(review.list.nominees.size(), 3U);
  ASSERT_EQ(review.list.warnings.size(), 1U);
  EXPECT_EQ(review.list.warnings[0].cell, "A4");
  EXPECT_EQ(review.list.warnings[0].of, "A2");
}

}  // namespace
}  // namespace tdkt::lists
