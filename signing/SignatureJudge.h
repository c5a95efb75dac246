#pragma once
// Judges one signature of a file. Private to signing/.

#include "signing/Verifier.h"
#include "signing/pdf/File.h"

namespace tdkt::signing {

struct JudgeSettings {
  const TrustSettings& trust;
  RevocationSource* revocation;  ///< may be null
  UtcTime now;
};

/// Everything about the signature of `field`; its /V must not be null.
SignatureReport judgeSignature(const pdf::File& file, const pdf::Field& field, const JudgeSettings& settings);

}  // namespace tdkt::signing
