#pragma once
// The smallest whole PDFs, with a classic table or a cross-reference stream, built here so that no test needs
// a file.

#include <string>
#include <vector>

#include "workflow/base/Bytes.h"

namespace tdkt::fakes {

enum class XrefStyle { kTable, kStream };

/// A file of `pages` A4 pages, each with one line of text. One revision, dense, no form.
inline Bytes smallPdf(XrefStyle style = XrefStyle::kTable, int pages = 1) {
  std::vector<std::string> bodies;
  std::string kids;
  for (int i = 0; i < pages; ++i) kids += std::to_string(4 + 2 * i) + " 0 R ";
  bodies.push_back("<</Type/Catalog/Pages 2 0 R>>");
  bodies.push_back("<</Type/Pages/Count " + std::to_string(pages) + "/Kids[" + kids + "]>>");
  bodies.push_back("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
  for (int i = 0; i < pages; ++i) {
    bodies.push_back(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents " +
        std::to_string(5 + 2 * i) + " 0 R>>");
    const std::string content = "BT /F1 24 Tf 72 720 Td (Decision, page " + std::to_string(i + 1) + ") Tj ET";
    bodies.push_back("<</Length " + std::to_string(content.size()) + ">>\nstream\n" + content +
                     "\nendstream");
  }
  Bytes out = "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";
  std::vector<std::size_t> offsets;
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    offsets.push_back(out.size());
    out += std::to_string(i + 1) + " 0 obj\n" + bodies[i] + "\nendobj\n";
  }
  const std::size_t start = out.size();
  const std::string count = std::to_string(bodies.size() + 1);
  if (style == XrefStyle::kTable) {
    out += "xref\n0 " + count + "\n0000000000 65535 f\r\n";
    for (const std::size_t offset : offsets) {
      const std::string digits = std::to_string(offset);
      out += std::string(10 - digits.size(), '0') + digits + " 00000 n\r\n";
    }
    out += "trailer\n<</Size " + count + "/Root 1 0 R>>\n";
  } else {
    std::string rows(4, '\0');
    offsets.push_back(start);
    for (const std::size_t offset : offsets) {
      rows += '\x01';
      rows += static_cast<char>(offset >> 8U);
      rows += static_cast<char>(offset & 0xFFU);
      rows += '\0';
    }
    out += count + " 0 obj\n<</Type/XRef/W[1 2 1]/Size " + std::to_string(bodies.size() + 2) +
           "/Root 1 0 R/Length " + std::to_string(rows.size()) + ">>\nstream\n" + rows +
           "\nendstream\nendobj\n";
  }
  return out + "startxref\n" + std::to_string(start) + "\n%%EOF\n";
}

}  // namespace tdkt::fakes
