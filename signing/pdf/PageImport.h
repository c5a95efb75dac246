#pragma once
// Copies the only page of another PDF, with its fonts and images, as one form XObject: how a text stamp comes
// with its embedded font and the file stays PDF/A. Source: ISO 32000-1 §8.10.

#include "signing/pdf/Increment.h"

namespace tdkt::signing::pdf {

struct ImportedPage {
  Ref form;
  double width = 0;  ///< points, of its MediaBox
  double height = 0;
};

/// Errors: kInput "signing.appearance.malformed" (no PDF, encrypted, not exactly one page, more than 4 096
/// objects, a content stream with another filter than Flate).
Result<ImportedPage> importPage(std::string_view pdf, Increment& into);

}  // namespace tdkt::signing::pdf
