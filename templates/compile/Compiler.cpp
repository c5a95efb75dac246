#include "templates/compile/Compiler.h"

#include <stdexcept>

#include "templates/compile/Artwork.h"
#include "templates/compile/FormLayout.h"
#include "templates/layout/PackageReader.h"
#include "templates/layout/Schema.h"
#include "templates/pdf/Background.h"

namespace tdkt::templates {

Result<CompiledForm> compileForm(std::string_view pdf, std::string_view styleXml) {
  try {
    const ForeignPdf form(pdf);
    CompiledForm out;
    out.layout = layoutOf(styleXml, form.pages(), form.widgets());
    out.background = backgroundOf(form, sha256Hex(pdf));
    return out;
  } catch (const Uncompilable& refused) {
    return inputError(refused.code, refused.what());
  } catch (const PoDoFo::PdfError& error) {
    return inputError("templates.compile.unreadable", PoDoFo::PdfError::ErrorName(error.GetError()));
  }
}

Result<Done> checkCompiled(const CompiledForm& form) {
  TDKT_CHECK(validateLayout(form.layout));
  TDKT_ASSIGN(const Package package, readPackage(form.layout));
  TDKT_ASSIGN(const Background background, readBackground(form.background));
  return checkBackground(package, &background);
}

}  // namespace tdkt::templates
