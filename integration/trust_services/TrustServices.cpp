#include "integration/trust_services/TrustServices.h"

#include "integration/trust_services/Pki.h"

namespace tdkt::trust {
namespace {

constexpr std::size_t kMaxRequest = 64U << 10U;

Result<OcspAuthority> authority(const std::string& dir, const char* ca, const char* responder) {
  OcspAuthority out;
  TDKT_ASSIGN(out.ca, readCertificate(certificatePath(dir, ca)));
  TDKT_ASSIGN(out.responder, readIdentity(dir, responder));
  TDKT_ASSIGN(out.issued, serialsIssuedBy(dir, out.ca.get()));
  return out;
}

template <class Service>
http::Handler exchangeOf(const Service& service, std::string asks, std::string answers) {
  return [&service, asks = std::move(asks), answers = std::move(answers)](const http::Request& request) {
    if (request.header("content-type") != asks)
      return http::problem(inputError("trust.media", asks + " was expected", "Content-Type"));
    auto reply = service.answer(request.body);
    return reply ? http::Response::bytes(std::move(*reply), answers) : http::problem(reply.error());
  };
}

}  // namespace

TrustServices::TrustServices(std::string dir, TimeStampAuthority tsa, OcspResponder ocsp)
    : dir_(std::move(dir)), tsa_(std::move(tsa)), ocsp_(std::move(ocsp)) {}

Result<std::unique_ptr<TrustServices>> TrustServices::open(const std::string& dir, const Clock& clock,
                                                           Random& random) {
  TDKT_CHECK(requireComplete(dir));
  TDKT_CHECK(writeCrls(dir, clock.now()));
  TDKT_ASSIGN(Identity tsa, readIdentity(dir, kTsa));
  TDKT_ASSIGN(CertificatePtr issuer, readCertificate(certificatePath(dir, kIssuingCa)));
  TDKT_ASSIGN(OcspAuthority root, authority(dir, kRootCa, kRootCa));
  TDKT_ASSIGN(OcspAuthority issuing, authority(dir, kIssuingCa, kOcsp));
  return std::unique_ptr<TrustServices>(new TrustServices(
      dir, TimeStampAuthority(std::move(tsa), std::move(issuer), clock, random),
      OcspResponder([dir] { return readRevocations(dir); }, std::move(root), std::move(issuing), clock)));
}

http::Response TrustServices::crl(const std::string& file) const {
  auto der = crlDer(dir_ + "/" + file);
  return der ? http::Response::bytes(std::move(*der), "application/pkix-crl") : http::problem(der.error());
}

void TrustServices::addRoutes(http::Router& router) const {
  const http::RoutePolicy policy{kMaxRequest, "'none'"};
  router.add("POST", "/tsa", exchangeOf(tsa_, "application/timestamp-query", "application/timestamp-reply"),
             policy);
  router.add("POST", "/ocsp", exchangeOf(ocsp_, "application/ocsp-request", "application/ocsp-response"),
             policy);
  for (const char* file : {kRootCrl, kIssuingCrl})
    router.add("GET", std::string("/crl/") + file, [this, file](const http::Request&) { return crl(file); });
}

}  // namespace tdkt::trust
