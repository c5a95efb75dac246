#pragma once
// The demonstration PKI as a folder of PEM files.
//
//   root.pem root.key.pem          root CA                     root.crl.pem      its CRL
//   issuing.pem issuing.key.pem    issuing CA                  issuing.crl.pem   its CRL
//   chair.pem chair.key.pem        the chair                   chair.chain.pem         with the issuing CA
//   organisation.pem …key.pem      the organisation            organisation.chain.pem  with the issuing CA
//   tsa.pem tsa.key.pem            time-stamp authority        ocsp.pem ocsp.key.pem   OCSP responder

#include "integration/trust_services/Issuing.h"

namespace tdkt::trust {

struct DemoPki {
  Identity root;
  Identity issuing;
  Identity chair;
  Identity organisation;
  Identity tsa;
  Identity ocsp;
};

/// Makes what is missing in `directory` and leaves the rest alone: the second call changes nothing.
/// Errors: kUnavailable "trust.write", kInput of a damaged file.
Result<DemoPki> initDemoPki(const std::string& directory, UtcTime now);
/// Errors: kNotFound "trust.read".
Result<DemoPki> loadDemoPki(const std::string& directory);

struct DemoCrls {
  std::string rootPem;
  std::string issuingPem;
};
/// Reads both CRLs, signs them again from `now` for a year with the same entries, and writes them.
Result<DemoCrls> renewCrls(const std::string& directory, const DemoPki& pki, UtcTime now);

}  // namespace tdkt::trust
