#pragma once
// A verification report as people read it: one verdict in words, then each signature with every reason. Pure.

#include <optional>
#include <string>

#include "connector/pages/DossierView.h"
#include "signing/Verifier.h"

namespace tdkt::pages {

/// What the register knows of the file, when the page was opened by its code.
struct KnownFile {
  std::string verifyId;
  std::string name;
  std::string recipient;  ///< certificates only
  std::string decisionNumber;
  std::string decisionDate;  ///< "20/11/2026"
};

/// Keys of verify_result.html. `fileName` is what an uploaded file was called.
ViewJson verifyView(const signing::VerifyReport& report, const std::optional<KnownFile>& known,
                    const std::string& fileName);

}  // namespace tdkt::pages
