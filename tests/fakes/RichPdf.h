#pragma once
// A small decision with everything an attacker likes to bend: fonts, a layer, a picture, annotations, a
// filled text field, Info, XMP, and a second page tree that nobody sees. One revision; with a cross-reference
// stream most objects are packed.

#include <map>
#include <string>
#include <vector>

#include "tests/fakes/SmallPdf.h"

namespace tdkt::fakes {

/// Object numbers of richPdf() that tests name.
struct RichObjects {
  static constexpr int kCatalog = 1, kPages = 2, kFont = 3, kPage1 = 4, kContent1 = 5, kPage2 = 6,
                       kContent2 = 7, kPicture = 8, kNote = 9, kTextField = 10, kTextLook = 11, kForm = 12,
                       kInfo = 13, kXmp = 14, kLayer = 15, kHiddenPages = 16, kHiddenPage = 17,
                       kHiddenContent = 18, kLink = 19, kResources = 20, kLast = 20;
};

inline std::string streamBody(const std::string& keys, const std::string& octets) {
  return "<<" + keys + "/Length " + std::to_string(octets.size()) + ">>\nstream\n" + octets + "\nendstream";
}

inline Bytes richPdf(XrefStyle style) {
  const std::string page = "/Type/Page/MediaBox[0 0 595 842]/Resources 20 0 R";
  const std::vector<std::string> bodies = {
      "<</Type/Catalog/Pages 2 0 R/AcroForm 12 0 R/Metadata 14 0 R/OCProperties<</OCGs[15 0 R]/D<</ON[15 0 "
      "R]/Order"
      "[15 0 R]>>>>>>",
      "<</Type/Pages/Count 2/Kids[4 0 R 6 0 R]>>",
      "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
      "<<" + page + "/Parent 2 0 R/Contents 5 0 R/Annots[9 0 R 10 0 R 19 0 R]>>",
      streamBody("", "/OC /L1 BDC BT /F1 24 Tf 72 720 Td (Award: 100) Tj ET /Im0 Do EMC"),
      "<<" + page + "/Parent 2 0 R/Contents 7 0 R>>",
      streamBody("", "BT /F1 24 Tf 72 720 Td (Second page) Tj ET"),
      streamBody("/Type/XObject/Subtype/Form/BBox[0 0 100 100]", "0 0 50 50 re f"),
      "<</Type/Annot/Subtype/Text/Rect[400 700 420 720]/Contents(Note)/F 4>>",
      "<</Type/Annot/Subtype/Widget/FT/Tx/T(amount)/V(100)/Rect[72 600 172 620]/F 4/P 4 0 R/AP<</N 11 0 "
      "R>>>>",
      streamBody("/Type/XObject/Subtype/Form/BBox[0 0 100 20]/Resources 20 0 R",
                 "BT /F1 12 Tf 2 4 Td (100) Tj ET"),
      "<</Fields[10 0 R]/DA(/F1 12 Tf 0 g)/DR 20 0 R>>",
      "<</Title(Decision)/Author(Office)/ModDate(D:20261120150405+07'00')>>",
      streamBody(
          "/Type/Metadata/Subtype/XML",
          "<x:xmpmeta><dc:title>Decision</dc:title><xmp:ModifyDate>2026-11-20T15:04:05+07:00</xmp:ModifyDate>"
          "</x:xmpmeta>"),
      "<</Type/OCG/Name(L1)>>",
      "<</Type/Pages/Count 1/Kids[17 0 R]>>",
      "<<" + page + "/Parent 16 0 R/Contents 18 0 R>>",
      streamBody("", "BT /F1 24 Tf 72 720 Td (Award: 900) Tj ET"),
      "<</Type/Annot/Subtype/Link/Rect[72 500 172 520]/A<</S/URI/URI(https://example.vn/)>>>>",
      "<</Font<</F1 3 0 R>>/XObject<</Im0 8 0 R>>/Properties<</L1 15 0 R>>>>",
  };
  Bytes out = "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";
  std::vector<std::string> rows(bodies.size() + 3, std::string("\0\0\0\0", 4));
  const auto row = [](char kind, std::size_t second, std::size_t third) {
    return std::string{kind, static_cast<char>(second >> 8U), static_cast<char>(second & 0xFFU),
                       static_cast<char>(third)};
  };
  std::vector<std::size_t> offsets(bodies.size() + 1, 0);
  std::string header;
  std::string packed;
  std::size_t count = 0;
  const std::size_t holder = bodies.size() + 1;
  for (std::size_t i = 1; i <= bodies.size(); ++i) {
    const std::string& body = bodies[i - 1];
    if (style == XrefStyle::kStream && body.find("stream\n") == std::string::npos) {
      rows[i] = row(2, holder, count++);
      header += std::to_string(i) + " " + std::to_string(packed.size()) + " ";
      packed += body + "\n";
      continue;
    }
    offsets[i] = out.size();
    rows[i] = row(1, out.size(), 0);
    out += std::to_string(i) + " 0 obj\n" + body + "\nendobj\n";
  }
  if (style == XrefStyle::kTable) {
    const std::size_t start = out.size();
    out += "xref\n0 " + std::to_string(bodies.size() + 1) + "\n0000000000 65535 f\r\n";
    for (std::size_t i = 1; i <= bodies.size(); ++i) {
      const std::string digits = std::to_string(offsets[i]);
      out += std::string(10 - digits.size(), '0') + digits + " 00000 n\r\n";
    }
    return out + "trailer\n<</Size " + std::to_string(bodies.size() + 1) +
           "/Root 1 0 R/Info 13 0 R>>\nstartxref\n" + std::to_string(start) + "\n%%EOF\n";
  }
  rows[holder] = row(1, out.size(), 0);
  out += std::to_string(holder) + " 0 obj\n" +
         streamBody("/Type/ObjStm/N " + std::to_string(count) + "/First " + std::to_string(header.size()),
                    header + packed) +
         "\nendobj\n";
  const std::size_t start = out.size();
  rows[holder + 1] = row(1, start, 0);
  std::string all;
  for (const std::string& one : rows) all += one;
  return out + std::to_string(holder + 1) + " 0 obj\n" +
         streamBody("/Type/XRef/W[1 2 1]/Size " + std::to_string(rows.size()) + "/Root 1 0 R/Info 13 0 R",
                    all) +
         "\nendobj\nstartxref\n" + std::to_string(start) + "\n%%EOF\n";
}

}  // namespace tdkt::fakes
