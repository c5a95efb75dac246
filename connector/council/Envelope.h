#pragma once
// A ballot paper sealed so that only both halves of the box together open it.
//
//   envelope = 01 ‖ ephemeral public key (32) ‖ AES-256-GCM(paper) ‖ tag (16)
//   key      = HKDF-SHA256(X25519(e, secretary) ‖ X25519(e, presiding), salt = ephemeral public key,
//                          info = "tdkt ballot 1\n" ‖ box ‖ "\n" ‖ paper's name)
//
// The key is used once, so the nonce is zero. All papers of one ballot give envelopes of one length.
// Source: RFC 7748 (X25519), RFC 5869 (HKDF), NIST SP 800-38D (GCM).

#include <string>

#include "connector/council/BoxKeys.h"

namespace tdkt::council {

/// Names a paper in its box: `handle` is what the voter keeps, the name is derived from it one way.
std::string paperNameOf(const std::string& handle);

/// Errors: kInput "council.key" (a public key that is none), kBug "council.crypto".
Result<Bytes> seal(const std::string& box, const std::string& paperName, const std::string& marks,
                   const std::string& secretaryKey, const std::string& presidingKey, Random& random);

/// Errors: kCorrupt "council.envelope" (not sealed for this box, name and codes, or changed since).
Result<std::string> unseal(const std::string& box, const std::string& paperName, const Bytes& envelope,
                           const Secret& secretaryCode, const Secret& presidingCode);

}  // namespace tdkt::council
