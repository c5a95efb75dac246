#pragma once
// RFC 3161 tokens: is this one about that digest, by an authority we trust, and when?

#include <optional>
#include <vector>

#include "signing/Certificate.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"
#include "workflow/base/Time.h"

namespace tdkt::signing::cms {

/// Checks imprint (SHA-256, 384 or 512 of `data`), signature, chain at its own time and the critical extended
/// key usage timeStamping. Returns its time. Errors: kCorrupt "signing.tsa.token", "signing.tsa.imprint",
/// "signing.tsa.untrusted".
Result<UtcTime> verifyToken(const Bytes& token, const Bytes& data, const std::vector<Certificate>& roots);

/// The same for a digest that is known already (SHA-256). Without roots the token need only fit the
/// certificate it carries: the asker then leaves trust to whoever verifies.
Result<UtcTime> verifyTokenOfDigest(const Bytes& token, const Bytes& sha256,
                                    const std::vector<Certificate>& roots);

}  // namespace tdkt::signing::cms
