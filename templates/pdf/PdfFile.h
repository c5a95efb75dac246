#pragma once
// One PDF as PoDoFo objects, and our own writer for it: one revision, numbers without gaps, a classic
// cross-reference table.

#include <podofo/base/PdfArray.h>
#include <podofo/base/PdfDictionary.h>
#include <podofo/base/PdfName.h>
#include <podofo/base/PdfObject.h>
#include <podofo/base/PdfReference.h>
#include <podofo/base/PdfString.h>
#include <podofo/base/PdfVecObjects.h>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "workflow/base/Bytes.h"

namespace tdkt::templates {

/// Appends a number with at most three decimals, no exponent, always a point: what ISO 32000-1 §7.3.3 allows
/// in a content.
void appendNumber(std::string& out, double value);
/// The same number as an object.
PoDoFo::PdfObject pdfReal(double value);
PoDoFo::PdfObject pdfInteger(PoDoFo::pdf_int64 value);
/// A text string as UTF-16BE. `utf8` must be well-formed.
PoDoFo::PdfString pdfText(std::string_view utf8);

/// How every file starts; the second line tells programs that octets above 127 follow.
inline constexpr std::string_view kPdfHeader = "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";

/// Objects that are the same in many files, as octets: they stand at the start and are copied.
struct WrittenObjects {
  Bytes octets;      ///< the first ones of a file begin with its header
  std::string rows;  ///< their rows of the cross-reference table
  int count = 0;
};

using PdfEntries = std::initializer_list<std::pair<const char*, PoDoFo::PdfObject>>;
void put(PoDoFo::PdfObject& dictionary, PdfEntries entries);
PoDoFo::PdfDictionary pdfDictionary(PdfEntries entries);

/// Throws PoDoFo::PdfError. Not thread-safe, one per document; several documents may be made at once, because
/// nothing here touches what PoDoFo 0.9 shares between them (dates, encodings, fonts).
/// Source: ISO 32000-1 §7.5, ISO 19005-2 §6.1.
class PdfFile {
 public:
  /// `first`: what the file begins with, in this order; each was written behind those before it, and all
  /// outlive the file.
  explicit PdfFile(std::vector<const WrittenObjects*> first = {});
  PdfFile(const PdfFile&) = delete;
  PdfFile& operator=(const PdfFile&) = delete;

  /// A dictionary with the next number, from 1 or behind the first objects. It lives as long as the file.
  PoDoFo::PdfObject& add(PdfEntries entries = {});
  /// `octets` are already what the /Filter among the entries says; PoDoFo adds /Length.
  PoDoFo::PdfObject& addStream(PdfEntries entries, std::string_view octets);

  /// Gives an object such octets later.
  static void setStream(PoDoFo::PdfObject& object, std::string_view octets);

  /// The whole file. `id` is the /ID in hex (at least 32 digits), made by the caller from what the document
  /// says: digesting the embedded fonts again for each document would cost as much as all the rest.
  Bytes finish(const PoDoFo::PdfObject& catalog, const PoDoFo::PdfObject& info, const std::string& id) const;

  /// Only the objects added here, for other files that begin with the same `first`.
  WrittenObjects written() const;

 private:
  std::size_t headSize() const;

  std::vector<const WrittenObjects*> first_;
  PoDoFo::PdfVecObjects objects_;
  unsigned next_ = 1;
  std::size_t streamOctets_ = 0;
};

}  // namespace tdkt::templates
