#pragma once
// The catalogue of reasons: what each means for the verdict and how it reads.

#include <string>
#include <string_view>

#include "signing/Verifier.h"

namespace tdkt::signing {

struct ReasonEntry {
  std::string_view code;
  Verdict verdict;                 ///< the best a signature with this reason can be
  std::string_view subIndication;  ///< EN 319 102-1 §4
  std::string_view vietnamese;
  std::string_view english;
};

/// The entry of a code that is in the catalogue; an unknown code is a bug and stops the program.
const ReasonEntry& reasonEntry(std::string_view code);
Reason reasonFor(std::string_view code);
Verdict worse(Verdict a, Verdict b);
/// Adds the reason once, lowers the verdict and sets indication and sub-indication; a "note.*" only informs.
void addReason(SignatureReport& report, std::string_view code);

}  // namespace tdkt::signing
