#pragma once
// An author's PDF as PoDoFo objects, with what may not be in it refused. For the limited child, and for
// tests.

#include <podofo/base/PdfArray.h>
#include <podofo/base/PdfDictionary.h>
#include <podofo/base/PdfObject.h>
#include <podofo/base/PdfParser.h>
#include <podofo/base/PdfVecObjects.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"

namespace tdkt::templates {

/// Thrown inside the compiler only.
class Uncompilable : public std::runtime_error {
 public:
  Uncompilable(std::string reason, const std::string& detail)
      : std::runtime_error(detail), code(std::move(reason)) {}
  std::string code;
};

struct ForeignPage {
  const PoDoFo::PdfObject* object = nullptr;
  double x = 0;  ///< lower left corner of what is shown, points
  double y = 0;
  double width = 0;
  double height = 0;
};

/// A field of the form at one place. Points from the top left corner of the page.
struct Widget {
  std::string name;  ///< with the names of its parents: "sign.signer"
  std::string type;  ///< Tx, Btn, Ch, Sig
  int page = 1;
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
  double size = 0;  ///< of the type; 0: not said
  bool bold = false;
  bool italic = false;
  bool lines = false;  ///< more than one
  int align = 0;       ///< 0 left, 1 centre, 2 right
  int maxLength = 0;   ///< letters; 0: not said
};

/// Opens the file; throws Uncompilable or PoDoFo::PdfError. Not thread-safe.
class ForeignPdf {
 public:
  explicit ForeignPdf(std::string_view octets);

  const std::vector<ForeignPage>& pages() const { return pages_; }
  std::vector<Widget> widgets() const;
  /// Follows references; null for what does not exist.
  const PoDoFo::PdfObject* resolve(const PoDoFo::PdfObject* object) const;
  const PoDoFo::PdfObject* at(const PoDoFo::PdfObject* dictionary, const char* key) const;
  /// A page's own entry or its parents'.
  const PoDoFo::PdfObject* inherited(const PoDoFo::PdfObject* node, const char* key) const;
  /// All octets of a page's content, without filters.
  Bytes content(const ForeignPage& page) const;

 private:
  void open(std::string_view octets);
  void refuseForbidden() const;
  void refuseIn(const PoDoFo::PdfObject& value, const std::string& where, int depth) const;
  void addPages(const PoDoFo::PdfObject* node, int depth);
  void addPage(const PoDoFo::PdfObject* page);
  void checkAnnotations() const;
  Widget widget(const PoDoFo::PdfObject& annotation, int page) const;

  PoDoFo::PdfVecObjects objects_;
  PoDoFo::PdfParser parser_;
  std::vector<ForeignPage> pages_;
};

/// "page 1, 20 mm from the left, 35 mm from the top".
std::string placeName(int page, double x, double y);

}  // namespace tdkt::templates
