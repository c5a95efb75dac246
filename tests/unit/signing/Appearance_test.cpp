// How a signature looks: images, text stamps with their own font, places that stay clear.

#include "signing/pdf/Filters.h"
#include "signing/pdf/Increment.h"
#include "tests/unit/signing/Judges.h"
#include "tests/unit/signing/SignedFixture.h"

namespace tdkt::signing {
namespace {

/// A one-page PDF of this size, whose font has a (stand-in for an) embedded file that two objects share.
Bytes stampPdf(int width, int height) {
  const std::string content = "BT /F1 10 Tf 0 2 Td (1234/QD-UBND; 2026) Tj ET";
  std::vector<std::string> bodies = {
      "<</Type/Catalog/Pages 2 0 R>>",
      "<</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 " + std::to_string(width) + " " +
          std::to_string(height) + "]>>",
      "<</Type/Page/Parent 2 0 R/Resources<</Font<</F1 5 0 R/F2 5 0 R>>>>/Contents[4 0 R 4 0 R]>>",
      "<</Length " + std::to_string(content.size()) + ">>\nstream\n" + content + "\nendstream",
      "<</Type/Font/Subtype/TrueType/BaseFont/AAAAAA+Stamp/FontDescriptor 6 0 R>>",
      "<</Type/FontDescriptor/FontName/AAAAAA+Stamp/FontFile2 7 0 R>>",
      "<</Length 10>>\nstream\nfont-file!\nendstream"};
  Bytes out = "%PDF-1.7\n";
  std::string rows;
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    const std::string digits = std::to_string(out.size());
    rows += std::string(10 - digits.size(), '0') + digits + " 00000 n\r\n";
    out += std::to_string(i + 1) + " 0 obj\n" + bodies[i] + "\nendobj\n";
  }
  const std::size_t start = out.size();
  return out + "xref\n0 8\n0000000000 65535 f\r\n" + rows + "trailer\n<</Size 8/Root 1 0 R>>\nstartxref\n" +
         std::to_string(start) + "\n%%EOF\n";
}

std::shared_ptr<const StampImage> wideImage() {
  auto out = std::make_shared<StampImage>();
  out->width = 4;
  out->height = 2;
  out->colour = pdf::deflate(std::string(24, '\x7F'));
  out->alpha = pdf::deflate(std::string(8, '\x40'));
  return out;
}

}  // namespace

class AppearanceTest : public Signed {
 protected:
  std::string codeOf(const SignatureSpec& how) { return codeOf(fakes::smallPdf(), how); }
  std::string codeOf(const Bytes& pdf, const SignatureSpec& how) {
    const auto out = signer.prepare(SigningJobId("job"), pdf, pki().holder(organisation())->chain(), how);
    return out ? "signed" : out.error().code;
  }
};

TEST_F(AppearanceTest, ATextStampBringsItsFontAlong) {
  SignatureSpec how = spec("Annex", annexStampBox(595, 842, 200, 24));
  how.appearancePdf = stampPdf(200, 24);
  const Bytes out = sign(fakes::smallPdf(), organisation(), how);
  EXPECT_EQ(verify(out).verdict, Verdict::kValid);
  EXPECT_EQ(countOf(out, "font-file!"), 1U) << "shared objects are copied once";
  EXPECT_EQ(countOf(out, "/FontFile2"), 1U);
  const std::string added = out.substr(fakes::smallPdf().size());
  EXPECT_EQ(countOf(added, "/Type /Page\n"), 1U) << "only the page that got the widget";
  if (const auto qpdf = judge("qpdf", "--check", out)) {
    EXPECT_EQ(countOf(*qpdf, "No syntax or stream encoding errors"), 1U) << *qpdf;
  }
}

TEST_F(AppearanceTest, AStampIsNeverShrunkIntoItsBox) {
  SignatureSpec how = spec("Annex", {1, 300, 780, 150, 24});
  how.appearancePdf = stampPdf(200, 24);
  EXPECT_EQ(codeOf(how), "signing.appearance.size");
  how.appearancePdf = fakes::smallPdf(fakes::XrefStyle::kTable, 2);
  EXPECT_EQ(codeOf(how), "signing.appearance.malformed");
  how.appearancePdf = "no PDF";
  EXPECT_EQ(codeOf(how), "signing.appearance.malformed");
}

