// An author's PDF form becomes a package, or is refused with the place at fault.
#include "templates/compile/Compiler.h"

#include <gtest/gtest.h>

#include "FormFile.h"
#include "Support.h"
#include "templates/compile/Preview.h"
#include "templates/layout/Schema.h"
#include "templates/pdf/Deflate.h"

namespace tdkt::templates::support {
namespace {

const char* const kStyle = R"(<form-style form="certificate" version="2" title="{recipientName}">
  <fields>
    <text name="recipientName" kind="person" required="yes"/>
    <text name="achievement" required="yes"/>
    <text name="verifyUrl"/>
  </fields>
</form-style>)";

FormFile certificate() {
  FormFile form;
  form.fields = {{"recipientName", 100, 400, 640, 40, "/MaxLen 60 /Q 1"},
                 {"achievement", 100, 320, 640, 60, "/Ff 4096"},
                 {"qr.verifyUrl", 60, 60, 80, 80},
                 {"sign.signer", 560, 80, 170, 70}};
  return form;
}

FieldSet someone() {
  FieldSet out;
  out.texts = {{"recipientName", "Nguyễn Thị Thu Hà"},
               {"achievement", "Có thành tích xuất sắc trong phong trào thi đua yêu nước năm 2026"},
               {"verifyUrl", "https://khenthuong.anhoa.example/v/7KQ2M9XH4T"}};
  return out;
}

Error refusal(const FormFile& form, const std::string& style = kStyle) {
  const auto out = compileForm(form.pdf(), style);
  return out ? Error{} : out.error();
}

bool mentions(const Error& error, const std::string& text) {
  return error.detail.find(text) != std::string::npos;
}

/// Writes the package of `form` as the command does.
void pack(const TemporaryDirectory& directory, const FormFile& form, const std::string& style = kStyle) {
  const auto compiled = compileForm(form.pdf(), style);
  if (!compiled) throw std::runtime_error(compiled.error().code + ": " + compiled.error().detail);
  if (const auto sound = checkCompiled(*compiled); !sound)
    throw std::runtime_error(sound.error().code + ": " + sound.error().detail);
  std::map<std::string, Bytes> files = {{"background.pdf", compiled->background},
                                        {"layout.xml", compiled->layout},
                                        {"sample.json", *sampleFor(compiled->layout)}};
  files["manifest.json"] = manifestOf(files, form.pdf());
  for (const auto& [name, octets] : files) directory.write(name, octets);
}

TEST(Compiler, AFilledFormHoldsTheArtworkAndTheDataAndNoFormAnyMore) {
  const TemporaryDirectory directory;
  pack(directory, certificate());
  const auto filler = loadTemplate(directory.path(), kDebianFonts);
  ASSERT_TRUE(filler) << filler.error().detail;
  const auto filled = (*filler)->fill(someone(), kMadeAt);
  ASSERT_TRUE(filled) << filled.error().detail << filled.error().field;
  EXPECT_EQ(filled->pages, 1);
  EXPECT_EQ(flattened(extracted(filled->pdf)),
            "Nguyễn Thị Thu Hà Có thành tích xuất sắc trong phong trào thi đua yêu nước năm 2026 ");
  EXPECT_EQ(filled->pdf.find("/AcroForm"), Bytes::npos);
  EXPECT_EQ(filled->pdf.find("/Widget"), Bytes::npos);
  EXPECT_NE(run("qpdf --check", filled->pdf, "").find("No syntax or stream encoding errors"),
            std::string::npos);
  const std::string pixel = run("pdftoppm -r 10 -x 100 -y 5 -W 1 -H 1", filled->pdf, "");
  EXPECT_EQ(pixel.substr(pixel.size() - 3), "\xFF\xCC\x99");  // the colour of the author's rectangle
}

TEST(Compiler, TheSignatureMayStandWhereTheAuthorDrewIt) {
  const TemporaryDirectory directory;
  pack(directory, certificate());
  const auto filled = (*loadTemplate(directory.path(), kDebianFonts))->fill(someone(), kMadeAt);
  ASSERT_TRUE(filled);
  ASSERT_EQ(filled->places.size(), 1U);
  const SignaturePlace& place = filled->places.front();
  EXPECT_EQ(place.name, "signer");
  EXPECT_NEAR(place.x, 560, 0.1);
  EXPECT_NEAR(place.y, 80, 0.1);
  EXPECT_NEAR(place.width, 170, 0.1);
  EXPECT_NEAR(place.height, 70, 0.1);
}

TEST(Compiler, CompilingTwiceGivesTheSameOctets) {
  const auto first = compileForm(certificate().pdf(), kStyle);
  const auto second = compileForm(certificate().pdf(), kStyle);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->background, second->background);
  EXPECT_EQ(first->layout, second->layout);
}

