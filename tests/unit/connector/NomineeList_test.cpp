#include "connector/lists/NomineeList.h"

#include <gtest/gtest.h>
#include <xlsxwriter.h>

#include <fstream>
#include <iterator>

#include "tests/fakes/TemporaryFolder.h"
#include "tests/fakes/ZipOf.h"

namespace tdkt::lists {
namespace {

using workflow::NomineeKind;
using Rows = std::vector<std::vector<std::string>>;

const std::string kHead = "Họ và tên | Tên tập thể,Đối tượng,Chức vụ,Đơn vị,Thành tích,Hình thức đề nghị\n";

Error errorOf(const Bytes& file) {
  const auto list = readNominees(file);
  EXPECT_FALSE(list);
  return list ? Error{} : list.error();
}

bool warned(const NomineeList& list, const std::string& cell, const std::string& code) {
  for (const ListWarning& warning : list.warnings) {
    if (warning.cell == cell && warning.code == code) return true;
  }
  return false;
}

Bytes workbook(const Rows& rows) {
  const fakes::TemporaryFolder folder;
  const std::string path = folder.file("a.xlsx");
  lxw_workbook* book = workbook_new(path.c_str());
  lxw_worksheet* sheet = workbook_add_worksheet(book, nullptr);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    for (std::size_t c = 0; c < rows[r].size(); ++c) {
      worksheet_write_string(sheet, static_cast<lxw_row_t>(r), static_cast<lxw_col_t>(c), rows[r][c].c_str(),
                             nullptr);
    }
  }
  EXPECT_EQ(workbook_close(book), LXW_NO_ERROR);
  std::ifstream in(path, std::ios::binary);
  return Bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

// A workbook with the least parts, so that a test can put anything into its sheet.
Bytes handMade(const std::string& sheet, const std::string& strings = "<sst/>") {
  return fakes::zipOf(
      {{"xl/workbook.xml",
        R"(<workbook xmlns:r="x"><sheets><sheet name="a" sheetId="1" r:id="rId9"/></sheets></workbook>)"},
       {"xl/_rels/workbook.xml.rels",
        R"(<Relationships><Relationship Id="rId9" Target="/xl/s.xml"/></Relationships>)"},
       {"xl/sharedStrings.xml", strings},
       {"xl/s.xml", sheet}});
}

TEST(NomineeListCsv, ReadsEveryColumn) {
  const auto list =
      readNominees(kHead +
                   "Nguyễn Đức Thịnh,Cá nhân,Giáo viên,Trường THPT Mẫu,\"Giỏi, nhiều năm\",Bằng khen\r\n"
                   "Tổ Hóa,Tập thể,,Trường THPT Mẫu,,\r\n");
  ASSERT_TRUE(list) << list.error().code;
  ASSERT_EQ(list->nominees.size(), 2U);
  const ListedNominee& first = list->nominees[0];
  EXPECT_EQ(first.nominee.name, "Nguyễn Đức Thịnh");
  EXPECT_EQ(first.nominee.kind, NomineeKind::kIndividual);
  EXPECT_EQ(first.nominee.position, "Giáo viên");
  EXPECT_EQ(first.nominee.unit, "Trường THPT Mẫu");
  EXPECT_EQ(first.nominee.achievement, "Giỏi, nhiều năm");
  EXPECT_EQ(first.award, "Bằng khen");
  EXPECT_EQ(list->nominees[1].nominee.kind, NomineeKind::kCollective);
  EXPECT_TRUE(list->warnings.empty());
}

TEST(NomineeListCsv, TakesBomSemicolonsTabsAndATitleAboveTheTable) {
  const auto semicolons = readNominees(
      "\xEF\xBB\xBF"
      "DANH SÁCH ĐỀ NGHỊ\n\nSTT;HỌ VÀ TÊN;ĐƠN VỊ\n1;Trần Văn Mẫu;Sở Nội vụ\n");
  ASSERT_TRUE(semicolons) << semicolons.error().code << semicolons.error().detail;
  EXPECT_EQ(semicolons->nominees[0].nominee.name, "Trần Văn Mẫu");
  const auto tabs = readNominees("Tên tập thể\tĐơn vị\nTổ Toán\tTrường Mẫu\n");
  ASSERT_TRUE(tabs);
  EXPECT_EQ(tabs->nominees[0].nominee.kind, NomineeKind::kCollective);
  EXPECT_EQ(tabs->nominees[0].nominee.unit, "Trường Mẫu");
}

TEST(NomineeListCsv, NamesTheCellThatIsWrong) {
  EXPECT_EQ(errorOf(kHead + "A,Cá nhân,,X,,\n,Cá nhân,,X,,\n").field, "A3");
  EXPECT_EQ(errorOf(kHead + "A,Con mèo,,X,,\n").field, "B2");
  EXPECT_EQ(errorOf(kHead + "\n\nA\xE2\x80\x8B,Cá nhân,,X,,\n").field, "A4");
  const Error latin = errorOf(kHead + "A,Cá nhân,,\xD0\xCF\xFF,,\n");
  EXPECT_EQ(latin.code, "lists.cell");
  EXPECT_EQ(latin.field, "D2");
}

TEST(NomineeListCsv, WarnsOfLookalikesDecomposedNamesAndDuplicates) {
  const auto list = readNominees(kHead +
                                 "\xC3\x90oàn Mẫu,Cá nhân,,X,,\n"
                                 "Nguye\xCC\x82\xCC\x83n Mẫu,Cá nhân,,X,,\n"
                                 "nguyễn mẫu,Cá nhân,,x,,\n");
  ASSERT_TRUE(list) << list.error().detail;
  EXPECT_EQ(list->nominees[0].nominee.name, "Đoàn Mẫu");
  EXPECT_EQ(list->nominees[1].nominee.name, "Nguyễn Mẫu");
  EXPECT_TRUE(warned(*list, "A2", "lists.lookalike"));
  EXPECT_TRUE(warned(*list, "A3", "lists.decomposed"));
  EXPECT_TRUE(warned(*list, "A4", "lists.duplicate"));
  EXPECT_EQ(list->warnings.size(), 3U);
}

TEST(NomineeListCsv, RefusesWhatIsNotAList) {
  EXPECT_EQ(errorOf("").code, "lists.column.missing");
  EXPECT_EQ(errorOf("a,b\n1,2\n").code, "lists.column.missing");
  EXPECT_EQ(errorOf("Họ và tên | Tên tập thể,Đơn vị\nA,B\n").field, "Đối tượng");
  EXPECT_EQ(errorOf(kHead).code, "lists.empty");
  EXPECT_EQ(errorOf(kHead + "A,\"Cá\" nhân,,X,,\n").code, "lists.format");
  EXPECT_EQ(errorOf(kHead + "\"never closed").code, "lists.format");
  EXPECT_EQ(errorOf(Bytes("H\0o\0", 4)).code, "lists.format");
  std::string tall = kHead;
  for (int i = 0; i < 20'001; ++i) tall += "A,Cá nhân,,X,,\n";
  EXPECT_EQ(errorOf(tall).code, "lists.size");
}

TEST(NomineeListXlsx, ReadsTheSameAsCsv) {
  const auto list =
      readNominees(workbook({{"DANH SÁCH"},
                             {"TT", "Họ tên", "Tên tập thể", "Chức vụ", "Đơn vị", "Hình thức khen thưởng"},
                             {"1", "Lê Thị\nMẫu", "", "Trưởng phòng", "Sở Y tế", "Bằng khen"},
                             {"2", "", "Khoa Nội", "", "Bệnh viện Mẫu", "Bằng khen"},
                             {"Tổng: 2"}}));
  ASSERT_TRUE(list) << list.error().code << " " << list.error().detail;
  ASSERT_EQ(list->nominees.size(), 2U);
  EXPECT_EQ(list->nominees[0].nominee.name, "Lê Thị Mẫu");
  EXPECT_EQ(list->nominees[0].nominee.kind, NomineeKind::kIndividual);
  EXPECT_EQ(list->nominees[1].nominee.name, "Khoa Nội");
  EXPECT_EQ(list->nominees[1].nominee.kind, NomineeKind::kCollective);
  EXPECT_EQ(list->nominees[1].award, "Bằng khen");
}

TEST(NomineeListXlsx, ReadsInlineStringsRunsAndSkipsPhonetics) {
  const auto list = readNominees(handMade(
      R"(<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Họ và tên</t></is></c><c r="B1" t="s"><v>0</v></c></row>)"
      R"(<row r="3"><c r="A3" t="inlineStr"><is><r><t>Lê </t></r><r><t>Mẫu</t></r><rPh><t>x</t></rPh></is></c><c r="B3" t="str"><v>Sở</v></c></row></sheetData></worksheet>)",
      "<sst><si><r><t>Đơn </t></r><r><t>vị</t></r></si></sst>"));
  ASSERT_TRUE(list) << list.error().code << " " << list.error().detail;
  EXPECT_EQ(list->nominees[0].nominee.name, "Lê Mẫu");
  EXPECT_EQ(list->nominees[0].nominee.unit, "Sở");
}

TEST(NomineeListXlsx, RefusesHostileArchives) {
  EXPECT_EQ(errorOf(Bytes("PK\x03\x04 not really")).code, "lists.zip");
  EXPECT_EQ(errorOf(fakes::zipOf({{"a.txt", "x"}})).code, "lists.format");
  EXPECT_EQ(errorOf(handMade("<worksheet>" + std::string(20U << 20U, ' ') + "</worksheet>")).code,
            "lists.zip");
  EXPECT_EQ(errorOf(handMade("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hostname'>]><worksheet/>")).code,
            "lists.xml");
  EXPECT_EQ(errorOf(handMade("<worksheet><row>")).code, "lists.xml");
  const auto cell = [](const std::string& inside) {
    return handMade("<worksheet><sheetData><row r=\"1\">" + inside + "</row></sheetData></worksheet>");
  };
  EXPECT_EQ(errorOf(cell(R"(<c r="A1" t="s"><v>7</v></c>)")).code, "lists.format");
  EXPECT_EQ(errorOf(cell(R"(<c r="B1" t="e"><v>#REF!</v></c>)")).field, "B1");
  EXPECT_EQ(errorOf(cell(R"(<c r="A20001"><v>1</v></c>)")).code, "lists.size");
  EXPECT_EQ(errorOf(cell(R"(<c r="ZZ1"><v>1</v></c>)")).code, "lists.size");
}

}  // namespace
}  // namespace tdkt::lists
