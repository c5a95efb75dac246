#pragma once
// layout.xml to Package. The language is told in docs/templates.md.

#include "templates/layout/Model.h"
#include "workflow/base/Error.h"

namespace tdkt::templates {

/// Errors: kInput "templates.package.malformed" (detail starts with the line).
Result<Package> readPackage(std::string_view layoutXml);

}  // namespace tdkt::templates
