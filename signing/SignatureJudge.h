#pragma once
// Whom do we believe, and when? Judges all signatures of a file together, because each document time-stamp
// proves the time of everything before it. Private to signing/.
//
//   now ──► newest document time-stamp ──► older one ──► … ──► signature-time-stamp ──► signature
//           judged at now                  judged at the        judged at the time      judged at the
//           earliest
//                                          newer one's time     proven for it           time proven for it
//
// Source: ETSI EN 319 102-1 §5.5, §5.6 (validation with time and of past signatures).

#include <vector>

#include "signing/CertificatePath.h"
#include "signing/SignatureFacts.h"

namespace tdkt::signing {

struct JudgeSettings {
  const TrustSettings& trust;
  RevocationSource* revocation;  ///< may be null
  UtcTime now;
  cms::CertificateMemory* memory = nullptr;  ///< certificates read before; may be null
  PathMemory* paths = nullptr;               ///< of `trust`; may be null
  pdf::ReferenceMemory* references = nullptr;
};

/// `facts` in the order of their place in the file; their reports are completed.
void judgeSignatures(const pdf::File& file, std::vector<SignatureFacts>& facts,
                     const JudgeSettings& settings);

}  // namespace tdkt::signing
