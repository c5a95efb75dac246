#include "signing/Revocation.h"

#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "signing/cms/OpenSsl.h"

namespace tdkt::signing {
namespace {

using Crl = ssl::Owned<X509_CRL, X509_CRL_free>;
using Request = ssl::Owned<OCSP_REQUEST, OCSP_REQUEST_free>;
using Response = ssl::Owned<OCSP_RESPONSE, OCSP_RESPONSE_free>;
using Basic = ssl::Owned<OCSP_BASICRESP, OCSP_BASICRESP_free>;
using CertId = ssl::Owned<OCSP_CERTID, OCSP_CERTID_free>;

RevocationAnswer unknown(const char* source, std::string detail) {
  ssl::drainErrors();
  RevocationAnswer out;
  out.source = source;
  out.detail = std::move(detail);
  return out;
}

Crl readCrl(std::string_view text) {
  if (text.find("-----BEGIN") != std::string_view::npos) {
    const ssl::Bio source = ssl::readFrom(text);
    return Crl(PEM_read_bio_X509_CRL(source.get(), nullptr, nullptr, nullptr));
  }
  const unsigned char* cursor = ssl::octets(text);
  return Crl(d2i_X509_CRL(nullptr, &cursor, static_cast<long>(text.size())));
}

/// Lists about a part of the certificates only (partitioned, indirect or delta) prove nothing about the rest.
bool isPartial(const X509_CRL* crl) {
  return X509_CRL_get_ext_by_NID(crl, NID_issuing_distribution_point, -1) >= 0 ||
         X509_CRL_get_ext_by_NID(crl, NID_delta_crl, -1) >= 0;
}

bool isBy(X509_CRL* crl, const Certificate& issuer) {
  return X509_NAME_cmp(X509_CRL_get_issuer(crl), X509_get_subject_name(issuer.native())) == 0 &&
         X509_CRL_verify(crl, X509_get0_pubkey(issuer.native())) == 1;
}

RevocationAnswer askCrl(X509_CRL* crl, const Certificate& certificate, UtcTime at) {
  const auto next = ssl::timeOf(X509_CRL_get0_nextUpdate(crl));
  const auto produced = ssl::timeOf(X509_CRL_get0_lastUpdate(crl));
  if (!next || !produced || *next < at) return unknown("crl", "the list is older than the time asked about");
  RevocationAnswer out;
  out.source = "crl";
  out.der = ssl::encode(crl, i2d_X509_CRL);
  out.producedAt = *produced;
  out.state = RevocationState::kGood;
  X509_REVOKED* row = nullptr;
  if (X509_CRL_get0_by_serial(crl, &row, X509_get0_serialNumber(certificate.native())) != 1) return out;
  out.revokedAt = ssl::timeOf(X509_REVOKED_get0_revocationDate(row));
  if (!out.revokedAt || *out.revokedAt <= at) out.state = RevocationState::kRevoked;
  return out;
}

CertId idOf(const Certificate& certificate, const Certificate& issuer) {
  return CertId(OCSP_cert_to_id(EVP_sha1(), certificate.native(), issuer.native()));
}

/// Signed by the issuer, or by a responder to which the issuer itself gave that right.
bool isSignedFor(OCSP_BASICRESP* basic, const Certificate& issuer, UtcTime producedAt) {
  const ssl::Store store = ssl::storeOf({issuer});
  const ssl::BorrowedStack helpers = ssl::stackOf({issuer});
  X509_VERIFY_PARAM* parameters = X509_STORE_get0_param(store.get());
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN);
  X509_VERIFY_PARAM_set_time(parameters, static_cast<std::time_t>(producedAt.millis / 1000));
  return OCSP_basic_verify(basic, helpers.get(), store.get(), 0) == 1;
}

struct OcspTimes {
  ASN1_GENERALIZEDTIME* revoked = nullptr;
  ASN1_GENERALIZEDTIME* thisUpdate = nullptr;
  ASN1_GENERALIZEDTIME* nextUpdate = nullptr;
};

RevocationAnswer readAnswer(OCSP_BASICRESP* basic, OCSP_CERTID* id, const Certificate& issuer, UtcTime at) {
  int status = V_OCSP_CERTSTATUS_UNKNOWN;
  int reason = 0;
  OcspTimes times;
  if (OCSP_resp_find_status(basic, id, &status, &reason, &times.revoked, &times.thisUpdate,
                            &times.nextUpdate) != 1) {
    return unknown("ocsp", "the answer is about another certificate");
  }
  const auto produced = ssl::timeOf(times.thisUpdate);
  if (!produced || !isSignedFor(basic, issuer, *produced))
    return unknown("ocsp", "the answer is not signed for the issuer");
  const auto next = ssl::timeOf(times.nextUpdate);
  if (next ? *next < at : produced->plus(std::chrono::hours(24)) < at)
    return unknown("ocsp", "the answer is stale");
  RevocationAnswer out;
  out.source = "ocsp";
  out.producedAt = *produced;
  if (status == V_OCSP_CERTSTATUS_UNKNOWN)
    return unknown("ocsp", "the responder does not know the certificate");
  out.state = RevocationState::kGood;
  if (status == V_OCSP_CERTSTATUS_GOOD) return out;
  out.revokedAt = ssl::timeOf(times.revoked);
  if (!out.revokedAt || *out.revokedAt <= at) out.state = RevocationState::kRevoked;
  return out;
}

Request makeRequest(CertId id, Random& random) {
  Request request(OCSP_REQUEST_new());
  Bytes nonce = random.bytes(16);
  if (OCSP_request_add0_id(request.get(), id.get()) == nullptr) return nullptr;
  static_cast<void>(id.release());  // the request owns it now
  OCSP_request_add1_nonce(request.get(), reinterpret_cast<unsigned char*>(nonce.data()),
                          static_cast<int>(nonce.size()));
  return request;
}

Basic readBasic(const TransportReply& reply) {
  const unsigned char* cursor = ssl::octets(reply.body);
  const Response response(d2i_OCSP_RESPONSE(nullptr, &cursor, static_cast<long>(reply.body.size())));
  if (!response || OCSP_response_status(response.get()) != OCSP_RESPONSE_STATUS_SUCCESSFUL) return nullptr;
  return Basic(OCSP_response_get1_basic(response.get()));
}

}  // namespace

