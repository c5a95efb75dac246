#pragma once
// Fonts and colour profile as objects: the same octets in every document of a template that prints the same
// faces.

#include <bitset>
#include <map>
#include <mutex>
#include <utility>

#include "templates/fonts/FontSet.h"
#include "templates/pdf/PdfFile.h"

namespace tdkt::templates {

using Faces = std::bitset<kFaces>;  ///< by the values of Face

/// The name of a face among a page's resources.
std::string faceName(Face face);

/// Objects that stand behind the background, when there is one, and before the document's own.
struct FixedPart {
  WrittenObjects objects;
  int fonts = 0;         ///< number of the dictionary with every face, by faceName()
  int outputIntent = 0;  ///< number of the output intent
};

/// Writes each part once. Thread-safe; what it gave lives as long as it does. At most 2 × 2^kFaces parts, of
/// which a template's documents use one or two.
class FixedParts {
 public:
  /// `profile` is deflated; `fonts`, `profile` and `background` are the same in every call with an equal
  /// question whether there is one. Throws PoDoFo::PdfError. Source: ISO 19005-2 §6.2.3, §6.2.11.
  const FixedPart& of(Faces faces, const FontSet& fonts, const Bytes& profile,
                      const WrittenObjects* background);

 private:
  std::mutex mutex_;
  std::map<std::pair<bool, unsigned long>, FixedPart> parts_;
};

}  // namespace tdkt::templates
