#pragma once
// Our algorithms in the words of the Cloud Signature Consortium: object identifiers and parameters.
// Source: CSC API v2.0 §11.11 (signAlgo, signAlgoParams, hashAlgorithmOID); RFC 8017 A.2.3; RFC 5758.

#include <string>
#include <vector>

#include "signing/KeyHolder.h"

namespace tdkt::signing::csc {

std::string hashOid(Hash hash);
std::string signatureOid(SignatureAlgorithm algorithm);
/// DER of RSASSA-PSS-params; empty for the other schemes, which have none.
Bytes signatureParameters(SignatureAlgorithm algorithm);
/// True when a credential that names these in key.algo signs by our algorithm. Services name whole signature
/// algorithms or only the kind of key.
bool offers(const std::vector<std::string>& keyAlgorithms, SignatureAlgorithm algorithm);

}  // namespace tdkt::signing::csc
