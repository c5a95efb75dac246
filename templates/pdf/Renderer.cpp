#include "templates/pdf/Renderer.h"

#include <cstdio>
#include <set>

#include "templates/pdf/Deflate.h"
#include "templates/pdf/PdfFile.h"
#include "templates/pdf/Utf8.h"

namespace tdkt::templates {
namespace {

std::string n(double value) {
  return pdfNumber(value) + " ";
}

std::string colourOperands(Colour colour) {
  return n(colour.red) + n(colour.green) + n(colour.blue);
}

std::string faceName(Face face) {
  return "/F" + std::to_string(static_cast<int>(face));
}

/// The content of one page; y grows downwards in drawings and upwards in PDF.
class Content {
 public:
  Content(const FontSet& fonts, double height) : fonts_(fonts), height_(height) {}

  void add(const PathOp& path) {
    if (path.fill) setFill(*path.fill);
    if (path.stroke) out_ += colourOperands(*path.stroke) + "RG " + n(path.lineWidth) + "w ";
    for (const Segment& segment : path.segments) addSegment(segment);
    out_ += path.fill && path.stroke ? "B\n" : path.fill ? "f\n" : "S\n";
  }

  void add(const TextOp& text) {
    setFill(text.colour);
    out_ += "BT " + faceName(text.face) + " " + n(text.size) + "Tf 1 0 0 1 " + n(text.x) +
            n(height_ - text.y) + "Tm [<";
    forEachLetter(text.text, [&](char32_t letter) {
      addGlyph(fonts_.glyph(text.face, letter));
      // Tw does not work with two-octet codes, so a stretched space is an explicit step. ISO 32000-1 §9.3.3.
      if ((letter == U' ' || letter == U'\u00A0') && text.extra != 0)
        out_ += "> " + n(-text.extra * 1000 / text.size) + "<";
    });
    out_ += ">] TJ ET\n";
  }

  std::string take() { return std::move(out_); }

 private:
  void setFill(Colour colour) {
    const std::string operands = colourOperands(colour);
    if (operands != fill_) out_ += operands + "rg\n";
    fill_ = operands;
  }

  void addSegment(const Segment& segment) {
    const std::size_t numbers = segment.kind == 'c' ? 6 : segment.kind == 'h' ? 0 : 2;
    for (std::size_t i = 0; i < numbers; i += 2) out_ += n(segment.at[i]) + n(height_ - segment.at[i + 1]);
    out_ += segment.kind;
    out_ += ' ';
  }

  void addGlyph(std::uint16_t glyph) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    for (int shift = 12; shift >= 0; shift -= 4) out_ += kHex[(glyph >> static_cast<unsigned>(shift)) & 0xFU];
  }

  const FontSet& fonts_;
  double height_;
  std::string out_;
  std::string fill_;
};

std::string escapedXml(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else {
      out += c;
    }
  }
  return out;
}

std::string xmp(const std::string& title, const std::string& date) {
  return "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
         "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
         "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
         "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
         "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" "
         "xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\n"
         "<pdfaid:part>2</pdfaid:part>\n<pdfaid:conformance>B</pdfaid:conformance>\n"
         "<dc:format>application/pdf</dc:format>\n"
         "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">" +
         escapedXml(title) +
         "</rdf:li></rdf:Alt></dc:title>\n<pdf:Producer>tdkt</pdf:Producer>\n<xmp:CreateDate>" + date +
         "</xmp:CreateDate>\n<xmp:ModifyDate>" + date +
         "</xmp:ModifyDate>\n</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>";
}

/// "D:20261120150405+07'00'" of "2026-11-20T15:04:05+07:00". Source: ISO 32000-1 §7.9.4.
std::string pdfDate(const std::string& iso) {
  return "(D:" + iso.substr(0, 4) + iso.substr(5, 2) + iso.substr(8, 2) + iso.substr(11, 2) +
         iso.substr(14, 2) + iso.substr(17, 2) + "+07'00')";
}

std::string fontBox(const FontMetrics& metrics) {
  std::string out = "[";
  for (const int edge : metrics.box) out += std::to_string(edge) + " ";
  out.back() = ']';
  return out;
}

