// Certificates on pre-printed blanks: only what the blank lacks, where the full document has it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "Layout.h"
#include "templates/check/SeenPdf.h"

namespace tdkt::templates {
namespace {

using namespace support;

std::vector<check::SeenPage> seen(const Bytes& pdf) {
  return check::seePdf(pdf).value();
}

FilledDocument overlay(const std::string& form, PrinterOffset offset = {}) {
  const auto filler = loadOverlay(packagePath(form), kDebianFonts, offset).value();
  return filler->fill(sample(form), kMadeAt).value();
}

std::map<std::string, check::SeenText> byText(const Bytes& pdf) {
  std::map<std::string, check::SeenText> out;
  const auto pages = seen(pdf);
  for (const auto& text : pages.front().texts) out[plain(text.text)] = text;
  return out;
}

class Overlay : public testing::TestWithParam<const char*> {};

TEST_P(Overlay, HasTheTextsOfTheFullCertificateInTheirPlacesWithoutWhatIsPrintedAlready) {
  const auto full = byText(fillOrThrow(GetParam(), sample(GetParam())).pdf);
  const auto over = byText(overlay(GetParam()).pdf);
  EXPECT_EQ(over.count("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), 0U);
  EXPECT_EQ(over.count("Độc lập - Tự do - Hạnh phúc"), 0U);
  EXPECT_EQ(full.size() - over.size(), 5U);  // and the authority, "TẶNG", the award's name
  for (const auto& [text, place] : over) {
    ASSERT_EQ(full.count(text), 1U) << text;
    EXPECT_NEAR(place.x, full.at(text).x, 0.01) << text;
    EXPECT_NEAR(place.y, full.at(text).y, 0.01) << text;
  }
  const auto pages = seen(overlay(GetParam()).pdf);
  for (const auto& stroke : pages.front().strokes)
    EXPECT_LT(stroke.x2 - stroke.x1, 25 * kPointsPerMm) << "a line beyond those of the QR code";
}

INSTANTIATE_TEST_SUITE_P(Certificates, Overlay,
                         testing::Values("certificate", "meritCertificate", "emulationCertificate"));

TEST(Overlay, MovesEveryTextAndThePlaceToSignByThePrintersOffset) {
  const FilledDocument straight = overlay("certificate");
  const FilledDocument moved = overlay("certificate", {1.5, -2});
  const auto before = byText(straight.pdf);
  for (const auto& [text, place] : byText(moved.pdf)) {
    EXPECT_NEAR(place.x - before.at(text).x, 1.5 * kPointsPerMm, 0.01) << text;
    EXPECT_NEAR(place.y - before.at(text).y, -2 * kPointsPerMm, 0.01) << text;
  }
  EXPECT_NEAR(moved.places.front().x - straight.places.front().x, 1.5 * kPointsPerMm, 0.01);
  EXPECT_NEAR(moved.places.front().y - straight.places.front().y, 2 * kPointsPerMm, 0.01);
}

TEST(Overlay, TheSizeOfTheStockIsDataOfThePackage) {
  const TemporaryDirectory directory;
  std::string layout = readText(packagePath("certificate") + "/layout.xml");
  const std::string a4 = "<section width=\"297\" height=\"210\"";
  layout.replace(layout.find(a4), a4.size(), "<section width=\"400\" height=\"300\"");
  directory.write("layout.xml", layout);
  const auto page = calibrationPage(directory.path(), kDebianFonts, {}, kMadeAt);
  ASSERT_TRUE(page);
  EXPECT_NEAR(seen(page->pdf).front().width, 400 * kPointsPerMm, 0.01);
  EXPECT_NEAR(seen(page->pdf).front().height, 300 * kPointsPerMm, 0.01);
}

TEST(Calibration, ItsCrossesStandTwentyMillimetresFromTheEdgesAndMoveWithTheOffset) {
  const auto horizontal = [](PrinterOffset offset) {
    const Bytes pdf = calibrationPage(packagePath("certificate"), kDebianFonts, offset, kMadeAt).value().pdf;
    std::vector<check::SeenStroke> out;
    const auto pages = seen(pdf);
    for (const auto& stroke : pages.front().strokes) {
      if (std::abs(stroke.x2 - stroke.x1 - 10 * kPointsPerMm) < 0.01) out.push_back(stroke);
    }
    return out;
  };
  const auto straight = horizontal({});
  ASSERT_EQ(straight.size(), 5U);
  EXPECT_NEAR((straight[0].x1 + straight[0].x2) / 2, 20 * kPointsPerMm, 0.01);
  EXPECT_NEAR(straight[0].y, 20 * kPointsPerMm, 0.01);
  EXPECT_NEAR(horizontal({0, 3})[0].y, 23 * kPointsPerMm, 0.01);
}

TEST(PageTotal, IsWrittenBehindTheNumberOnEveryPageButTheFirst) {
  const TemporaryDirectory directory;
  std::string layout = readText(packagePath("decision") + "/layout.xml");
  const std::string numbers = "page-numbers=\"13\"";
  for (std::size_t at = layout.find(numbers); at != std::string::npos; at = layout.find(numbers, at + 20))
    layout.replace(at, numbers.size(), numbers + " page-total=\"yes\"");
  directory.write("layout.xml", layout);
  FieldSet fields = sample("decision");
  auto& rows = fields.tables["nominees"].groups.front().rows;
  rows.resize(60, rows.front());
  const auto filler = loadTemplate(directory.path(), kDebianFonts).value();
  const auto pages = seen(filler->fill(fields, kMadeAt).value().pdf);
  const std::size_t listPages = pages.size() - 1;  // the decision itself has one
  ASSERT_GT(listPages, 3U);
  for (std::size_t i = 1; i < pages.size(); ++i) {
    const std::string expected = std::to_string(i) + "/" + std::to_string(listPages);
    const bool there = std::any_of(pages[i].texts.begin(), pages[i].texts.end(),
                                   [&](const auto& text) { return text.text == expected; });
    EXPECT_EQ(there, i > 1) << expected;
  }
}

}  // namespace
}  // namespace tdkt::templates
