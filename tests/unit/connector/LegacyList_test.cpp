// Lists typed in the fonts of before Unicode: converted when that is certain, shown to a person when not.
#include <gtest/gtest.h>
#include <xlsxwriter.h>

#include <fstream>
#include <iterator>

#include "connector/lists/LegacySheet.h"
#include "connector/lists/NomineeList.h"
#include "connector/lists/VietnameseSyllable.h"
#include "tests/fakes/TemporaryFolder.h"
#include "tests/fakes/ZipOf.h"

namespace tdkt::lists {
namespace {

struct StyledCell {
  const char* text;
  const char* font;
};

Bytes workbook(const std::vector<std::vector<StyledCell>>& rows) {
  const fakes::TemporaryFolder folder;
  const std::string path = folder.file("a.xlsx");
  lxw_workbook* book = workbook_new(path.c_str());
  lxw_worksheet* sheet = workbook_add_worksheet(book, nullptr);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    for (std::size_t c = 0; c < rows[r].size(); ++c) {
      lxw_format* format = workbook_add_format(book);
      format_set_font_name(format, rows[r][c].font);
      worksheet_write_string(sheet, static_cast<lxw_row_t>(r), static_cast<lxw_col_t>(c), rows[r][c].text,
                             format);
    }
  }
  EXPECT_EQ(workbook_close(book), LXW_NO_ERROR);
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

const ListWarning* warningAt(const NomineeList& list, const std::string& cell, const std::string& code) {
  for (const ListWarning& warning : list.warnings) {
    if (warning.cell == cell && warning.code == code) return &warning;
  }
  return nullptr;
}

TEST(LegacyText, Tcvn3IsReadLetterByLetter) {
  EXPECT_EQ(decodeLegacy(LegacyEncoding::kTcvn3, "Céng hßa x· héi chñ nghÜa ViÖt Nam"),
            "Cộng hòa xã hội chủ nghĩa Việt Nam");
  EXPECT_EQ(decodeLegacy(LegacyEncoding::kTcvn3, "§Æng Huúnh Ngäc Quúnh Nh­"), "Đặng Huỳnh Ngọc Quỳnh Như");
}

TEST(LegacyText, AFontOfCapitalsIsReadAsCapitals) {
  EXPECT_EQ(decodeLegacy(LegacyEncoding::kTcvn3Capitals, "nguyÔn thÞ hång h¹nh"), "NGUYỄN THỊ HỒNG HẠNH");
}

TEST(LegacyText, VniPairsOfLetterAndMarkAreReadInBothCases) {
  EXPECT_EQ(decodeLegacy(LegacyEncoding::kVni, "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam"),
            "Cộng hòa xã hội chủ nghĩa Việt Nam");
  EXPECT_EQ(decodeLegacy(LegacyEncoding::kVni, "NGUYEÃN ÑÖÙC THÒNH, Vuõ Vaên Kyø, Lyù Thò Myõ"),
            "NGUYỄN ĐỨC THỊNH, Vũ Văn Kỳ, Lý Thị Mỹ");
}

TEST(LegacyText, AUnicodeTextIsNotALegacyOne) {
  for (const auto encoding : {LegacyEncoding::kTcvn3, LegacyEncoding::kVni}) {
    EXPECT_EQ(decodeLegacy(encoding, "Nguyễn Đức Thịnh"), std::nullopt);
  }
}

TEST(LegacyText, TheFontNamesThatOfficesUsedAreKnown) {
  EXPECT_EQ(encodingOfFont(".VnTime"), LegacyEncoding::kTcvn3);
  EXPECT_EQ(encodingOfFont(".VnTimeH"), LegacyEncoding::kTcvn3Capitals);
  EXPECT_EQ(encodingOfFont(".VnArial NarrowH"), LegacyEncoding::kTcvn3Capitals);
  EXPECT_EQ(encodingOfFont("VNI-Times"), LegacyEncoding::kVni);
  EXPECT_EQ(encodingOfFont("Times New Roman"), std::nullopt);
  EXPECT_EQ(encodingOfFont(""), std::nullopt);
}

TEST(VietnameseSyllable, WhatNamesAndOfficialTextHoldIsASyllable) {
  for (const char* word :
       {"Nguyễn", "Trần",  "Huỳnh", "Quỳnh", "Như",   "khuỷu", "Ngọc",   "Đặng",  "Gì",    "giếng",
        "Giàng",  "quốc",  "Quý",   "ưỡn",   "ngoằn", "ngoèo", "Khuyến", "NGHĨA", "hoà",   "hòa",
        "Uỷ",     "Ủy",    "thuở",  "khuya", "Xuân",  "Yên",   "Ý",      "ấp",    "Lương", "nghiệp",
        "trưởng", "chiến", "sĩ",    "Thịnh", "Hạnh",  "Bằng",  "Đắk",    "Gia",   "giữ",   "quyết"}) {
    if (std::string(word) == "Đắk") continue;  // a name of the highlands: not a Vietnamese syllable
    EXPECT_TRUE(isVietnameseSyllable(word)) << word;
  }
}

TEST(VietnameseSyllable, ForeignAndMisreadWordsAreNot) {
  for (const char* word :
       {"Đắk", "Brôi", "Müller", "NguyÔn", "ViÖt", "Hßa", "Néi", "bác sỹy", "tậx", "hợcp", "cáchà", ""}) {
    EXPECT_FALSE(isVietnameseSyllable(word)) << word;
  }
  EXPECT_FALSE(isVietnameseSyllable("hoc")) << "a stop without acute or dot";
}

TEST(LegacyList, AWorkbookInVnTimeIsConvertedAndEveryChangeIsToldFromBothSides) {
  const auto list = readNominees(workbook({{{"Hä vµ tªn", ".VnTime"}, {"§¬n vÞ", ".VnTime"}},
                                           {{"NguyÔn ThÞ Hång H¹nh", ".VnTime"}, {"Së Néi vô", ".VnTime"}},
                                           {{"trÇn v¨n khuúnh", ".VnTimeH"}, {"Së Y tÕ", ".VnTime"}}}));
  ASSERT_TRUE(list) << list.error().code << " " << list.error().detail << " " << list.error().field;
  ASSERT_EQ(list->nominees.size(), 2U);
  EXPECT_EQ(list->nominees[0].nominee.name, "Nguyễn Thị Hồng Hạnh");
  EXPECT_EQ(list->nominees[0].nominee.unit, "Sở Nội vụ");
  EXPECT_EQ(list->nominees[1].nominee.name, "TRẦN VĂN KHUỲNH");
  const ListWarning* told = warningAt(*list, "A2", "lists.converted");
  ASSERT_NE(told, nullptr);
  EXPECT_EQ(told->given, "NguyÔn ThÞ Hång H¹nh");
  EXPECT_EQ(told->read, "Nguyễn Thị Hồng Hạnh");
}

TEST(LegacyList, ACsvInVniIsRecognisedByItsSpellingAlone) {
  const auto list = readNominees("Hoï vaø teân,Chöùc vuï\nNguyeãn Ñöùc Thònh,Giaùm ñoác\n");
  ASSERT_TRUE(list) << list.error().code << " " << list.error().detail;
  EXPECT_EQ(list->nominees[0].nominee.name, "Nguyễn Đức Thịnh");
  EXPECT_EQ(list->nominees[0].nominee.position, "Giám đốc");
}

TEST(LegacyList, ACellThatReadsBothWaysIsLeftToAPerson) {
  // "Bé" is a child as it stands and "Bộ" in TCVN3.
  const std::string file = "Hä vµ tªn,§¬n vÞ\nNguyÔn V¨n Bé,Së Y tÕ\nBé,Së Y tÕ\n";
  const auto refused = readNominees(file);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "lists.legacy");
  EXPECT_EQ(refused.error().field, "A3");
  EXPECT_NE(refused.error().detail.find("Bộ"), std::string::npos);
  const auto decided = readNominees(file, {LegacyEncoding::kTcvn3});
  ASSERT_TRUE(decided);
  EXPECT_EQ(decided->nominees[1].nominee.name, "Bộ");
}

TEST(LegacyList, ANameNoSpellingRuleKnowsIsNeverConvertedSilently) {
  const auto refused = readNominees("Hä vµ tªn,§¬n vÞ\nK'Br«i,Së Y tÕ\nNguyÔn V¨n An,Së Y tÕ\n");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "lists.legacy");
  EXPECT_EQ(refused.error().field, "A2");
}

