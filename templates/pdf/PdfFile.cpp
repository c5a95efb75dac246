#include "templates/pdf/PdfFile.h"

#include <podofo/base/PdfOutputDevice.h>
#include <podofo/base/PdfRefCountedBuffer.h>
#include <podofo/base/PdfStream.h>

#include <charconv>
#include <cmath>
#include <cstdio>

#include "templates/pdf/Background.h"
#include "templates/pdf/Utf8.h"

namespace tdkt::templates {
namespace {

using namespace PoDoFo;

/// The default, compact, joins "obj" and what follows, which ISO 19005-2 §6.1.9 forbids.
constexpr EPdfWriteMode kMode = ePdfWriteMode_Clean;
constexpr std::size_t kObjectRoom = 512;  // octets around a stream, and of most objects

void write(PdfOutputDevice& device, std::string_view text) {
  device.Write(text.data(), text.size());
}

void appendUnit(std::string& out, unsigned unit) {
  out += static_cast<char>(unit >> 8U);
  out += static_cast<char>(unit & 0xFFU);
}

/// Writes the objects above `first`, which will stand `before` octets behind the start of the file, and
/// answers their rows of the cross-reference table.
std::string writeObjects(PdfOutputDevice& device, const PdfVecObjects& objects, unsigned first,
                         std::size_t before) {
  std::string table;
  for (const PdfObject* object : objects) {
    if (object->Reference().ObjectNumber() <= first) continue;
    char row[32];
    std::snprintf(row, sizeof row, "%010zu 00000 n \n", before + device.Tell());
    table += row;
    object->WriteObject(&device, kMode, nullptr);
  }
  return table;
}

PdfArray fileId(const std::string& hex) {
  PdfString id;
  id.SetHexData(hex.c_str(), 32);
  PdfArray pair;
  pair.push_back(id);
  pair.push_back(id);
  return pair;
}

}  // namespace

void appendNumber(std::string& out, double value) {
  const auto thousandths = std::llround(value * 1000);
  const auto size = std::abs(thousandths);
  if (thousandths < 0) out += '-';
  char digits[24];
  const auto whole = std::to_chars(digits, digits + sizeof digits, size / 1000);
  out.append(digits, whole.ptr);
  auto rest = size % 1000;
  if (rest == 0) return;
  out += '.';
  for (auto unit = 100; rest > 0; rest %= unit, unit /= 10) out += static_cast<char>('0' + rest / unit);
}

PdfObject pdfReal(double value) {
  return std::round(value * 1000) / 1000;
}

PdfObject pdfInteger(pdf_int64 value) {
  return value;
}

PdfString pdfText(std::string_view utf8) {
  std::string units = "\xFE\xFF";
  forEachLetter(utf8, [&](char32_t c) {
    if (c > 0xFFFF) {
      appendUnit(units, 0xD800U + ((static_cast<unsigned>(c) - 0x10000U) >> 10U));
      appendUnit(units, 0xDC00U + ((static_cast<unsigned>(c) - 0x10000U) & 0x3FFU));
    } else {
      appendUnit(units, static_cast<unsigned>(c));
    }
  });
  return {units.data(), static_cast<pdf_long>(units.size()), true};
}

void put(PdfObject& dictionary, PdfEntries entries) {
  for (const auto& [key, value] : entries) dictionary.GetDictionary().AddKey(PdfName(key), value);
}

PdfDictionary pdfDictionary(PdfEntries entries) {
  PdfDictionary out;
  for (const auto& [key, value] : entries) out.AddKey(PdfName(key), value);
  return out;
}

PdfFile::PdfFile(const Background* background) : background_(background) {
  objects_.SetAutoDelete(true);
  // They only take the numbers: their octets are written as they are.
  for (int i = 0; background != nullptr && i < background->objects; ++i) objects_.CreateObject();
}

PdfObject& PdfFile::add(PdfEntries entries) {
  PdfObject& object = *objects_.CreateObject();
  put(object, entries);
  return object;
}

PdfObject& PdfFile::addStream(PdfEntries entries, std::string_view octets) {
  PdfObject& object = add(entries);
  setStream(object, octets);
  streamOctets_ += octets.size();
  return object;
}

void PdfFile::setStream(PdfObject& object, std::string_view octets) {
  PdfStream& stream = *object.GetStream();
  stream.BeginAppend(TVecFilters(), true, false);  // no filter to apply, and keep the /Filter that was
  stream.Append(octets.data(), octets.size());
  stream.EndAppend();
}

Bytes PdfFile::finish(const PdfObject& catalog, const PdfObject& info, const std::string& id) const {
  const std::string_view head = background_ != nullptr ? std::string_view(background_->head) : kPdfHeader;
  const unsigned first = background_ != nullptr ? static_cast<unsigned>(background_->objects) : 0;
  PdfRefCountedBuffer buffer(streamOctets_ + objects_.GetSize() * kObjectRoom);  // not to grow step by step
  PdfOutputDevice device(&buffer);
  const std::string table = writeObjects(device, objects_, first, head.size());
  const std::size_t start = head.size() + device.Tell();
  const std::string count = std::to_string(objects_.GetSize() + 1);
  write(device, "xref\n0 " + count + "\n0000000000 65535 f \n");
  if (background_ != nullptr) write(device, background_->rows);
  write(device, table + "trailer\n");
  PdfObject trailer;
  put(trailer, {{"Size", pdfInteger(static_cast<pdf_int64>(objects_.GetSize() + 1))},
                {"Root", catalog.Reference()},
                {"Info", info.Reference()},
                {"ID", fileId(id)}});
  trailer.WriteObject(&device, kMode, nullptr);
  write(device, "startxref\n" + std::to_string(start) + "\n%%EOF\n");
  Bytes out;
  out.reserve(head.size() + device.Tell());
  return out.append(head).append(buffer.GetBuffer(), device.Tell());
}

}  // namespace tdkt::templates
