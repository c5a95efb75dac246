#pragma once
// Which certificates of the demo PKI are revoked, and the two CRLs that say so. Source: RFC 5280 §5.

#include <map>
#include <string>

#include "integration/trust_services/Certificates.h"

namespace tdkt::trust {

/// Serial (lower-case hex) → since when.
using Revocations = std::map<std::string, UtcTime>;

/// A serial as `Revocations` has it: "00aBC" becomes "abc". Errors: kInput "trust.serial" (not hex).
Result<std::string> normalSerial(const std::string& text);

/// What DIR/revoked.txt says; an absent file says nothing is. Errors: kCorrupt "trust.revoked" with the line.
Result<Revocations> readRevocations(const std::string& dir);
/// Adds a certificate of DIR to revoked.txt and signs both CRLs again. Idempotent: a second call keeps the
/// first time. Errors: kInput "trust.serial" (not hex), kNotFound "trust.serial.unknown" (no certificate of
/// DIR).
Result<Done> revoke(const std::string& dir, const std::string& serial, UtcTime now);

/// A full list, signed. Errors: kBug "trust.crl".
Result<CrlPtr> makeCrl(const Identity& issuer, const Revocations& revoked, UtcTime from, UtcTime to);
/// Signs root.crl and issuing.crl (PEM, valid 30 days) afresh and writes them whole.
Result<Done> writeCrls(const std::string& dir, UtcTime now);
/// The DER of one of them. Errors: kNotFound "file.read", kCorrupt "trust.pem".
Result<Bytes> crlDer(const std::string& path);

}  // namespace tdkt::trust