TEST(LegacyList, AUnicodeListWithForeignAndHighlandNamesIsUntouched) {
  const auto list =
      readNominees("Họ và tên,Đơn vị\nY Moan Êban,Xã Ea Tiêu\nJürgen Müller,Công ty René Blanc\n");
  ASSERT_TRUE(list) << list.error().code;
  EXPECT_EQ(list->nominees[0].nominee.name, "Y Moan Êban");
  EXPECT_EQ(list->nominees[1].nominee.name, "Jürgen Müller");
  EXPECT_TRUE(list->warnings.empty());
}

TEST(LegacyList, AUnicodeCellThatKeptItsOldFontStaysAsItIs) {
  const auto list = readNominees(workbook({{{"Họ và tên", ".VnTime"}, {"Đơn vị", ".VnTime"}},
                                           {{"Hà Thu", ".VnTime"}, {"Sở Nội vụ", ".VnTime"}}}));
  ASSERT_TRUE(list) << list.error().code << " " << list.error().detail << " " << list.error().field;
  EXPECT_EQ(list->nominees[0].nominee.name, "Hà Thu");
}

Bytes spreadsheet(const std::string& table) {
  const std::string content =
      "<office:document-content xmlns:office='o' xmlns:table='t' xmlns:text='x' xmlns:style='s'>"
      "<office:automatic-styles><style:style style:name='ce1'><style:text-properties "
      "style:font-name='.VnTime'/>"
      "</style:style></office:automatic-styles><office:body><office:spreadsheet>" +
      table + "</office:spreadsheet></office:body></office:document-content>";
  return fakes::zipOf(
      {{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, {"content.xml", content}});
}

std::string row(const std::vector<std::string>& cells, const std::string& style = {}) {
  std::string out = "<table:table-row>";
  for (const std::string& cell : cells) {
    out +=
        "<table:table-cell table:style-name='" + style + "'><text:p>" + cell + "</text:p></table:table-cell>";
  }
  return out + "</table:table-row>";
}

TEST(OdsList, RowsCellsAndRepeatsAreReadAsAPersonSeesThem) {
  const auto list = readNominees(
      spreadsheet("<table:table table:name='a'><table:table-row table:number-rows-repeated='2'>"
                  "<table:table-cell table:number-columns-repeated='1024'/></table:table-row>" +
                  row({"Họ và tên", "Đơn vị", "Ghi chú"}) + row({"Trần Văn An", "Sở Y tế", "x"}) +
                  "<table:table-row "
                  "table:number-rows-repeated='1048000'><table:table-cell/></table:table-row></table:table>"
                  "<table:table table:name='b'>" +
                  row({"Họ và tên", "Đơn vị"}) + row({"Người khác", "Nơi khác"}) + "</table:table>"));
  ASSERT_TRUE(list) << list.error().code << " " << list.error().detail << " " << list.error().field;
  ASSERT_EQ(list->nominees.size(), 1U);
  EXPECT_EQ(list->nominees[0].nominee.name, "Trần Văn An");
  ASSERT_EQ(list->columns.size(), 3U);
  EXPECT_EQ(list->columns[0].cell, "A3");
  EXPECT_EQ(list->columns[0].meaning, "person");
  EXPECT_EQ(list->columns[2].meaning, "");
}

TEST(OdsList, TheFontOfACellTellsItsEncoding) {
  const auto list = readNominees(spreadsheet("<table:table>" + row({"Họ và tên", "Đơn vị"}) +
                                             row({"TrÇn V¨n H¹nh", "Së Y tÕ"}, "ce1") + "</table:table>"));
  ASSERT_TRUE(list) << list.error().code;
  EXPECT_EQ(list->nominees[0].nominee.name, "Trần Văn Hạnh");
}

TEST(OdsList, MoreRowsThanAListMayHaveAreRefused) {
  const auto list =
      readNominees(spreadsheet("<table:table>" + row({"Họ và tên", "Đơn vị"}) +
                               "<table:table-row table:number-rows-repeated='900000'><table:table-cell>"
                               "<text:p>An</text:p></table:table-cell></table:table-row></table:table>"));
  ASSERT_FALSE(list);
  EXPECT_EQ(list.error().code, "lists.size");
}

}  // namespace
}  // namespace tdkt::lists
