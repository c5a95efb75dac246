#include "signing/cms/OcspProof.h"

#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include "signing/cms/OpenSsl.h"

namespace tdkt::signing::cms {
namespace {

using Response = ssl::Owned<OCSP_RESPONSE, OCSP_RESPONSE_free>;
using Basic = ssl::Owned<OCSP_BASICRESP, OCSP_BASICRESP_free>;
using CertId = ssl::Owned<OCSP_CERTID, OCSP_CERTID_free>;

Basic basicOf(const Bytes& der) {
  const unsigned char* cursor = ssl::octets(der);
  const Response response(d2i_OCSP_RESPONSE(nullptr, &cursor, static_cast<long>(der.size())));
  if (!response || OCSP_response_status(response.get()) != OCSP_RESPONSE_STATUS_SUCCESSFUL) return nullptr;
  return Basic(OCSP_response_get1_basic(response.get()));
}

/// Signed by the issuer, or by a responder to which the issuer itself gave that right.
bool isSignedFor(OCSP_BASICRESP* basic, const Certificate& issuer, UtcTime at) {
  const ssl::Store store = ssl::storeOf({issuer});
  const ssl::BorrowedStack helpers = ssl::stackOf({issuer});
  X509_VERIFY_PARAM* parameters = X509_STORE_get0_param(store.get());
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN);
  X509_VERIFY_PARAM_set_time(parameters, static_cast<std::time_t>(at.millis / 1000));
  return OCSP_basic_verify(basic, helpers.get(), store.get(), 0) == 1;
}

std::optional<Certificate> delegateOf(OCSP_BASICRESP* basic, const Certificate& issuer) {
  X509* signer = nullptr;
  const ssl::BorrowedStack helpers = ssl::stackOf({issuer});
  if (OCSP_resp_get0_signer(basic, &signer, helpers.get()) != 1 || signer == nullptr) return std::nullopt;
  if (X509_get_ext_by_NID(signer, NID_id_pkix_OCSP_noCheck, -1) >= 0) return std::nullopt;
  auto copy = ssl::copyOf(signer);
  if (!copy || *copy == issuer) return std::nullopt;
  return copy;
}

/// The answer's row about the certificate: authorities name it by SHA-1 (as RFC 6960 asks) or by SHA-256.
std::optional<OcspProof> rowOf(OCSP_BASICRESP* basic, const EVP_MD* digest, const Certificate& certificate,
                               const Certificate& issuer) {
  const CertId id(OCSP_cert_to_id(digest, certificate.native(), issuer.native()));
  int status = V_OCSP_CERTSTATUS_UNKNOWN;
  int reason = 0;
  ASN1_GENERALIZEDTIME* revoked = nullptr;
  ASN1_GENERALIZEDTIME* from = nullptr;
  ASN1_GENERALIZEDTIME* until = nullptr;
  if (!id || OCSP_resp_find_status(basic, id.get(), &status, &reason, &revoked, &from, &until) != 1)
    return std::nullopt;
  const auto start = ssl::timeOf(from);
  if (!start || status == V_OCSP_CERTSTATUS_UNKNOWN) return std::nullopt;
  OcspProof out;
  out.good = status == V_OCSP_CERTSTATUS_GOOD;
  if (!out.good) out.revokedAt = ssl::timeOf(revoked);
  out.from = *start;
  out.until = ssl::timeOf(until).value_or(start->plus(std::chrono::hours(24)));
  return out;
}

}  // namespace

std::optional<OcspProof> readOcspProof(const Bytes& response, const Certificate& certificate,
                                       const Certificate& issuer) {
  const Basic basic = basicOf(response);
  std::optional<OcspProof> out;
  if (basic) out = rowOf(basic.get(), EVP_sha1(), certificate, issuer);
  if (basic && !out) out = rowOf(basic.get(), EVP_sha256(), certificate, issuer);
  if (out && !isSignedFor(basic.get(), issuer, out->from)) out.reset();
  if (out) out->delegate = delegateOf(basic.get(), issuer);
  ssl::drainErrors();
  return out;
}

}  // namespace tdkt::signing::cms
