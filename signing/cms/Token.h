#pragma once
// RFC 3161 tokens just received: is this one about that digest, by an authority we trust, and when?

#include <optional>
#include <vector>

#include "signing/Certificate.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"
#include "workflow/base/Time.h"

namespace tdkt::signing::cms {

/// Checks the imprint (a SHA-256), the signature, the chain at the token's own time and the critical extended
/// key usage timeStamping; returns its time. Without roots the token need only fit the certificate it
/// carries: the asker then leaves trust to whoever verifies. Errors: kCorrupt "signing.tsa.token",
/// "signing.tsa.imprint", "signing.tsa.untrusted".
Result<UtcTime> verifyTokenOfDigest(const Bytes& token, const Bytes& sha256,
                                    const std::vector<Certificate>& roots);

}  // namespace tdkt::signing::cms
