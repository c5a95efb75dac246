// Finished documents judged by the rows of NĐ 30/2020: ours meet all of them, and a spoiled layout breaks
// exactly the row it spoils.
#include <gtest/gtest.h>

#include <set>

#include "Support.h"
#include "templates/check/LayoutRules.h"

namespace tdkt::templates {
namespace {

using namespace support;
using check::LayoutReport;
using check::Verdict;

LayoutReport judged(const Bytes& pdf) {
  return check::judgeLayout(pdf, check::decree30Rows()).value();
}

std::set<std::string> broken(const LayoutReport& report) {
  std::set<std::string> out;
  for (const auto& row : report.rows) {
    if (row.verdict == Verdict::kBroken) out.insert(row.id);
  }
  return out;
}

std::size_t applied(const LayoutReport& report) {
  std::size_t out = 0;
  for (const auto& row : report.rows) out += row.verdict == Verdict::kNotApplicable ? 0 : 1;
  return out;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error("the layout has no " + from);
  for (std::size_t next = at; next != std::string::npos; next = text.find(from, next + to.size()))
    text.replace(next, from.size(), to);
  return text;
}

/// The sample decision in a layout where `from` stands as `to`.
Bytes spoiledDecision(const std::string& from, const std::string& to, const FieldSet& fields) {
  const TemporaryDirectory directory;
  directory.write("layout.xml", replaced(readText(packagePath("decision") + "/layout.xml"), from, to));
  const auto package = loadTemplate(directory.path(), kDebianFonts);
  if (!package) throw std::runtime_error(package.error().detail);
  return (*package)->fill(fields, kMadeAt).value().pdf;
}

class OurDocuments : public testing::TestWithParam<const char*> {};

TEST_P(OurDocuments, MeetEveryRowOfTheDecree) {
  const LayoutReport report = judged(fillOrThrow(GetParam(), sample(GetParam())).pdf);
  EXPECT_TRUE(broken(report).empty()) << report.text();
  EXPECT_GT(applied(report), 30U) << report.text();
}

INSTANTIATE_TEST_SUITE_P(Packages, OurDocuments,
                         testing::Values("decision", "revocation", "submission", "notice", "correction",
                                         "councilMinutes", "ballot"));

TEST(Decree30, AWholeDecisionHasAValueForEveryRowButThoseOfPartsItLacks) {
  FieldSet fields = sample("decision");
  fields.texts["issuerParent"] = "HỘI ĐỒNG NHÂN DÂN";
  fields.lists["articles"].insert(
      fields.lists["articles"].begin() + 1, 6,
      "Giao các cơ quan, đơn vị tổ chức trao tặng, bảo đảm trang trọng, thiết thực, "
      "tiết kiệm theo đúng quy định của pháp luật.");
  const LayoutReport report = judged(fillOrThrow("decision", fields).pdf);
  EXPECT_TRUE(broken(report).empty()) << report.text();
  for (const auto& row : report.rows) {
    if (row.id == "body.points" || row.id.rfind("about.", 0) == 0) continue;
    EXPECT_NE(row.verdict, Verdict::kNotApplicable) << row.id;
  }
}

struct Spoiled {
  const char* name;
  const char* from;
  const char* to;
  std::set<std::string> rows;
};

class SpoiledLayout : public testing::TestWithParam<Spoiled> {};

TEST_P(SpoiledLayout, BreaksItsOwnRow) {
  const LayoutReport report = judged(spoiledDecision(GetParam().from, GetParam().to, sample("decision")));
  EXPECT_EQ(broken(report), GetParam().rows) << report.text();
}

INSTANTIATE_TEST_SUITE_P(
    Rows, SpoiledLayout,
    testing::Values(
        Spoiled{"NarrowLeftMargin", "left=\"30\" right=\"15\"", "left=\"25\" right=\"20\"", {"margin.left"}},
        Spoiled{
            "NarrowRightMargin", "left=\"30\" right=\"15\"", "left=\"34\" right=\"11\"", {"margin.right"}},
        Spoiled{"HighTop", "top=\"20\"", "top=\"15\"", {"margin.top"}},
        Spoiled{"Letter", "width=\"210\" height=\"297\"", "width=\"210\" height=\"280\"", {"page.height"}},
        Spoiled{"SmallNation", "name=\"nation\" size=\"13\"", "name=\"nation\" size=\"11\"", {"nation.size"}},
        Spoiled{"PlainMotto",
                "name=\"motto\" size=\"14\" font=\"bold\"",
                "name=\"motto\" size=\"14\"",
                {"motto.bold"}},
        Spoiled{"ShortLineUnderMotto",
                "style=\"motto\" rule=\"1\"",
                "style=\"motto\" rule=\"0.6\"",
                {"motto.stroke"}},
        Spoiled{"LongLineUnderIssuer",
                "style=\"issuer\" rule=\"0.4\"",
                "style=\"issuer\" rule=\"0.8\"",
                {"issuer.stroke"}},
        Spoiled{
            "NoLineUnderSubject", "style=\"subject\" rule=\"0.4\"", "style=\"subject\"", {"subject.stroke"}},
        Spoiled{"PlainTitle",
                "name=\"kind\" size=\"14\" font=\"bold\"",
                "name=\"kind\" size=\"14\"",
                {"title.bold"}},
        Spoiled{"LowerCaseTitle", "style=\"kind\">QUYẾT ĐỊNH", "style=\"kind\">Quyết định", {"title.case"}},
        Spoiled{"UprightDate", "max-lines=\"1\" font=\"italic\"", "max-lines=\"1\"", {"date.italic"}},
        Spoiled{"UprightBasis",
                "name=\"basis\" size=\"14\" font=\"italic\"",
                "name=\"basis\" size=\"14\"",
                {"basis.italic"}},
        Spoiled{"BasisWithComma",
                "list=\"legalBases\" style=\"basis\" end=\";\"",
                "list=\"legalBases\" style=\"basis\" end=\",\"",
                {"basis.text"}},
        Spoiled{"PlainArticleLabel", "<b>Điều {index}.</b>", "Điều {index}.", {"article.boldStart"}},
        Spoiled{"RaggedArticles",
                "name=\"article\" size=\"14\" align=\"justify\"",
                "name=\"article\" size=\"14\"",
                {"body.ragged"}},
        Spoiled{"NarrowIndent",
                "align=\"justify\" indent=\"12.7\"",
                "align=\"justify\" indent=\"7\"",
                {"body.indent"}},
        Spoiled{"NoRoomBetweenArticles",
                "align=\"justify\" indent=\"12.7\" after=\"6\"",
                "align=\"justify\" indent=\"12.7\" after=\"3\"",
                {"body.gap"}},
        Spoiled{"WideLines",
                "name=\"article\" size=\"14\"",
                "name=\"article\" size=\"14\" spacing=\"1.7\"",
                {"body.spacing"}},
        Spoiled{"PlainPost",
                "name=\"post\" size=\"14\" min-size=\"13\" max-lines=\"3\" font=\"bold\"",
                "name=\"post\" size=\"12\" min-size=\"12\" max-lines=\"3\" font=\"bold\"",
                {"post.size"}},
        Spoiled{"LargeRecipients", "name=\"to\" size=\"11\"", "name=\"to\" size=\"12\"", {"to.size"}},
        Spoiled{"UprightNoiNhan",
                "name=\"toLabel\" size=\"12\" font=\"bold-italic\"",
                "name=\"toLabel\" size=\"12\" font=\"bold\"",
                {"toLabel.italic"}},
        Spoiled{"RecipientsWithoutMark", "style=\"to\" end=\";\"", "style=\"to\" end=\",\"", {"to.text"}},
        Spoiled{"ColouredSubject",
                "name=\"subject\" size=\"14\"",
                "name=\"subject\" colour=\"#C8102E\" size=\"14\"",
                {"text.colour"}},
        Spoiled{"UprightReference",
                "name=\"listRef\" size=\"14\" min-size=\"13\" max-lines=\"3\" font=\"italic\"",
                "name=\"listRef\" size=\"14\" min-size=\"13\" max-lines=\"3\"",
                {"annexReference.italic"}}),
    [](const auto& test) { return std::string(test.param.name); });

struct SpoiledText {
  const char* name;
  const char* field;
  const char* value;
  const char* kind;
  std::set<std::string> rows;
};

class SpoiledValue : public testing::TestWithParam<SpoiledText> {};

// What the filler would refuse is let through by a layout without kinds.
TEST_P(SpoiledValue, BreaksItsOwnRow) {
  FieldSet fields = sample("decision");
  fields.texts["issuedOn"] = "ngày 20 tháng 11 năm 2026";
  fields.texts[GetParam().field] = GetParam().value;
  const LayoutReport report = judged(spoiledDecision(GetParam().kind, "", fields));
  EXPECT_EQ(broken(report), GetParam().rows) << report.text();
}

INSTANTIATE_TEST_SUITE_P(
    Rows, SpoiledValue,
    testing::Values(
        SpoiledText{
            "DayWithoutZero", "issuedOn", "ngày 5 tháng 11 năm 2026", " kind=\"date\"", {"date.text"}},
        SpoiledText{
            "MarchWithZero", "issuedOn", "ngày 15 tháng 03 năm 2026", " kind=\"date\"", {"date.text"}},
        SpoiledText{
            "JanuaryWithoutZero", "issuedOn", "ngày 15 tháng 1 năm 2026", " kind=\"date\"", {"date.text"}},
        SpoiledText{"NumberWithoutZero", "number", "5/QĐ-UBND", " kind=\"number\"", {"number.text"}},
        SpoiledText{"NumberWithSpaces", "number", "15 / QĐ - UBND", " kind=\"number\"", {"number.text"}},
        SpoiledText{"SignerWithDegree",
                    "signerName",
                    "TS. Nguyễn Thị Hồng Hạnh",
                    " kind=\"person\"",
                    {"signer.text"}},
        SpoiledText{"PersonalAwardSignedForABody",
                    "signerCapacity",
                    "TM. ỦY BAN NHÂN DÂN",
                    " kind=\"person\"",
                    {"authority.post"}}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Decree30, APageNumberOnTheFirstPageOrMissingOnTheSecondIsSeen) {
  FieldSet fields = sample("decision");
  fields.lists["articles"].insert(
      fields.lists["articles"].begin() + 1, 9,
      "Giao các cơ quan, đơn vị tổ chức trao tặng, bảo đảm trang trọng, thiết thực, "
      "tiết kiệm theo đúng quy định của pháp luật.");
  EXPECT_EQ(broken(judged(spoiledDecision(" page-numbers=\"13\"", "", fields))),
            (std::set<std::string>{"pageNumber.later"}));
  EXPECT_EQ(broken(judged(spoiledDecision("page-numbers=\"13\"", "page-numbers=\"10\"", fields))),
            (std::set<std::string>{"pageNumber.size"}));
}

TEST(Decree30, AReportKeepsEveryWordOnItsWayThroughJson) {
  const LayoutReport report = judged(fillOrThrow("decision", sample("decision")).pdf);
  const auto again = check::layoutReportFromJson(report.toJson());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->text(), report.text());
  EXPECT_NE(report.text().find("ĐẠT, Nghị định 30/2020/NĐ-CP"), std::string::npos);
}

TEST(Decree30, WhatIsNoPdfIsRefused) {
  const auto refused = check::judgeLayout("%PDF-1.7 nothing else", check::decree30Rows());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "check.pdf");
}

TEST(Decree30, RowsThatAskForNothingOrForWhatNobodyMeasuresAreRefused) {
  const std::string head = R"({"schema":"urn:tdkt:layout-rules:1","source":"x","marks":{},"rows":[)";
  const Bytes pdf = fillOrThrow("notice", sample("notice")).pdf;
  for (const char* row : {R"({"id":"a","title":"t","law":"l","measure":"nation.size"})",
                          R"({"id":"a","title":"t","law":"l","measure":"nation.weight","min":1})",
                          R"({"id":"a","title":"t","law":"l","measure":"nation.text","matches":"("})",
                          R"({"id":"a","title":"t","law":"l","measure":"nation.size","min":1,"colour":2})"}) {
    const auto refused = check::judgeLayout(pdf, head + row + "]}");
    ASSERT_FALSE(refused) << row;
    EXPECT_EQ(refused.error().code, "check.rules") << row;
  }
}

}  // namespace
}  // namespace tdkt::templates
