#pragma once
// RFC 3161 time-stamps over signature values.

#include <string>
#include <vector>

#include "signing/Certificate.h"
#include "signing/Transport.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Error.h"
#include "workflow/base/Random.h"

namespace tdkt::signing {

/// Gets a time-stamp token for a SHA-256 digest. Thread-safe.
class TimeStamper {
 public:
  virtual ~TimeStamper() = default;
  /// DER of the TimeStampToken (a CMS ContentInfo). Nonce, imprint, status and token signature are checked.
  /// Errors: kUnavailable "signing.tsa.*", "transport.*" (nothing was signed wrongly; B-B may be kept and
  /// extended later); kCorrupt "signing.tsa.imprint", "signing.tsa.nonce", "signing.tsa.time",
  /// "signing.tsa.token", "signing.tsa.untrusted" (a lying or a wrong service).
  virtual Result<Bytes> stamp(const Bytes& sha256) = 0;
};

/// RFC 3161 over HTTP (application/timestamp-query).
class HttpTimeStamper : public TimeStamper {
 public:
  /// `roots` are the only authorities whose token is taken. With none, a token need only fit the certificate
  /// it carries, and trust is left to the verifier. With a `clock`, a token whose time is more than five
  /// minutes away from it is "signing.tsa.time": one of both clocks is wrong, and a signature must not be
  /// dated by it.
  HttpTimeStamper(std::string url, std::vector<Certificate> roots, Transport& transport, Random& random,
                  const Clock* clock = nullptr);
  Result<Bytes> stamp(const Bytes& sha256) override;

 private:
  std::string url_;
  std::vector<Certificate> roots_;
  Transport& transport_;
  Random& random_;
  const Clock* clock_;
};

}  // namespace tdkt::signing
