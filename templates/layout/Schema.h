#pragma once
// What a package must fulfil beside what its reader asks: the schema of layout.xml, and pages under its
// sections.

#include <string_view>

#include "templates/layout/Model.h"
#include "templates/pdf/Background.h"
#include "workflow/base/Error.h"

namespace tdkt::templates {

/// layout.xml against templates/layout/layout.xsd. Errors: kInput "templates.package.malformed" with line and
/// reason.
Result<Done> validateLayout(std::string_view layoutXml);

/// Every section that names a page of background.pdf finds it, in its own size. `background` null: there is
/// none. Errors: kInput "templates.package.malformed".
Result<Done> checkBackground(const Package& package, const Background* background);

}  // namespace tdkt::templates
