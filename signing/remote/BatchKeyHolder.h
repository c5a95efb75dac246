#pragma once
// A key that signs many digests by one authorization: one PIN, one question to the service.

#include <vector>

#include "signing/KeyHolder.h"

namespace tdkt::signing {

class BatchKeyHolder : public KeyHolder {
 public:
  /// The raw signatures in the order of the digests; all or none. Idempotent by `job` as sign() is. Errors:
  /// those of sign().
  virtual Result<std::vector<Bytes>> signMany(const SigningJobId& job,
                                              const std::vector<ToBeSigned>& digests) = 0;
};

}  // namespace tdkt::signing
