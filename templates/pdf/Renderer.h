#pragma once
// Pages to one PDF/A-2b file.

#include "templates/layout/Drawing.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"
#include "workflow/base/Time.h"

namespace tdkt::templates {

/// What every document of a program shares, made once.
struct Shared {
  FontSet fonts;
  Bytes profile;  ///< sRGB ICC profile, deflated
};

/// Equal input gives equal octets; safe from several threads. Errors: kBug "templates.pdf" (PoDoFo refused).
/// Source: ISO 19005-2 §6 (fonts, XMP, output intent).
Result<Bytes> renderPdf(const std::vector<Page>& pages, const Shared& shared, const std::string& title,
                        UtcTime madeAt);

}  // namespace tdkt::templates
