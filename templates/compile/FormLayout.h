#pragma once
// style.xml and the fields found in the form, to layout.xml. The conventions are told in
// docs/template-author.md.

#include <string>
#include <string_view>
#include <vector>

#include "templates/compile/ForeignPdf.h"

namespace tdkt::templates {

/// layout.xml of the package. Throws Uncompilable "templates.compile.style" (style.xml, with its line) and,
/// naming every finding with page and position, "templates.compile.field.unknown", ".missing", ".duplicate",
/// ".kind",
/// ".small" (the code is the first finding's).
std::string layoutOf(std::string_view styleXml, const std::vector<ForeignPage>& pages,
                     std::vector<Widget> widgets);

}  // namespace tdkt::templates
