#include "templates/pdf/PdfFile.h"

#include <podofo/base/PdfOutputDevice.h>
#include <podofo/base/PdfRefCountedBuffer.h>
#include <podofo/base/PdfStream.h>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <memory>

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

/// Writes the objects, which will stand `before` octets behind the start of the file, and answers their rows
/// of the cross-reference table.
std::string writeObjects(PdfOutputDevice& device, const PdfVecObjects& objects, std::size_t before) {
  std::string table;
  for (const PdfObject* object : objects) {
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
  char digits[32];
  char* at = digits;
  if (thousandths < 0) *at++ = '-';
  at = std::to_chars(at, digits + sizeof digits, size / 1000).ptr;
  auto rest = size % 1000;
  if (rest > 0) *at++ = '.';
  for (auto unit = 100; rest > 0; rest %= unit, unit /= 10) *at++ = static_cast<char>('0' + rest / unit);
  out.append(digits, at);
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

PdfFile::PdfFile(std::vector<const WrittenObjects*> first) : first_(std::move(first)) {
  objects_.SetAutoDelete(true);
  for (const WrittenObjects* objects : first_) next_ += static_cast<unsigned>(objects->count);
}

PdfObject& PdfFile::add(PdfEntries entries) {
  auto owned = std::make_unique<PdfObject>(PdfReference(next_++, 0), PdfVariant(PdfDictionary()));
  PdfObject& object = *owned;
  objects_.push_back(owned.release());
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

std::size_t PdfFile::headSize() const {
  std::size_t size = first_.empty() ? kPdfHeader.size() : 0;
  for (const WrittenObjects* objects : first_) size += objects->octets.size();
  return size;
}

WrittenObjects PdfFile::written() const {
  PdfRefCountedBuffer buffer(streamOctets_ + objects_.GetSize() * kObjectRoom);
  PdfOutputDevice device(&buffer);
  WrittenObjects out;
  out.rows = writeObjects(device, objects_, headSize());
  out.octets = first_.empty() ? Bytes(kPdfHeader) : Bytes();
  out.octets.append(buffer.GetBuffer(), device.Tell());
  out.count = static_cast<int>(objects_.GetSize());
  return out;
}

Bytes PdfFile::finish(const PdfObject& catalog, const PdfObject& info, const std::string& id) const {
  const std::size_t before = headSize();
  PdfRefCountedBuffer buffer(streamOctets_ + objects_.GetSize() * kObjectRoom);  // not to grow step by step
  PdfOutputDevice device(&buffer);
  const std::string table = writeObjects(device, objects_, before);
  const std::size_t start = before + device.Tell();
  const std::string count = std::to_string(next_);
  write(device, "xref\n0 " + count + "\n0000000000 65535 f \n");
  for (const WrittenObjects* objects : first_) write(device, objects->rows);
  write(device, table + "trailer\n");
  PdfObject trailer;
  put(trailer, {{"Size", pdfInteger(next_)},
                {"Root", catalog.Reference()},
                {"Info", info.Reference()},
                {"ID", fileId(id)}});
  trailer.WriteObject(&device, kMode, nullptr);
  write(device, "startxref\n" + std::to_string(start) + "\n%%EOF\n");
  Bytes out;
  out.reserve(before + device.Tell());
  if (first_.empty()) out.append(kPdfHeader);
  for (const WrittenObjects* objects : first_) out.append(objects->octets);
  return out.append(buffer.GetBuffer(), device.Tell());
}

}  // namespace tdkt::templates