Result<Done> CrlSource::add(std::string_view pemOrDer) {
  const Crl crl = readCrl(pemOrDer);
  if (!crl) return inputError("signing.crl.malformed", ssl::drainErrors());
  crls_.push_back(ssl::encode(crl.get(), i2d_X509_CRL));
  return Done{};
}

RevocationAnswer CrlSource::check(const Certificate& certificate, const Certificate& issuer, UtcTime at) {
  RevocationAnswer best = unknown("crl", "no list of this issuer");
  for (const Bytes& der : crls_) {
    const Crl crl = readCrl(der);
    if (!crl || isPartial(crl.get()) || !isBy(crl.get(), issuer)) continue;
    RevocationAnswer answer = askCrl(crl.get(), certificate, at);
    if (answer.state == RevocationState::kRevoked) return answer;
    const bool better = best.state == RevocationState::kUnknown || best.producedAt < answer.producedAt;
    if (better && (answer.state == RevocationState::kGood || best.state == RevocationState::kUnknown))
      best = answer;
  }
  ssl::drainErrors();
  return best;
}

OcspSource::OcspSource(std::string url, Transport& transport, Random& random)
    : url_(std::move(url)), transport_(transport), random_(random) {}

RevocationAnswer OcspSource::check(const Certificate& certificate, const Certificate& issuer, UtcTime at) {
  const CertId id = idOf(certificate, issuer);
  const Request request = makeRequest(idOf(certificate, issuer), random_);
  if (!id || !request) return unknown("ocsp", "the request could not be made");
  const auto reply =
      transport_.post(url_, "application/ocsp-request", ssl::encode(request.get(), i2d_OCSP_REQUEST));
  if (!reply) return unknown("ocsp", reply.error().code);
  if (reply->status != 200) return unknown("ocsp", "HTTP " + std::to_string(reply->status));
  const Basic basic = readBasic(*reply);
  if (!basic) return unknown("ocsp", "not a successful answer");
  // 0 means another nonce; an answer without one is judged by its times alone.
  if (OCSP_check_nonce(request.get(), basic.get()) == 0)
    return unknown("ocsp", "the answer is for another request");
  RevocationAnswer answer = readAnswer(basic.get(), id.get(), issuer, at);
  if (answer.state != RevocationState::kUnknown) answer.der = reply->body;
  return answer;
}

}  // namespace tdkt::signing
