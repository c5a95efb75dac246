#pragma once
// Writes one revision of a PDF: numbered objects without gaps and a classic cross-reference table.

#include <string>
#include <vector>

#include "workflow/base/Bytes.h"

namespace tdkt::templates {

/// Numbers with at most three decimals, no exponent, always a point: what ISO 32000-1 §7.3.3 allows.
std::string pdfNumber(double value);
/// A text string as UTF-16BE hex. `utf8` must be well-formed.
std::string pdfText(std::string_view utf8);

/// Not thread-safe; one per document. Source: ISO 32000-1 §7.5, ISO 19005-2 §6.1.
class PdfFile {
 public:
  /// Numbers start at 1 and every one reserved must be set.
  int reserve();
  void set(int object, std::string body) { objects_[static_cast<std::size_t>(object) - 1] = std::move(body); }
  int add(std::string body);
  /// `entries` are the entries of the stream dictionary other than /Length.
  int addStream(const std::string& entries, std::string_view octets);

  /// The whole file. /ID is taken from the content, so equal content gives equal octets.
  Bytes finish(int catalog, int info) const;

 private:
  std::vector<std::string> objects_;
};

inline std::string ref(int object) {
  return std::to_string(object) + " 0 R";
}

}  // namespace tdkt::templates
