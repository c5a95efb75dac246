#pragma once
// An author's pages, without form and annotations, as background.pdf.

#include "templates/compile/ForeignPdf.h"

namespace tdkt::templates {

/// The file readBackground() reads: each page one form XObject with what it uses, nothing else. Equal input
/// gives equal octets; `id` (hex, 32 digits at least) becomes the /ID. Throws Uncompilable:
/// "templates.compile.font" (not embedded), "templates.compile.colour" (DeviceCMYK without a profile),
/// "templates.compile.image" (JPEG 2000), "templates.compile.attachment" (a stream in another file),
/// "templates.compile.unreadable". Source: ISO 19005-2 §6.2 (fonts, colours, images), ISO 32000-1 §8.10.
Bytes backgroundOf(const ForeignPdf& pdf, const std::string& id);

}  // namespace tdkt::templates
