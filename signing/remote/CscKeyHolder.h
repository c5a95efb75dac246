#pragma once
// A key kept by a remote signing service that speaks the Cloud Signature Consortium API v2.

#include <memory>
#include <optional>

#include "signing/remote/BatchKeyHolder.h"
#include "signing/remote/CscClient.h"

namespace tdkt::signing {

struct CscSettings {
  csc::ClientSettings client;
  std::string credentialId;  ///< empty = the only one the service lists for us
  Secret pin;                ///< for credentials that ask for one; never sent again once it was refused
  std::optional<SignatureAlgorithm> algorithm = std::nullopt;  ///< none = defaultAlgorithm()
};

/// Reads the credential once and holds it. Only unattended authorization is possible: mode "implicit", or
/// "explicit" with at most a PIN; a credential that wants an OTP or a browser is refused at opening.
/// `transport` and `clock` outlive the holder. Thread-safe.
///
/// sign() after a lost answer is kInDoubt "signing.remote.lost". Asked again with the same job, the same SAD
/// and clientData go first, so that a service that remembers answers what it answered before; a service that
/// does not makes the signature again, over the very same hash.
///
/// signMany() asks for as many signatures at once as the credential allows; a longer batch is cut.
///
/// Errors: those of csc::Client; kInput "signing.remote.url" (plain HTTP to another machine),
/// "signing.key.algorithm", "signing.remote.interactive"; kNotFound "signing.key.absent"; kDenied
/// "signing.remote.disabled"; kUnavailable "signing.remote.algorithm" (the credential does not offer it).
Result<std::unique_ptr<BatchKeyHolder>> openCscKey(const CscSettings& settings, RemoteTransport& transport,
                                                   const Clock& clock);

}  // namespace tdkt::signing
