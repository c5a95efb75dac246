#include "integration/trust_services/OcspResponder.h"

namespace tdkt::trust {
namespace {

constexpr auto kLife = std::chrono::hours(1);
constexpr int kNoReason = -1;

using RequestPtr = OpenSslPtr<OCSP_REQUEST, OCSP_REQUEST_free>;
using BasicPtr = OpenSslPtr<OCSP_BASICRESP, OCSP_BASICRESP_free>;
using ResponsePtr = OpenSslPtr<OCSP_RESPONSE, OCSP_RESPONSE_free>;
using CertIdPtr = OpenSslPtr<OCSP_CERTID, OCSP_CERTID_free>;

OCSP_CERTID* questionAt(OCSP_REQUEST* request, int index) {
  return OCSP_onereq_get0_id(OCSP_request_onereq_get0(request, index));
}

/// Compares by hash of name and key, in the digest the question was asked with.
bool asksAbout(OCSP_CERTID* question, X509* ca) {
  ASN1_OBJECT* digest = nullptr;
  ASN1_INTEGER* serial = nullptr;
  OCSP_id_get0_info(nullptr, &digest, nullptr, &serial, question);
  const EVP_MD* method = EVP_get_digestbyobj(digest);
  if (method == nullptr) return false;
  const CertIdPtr own(
      OCSP_cert_id_new(method, X509_get_subject_name(ca), X509_get0_pubkey_bitstr(ca), serial));
  return own && OCSP_id_issuer_cmp(own.get(), question) == 0;
}

std::string serialOf(OCSP_CERTID* question) {
  ASN1_INTEGER* serial = nullptr;
  OCSP_id_get0_info(nullptr, nullptr, nullptr, &serial, question);
  return serialHex(serial);
}

bool addAnswer(OCSP_BASICRESP* reply, OCSP_CERTID* question, const OcspAuthority& authority,
               const Revocations& revoked, UtcTime now) {
  const TimePtr from = toAsn1(now);
  const TimePtr until = toAsn1(now.plus(kLife));
  const std::string serial = serialOf(question);
  int status = V_OCSP_CERTSTATUS_UNKNOWN;
  TimePtr since;
  if (asksAbout(question, authority.ca.get()) && authority.issued.count(serial) != 0) {
    status = V_OCSP_CERTSTATUS_GOOD;
    if (const auto entry = revoked.find(serial); entry != revoked.end()) {
      status = V_OCSP_CERTSTATUS_REVOKED;
      since = toAsn1(entry->second);
    }
  }
  return OCSP_basic_add1_status(reply, question, status, kNoReason, since.get(), from.get(), until.get()) !=
         nullptr;
}

Result<Bytes> refusal(int status) {
  ERR_clear_error();
  const ResponsePtr response(OCSP_response_create(status, nullptr));
  if (!response) return openSslError("trust.ocsp");
  return toDer(i2d_OCSP_RESPONSE, response.get());
}

Result<Bytes> sign(OCSP_BASICRESP* reply, const Identity& responder) {
  if (OCSP_basic_sign(reply, responder.certificate.get(), responder.key.get(), EVP_sha256(), nullptr, 0) !=
      1) {
    return openSslError("trust.ocsp");
  }
  const ResponsePtr response(OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, reply));
  if (!response) return openSslError("trust.ocsp");
  return toDer(i2d_OCSP_RESPONSE, response.get());
}

}  // namespace

OcspResponder::OcspResponder(RevokedNow revoked, OcspAuthority root, OcspAuthority issuing,
                             const Clock& clock)
    : revoked_(std::move(revoked)), root_(std::move(root)), issuing_(std::move(issuing)), clock_(clock) {}

const OcspAuthority* OcspResponder::authorityFor(OCSP_REQUEST* request) const {
  OCSP_CERTID* first = questionAt(request, 0);
  for (const OcspAuthority* authority : {&issuing_, &root_})
    if (asksAbout(first, authority->ca.get())) return authority;
  return nullptr;
}

Result<Bytes> OcspResponder::answer(const Bytes& request) const {
  const auto* octets = reinterpret_cast<const unsigned char*>(request.data());
  const RequestPtr asked(d2i_OCSP_REQUEST(nullptr, &octets, static_cast<long>(request.size())));
  const int questions = asked ? OCSP_request_onereq_count(asked.get()) : 0;
  if (questions <= 0) return refusal(OCSP_RESPONSE_STATUS_MALFORMEDREQUEST);
  const OcspAuthority* authority = authorityFor(asked.get());
  if (authority == nullptr) return refusal(OCSP_RESPONSE_STATUS_UNAUTHORIZED);
  TDKT_ASSIGN(const Revocations revoked, revoked_());
  const BasicPtr reply(OCSP_BASICRESP_new());
  bool good = reply != nullptr;
  for (int i = 0; good && i < questions; ++i)
    good = addAnswer(reply.get(), questionAt(asked.get(), i), *authority, revoked, clock_.now());
  if (!good || OCSP_copy_nonce(reply.get(), asked.get()) == 0) return openSslError("trust.ocsp");
  return sign(reply.get(), authority->responder);
}

}  // namespace tdkt::trust
