#include "templates/pdf/PdfFile.h"

#include <cmath>
#include <cstdio>

#include "templates/pdf/Utf8.h"

namespace tdkt::templates {
namespace {

void appendUnit(std::string& out, unsigned unit) {
  char hex[8];
  std::snprintf(hex, sizeof hex, "%04X", unit);
  out += hex;
}

}  // namespace

std::string pdfNumber(double value) {
  const auto thousandths = std::llround(value * 1000);
  const auto whole = std::abs(thousandths) / 1000;
  auto rest = std::abs(thousandths) % 1000;
  std::string out = (thousandths < 0 ? "-" : "") + std::to_string(whole);
  if (rest == 0) return out;
  char digits[8];
  std::snprintf(digits, sizeof digits, ".%03d", static_cast<int>(rest));
  out += digits;
  while (out.back() == '0') out.pop_back();
  return out;
}

std::string pdfText(std::string_view utf8) {
  std::string out = "<FEFF";
  forEachLetter(utf8, [&](char32_t c) {
    if (c > 0xFFFF) {
      appendUnit(out, 0xD800U + ((static_cast<unsigned>(c) - 0x10000U) >> 10U));
      appendUnit(out, 0xDC00U + ((static_cast<unsigned>(c) - 0x10000U) & 0x3FFU));
    } else {
      appendUnit(out, static_cast<unsigned>(c));
    }
  });
  return out + ">";
}

int PdfFile::reserve() {
  objects_.emplace_back();
  return static_cast<int>(objects_.size());
}

int PdfFile::add(std::string body) {
  const int object = reserve();
  set(object, std::move(body));
  return object;
}

int PdfFile::addStream(const std::string& entries, std::string_view octets) {
  std::string body = "<< " + entries + " /Length " + std::to_string(octets.size()) + " >>\nstream\n";
  body += octets;
  return add(body + "\nendstream");
}

Bytes PdfFile::finish(int catalog, int info) const {
  Bytes out = "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";
  std::string table = "0000000000 65535 f \n";
  for (std::size_t i = 0; i < objects_.size(); ++i) {
    char row[32];
    std::snprintf(row, sizeof row, "%010zu 00000 n \n", out.size());
    table += row;
    out += std::to_string(i + 1) + " 0 obj\n" + objects_[i] + "\nendobj\n";
  }
  const std::string id = sha256Hex(out).substr(0, 32);
  const std::string count = std::to_string(objects_.size() + 1);
  const std::string start = std::to_string(out.size());
  out += "xref\n0 " + count + "\n" + table + "trailer\n<< /Size " + count + " /Root " + ref(catalog) +
         " /Info " + ref(info) + " /ID [<" + id + "> <" + id + ">] >>\nstartxref\n" + start + "\n%%EOF\n";
  return out;
}

}  // namespace tdkt::templates
