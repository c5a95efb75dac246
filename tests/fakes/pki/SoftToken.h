#pragma once
// A SoftHSM token for demonstrations and tests, filled through PKCS#11.

#include <string>

#include "tests/fakes/pki/Issuing.h"
#include "workflow/base/Secret.h"

namespace tdkt::pki {

struct SoftTokenSettings {
  std::string module;  ///< path of libsofthsm2.so
  std::string
      directory;  ///< gets softhsm2.conf and tokens/; users of the token set SOFTHSM2_CONF to that file
  std::string label;
  Secret pin;  ///< of the user and of the security officer alike: this is a toy
};

/// Makes the token when no token has the label. Sets SOFTHSM2_CONF of this process: call it before other
/// threads start. Errors: kUnavailable "pki.token".
Result<Done> initSoftToken(const SoftTokenSettings& settings);
/// Puts key and certificate under `keyLabel`; does nothing when a key with that label is there.
/// Errors: kUnavailable "pki.token".
Result<Done> importIntoToken(const SoftTokenSettings& settings, const Identity& identity,
                             const std::string& keyLabel);

}  // namespace tdkt::pki
