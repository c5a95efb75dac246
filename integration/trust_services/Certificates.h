#pragma once
// Making, reading and writing keys and certificates of the demo PKI. Source: RFC 5280 §4.

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "integration/trust_services/OpenSsl.h"
#include "workflow/base/Random.h"

namespace tdkt::trust {

/// A certificate's extensions in OpenSSL's words: {NID_basic_constraints, "critical,CA:TRUE"}.
using Extensions = std::vector<std::pair<int, std::string>>;

enum class Purpose {
  kRootAuthority,
  kIssuingAuthority,
  kSigner,
  kTimeStamping,
  kOcspSigning,
  kEncryptionOnly
};

/// What each purpose allows and nothing more. A root may sign OCSP answers itself. Source: RFC 5280 §4.2.1,
/// RFC 3161 §2.3, RFC 6960 §4.2.2.2.
Extensions extensionsFor(Purpose purpose);

/// What a certificate shall say. Subject texts are UTF-8, NFC.
struct CertificatePlan {
  std::vector<std::pair<std::string, std::string>> subject;  ///< {"CN", "…"} in the order they are written
  Extensions extensions;
  int days = 0;                    ///< until so long from now; below zero: it is over
  std::chrono::hours backdate{1};  ///< since so long before now
};

/// A certificate with its private key.
struct Identity {
  CertificatePtr certificate;
  KeyPtr key;
};

/// A second owner of the same certificate and key.
Identity share(const Identity& identity);

enum class KeyKind { kRsa2048, kP256, kP384, kP521 };
/// Errors: kBug "trust.key".
Result<KeyPtr> newKey(KeyKind kind = KeyKind::kRsa2048);
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
/// PKCS#8, PEM. Errors: kBug "trust.key".
Result<std::string> keyPem(EVP_PKEY* key);
/// Errors of writing: kUnavailable "file.write". Keys are PKCS#8, mode 0600.
Result<Done> writeCertificate(const std::string& path, X509* certificate);
Result<Done> writeKey(const std::string& path, EVP_PKEY* key);

}  // namespace tdkt::trust
