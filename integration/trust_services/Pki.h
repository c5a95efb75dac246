#pragma once
// The folder of the demo PKI: a root, an issuing CA, two signers, a TSA and an OCSP responder.
//
//   DIR/<name>.pem, DIR/<name>.key.pem   for root-ca, issuing-ca, chair, organisation, tsa, ocsp
//   DIR/root.crl, DIR/issuing.crl        PEM          DIR/revoked.txt   serial and ISO time, a line each
//   DIR/complete                         written last: without it the folder is half made

#include <set>
#include <string>

#include "integration/trust_services/Certificates.h"
#include "workflow/base/Clock.h"

namespace tdkt::trust {

inline constexpr const char* kRootCa = "root-ca";
inline constexpr const char* kIssuingCa = "issuing-ca";
inline constexpr const char* kChair = "chair";
inline constexpr const char* kOrganisation = "organisation";
inline constexpr const char* kTsa = "tsa";
inline constexpr const char* kOcsp = "ocsp";
inline constexpr const char* kRootCrl = "root.crl";
inline constexpr const char* kIssuingCrl = "issuing.crl";

/// Where the demo's signing keys shall live.
struct TokenPlace {
  std::string module;   ///< SoftHSM's shared library
  std::string folder;   ///< below it are the token's own files
  std::string pinFile;  ///< the user PIN is its first line
};

/// Makes what is missing; run again it changes nothing, run after a crash it completes. With `token`, the
/// keys of both signers end in the token "tdkt-demo" and nowhere else. A signer whose key is lost with its
/// token gets a new key and certificate. Errors: those of Files.h and SoftToken.h; kInput "trust.pin";
/// kCorrupt "trust.pem".
Result<Done> initPki(const std::string& dir, const TokenPlace* token, const Clock& clock, Random& random);
/// Errors: kNotFound "trust.incomplete".
Result<Done> requireComplete(const std::string& dir);

std::string certificatePath(const std::string& dir, const std::string& name);
std::string keyPath(const std::string& dir, const std::string& name);
Result<Identity> readIdentity(const std::string& dir, const std::string& name);
/// Serials (serialHex) of the folder's certificates that name this issuer.
Result<std::set<std::string>> serialsIssuedBy(const std::string& dir, X509* issuer);

}  // namespace tdkt::trust
