#include "templates/pdf/Renderer.h"

#include <algorithm>

#include "templates/pdf/Deflate.h"
#include "templates/pdf/PdfFile.h"
#include "templates/pdf/Utf8.h"
#include "workflow/base/Text.h"

namespace tdkt::templates {
namespace {

using namespace PoDoFo;

/// The content of one page; y grows downwards in drawings and upwards in PDF.
class Content {
 public:
  Content(const FontSet& fonts, double height, std::size_t room) : fonts_(fonts), height_(height) {
    out_.reserve(room);
  }

  void add(const PathOp& path) {
    if (path.fill) setFill(*path.fill);
    if (path.stroke) {
      colour(*path.stroke);
      out_ += "RG ";
      number(path.lineWidth);
      out_ += "w ";
    }
    for (const Segment& segment : path.segments) addSegment(segment);
    out_ += path.fill && path.stroke ? "B\n" : path.fill ? "f\n" : "S\n";
  }

  void add(const TextOp& text) {
    setFill(text.colour);
    out_ += "BT /" + faceName(text.face) + " ";
    number(text.size);
    out_ += "Tf 1 0 0 1 ";
    number(text.x);
    number(height_ - text.y);
    out_ += "Tm [<";
    forEachLetter(text.text, [&](char32_t letter) {
      addGlyph(fonts_.glyph(text.face, letter));
      // Tw does not work with two-octet codes, so a stretched space is an explicit step. ISO 32000-1 §9.3.3.
      if ((letter == U' ' || letter == U'\u00A0') && text.extra != 0) {
        out_ += "> ";
        number(-text.extra * 1000 / text.size);
        out_ += '<';
      }
    });
    out_ += ">] TJ ET\n";
  }

  std::string take() { return std::move(out_); }

 private:
  void number(double value) {
    appendNumber(out_, value);
    out_ += ' ';
  }

  void colour(Colour colour) {
    number(colour.red);
    number(colour.green);
    number(colour.blue);
  }

  void setFill(Colour wanted) {
    if (fill_ && fill_->red == wanted.red && fill_->green == wanted.green && fill_->blue == wanted.blue)
      return;
    colour(wanted);
    out_ += "rg\n";
    fill_ = wanted;
  }

  void addSegment(const Segment& segment) {
    if (segment.kind == 'r') return addRectangle(segment.at);
    const std::size_t numbers = segment.kind == 'c' ? 6 : segment.kind == 'h' ? 0 : 2;
    for (std::size_t i = 0; i < numbers; i += 2) {
      number(segment.at[i]);
      number(height_ - segment.at[i + 1]);
    }
    out_ += segment.kind;
    out_ += ' ';
  }

  void addRectangle(const std::array<double, 6>& at) {
    number(at[0]);
    number(height_ - at[1] - at[3]);
    number(at[2]);
    number(at[3]);
    out_ += "re ";
  }

  void addGlyph(std::uint16_t glyph) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    const unsigned code = glyph;
    const char digits[] = {kHex[code >> 12U], kHex[(code >> 8U) & 0xFU], kHex[(code >> 4U) & 0xFU],
                           kHex[code & 0xFU]};
    out_.append(digits, sizeof digits);
  }

  const FontSet& fonts_;
  double height_;
  std::string out_;
  std::optional<Colour> fill_;
};

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
         text::escapeMarkup(title) +
         "</rdf:li></rdf:Alt></dc:title>\n<pdf:Producer>tdkt</pdf:Producer>\n<xmp:CreateDate>" + date +
         "</xmp:CreateDate>\n<xmp:ModifyDate>" + date +
         "</xmp:ModifyDate>\n</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>";
}

/// "D:20261120150405+07'00'" of "2026-11-20T15:04:05+07:00"; PoDoFo's own date is not thread-safe.
/// Source: ISO 32000-1 §7.9.4.
PdfString pdfDate(const std::string& iso) {
  return "D:" + iso.substr(0, 4) + iso.substr(5, 2) + iso.substr(8, 2) + iso.substr(11, 2) +
         iso.substr(14, 2) + iso.substr(17, 2) + "+07'00'";
}

PdfArray arrayOf(std::initializer_list<PdfObject> values) {
  PdfArray out;
  for (const PdfObject& value : values) out.push_back(value);
  return out;
}

PdfObject pdfReference(int number) {
  return PdfReference(static_cast<unsigned>(number), 0);
}

std::string backgroundName(int page) {
  return "B" + std::to_string(page);
}

PdfDictionary backgroundsOf(const std::vector<Page>& pages) {
  PdfDictionary out;
  for (const Page& page : pages) {
    if (page.background > 0) out.AddKey(backgroundName(page.background), pdfReference(page.background));
  }
  return out;
}

