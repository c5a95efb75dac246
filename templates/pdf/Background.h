#pragma once
// The pages an author drew, as the first objects of every document filled over them: copied, never parsed
// anew.

#include <map>
#include <string>
#include <string_view>

#include "templates/pdf/PdfFile.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"

namespace tdkt::templates {

struct BackgroundSize {
  double width = 0;  ///< points
  double height = 0;
};

/// Objects 1 … n are the form XObjects of pages 1 … n; what they need follows them. Immutable.
struct Background {
  WrittenObjects objects;
  std::map<int, BackgroundSize> pages;  ///< from 1
};

/// Reads a background.pdf as the compiler writes it: one revision, classic table, objects without gaps in the
/// order of their numbers, the catalog behind the artwork. Everything else is refused, so that no octet which
/// a stranger made reaches a document unless it follows the grammar; a /Length that lies, a reference to
/// outside the artwork and an object nested more than 64 deep are no such octets. Errors: kInput
/// "templates.background.malformed" naming the object. Source: ISO 32000-1 §7.3, §7.5.
Result<Background> readBackground(std::string_view pdf);

}  // namespace tdkt::templates
