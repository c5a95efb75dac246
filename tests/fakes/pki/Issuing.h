#pragma once
// Makes keys, certificates and revocation lists of a demonstration PKI. Never for production.
// Source: RFC 5280, RFC 3161 §2.3 (time-stamp certificates), RFC 6960 §4.2.2.2 (delegated responders).

#include <string>
#include <vector>

#include "signing/Certificate.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Error.h"
#include "workflow/base/Time.h"

namespace tdkt::pki {

/// A certificate with its private key (PKCS#8 PEM).
struct Identity {
  std::string keyPem;
  signing::Certificate certificate;
};

enum class Purpose { kAuthority, kSigner, kTimeStamping, kOcspSigning, kEncryptionOnly };

struct Wish {
  std::string commonName;
  std::string organisation;
  Purpose purpose = Purpose::kSigner;
  UtcTime from;
  UtcTime to;
  bool elliptic = false;  ///< P-256 instead of RSA-2048
};

/// `issuer` null makes a self-signed root. Errors: kBug "pki.issue".
Result<Identity> issue(const Wish& wish, const Identity* issuer);

struct Revoked {
  std::string serialHex;
  UtcTime at;
};

/// PEM of a full CRL. Errors: kBug "pki.crl".
Result<std::string> makeCrl(const Identity& issuer, const std::vector<Revoked>& revoked, UtcTime from,
                            UtcTime to);
/// DER of a PEM CRL; kInput "pki.crl" when it is none.
Result<Bytes> crlToDer(const std::string& pem);
/// What a PEM CRL lists; kInput "pki.crl" when it is none.
Result<std::vector<Revoked>> revokedIn(const std::string& pem);

}  // namespace tdkt::pki
