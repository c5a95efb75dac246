#pragma once
// The two forms an ECDSA signature travels in. Source: RFC 3279 §2.2.3 (SEQUENCE { r, s }); OASIS
// PKCS#11 2.40 §2.3.1 (r||s, each as long as the order of the curve).

#include "workflow/base/Bytes.h"

namespace tdkt::signing {

/// r||s as SEQUENCE { r, s }; empty when the octets cannot be that.
Bytes ecdsaDer(const Bytes& raw);
/// True when the octets are exactly one SEQUENCE { r, s }.
bool isEcdsaDer(const Bytes& octets);

}  // namespace tdkt::signing
