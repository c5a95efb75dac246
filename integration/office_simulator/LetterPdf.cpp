#include "integration/office_simulator/LetterPdf.h"

#include <podofo/podofo.h>

#include <sstream>

namespace tdkt::simulator {
namespace {

using namespace PoDoFo;

constexpr const char* kFonts = "/usr/share/fonts/truetype/liberation2/LiberationSerif-";
constexpr double kMillimetre = 72.0 / 25.4;
constexpr double kLeft = 30 * kMillimetre;
constexpr double kRight = 195 * kMillimetre;
constexpr double kMiddle = (kLeft + kRight) / 2;

PdfString utf8(const std::string& text) {
  return PdfString(reinterpret_cast<const pdf_utf8*>(text.c_str()));
}

/// Draws downwards line by line; `y` is the base line of the next one.
class Sheet {
 public:
  explicit Sheet(PdfMemDocument& document)
      : document_(document), regular_(font("Regular", false)), bold_(font("Bold", true)) {
    painter_.SetPage(document.CreatePage(PdfPage::CreateStandardPageSize(ePdfPageSize_A4)));
  }

  void centred(double centre, double y, const std::string& text, bool bold, float size) {
    const PdfString line = utf8(text);
    choose(bold, size);
    painter_.DrawText(centre - width(line) / 2, y, line);
  }

  double paragraph(double y, const std::string& text, float size) {
    choose(false, size);
    std::string line(5, ' ');
    std::istringstream words(text);
    for (std::string word; words >> word;) {
      if (width(utf8(line + word)) > kRight - kLeft) {
        y = flush(y, line);
        line.clear();
      }
      line += word + " ";
    }
    return flush(y, line) - 4;
  }

  void rule(double centre, double y, double length) {
    painter_.SetStrokeWidth(0.7);
    painter_.DrawLine(centre - length / 2, y, centre + length / 2, y);
  }
  void finish() { painter_.FinishPage(); }

 private:
  PdfFont* font(const std::string& face, bool bold) {
    const std::string file = kFonts + face + ".ttf";
    return document_.CreateFont("Liberation Serif", bold, false, false,
                                PdfEncodingFactory::GlobalIdentityEncodingInstance(),
                                PdfFontCache::eFontCreationFlags_None, true, file.c_str());
  }
  void choose(bool bold, float size) {
    PdfFont* font = bold ? bold_ : regular_;
    font->SetFontSize(size);
    painter_.SetFont(font);
  }
  double width(const PdfString& line) { return painter_.GetFont()->GetFontMetrics()->StringWidth(line); }
  double flush(double y, const std::string& line) {
    painter_.DrawText(kLeft, y, utf8(line));
    return y - 18;
  }

  PdfMemDocument& document_;
  PdfFont* regular_;
  PdfFont* bold_;
  PdfPainter painter_;
};

void drawHead(Sheet& sheet, const Letter& letter) {
  const double left = kLeft + 30 * kMillimetre;
  const double right = kRight - 47 * kMillimetre;
  double y = 277 * kMillimetre;
  sheet.centred(left, y, letter.above, false, 12);
  sheet.centred(right, y, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", true, 12);
  y -= 16;
  sheet.centred(left, y, letter.sender, true, 12);
  sheet.centred(right, y, "Độc lập - Tự do - Hạnh phúc", true, 13);
  sheet.rule(left, y - 7, 60);
  sheet.rule(right, y - 7, 160);
  y -= 24;
  sheet.centred(left, y, "Số: " + letter.code, false, 13);
  sheet.centred(right, y, letter.placeAndDate, false, 13);
  sheet.centred(kMiddle, y - 36, letter.kind, true, 14);
}

void draw(Sheet& sheet, const Letter& letter) {
  drawHead(sheet, letter);
  double y = 277 * kMillimetre - 96;
  y = sheet.paragraph(y, letter.subject, 14) - 10;
  for (const std::string& text : letter.paragraphs) y = sheet.paragraph(y, text, 14);
  const double right = kRight - 40 * kMillimetre;
  sheet.centred(right, y - 20, letter.signerTitle, true, 14);
  sheet.centred(right, y - 90, letter.signerName, true, 14);
  sheet.finish();
}

}  // namespace

Result<Bytes> letterPdf(const Letter& letter) {
  try {
    PdfMemDocument document;
    Sheet sheet(document);
    draw(sheet, letter);
    document.GetInfo()->SetTitle(utf8(letter.kind + " " + letter.code));
    PdfRefCountedBuffer buffer;
    PdfOutputDevice device(&buffer);
    document.Write(&device);
    return Bytes(buffer.GetBuffer(), buffer.GetSize());
  } catch (const PdfError& e) {
    const char* name = PdfError::ErrorName(e.GetError());
    return unavailableError("simulator.pdf", name == nullptr ? "unknown" : name);
  }
}

}  // namespace tdkt::simulator