std::string contentOf(const Drawing& drawing, double height, const FontSet& fonts) {
  std::size_t room = 0;
  for (const TextOp& text : drawing.texts) room += 64 + 4 * text.text.size();
  for (const PathOp& path : drawing.paths) room += 48 + 32 * path.segments.size();
  Content content(fonts, height, room);
  for (const PathOp& path : drawing.paths) content.add(path);
  for (const TextOp& text : drawing.texts) content.add(text);
  return content.take();
}

PdfReference addContent(PdfFile& file, const Bytes& deflated) {
  return file.addStream({{"Filter", PdfName("FlateDecode")}}, deflated).Reference();
}

/// What the page says is added to `said`.
PdfObject& addPage(PdfFile& file, const Page& page, const FontSet& fonts, const PdfObject& tree,
                   const PdfObject& resources, Bytes& said) {
  PdfArray contents;
  if (page.artwork) contents.push_back(addContent(file, *page.artwork));
  std::string text = contentOf(page.drawing, page.height, fonts);
  if (page.background > 0) text.insert(0, "q /" + backgroundName(page.background) + " Do Q\n");
  const Bytes own = deflate(text, Effort::kQuick);
  said += sha256(own);
  contents.push_back(addContent(file, own));
  return file.add(
      {{"Type", PdfName("Page")},
       {"Parent", tree.Reference()},
       {"MediaBox", arrayOf({pdfInteger(0), pdfInteger(0), pdfReal(page.width), pdfReal(page.height)})},
       {"Resources", resources.Reference()},
       {"Contents", contents}});
}

Faces facesOf(const std::vector<Page>& pages) {
  Faces out;
  for (const Page& page : pages) {
    for (const TextOp& text : page.drawing.texts) out.set(static_cast<std::size_t>(text.face));
  }
  return out;
}

void addPages(PdfFile& file, PdfObject& tree, const std::vector<Page>& pages, const Shared& shared,
              const FixedPart& fixed, Bytes& said) {
  PdfObject& resources = file.add();
  PdfArray kids;
  for (const Page& page : pages)
    kids.push_back(addPage(file, page, shared.fonts, tree, resources, said).Reference());
  put(tree, {{"Type", PdfName("Pages")},
             {"Count", pdfInteger(static_cast<pdf_int64>(pages.size()))},
             {"Kids", kids}});
  put(resources, {{"Font", pdfReference(fixed.fonts)}});
  const PdfDictionary backgrounds = backgroundsOf(pages);
  if (!backgrounds.GetKeys().empty()) put(resources, {{"XObject", backgrounds}});
}

PdfObject& addInfo(PdfFile& file, const std::string& title, const std::string& iso) {
  return file.add({{"Title", pdfText(title)},
                   {"Producer", PdfString("tdkt")},
                   {"CreationDate", pdfDate(iso)},
                   {"ModDate", pdfDate(iso)}});
}

Bytes render(const std::vector<Page>& pages, const Shared& shared, const std::string& title,
             const std::string& iso) {
  const bool drawn =
      std::any_of(pages.begin(), pages.end(), [](const Page& page) { return page.background > 0; });
  const WrittenObjects* background = drawn ? &shared.background->objects : nullptr;
  const FixedPart& fixed = shared.fixed->of(facesOf(pages), shared.fonts, shared.profile, background);
  std::vector<const WrittenObjects*> first = {&fixed.objects};
  if (background != nullptr) first.insert(first.begin(), background);
  PdfFile file(std::move(first));
  PdfObject& catalog = file.add();
  PdfObject& tree = file.add();
  Bytes said = shared.digest;
  addPages(file, tree, pages, shared, fixed, said);
  said += title + iso;
  const PdfObject& metadata =
      file.addStream({{"Type", PdfName("Metadata")}, {"Subtype", PdfName("XML")}}, xmp(title, iso));
  put(catalog, {{"Type", PdfName("Catalog")},
                {"Pages", tree.Reference()},
                {"Metadata", metadata.Reference()},
                {"OutputIntents", arrayOf({pdfReference(fixed.outputIntent)})},
                {"Lang", PdfString("vi-VN")},
                {"ViewerPreferences", pdfDictionary({{"DisplayDocTitle", true}})}});
  return file.finish(catalog, addInfo(file, title, iso), sha256Hex(said));
}

}  // namespace

std::shared_ptr<const Bytes> artworkOf(const Drawing& drawing, double height, const FontSet& fonts) {
  return std::make_shared<const Bytes>(
      deflate("q\n" + contentOf(drawing, height, fonts) + "Q\n", Effort::kThorough));
}

Result<Bytes> renderPdf(const std::vector<Page>& pages, const Shared& shared, const std::string& title,
                        UtcTime madeAt) {
  try {
    return render(pages, shared, title, isoVietnam(madeAt));
  } catch (const PdfError& error) {
    return bugError("templates.pdf", PdfError::ErrorName(error.GetError()));
  }
}

}  // namespace tdkt::templates
