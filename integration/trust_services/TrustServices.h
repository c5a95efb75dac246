#pragma once
// TSA, OCSP responder and CRLs of one PKI folder, as HTTP routes.
//
//   POST /tsa    application/timestamp-query → application/timestamp-reply      Source: RFC 3161 §3.4
//   POST /ocsp   application/ocsp-request → application/ocsp-response           Source: RFC 6960 appendix A
//   GET  /crl/root.crl, /crl/issuing.crl → application/pkix-crl (DER)           Source: RFC 2585 §4.2

#include <memory>
#include <string>

#include "connector/http/Router.h"
#include "integration/trust_services/OcspResponder.h"
#include "integration/trust_services/TimeStampAuthority.h"

namespace tdkt::trust {

/// Thread-safe. Clock and Random must outlive this object, this object the router.
class TrustServices {
 public:
  /// Signs the CRLs afresh. Errors: kNotFound "trust.incomplete"; those of reading and writing.
  static Result<std::unique_ptr<TrustServices>> open(const std::string& dir, const Clock& clock,
                                                     Random& random);
  void addRoutes(http::Router& router) const;

 private:
  TrustServices(std::string dir, TimeStampAuthority tsa, OcspResponder ocsp);
  http::Response crl(const std::string& file) const;
  std::string dir_;
  TimeStampAuthority tsa_;
  OcspResponder ocsp_;
};

}  // namespace tdkt::trust
