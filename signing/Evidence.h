#pragma once
// The evidence that a file carries for itself: certificates, OCSP answers and CRLs of its DSS and of its VRI.
// Source: ISO 32000-2 §12.8.4.3, ETSI EN 319 142-1 §5.4.

#include <memory>
#include <vector>

#include "signing/Certificate.h"
#include "signing/Revocation.h"
#include "signing/pdf/File.h"

namespace tdkt::signing {

/// Read once from one revision. What cannot be read is left out: evidence that is absent proves nothing.
struct Evidence {
  std::vector<Certificate> certificates;
  StoredSource revocation;
  bool any = false;  ///< there is a DSS with at least one readable item

  static Evidence of(const pdf::File& revision);
};

}  // namespace tdkt::signing