TEST_F(AppearanceTest, AnImagePreparedOnceServesManyFiles) {
  SignatureSpec how = spec("Chair");
  how.image = wideImage();
  for (const auto style : {fakes::XrefStyle::kTable, fakes::XrefStyle::kStream}) {
    const Bytes out = sign(fakes::smallPdf(style), chair(), how);
    EXPECT_EQ(verify(out).verdict, Verdict::kValid);
    EXPECT_NE(out.find(how.image->colour), Bytes::npos);
    EXPECT_NE(out.find("/SMask"), Bytes::npos);
  }
}

TEST_F(AppearanceTest, ASignatureNeverCoversWhatMustStayReadable) {
  const PageBox motto{1, 300, 770, 240, 40};  // Quốc hiệu and Tiêu ngữ
  SignatureSpec how = spec("Annex", {1, 400, 800, 150, 30});
  how.keepClear = {motto};
  EXPECT_EQ(codeOf(how), "signing.box.collision");
  how.box = PageBox{1, 400, 812, 150, 25};
  EXPECT_EQ(codeOf(how), "signed");
  how.keepClear = {{2, 300, 770, 240, 80}};
  EXPECT_EQ(codeOf(how), "signed") << "another page";
}

TEST_F(AppearanceTest, AFieldThatStandsInTheFileIsHeldToTheSameRule) {
  const Bytes source = fakes::smallPdf();
  const auto file = pdf::File::open(source);
  pdf::Increment increment(*file);
  const pdf::Ref page = file->pages()->front();
  const pdf::Ref field = increment.add(pdf::Dictionary{
      {"Type", pdf::Name{"Annot"}},
      {"Subtype", pdf::Name{"Widget"}},
      {"FT", pdf::Name{"Sig"}},
      {"T", pdf::textString("Annex")},
      {"Rect", pdf::Array{std::int64_t{550}, std::int64_t{830}, std::int64_t{400}, std::int64_t{800}}}});
  pdf::Dictionary changed = *file->dictionary(page);
  changed["Annots"] = pdf::Array{field};
  increment.replace(page, changed);
  pdf::Dictionary catalog = file->catalog();
  catalog["AcroForm"] = pdf::Dictionary{{"Fields", pdf::Array{field}}};
  increment.replace(pdf::Ref{1, 0}, catalog);
  SignatureSpec how = spec("Annex");
  how.keepClear = {{1, 300, 770, 240, 40}};
  EXPECT_EQ(codeOf(increment.write().pdf, how), "signing.box.collision");
}

TEST_F(AppearanceTest, ABoxOverTheEdgeOfThePageIsRefused) {
  EXPECT_EQ(codeOf(spec("Chair", {1, 500, 200, 120, 60})), "signing.box.page");
  EXPECT_EQ(codeOf(spec("Chair", {1, -20, 200, 120, 60})), "signing.box.page");
  EXPECT_EQ(codeOf(spec("Chair", {1, 475, 200, 120, 60})), "signed");
}

TEST(Placement, TheImageKeepsItsShapeInTheMiddleOfItsBox) {
  const PageBox drawn = drawnBox({1, 100, 100, 120, 120}, *wideImage());
  EXPECT_DOUBLE_EQ(drawn.width, 120);
  EXPECT_DOUBLE_EQ(drawn.height, 60);
  EXPECT_DOUBLE_EQ(drawn.y, 130);
}

TEST(Placement, TheSealCoversAThirdOfTheImageAsDrawnAtItsRealSize) {
  const PageBox drawn = drawnBox({1, 300, 200, 200, 60}, *wideImage());
  const PageBox seal = sealBoxFor(drawn, 36);
  EXPECT_NEAR(seal.width, 36 * 72 / 25.4, 1e-9);
  EXPECT_NEAR(seal.x + seal.width - drawn.x, drawn.width / 3, 1e-9);
}

TEST(Placement, TheAnnexStampStandsInTheTopRightCornerWithNumberAndTime) {
  const PageBox box = annexStampBox(595, 842, 200, 24);
  EXPECT_EQ(box.page, 1);
  EXPECT_NEAR(595 - box.x - box.width, 15 * 72 / 25.4, 1e-9);
  EXPECT_GT(box.y, 842 - 25 * 72 / 25.4 - 24);
  EXPECT_EQ(annexStampLine("1234/QĐ-UBND", *parseIso("2026-11-20T15:04:05+07:00")),
            "1234/QĐ-UBND; 2026-11-20T15:04:05+07:00");
}

}  // namespace tdkt::signing
