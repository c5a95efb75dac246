#include "templates/pdf/FixedParts.h"

#include <podofo/base/PdfData.h>

namespace tdkt::templates {
namespace {

using namespace PoDoFo;

PdfArray fontBox(const FontMetrics& metrics) {
  PdfArray out;
  for (const int edge : metrics.box) out.push_back(pdfInteger(edge));
  return out;
}

PdfObject& addDescriptor(PdfFile& file, const EmbeddedFace& face, bool bold) {
  const PdfObject& program = file.addStream(
      {{"Filter", PdfName("FlateDecode")}, {"Length1", pdfInteger(static_cast<pdf_int64>(face.length))}},
      face.program);
  const FontMetrics& m = face.metrics;
  const int flags = m.italicAngle != 0 ? 4 + 2 + 64 : 4 + 2;  // symbolic, serif, italic
  return file.add({{"Type", PdfName("FontDescriptor")},
                   {"FontName", PdfName(face.name)},
                   {"Flags", pdfInteger(flags)},
                   {"FontBBox", fontBox(m)},
                   {"ItalicAngle", pdfReal(m.italicAngle)},
                   {"Ascent", pdfInteger(m.ascent)},
                   {"Descent", pdfInteger(m.descent)},
                   {"CapHeight", pdfInteger(m.capHeight)},
                   {"StemV", pdfInteger(bold ? 140 : 80)},
                   {"FontFile2", program.Reference()}});
}

PdfObject& addDescendant(PdfFile& file, const EmbeddedFace& face, bool bold) {
  const PdfDictionary system = pdfDictionary(
      {{"Registry", PdfString("Adobe")}, {"Ordering", PdfString("Identity")}, {"Supplement", pdfInteger(0)}});
  // Some hundred numbers that are the same in every document: written as they are, not parsed for each.
  const PdfVariant widths = PdfData(face.widths.data(), face.widths.size());
  return file.add({{"Type", PdfName("Font")},
                   {"Subtype", PdfName("CIDFontType2")},
                   {"BaseFont", PdfName(face.name)},
                   {"CIDSystemInfo", system},
                   {"FontDescriptor", addDescriptor(file, face, bold).Reference()},
                   {"CIDToGIDMap", PdfName("Identity")},
                   {"DW", pdfInteger(1000)},
                   {"W", widths}});
}

PdfObject& addFont(PdfFile& file, const EmbeddedFace& face, bool bold) {
  const PdfObject& descendant = addDescendant(file, face, bold);
  const PdfObject& toUnicode = file.addStream({{"Filter", PdfName("FlateDecode")}}, face.toUnicode);
  return file.add({{"Type", PdfName("Font")},
                   {"Subtype", PdfName("Type0")},
                   {"BaseFont", PdfName(face.name)},
                   {"Encoding", PdfName("Identity-H")},
                   {"DescendantFonts", PdfArray(PdfObject(descendant.Reference()))},
                   {"ToUnicode", toUnicode.Reference()}});
}

PdfObject& addFonts(PdfFile& file, Faces faces, const FontSet& fonts) {
  PdfDictionary out;
  for (std::size_t i = 0; i < kFaces; ++i) {
    const auto face = static_cast<Face>(i);
    const bool bold = face == Face::kBold || face == Face::kBoldItalic;
    if (faces[i]) out.AddKey(faceName(face), addFont(file, fonts.embedded(face), bold).Reference());
  }
  PdfObject& object = file.add();
  object.GetDictionary() = out;
  return object;
}

PdfObject& addOutputIntent(PdfFile& file, const Bytes& profile) {
  const PdfObject& stream =
      file.addStream({{"N", pdfInteger(3)}, {"Filter", PdfName("FlateDecode")}}, profile);
  return file.add({{"Type", PdfName("OutputIntent")},
                   {"S", PdfName("GTS_PDFA1")},
                   {"OutputConditionIdentifier", PdfString("sRGB")},
                   {"Info", PdfString("sRGB")},
                   {"DestOutputProfile", stream.Reference()}});
}

FixedPart makePart(Faces faces, const FontSet& fonts, const Bytes& profile,
                   const WrittenObjects* background) {
  PdfFile file(background != nullptr ? std::vector{background} : std::vector<const WrittenObjects*>());
  const auto numberOf = [](const PdfObject& object) {
    return static_cast<int>(object.Reference().ObjectNumber());
  };
  FixedPart out;
  out.fonts = numberOf(addFonts(file, faces, fonts));
  out.outputIntent = numberOf(addOutputIntent(file, profile));
  out.objects = file.written();
  return out;
}

}  // namespace

std::string faceName(Face face) {
  return "F" + std::to_string(static_cast<int>(face));
}

const FixedPart& FixedParts::of(Faces faces, const FontSet& fonts, const Bytes& profile,
                                const WrittenObjects* background) {
  const std::lock_guard guard(mutex_);
  const auto key = std::pair(background != nullptr, faces.to_ulong());
  const auto known = parts_.find(key);
  if (known != parts_.end()) return known->second;
  return parts_.emplace(key, makePart(faces, fonts, profile, background)).first->second;
}

}  // namespace tdkt::templates
