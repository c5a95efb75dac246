#pragma once
// A font of a finished PDF: which letters its codes stand for and how wide they are.

#include <podofo/base/PdfObject.h>
#include <podofo/base/PdfVecObjects.h>

#include <map>
#include <string>
#include <string_view>

#include "workflow/base/Bytes.h"

namespace tdkt::templates::check {

/// The object itself, or what a reference leads to; may be null.
const PoDoFo::PdfObject* resolved(const PoDoFo::PdfVecObjects& objects, const PoDoFo::PdfObject* object);
/// The value of a key, followed; null when there is none.
const PoDoFo::PdfObject* entry(const PoDoFo::PdfVecObjects& objects, const PoDoFo::PdfObject& dictionary,
                               const char* key);
double numberOf(const PoDoFo::PdfObject* object, double fallback);

/// The stream of an object, unfiltered; empty when it has none.
Bytes unfiltered(const PoDoFo::PdfObject& object);

struct SeenGlyph {
  std::string text;
  double width = 0;    ///< thousandths of the size
  bool space = false;  ///< the one-octet code 32, which word spacing widens. ISO 32000-1 §9.3.3
};

/// Throws PoDoFo::PdfError on objects of the wrong kind.
class SeenFont {
 public:
  SeenFont() = default;
  SeenFont(const PoDoFo::PdfVecObjects& objects, const PoDoFo::PdfObject& font);

  /// The glyph at `at`, which moves behind its code.
  SeenGlyph next(std::string_view octets, std::size_t& at) const;
  const std::string& name() const { return name_; }
  bool bold() const { return bold_; }
  bool italic() const { return italic_; }

 private:
  void readWidths(const PoDoFo::PdfVecObjects& objects, const PoDoFo::PdfObject& font);
  void readCidWidths(const PoDoFo::PdfVecObjects& objects, const PoDoFo::PdfObject& descendant);
  void readToUnicode(std::string_view cmap);

  std::string name_;
  bool bold_ = false;
  bool italic_ = false;
  bool twoOctets_ = false;
  double defaultWidth_ = 0;
  std::map<unsigned, double> widths_;
  std::map<unsigned, std::string> letters_;
};

}  // namespace tdkt::templates::check