TEST(Compiler, OtherArtworkKeepsTheMapping) {
  FormFile other = certificate();
  other.contents = {"0 0 1 rg 0 0 842 595 re f"};
  const auto first = compileForm(certificate().pdf(), kStyle);
  const auto second = compileForm(other.pdf(), kStyle);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->layout, second->layout);
  EXPECT_NE(first->background, second->background);
}

TEST(Compiler, UnknownMissingAndDuplicateFieldsAreAllNamedWithTheirPlace) {
  FormFile form = certificate();
  form.fields[0].name = "recipentName";
  form.fields.push_back({"achievement", 100, 200, 300, 30});
  const Error error = refusal(form);
  EXPECT_EQ(error.code, "templates.compile.field.unknown");  // the first on the page
  EXPECT_TRUE(
      mentions(error, "achievement stands here and at page 1, 35 mm from the left, 76 mm from the top"))
      << error.detail;
  EXPECT_TRUE(
      mentions(error, "style.xml declares no field for recipentName (page 1, 35 mm from the left, 55 mm"))
      << error.detail;
  EXPECT_TRUE(mentions(error, "the form has no place for recipientName (style.xml, line 3)")) << error.detail;
}

TEST(Compiler, AFieldMayStandASecondTimeUnderANumberedName) {
  FormFile form = certificate();
  form.fields.push_back({"recipientName_2", 100, 200, 300, 30});
  const TemporaryDirectory directory;
  pack(directory, form);
  const auto filled = (*loadTemplate(directory.path(), kDebianFonts))->fill(someone(), kMadeAt);
  ASSERT_TRUE(filled);
  const std::string text = flattened(extracted(filled->pdf));
  EXPECT_NE(text.find("Nguyễn Thị Thu Hà", text.find("Nguyễn Thị Thu Hà") + 1), std::string::npos) << text;
}

TEST(Compiler, ABoxLowerThanALineIsNamed) {
  FormFile form = certificate();
  form.fields[0].height = 5;
  EXPECT_EQ(refusal(form).code, "templates.compile.field.small");
}

TEST(Compiler, APushButtonIsNoPlaceForData) {
  FormFile form = certificate();
  form.fields[0].type = "Btn";
  EXPECT_EQ(refusal(form).code, "templates.compile.field.kind");
}

TEST(Compiler, ThePdfsLimitOfLettersBinds) {
  const TemporaryDirectory directory;
  pack(directory, certificate());
  FieldSet fields = someone();
  fields.texts["recipientName"] = std::string(61, 'A');
  const auto filled = (*loadTemplate(directory.path(), kDebianFonts))->fill(fields, kMadeAt);
  ASSERT_FALSE(filled);
  EXPECT_EQ(filled.error().code, "templates.text.too-long");
  EXPECT_EQ(filled.error().field, "recipientName");
}

TEST(Compiler, APlainPdfTakesItsPlacesFromTheStyleFile) {
  FormFile plain;
  const TemporaryDirectory directory;
  pack(directory, plain, R"(<form-style form="letter" version="1" title="{subject}">
    <fields><text name="subject" required="yes"/></fields>
    <place name="subject" page="1" x="40" y="50" width="120" height="10" text="V/v {subject}"/>
  </form-style>)");
  FieldSet fields;
  fields.texts = {{"subject", "tặng Bằng khen"}};
  const auto filled = (*loadTemplate(directory.path(), kDebianFonts))->fill(fields, kMadeAt);
  ASSERT_TRUE(filled) << filled.error().detail;
  EXPECT_EQ(flattened(extracted(filled->pdf)), "V/v tặng Bằng khen ");
}

TEST(Compiler, ATableFlowsOnFromItsAreaToFurtherPages) {
  FormFile form;
  form.contents = {"0 g", "0.5 g 10 560 100 20 re f"};
  form.fields = {{"recipientName", 100, 400, 640, 40}, {"table.nominees", 60, 40, 720, 480, {}, 2}};
  const TemporaryDirectory directory;
  pack(directory, form, R"(<form-style form="list" version="1" title="{recipientName}">
    <fields><text name="recipientName"/><table name="nominees" columns="1"/></fields>
    <styles><style name="cell" size="12"/></styles>
    <page number="2" next-top="20" page-numbers="13"/>
    <grid name="nominees" header-style="cell" group-style="cell" cell-style="cell">
      <col title="STT" width="20" automatic="yes"/><col title="Họ và tên" width="200"/></grid>
  </form-style>)");
  FieldSet fields;
  fields.texts["recipientName"] = "A";
  fields.tables["nominees"].groups = {
      {"Cá nhân", std::vector<std::vector<std::string>>(500, {"Nguyễn Văn An"})}};
  const auto filled = (*loadTemplate(directory.path(), kDebianFonts))->fill(fields, kMadeAt);
  ASSERT_TRUE(filled) << filled.error().detail;
  EXPECT_GT(filled->pages, 10);
  const std::string text = extracted(filled->pdf);
  EXPECT_NE(text.find("500 Nguyễn Văn An"), std::string::npos);
}