int addFont(PdfFile& file, const EmbeddedFace& face, bool bold) {
  const int program =
      file.addStream("/Filter /FlateDecode /Length1 " + std::to_string(face.length), face.program);
  const FontMetrics& m = face.metrics;
  const int flags = m.italicAngle != 0 ? 4 + 2 + 64 : 4 + 2;  // symbolic, serif, italic
  const int descriptor =
      file.add("<< /Type /FontDescriptor /FontName /" + face.name + " /Flags " + std::to_string(flags) +
               " /FontBBox " + fontBox(m) + " /ItalicAngle " + pdfNumber(m.italicAngle) + " /Ascent " +
               std::to_string(m.ascent) + " /Descent " + std::to_string(m.descent) + " /CapHeight " +
               std::to_string(m.capHeight) + " /StemV " + (bold ? "140" : "80") + " /FontFile2 " +
               ref(program) + " >>");
  const int descendant =
      file.add("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /" + face.name +
               " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor " +
               ref(descriptor) + " /CIDToGIDMap /Identity /DW 1000 /W " + face.widths + " >>");
  const int toUnicode = file.addStream("/Filter /FlateDecode", face.toUnicode);
  return file.add("<< /Type /Font /Subtype /Type0 /BaseFont /" + face.name +
                  " /Encoding /Identity-H /DescendantFonts [" + ref(descendant) + "] /ToUnicode " +
                  ref(toUnicode) + " >>");
}

std::string fontResources(PdfFile& file, const std::vector<Page>& pages, const FontSet& fonts) {
  std::set<Face> used;
  for (const Page& page : pages) {
    for (const TextOp& text : page.drawing.texts) used.insert(text.face);
  }
  std::string out;
  for (const Face face : used) {
    const bool bold = face == Face::kBold || face == Face::kBoldItalic;
    out += faceName(face) + " " + ref(addFont(file, fonts.embedded(face), bold)) + " ";
  }
  return out;
}

int addPage(PdfFile& file, const Page& page, const FontSet& fonts, int tree, int resources) {
  Content content(fonts, page.height);
  for (const PathOp& path : page.drawing.paths) content.add(path);
  for (const TextOp& text : page.drawing.texts) content.add(text);
  const int stream = file.addStream("/Filter /FlateDecode", deflate(content.take()));
  return file.add("<< /Type /Page /Parent " + ref(tree) + " /MediaBox [0 0 " + n(page.width) +
                  pdfNumber(page.height) + "] /Resources " + ref(resources) + " /Contents " + ref(stream) +
                  " >>");
}

int addOutputIntent(PdfFile& file, const Bytes& profile) {
  const int stream = file.addStream("/N 3 /Filter /FlateDecode", profile);
  return file.add(
      "<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /Info (sRGB) "
      "/DestOutputProfile " +
      ref(stream) + " >>");
}

}  // namespace

Bytes renderPdf(const std::vector<Page>& pages, const Shared& shared, const std::string& title,
                UtcTime madeAt) {
  PdfFile file;
  const int catalog = file.reserve();
  const int tree = file.reserve();
  const int resources = file.reserve();
  std::string kids;
  for (const Page& page : pages) kids += ref(addPage(file, page, shared.fonts, tree, resources)) + " ";
  file.set(tree, "<< /Type /Pages /Count " + std::to_string(pages.size()) + " /Kids [" + kids + "] >>");
  file.set(resources, "<< /Font << " + fontResources(file, pages, shared.fonts) + ">> >>");
  const std::string iso = isoVietnam(madeAt);
  const int metadata = file.addStream("/Type /Metadata /Subtype /XML", xmp(title, iso));
  const int intent = addOutputIntent(file, shared.profile);
  file.set(catalog, "<< /Type /Catalog /Pages " + ref(tree) + " /Metadata " + ref(metadata) +
                        " /OutputIntents [" + ref(intent) +
                        "] /Lang (vi-VN) /ViewerPreferences << /DisplayDocTitle true >> >>");
  const int info = file.add("<< /Title " + pdfText(title) + " /Producer (tdkt) /CreationDate " +
                            pdfDate(iso) + " /ModDate " + pdfDate(iso) + " >>");
  return file.finish(catalog, info);
}

}  // namespace tdkt::templates
