#include <gtest/gtest.h>

#include <thread>

#include "Layout.h"

namespace tdkt::templates {
namespace {

using namespace support;

Error errorOf(const std::string& form, const FieldSet& fields) {
  const auto filled = filler(form).fill(fields, kMadeAt);
  return filled ? Error{ErrorKind::kBug, "none", "", ""} : filled.error();
}

TEST(Filler, NamesAMissingField) {
  FieldSet fields = sample("decision");
  fields.texts["signerName"] = "  ";
  const Error error = errorOf("decision", fields);
  EXPECT_EQ(error.code, "templates.field.missing");
  EXPECT_EQ(error.field, "signerName");
}

TEST(Filler, NamesAnEmptyListItem) {
  FieldSet fields = sample("decision");
  fields.lists["recipients"][1] = "";
  EXPECT_EQ(errorOf("decision", fields).field, "recipients[1]");
}

TEST(Filler, RefusesAFieldTheTemplateDoesNotHaveOrOfAnotherKind) {
  FieldSet fields = sample("decision");
  fields.texts["signature"] = "x";
  EXPECT_EQ(errorOf("decision", fields).code, "templates.field.unknown");
  fields = sample("decision");
  fields.lists["number"] = {"x"};
  EXPECT_EQ(errorOf("decision", fields).code, "templates.field.unknown");
  fields = sample("decision");
  fields.tables["articles"] = {};
  EXPECT_EQ(errorOf("decision", fields).code, "templates.field.unknown");
}

TEST(Filler, NamesFieldAndLetterTheFontCannotPrint) {
  const std::pair<const char*, const char*> letters[] = {{"😀", "U+1F600"},     {"\u202E", "U+202E"},
                                                         {"\u200B", "U+200B"}, {"漢", "U+6F22"},
                                                         {"\t", "U+0009"},     {"\u00AD", "U+00AD"}};
  for (const auto& [letter, code] : letters) {
    FieldSet fields = sample("decision");
    fields.texts["subject"] = std::string("Về việc ") + letter;
    const Error error = errorOf("decision", fields);
    EXPECT_EQ(error.code, "templates.glyph") << code;
    EXPECT_EQ(error.field, "subject");
    EXPECT_NE(error.detail.find(code), std::string::npos) << error.detail;
  }
}

TEST(Filler, NamesTheRowOfABadLetter) {
  FieldSet fields = sample("decision");
  fields.tables["nominees"].groups[1].rows[0][2] = "一";
  EXPECT_EQ(errorOf("decision", fields).field, "nominees[6]");
}

TEST(Filler, RefusesTextThatIsNotNfc) {
  FieldSet fields = sample("decision");
  fields.texts["signerName"] = "Nguye\u0302\u0303n";
  EXPECT_EQ(errorOf("decision", fields).code, "templates.text.nfc");
  fields.texts["signerName"] = "Nguy\xC3";
  EXPECT_EQ(errorOf("decision", fields).code, "templates.text.nfc");
}

TEST(Filler, RefusesARowWithTooFewOrTooManyCells) {
  FieldSet fields = sample("decision");
  fields.tables["nominees"].groups[0].rows[2].pop_back();
  const Error error = errorOf("decision", fields);
  EXPECT_EQ(error.code, "templates.table.columns");
  EXPECT_EQ(error.field, "nominees[3]");
}

TEST(Filler, NamesTheFieldThatDoesNotFit) {
  FieldSet fields = sample("certificate");
  fields.texts["recipientName"] = std::string(90, 'W');
  EXPECT_EQ(errorOf("certificate", fields).code, "templates.text.too-long");
  EXPECT_EQ(errorOf("certificate", fields).field, "recipientName");
  fields = sample("certificate");
  for (int i = 0; i < 9; ++i) fields.texts["achievement"] += " " + sample("certificate").texts["achievement"];
  EXPECT_EQ(errorOf("certificate", fields).field, "achievement");
  fields = sample("decision");
  fields.tables["nominees"].groups[0].rows[0][2] = std::string(60, 'W');
  EXPECT_EQ(errorOf("decision", fields).field, "nominees[1]");
}

TEST(Filler, RefusesARowHigherThanAPageAndNamesIt) {
  FieldSet fields = sample("decision");
  std::string& cell = fields.tables["nominees"].groups[0].rows[4][2];
  for (int i = 0; i < 300; ++i) cell += " thành tích rất dài";
  EXPECT_EQ(errorOf("decision", fields).code, "templates.text.too-long");
  EXPECT_EQ(errorOf("decision", fields).field, "nominees[5]");
}

TEST(Filler, RefusesALegalBasisOfAHundredPagesAndNamesIt) {
  FieldSet fields = sample("decision");
  std::string& basis = fields.lists["legalBases"][1];
  for (int i = 0; i < 8000; ++i) basis += " căn cứ theo đề nghị của Sở Nội vụ";
  Error error = errorOf("decision", fields);
  EXPECT_EQ(error.code, "templates.text.too-long");
  EXPECT_EQ(error.field, "legalBases[1]");
  fields = sample("decision");
  fields.lists["legalBases"].assign(2000, "Căn cứ Luật Thi đua, khen thưởng");
  error = errorOf("decision", fields);
  EXPECT_EQ(error.code, "templates.text.too-long");
  EXPECT_EQ(error.field, "legalBases");
}

TEST(Filler, ALegalBasisOfTwoPagesFlowsOnAndLosesNothing) {
  FieldSet fields = sample("decision");
  std::string& basis = fields.lists["legalBases"][1];
  for (int i = 0; i < 150; ++i) basis += " mục " + std::to_string(i + 1000);
  const auto filled = filler("decision").fill(fields, kMadeAt);
  ASSERT_TRUE(filled) << filled.error().detail;
  const std::string text = extracted(filled->pdf);
  for (int i = 0; i < 150; ++i) EXPECT_NE(text.find(std::to_string(i + 1000)), std::string::npos) << i;
}

TEST(Filler, RefusesAnAddressTooLongForTheQrCode) {
  FieldSet fields = sample("decision");
  fields.texts["verifyUrl"] = "https://example.vn/" + std::string(900, 'a');
  EXPECT_EQ(errorOf("decision", fields).code, "templates.text.too-long");
  EXPECT_EQ(errorOf("decision", fields).field, "verifyUrl");
}

TEST(Filler, PrintsWhatLooksLikeAPlaceholderAsItIs) {
  FieldSet fields = sample("decision");
  fields.texts["subject"] = "Về việc {number} và {signerName}";
  fields.lists["articles"][0] = "{item} {index} {nominees.count} [ten] ${x} <b>đậm</b> &amp;";
  const std::string text = flattened(extracted(fillOrThrow("decision", fields).pdf));
  EXPECT_NE(text.find("Về việc {number} và {signerName}"), std::string::npos);
  EXPECT_NE(text.find("Điều 1. {item} {index} {nominees.count} [ten] ${x} <b>đậm</b> &amp;"),
            std::string::npos);
}

TEST(Filler, GivesTheSameBytesForTheSameInput) {
  const auto another = loadTemplate(packagePath("decision"), kDebianFonts).value();
  const FieldSet fields = sample("decision");
  const Bytes first = fillOrThrow("decision", fields).pdf;
  EXPECT_EQ(first, fillOrThrow("decision", fields).pdf);
  EXPECT_EQ(first, another->fill(fields, kMadeAt).value().pdf);
  EXPECT_NE(first, filler("decision").fill(fields, kMadeAt.plus(std::chrono::seconds(1))).value().pdf);
}

TEST(Filler, FillsFromSeveralThreadsAtOnce) {
  const FieldSet fields = sample("decision");
  const Bytes expected = fillOrThrow("decision", fields).pdf;
  std::vector<Bytes> made(4);
  std::vector<std::thread> threads;
  threads.reserve(made.size());
  for (Bytes& out : made) {
    threads.emplace_back([&out, &fields] {
      for (int i = 0; i < 5; ++i) out = fillOrThrow("decision", fields).pdf;
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Bytes& out : made) EXPECT_EQ(out, expected);
}

TEST(Filler, WritesOneDenseRevisionThatQpdfFindsClean) {
  for (const char* form : {"decision", "certificate"}) {
    const Bytes pdf = fillOrThrow(form, sample(form)).pdf;
    EXPECT_NE(run("qpdf --check", pdf, "").find("No syntax or stream encoding errors"), std::string::npos);
    EXPECT_EQ(pdf.find("%%EOF"), pdf.rfind("%%EOF"));
    EXPECT_EQ(pdf.find("startxref"), pdf.rfind("startxref"));
    EXPECT_EQ(pdf.find(" f \n"), pdf.rfind(" f \n")) << "object 0 alone is free";
    for (const char* unwanted : {"/Encrypt", "/AcroForm", "/ObjStm", "/Prev", "/JavaScript"}) {
      EXPECT_EQ(pdf.find(unwanted), Bytes::npos) << unwanted;
    }
  }
}

TEST(Filler, SaysItIsPdfA2bWithEveryFontEmbedded) {
  const Bytes pdf = fillOrThrow("decision", sample("decision")).pdf;
  EXPECT_NE(pdf.find("<pdfaid:part>2</pdfaid:part>"), Bytes::npos);
  EXPECT_NE(pdf.find("<pdfaid:conformance>B</pdfaid:conformance>"), Bytes::npos);
  EXPECT_NE(pdf.find("/GTS_PDFA1"), Bytes::npos);
  const std::string table = run("pdffonts", pdf, "");
  EXPECT_EQ(table.find(" no "), table.rfind(" no ")) << table;
  EXPECT_NE(table.find("LiberationSerif-Bold"), std::string::npos);
  EXPECT_NE(pdf.find("<xmp:CreateDate>2026-11-20T15:04:05+07:00"), Bytes::npos);
  EXPECT_NE(pdf.find("/CreationDate (D:20261120150405+07'00')"), Bytes::npos);
}

/// Offsets of the cross-reference table, from object 1 on.
std::vector<std::size_t> offsets(const Bytes& pdf) {
  std::vector<std::size_t> out;
  const std::string inUse = " 00000 n \n";
  for (std::size_t at = pdf.find(inUse); at != Bytes::npos; at = pdf.find(inUse, at + 1))
    out.push_back(std::stoul(pdf.substr(at - 10, 10)));
  return out;
}

// PoDoFo's default way of writing puts the dictionary on the line of "obj". Source: ISO 19005-2 §6.1.9.
TEST(Filler, EveryObjectIsWhereTheTableSaysOnLinesOfItsOwn) {
  for (const char* form : {"decision", "certificate"}) {
    const Bytes pdf = fillOrThrow(form, sample(form)).pdf;
    const auto table = offsets(pdf);
    ASSERT_GT(table.size(), 10U);
    for (std::size_t i = 0; i < table.size(); ++i) {
      const std::string head = std::to_string(i + 1) + " 0 obj\n<<\n";
      EXPECT_EQ(pdf.substr(table[i], head.size()), head);
      const std::size_t next = i + 1 < table.size() ? table[i + 1] : pdf.find("xref\n0 ", table[i]);
      EXPECT_EQ(pdf.substr(next - 8, 8), "\nendobj\n");
    }
  }
}

TEST(Filler, TellsWhichPackageItIs) {
  EXPECT_EQ(filler("decision").id(), "decision/1");
  EXPECT_EQ(filler("decision").sha256().size(), 64U);
  EXPECT_NE(filler("decision").sha256(), filler("certificate").sha256());
}

TEST(Filler, ChangesItsDigestWhenAFileOfThePackageChanges) {
  const TemporaryDirectory directory;
  directory.write("layout.xml", readText(packagePath("decision") + "/layout.xml"));
  const auto before = loadTemplate(directory.path(), kDebianFonts).value()->sha256();
  directory.write("note.txt", "x");
  EXPECT_NE(loadTemplate(directory.path(), kDebianFonts).value()->sha256(), before);
}

TEST(Filler, RefusesADirectoryWithoutALayout) {
  const TemporaryDirectory directory;
  EXPECT_EQ(loadTemplate(directory.path(), kDebianFonts).error().code, "templates.package.malformed");
  EXPECT_EQ(loadTemplate(packagePath("decision"), "/nonexistent").error().code, "templates.font.missing");
}

}  // namespace
}  // namespace tdkt::templates
