#pragma once
// Poppler's pdfsig as an independent judge of our signatures, with the demo root as the only trusted one.

#include <string>

#include "workflow/base/Error.h"

namespace tdkt::app::demo {

/// Prepares a certificate database in `directory` holding the root, then asks pdfsig about files.
class Pdfsig {
 public:
  /// `rootPem` is a file. The database is made at first use.
  Pdfsig(std::string directory, std::string rootPem)
      : directory_(std::move(directory)), rootPem_(std::move(rootPem)) {}

  /// "valid" when pdfsig finds exactly `signatures` signatures, each valid with a trusted certificate, and
  /// beside them `timeStamps` document time-stamps, which Poppler 22.12 lists and cannot judge; "invalid: …"
  /// with what it said otherwise; "skipped: …" when pdfsig or certutil is not installed.
  std::string judge(const std::string& pdf, int signatures, int timeStamps);

 private:
  std::string prepare();  ///< empty, or why it cannot be done
  std::string directory_;
  std::string rootPem_;
  bool ready_ = false;
};

}  // namespace tdkt::app::demo
