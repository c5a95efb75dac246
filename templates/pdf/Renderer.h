#pragma once
// Pages to one PDF/A-2b file.

#include <memory>

#include "templates/layout/Drawing.h"
#include "templates/pdf/Background.h"
#include "templates/pdf/FixedParts.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"
#include "workflow/base/Time.h"

namespace tdkt::templates {

/// What every document of a program shares, made once.
struct Shared {
  FontSet fonts;
  Bytes profile;                                           ///< sRGB ICC profile, deflated
  std::string digest;                                      ///< of the package; a part of every document's /ID
  std::shared_ptr<const Background> background = nullptr;  ///< of the pages that name one; may be null
  std::shared_ptr<FixedParts> fixed =
      std::make_shared<FixedParts>();  ///< of these fonts, profile, background
};

/// A drawing that is the same in every document, as the deflated content that a page copies.
std::shared_ptr<const Bytes> artworkOf(const Drawing& drawing, double height, const FontSet& fonts);

/// Equal input gives equal octets; safe from several threads. Errors: kBug "templates.pdf" (PoDoFo refused).
/// Source: ISO 19005-2 §6 (fonts, XMP, output intent).
Result<Bytes> renderPdf(const std::vector<Page>& pages, const Shared& shared, const std::string& title,
                        UtcTime madeAt);

}  // namespace tdkt::templates
