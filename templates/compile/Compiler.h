#pragma once
// An author's PDF form and style.xml to a template package. Free of files, clocks and chance.

#include <map>
#include <string>
#include <string_view>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"

namespace tdkt::templates {

struct CompiledForm {
  std::string layout;  ///< layout.xml
  Bytes background;    ///< background.pdf
};

/// Reads a stranger's octets: called in the limited child. Equal input gives equal octets.
/// Errors: kInput "templates.compile.…", each naming page, place or line: "unreadable", "encrypted", "xfa",
/// "script", "action", "attachment", "font", "colour", "image", "pages", "page-size", "rotated", "style",
/// "field.unknown", "field.missing", "field.duplicate", "field.kind", "field.small".
Result<CompiledForm> compileForm(std::string_view pdf, std::string_view styleXml);

/// Looks at what came back from the child before anything is kept: layout.xml against its schema and the
/// package reader, background.pdf against its grammar. Errors: kInput "templates.package.malformed",
/// "templates.background.malformed".
Result<Done> checkCompiled(const CompiledForm& form);

/// manifest.json over the parts of a package by name: what each file must be. `source` is the PDF it came
/// from.
std::string manifestOf(const std::map<std::string, Bytes>& parts, std::string_view source);

/// Whether a package directory with a manifest.json is what the compiler wrote; good when there is none.
/// Errors: kCorrupt "templates.package.damaged" with the part in `field`.
Result<Done> checkManifest(const std::string& directory);

}  // namespace tdkt::templates