struct Refused {
  const char* name;
  const char* code;
  void (*change)(FormFile&);
};

class Refusals : public ::testing::TestWithParam<Refused> {};

TEST_P(Refusals, NameWhatMayNotBeInATemplate) {
  FormFile form = certificate();
  GetParam().change(form);
  const Error error = refusal(form);
  EXPECT_EQ(error.code, GetParam().code) << error.detail;
  EXPECT_EQ(error.kind, ErrorKind::kInput);
}

INSTANTIATE_TEST_SUITE_P(
    OfAnAuthorsFile, Refusals,
    ::testing::Values(
        Refused{"Encrypted", "templates.compile.encrypted",
                [](FormFile& f) { f.trailer = "/Encrypt 100 0 R"; }},
        Refused{"Xfa", "templates.compile.xfa", [](FormFile& f) { f.acroForm = "/XFA (x)"; }},
        Refused{"OpenScript", "templates.compile.script",
                [](FormFile& f) { f.catalog = "/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"; }},
        Refused{"NamedScript", "templates.compile.script",
                [](FormFile& f) { f.catalog = "/Names << /JavaScript << /Names [] >> >>"; }},
        Refused{"FieldScript", "templates.compile.script",
                [](FormFile& f) {
                  f.fields[0].more = "/AA << /K 100 0 R >>", f.objects = {"<< /S /JavaScript >>"};
                }},
        Refused{"Launch", "templates.compile.action",
                [](FormFile& f) { f.fields[0].more = "/A << /S /Launch /F (a.exe) >>"; }},
        Refused{"Submit", "templates.compile.action",
                [](FormFile& f) { f.fields[0].more = "/A << /S /SubmitForm >>"; }},
        Refused{"Attachment", "templates.compile.attachment",
                [](FormFile& f) { f.catalog = "/Names << /EmbeddedFiles << /Names [] >> >>"; }},
        Refused{"Font", "templates.compile.font",
                [](FormFile& f) {
                  f.resources =
                      "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>";
                  f.contents = {"BT /F1 12 Tf (x) Tj ET"};
                }},
        Refused{"Cmyk", "templates.compile.colour",
                [](FormFile& f) { f.contents = {"0 0 0 1 k 0 0 9 9 re f"}; }},
        Refused{"CmykSpace", "templates.compile.colour",
                [](FormFile& f) { f.resources = "<< /ColorSpace << /C /DeviceCMYK >> >>"; }},
        Refused{"Pages", "templates.compile.pages", [](FormFile& f) { f.contents.assign(21, "0 g"); }},
        Refused{"Turned", "templates.compile.rotated", [](FormFile& f) { f.page = "/Rotate 90"; }},
        Refused{"ImageBomb", "templates.compile.image",
                [](FormFile& f) {
                  f.resources = "<< /XObject << /I 100 0 R >> >>";
                  f.contents = {"/I Do"};
                  f.objects = {
                      "<< /Type /XObject /Subtype /Image /Width 100000 /Height 100000 /ColorSpace "
                      "/DeviceGray /BitsPerComponent 8 /Length 1 >>\nstream\nx\nendstream"};
                }},
        Refused{"PackedImageBomb", "templates.compile.image",
                [](FormFile& f) {
                  const Bytes packed = deflate(Bytes(20U << 20U, '\0'), Effort::kQuick);
                  f.resources = "<< /XObject << /I 100 0 R >> >>";
                  f.contents = {"/I Do"};
                  f.objects = {
                      "<< /Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray "
                      "/BitsPerComponent 8 /Filter /FlateDecode /Length " +
                      std::to_string(packed.size()) + " >>\nstream\n" + packed + "\nendstream"};
                }},
        Refused{
            "Jpeg2000", "templates.compile.image",
            [](FormFile& f) {
              f.resources = "<< /XObject << /I 100 0 R >> >>";
              f.contents = {"/I Do"};
              f.objects = {
                  "<< /Type /XObject /Subtype /Image /Filter /JPXDecode /Length 1 >>\nstream\nx\nendstream"};
            }}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(Compiler, APackedImageOfItsOwnSizeIsTakenHoweverWellItPacks) {
  FormFile form = certificate();
  const Bytes packed = deflate(Bytes(900UL * 900 * 3, '\x7F'), Effort::kThorough);
  form.resources = "<< /XObject << /I 100 0 R >> >>";
  form.contents = {"/I Do"};
  form.objects = {
      "<< /Type /XObject /Subtype /Image /Width 900 /Height 900 /ColorSpace /DeviceRGB "
      "/BitsPerComponent 8 /Filter /FlateDecode /Length " +
      std::to_string(packed.size()) + " >>\nstream\n" + packed + "\nendstream"};
  const auto compiled = compileForm(form.pdf(), kStyle);
  ASSERT_TRUE(compiled) << compiled.error().detail;
  EXPECT_NE(compiled->background.find(packed), Bytes::npos);
}

TEST(Compiler, AFontThatOnlyTheFormNamesIsNoReasonToRefuse) {
  FormFile form = certificate();
  form.resources = "<< /Font << /He << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>";
  const auto compiled = compileForm(form.pdf(), kStyle);
  ASSERT_TRUE(compiled) << compiled.error().detail;
  EXPECT_EQ(compiled->background.find("Helvetica"), Bytes::npos);
}

TEST(Compiler, TheFontsOfTheArtworkComeAlongWhole) {
  const std::string program = readText(std::string(kDebianFonts) + "/LiberationSerif-Bold.ttf");
  const std::string length = std::to_string(program.size());
  FormFile form = certificate();
  form.resources = "<< /Font << /F1 100 0 R >> >>";
  form.contents = {"BT /F1 20 Tf 100 500 Td (TANG BANG KHEN) Tj ET"};
  std::string widths;
  for (int i = 32; i < 127; ++i) widths += "600 ";
  form.objects = {
      "<< /Type /Font /Subtype /TrueType /BaseFont /LiberationSerif-Bold /Encoding /WinAnsiEncoding "
      "/FirstChar 32 /LastChar 126 /Widths [" +
          widths + "] /FontDescriptor 101 0 R >>",
      "<< /Type /FontDescriptor /FontName /LiberationSerif-Bold /Flags 32 /FontBBox [0 0 1000 1000] "
      "/ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 660 /StemV 140 /FontFile2 102 0 R >>",
      "<< /Length 103 0 R /Length1 " + length + " >>\nstream\n" + program + "\nendstream", length};
  const TemporaryDirectory directory;
  pack(directory, form);
  const auto filled = (*loadTemplate(directory.path(), kDebianFonts))->fill(someone(), kMadeAt);
  ASSERT_TRUE(filled);
  EXPECT_NE(filled->pdf.find("/Length1 " + length), Bytes::npos);
  EXPECT_EQ(flattened(extracted(filled->pdf)).substr(0, 14), "TANG BANG KHEN");
}

TEST(Compiler, TheWhiteGroundOfATextBoxIsNotPrintedButAWhitePanelElsewhereIs) {
  FormFile form = certificate();
  form.contents = {"1 0 0 rg 0 0 842 595 re f q 1 1 1 rg 98 398 644 44 re f* Q q 1 g 98 210 644 44 re f* Q"};
  const TemporaryDirectory directory;
  pack(directory, form);
  FieldSet fields = someone();
  fields.texts["recipientName"] = "i";
  const auto filled = (*loadTemplate(directory.path(), kDebianFonts))->fill(fields, kMadeAt);
  ASSERT_TRUE(filled);
  const auto colourAt = [&](const std::string& place) {
    const std::string image = run("pdftoppm -r 72 -W 1 -H 1 " + place, filled->pdf, "");
    return image.substr(image.size() - 3);
  };
  EXPECT_EQ(colourAt("-x 110 -y 170"), "\xFF" + std::string(2, '\0'));
  EXPECT_EQ(colourAt("-x 110 -y 360"), "\xFF\xFF\xFF");
}

TEST(Compiler, AnOverlayLeavesTheAuthorsArtworkToTheBlank) {
  const TemporaryDirectory directory;
  pack(directory, certificate());
  const auto overlay = loadOverlay(directory.path(), kDebianFonts, {});
  ASSERT_TRUE(overlay) << overlay.error().detail;
  const auto filled = (*overlay)->fill(someone(), kMadeAt);
  ASSERT_TRUE(filled);
  EXPECT_EQ(filled->pdf.find("/Form"), Bytes::npos);
  EXPECT_NE(extracted(filled->pdf).find("Nguyễn Thị Thu Hà"), std::string::npos);
}

TEST(Compiler, WhatIsNoPdfIsRefused) {
  for (const std::string& octets : {std::string(), std::string("hello"), certificate().pdf().substr(0, 700)})
    EXPECT_EQ(compileForm(octets, kStyle).error().code, "templates.compile.unreadable");
}

TEST(Compiler, AStyleFileWithAnErrorIsNamedWithItsLine) {
  const Error error =
      refusal(certificate(), "<form-style form=\"a\" version=\"1\" title=\"\">\n<colour/></form-style>");
  EXPECT_EQ(error.code, "templates.compile.style");
  EXPECT_TRUE(mentions(error, "line 2")) << error.detail;
}

TEST(Package, EveryChangedLostOrAddedPartIsFound) {
  for (const char* part : {"background.pdf", "layout.xml", "sample.json"}) {
    const TemporaryDirectory directory;
    pack(directory, certificate());
    std::string octets = readText(directory.file(part));
    octets[octets.size() / 2] ^= 1;
    directory.write(part, octets);
    const auto changed = loadTemplate(directory.path(), kDebianFonts);
    ASSERT_FALSE(changed) << part;
    EXPECT_EQ(changed.error().code, "templates.package.damaged");
    EXPECT_EQ(changed.error().field, part);
    std::filesystem::remove(directory.file(part));
    EXPECT_EQ(loadTemplate(directory.path(), kDebianFonts).error().code, "templates.package.damaged");
  }
  const TemporaryDirectory directory;
  pack(directory, certificate());
  directory.write("extra.txt", "x");
  EXPECT_EQ(loadTemplate(directory.path(), kDebianFonts).error().field, "extra.txt");
}

TEST(Background, RefusesWhatTheCompilerWouldNotHaveWritten) {
  const Bytes good = compileForm(certificate().pdf(), kStyle)->background;
  ASSERT_TRUE(readBackground(good)) << readBackground(good).error().detail;
  const auto with = [&](const std::string& from, const std::string& to) {
    Bytes out = good;
    const std::size_t at = out.find(from);
    if (at == Bytes::npos) throw std::runtime_error("no " + from + " in " + good.substr(0, 600));
    return out.replace(at, from.size(), to);
  };
  for (const Bytes& bad :
       {with("/Length ", "/Length 9"), with("endobj", "endobX"), with("/BBox", "/BBo("),
        with("1 0 obj", "2 0 obj"), Bytes("%PDF-1.7\n"), good.substr(0, good.size() / 2)}) {
    const auto read = readBackground(bad);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, "templates.background.malformed");
  }
}

TEST(Schema, EveryShippedLayoutIsValid) {
  int seen = 0;
  const std::filesystem::path packs = std::filesystem::path(TDKT_SOURCE_DIR) / "templates/pack";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(packs)) {
    if (entry.path().filename() != "layout.xml") continue;
    const auto valid = validateLayout(readText(entry.path().string()));
    EXPECT_TRUE(valid) << entry.path() << ": " << (valid ? "" : valid.error().detail);
    ++seen;
  }
  EXPECT_GE(seen, 3);
}

