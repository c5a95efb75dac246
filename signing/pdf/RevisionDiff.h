#pragma once
// What changed between a signed revision and the newest one, measured against a small whitelist: new
// signature fields with their widgets and values, /SigFlags, /DSS, /Extensions and /Version of the catalog,
// fonts added to the form's resources, the modification date. Anything else is a change. Source: ISO 32000-1
// §12.8.2.2, ETSI EN 319 142-1 §5.4.

#include "signing/pdf/File.h"
#include "signing/pdf/ReferenceMemory.h"

namespace tdkt::signing::pdf {

struct Difference {
  bool unexplained = false;
  bool pageCount = false;
  bool covering = false;  ///< a new signature's picture hides much of a page or an annotation that was there
};

/// `known`: how `after` begins; `memory` may be null. The outcome is the same without both.
Difference compare(const File& before, const File& after, const HashedOctets::Known& known = {},
                   ReferenceMemory* memory = nullptr);

}  // namespace tdkt::signing::pdf
