#pragma once
// Making, reading and writing keys and certificates of the demo PKI. Source: RFC 5280 §4.

#include <string>
#include <utility>
#include <vector>

#include "integration/trust_services/OpenSsl.h"
#include "workflow/base/Random.h"

namespace tdkt::trust {

/// What a certificate shall say. Subject texts are UTF-8, NFC; extensions are in OpenSSL's words.
struct CertificatePlan {
  std::vector<std::pair<std::string, std::string>> subject;  ///< {"CN", "…"} in the order they are written
  std::vector<std::pair<int, std::string>> extensions;       ///< {NID_basic_constraints, "critical,CA:TRUE"}
  int days = 0;                                              ///< from now on; valid since one hour ago
};

/// A certificate with its private key.
struct Identity {
  CertificatePtr certificate;
  KeyPtr key;
};

/// RSA-2048. Errors: kBug "trust.key".
Result<KeyPtr> newKey();
/// Signs with SHA-256; `issuer` null = by itself. Adds the key identifiers. Errors: kBug "trust.certificate".
Result<CertificatePtr> issue(const CertificatePlan& plan, EVP_PKEY* subjectKey, const Identity* issuer,
                             UtcTime now, Random& random);
/// 127 random bits, never zero.
IntegerPtr newSerial(Random& random);
/// Lower-case hex without leading zeros, as `revoke` takes it.
std::string serialHex(const ASN1_INTEGER* serial);

/// Errors of reading: kNotFound "file.read", kCorrupt "trust.pem".
Result<CertificatePtr> readCertificate(const std::string& path);
Result<KeyPtr> readKey(const std::string& path);
/// Errors of writing: kUnavailable "file.write". Keys are PKCS#8, mode 0600.
Result<Done> writeCertificate(const std::string& path, X509* certificate);
Result<Done> writeKey(const std::string& path, EVP_PKEY* key);

}  // namespace tdkt::trust