TEST(Schema, NamesTheLineOfAnElementThatDoesNotExist) {
  const auto valid = validateLayout(
      "<template form=\"a\" version=\"1\" title=\"\">\n<section width=\"9\" height=\"9\" top=\"1\" "
      "bottom=\"1\" "
      "left=\"1\" right=\"1\"><picture/></section></template>");
  ASSERT_FALSE(valid);
  EXPECT_EQ(valid.error().detail.substr(0, 7), "line 2:");
}

TEST(Preview, TheWorstCaseIsLongerAndStaysWithinTheLimits) {
  const auto form = compileForm(certificate().pdf(), kStyle);
  ASSERT_TRUE(form);
  const auto worst = worstCase(form->layout, someone());
  ASSERT_TRUE(worst);
  EXPECT_GT(worst->texts.at("achievement").size(), someone().texts.at("achievement").size() * 4 / 3);
  EXPECT_EQ(worst->texts.at("verifyUrl"), someone().texts.at("verifyUrl"));
  EXPECT_GT(worst->texts.at("recipientName").size(), 40U);
}

TEST(Preview, TheWorstCaseOfATableHasFiveHundredRows) {
  const auto worst = worstCase(readText(packagePath("decision") + "/layout.xml"), sample("decision"));
  ASSERT_TRUE(worst);
  EXPECT_EQ(worst->tables.at("nominees").rowCount(), 500U);
  EXPECT_TRUE(filler("decision").fill(*worst, kMadeAt));
}

}  // namespace
}  // namespace tdkt::templates::support
