#pragma once
// What a stored OCSP answer proves about one certificate, and who signed it. Source: RFC 6960 §4.2.

#include <optional>

#include "signing/Certificate.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Time.h"

namespace tdkt::signing::cms {

struct OcspProof {
  bool good = false;  ///< not revoked
  std::optional<UtcTime> revokedAt;
  UtcTime from;   ///< thisUpdate
  UtcTime until;  ///< nextUpdate; a day later when there is none
  /// A delegate whose own revocation is to be proven: nothing when the issuer itself signed, or when its
  /// certificate says id-pkix-ocsp-nocheck.
  std::optional<Certificate> delegate;
};

/// Nothing when the answer is about another certificate or not signed for this issuer.
std::optional<OcspProof> readOcspProof(const Bytes& response, const Certificate& certificate,
                                       const Certificate& issuer);

}  // namespace tdkt::signing::cms
