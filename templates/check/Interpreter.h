#pragma once
// Runs the content of a page as far as texts and horizontal lines need it. Private to templates/check.
// Source: ISO 32000-1 §8.3, §8.4, §9.4.

#include <map>
#include <memory>

#include "templates/check/SeenFont.h"
#include "templates/check/SeenPdf.h"

namespace tdkt::templates::check {

/// Row vectors times this: x' = a x + c y + e.
struct Matrix {
  double a = 1, b = 0, c = 0, d = 1, e = 0, f = 0;
};

/// `first` is applied before `then`.
Matrix operator*(const Matrix& first, const Matrix& then);

/// Everything the pages of one document share. Throws PoDoFo::PdfError.
class Interpreter {
 public:
  explicit Interpreter(const PoDoFo::PdfVecObjects& objects) : objects_(objects) {}

  /// `toPage` turns user space into points from the top left corner.
  void run(const Bytes& content, const PoDoFo::PdfObject* resources, const Matrix& toPage, SeenPage& page,
           int depth = 0);

 private:
  friend class ContentRun;
  const SeenFont& font(const PoDoFo::PdfObject& object);

  const PoDoFo::PdfVecObjects& objects_;
  std::map<const PoDoFo::PdfObject*, SeenFont> fonts_;
};

}  // namespace tdkt::templates::check
