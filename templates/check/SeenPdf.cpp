#include "templates/check/SeenPdf.h"

#include <podofo/base/PdfArray.h>
#include <podofo/base/PdfError.h>
#include <podofo/doc/PdfMemDocument.h>
#include <podofo/doc/PdfPage.h>

#include "templates/check/Interpreter.h"

namespace tdkt::templates::check {
namespace {

using namespace PoDoFo;

constexpr int kMaxPages = 2000;

/// Contents of a page; an array of streams counts as one. Source: ISO 32000-1 §7.8.2.
Bytes contentOf(const PdfVecObjects& objects, const PdfObject& page) {
  const PdfObject* contents = entry(objects, page, "Contents");
  if (contents == nullptr) return {};
  if (!contents->IsArray()) return unfiltered(*contents);
  Bytes out;
  for (const PdfObject& part : contents->GetArray()) {
    const PdfObject* stream = resolved(objects, &part);
    if (stream != nullptr) out += unfiltered(*stream) + "\n";
  }
  return out;
}

SeenPage see(PdfPage& page, const PdfVecObjects& objects, Interpreter& interpreter) {
  const PdfRect box = page.GetMediaBox();
  SeenPage out;
  out.width = box.GetWidth();
  out.height = box.GetHeight();
  const Matrix toPage{1, 0, 0, -1, -box.GetLeft(), box.GetBottom() + box.GetHeight()};
  interpreter.run(contentOf(objects, *page.GetObject()), page.GetResources(), toPage, out);
  return out;
}

std::vector<SeenPage> seeAll(const Bytes& pdf) {
  PdfMemDocument document;
  document.LoadFromBuffer(pdf.data(), static_cast<long>(pdf.size()));
  const PdfVecObjects& objects = document.GetObjects();
  std::vector<SeenPage> out;
  Interpreter interpreter(objects);
  if (document.GetPageCount() > kMaxPages) PODOFO_RAISE_ERROR(ePdfError_ValueOutOfRange);
  for (int i = 0; i < document.GetPageCount(); ++i) {
    PdfPage* page = document.GetPage(i);
    if (page == nullptr) PODOFO_RAISE_ERROR(ePdfError_PageNotFound);
    out.push_back(see(*page, objects, interpreter));
  }
  return out;
}

}  // namespace

Result<std::vector<SeenPage>> seePdf(const Bytes& pdf) {
  PdfError::EnableDebug(false);  // PoDoFo prints trailers to the standard output otherwise
  try {
    auto pages = seeAll(pdf);
    if (pages.empty()) return inputError("check.pdf", "the PDF has no page");
    return pages;
  } catch (const PdfError& error) {
    return inputError("check.pdf",
                      std::string("the PDF cannot be read: ") + PdfError::ErrorName(error.GetError()));
  }
}

}  // namespace tdkt::templates::check
