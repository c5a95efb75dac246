#include "signing/Revocation.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <map>
#include <mutex>

#include "signing/cms/Ocsp.h"

namespace tdkt::signing {
namespace {

using Crl = ssl::Owned<X509_CRL, X509_CRL_free>;
using Request = ssl::Owned<OCSP_REQUEST, OCSP_REQUEST_free>;
using cms::OcspBasic;
using CertId = ssl::Owned<OCSP_CERTID, OCSP_CERTID_free>;

/// A revocation that tells no date holds from the beginning.
constexpr UtcTime kEverSince{0};

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

using IssuingPoint = ssl::Owned<ISSUING_DIST_POINT, ISSUING_DIST_POINT_free>;
using PointList = ssl::Owned<CRL_DIST_POINTS, CRL_DIST_POINTS_free>;

bool shareAName(const GENERAL_NAMES* a, const GENERAL_NAMES* b) {
  for (int i = 0; i < sk_GENERAL_NAME_num(a); ++i) {
    for (int j = 0; j < sk_GENERAL_NAME_num(b); ++j) {
      GENERAL_NAME* left = sk_GENERAL_NAME_value(a, i);
      if (GENERAL_NAME_cmp(left, sk_GENERAL_NAME_value(b, j)) == 0) return true;
    }
  }
  return false;
}

/// Is one of the certificate's own distribution points the one this list was made for?
bool pointsTo(const Certificate& certificate, const DIST_POINT_NAME* name) {
  if (name == nullptr) return true;
  if (name->type != 0) return false;  // relative names are not followed
  const PointList points(static_cast<CRL_DIST_POINTS*>(
      X509_get_ext_d2i(certificate.native(), NID_crl_distribution_points, nullptr, nullptr)));
  for (int i = 0; points && i < sk_DIST_POINT_num(points.get()); ++i) {
    const DIST_POINT* point = sk_DIST_POINT_value(points.get(), i);
    const bool whole = point->reasons == nullptr && point->CRLissuer == nullptr;
    if (whole && point->distpoint != nullptr && point->distpoint->type == 0 &&
        shareAName(point->distpoint->name.fullname, name->name.fullname)) {
      return true;
    }
  }
  return false;
}

/// Lists about a part of the certificates prove nothing about the rest; indirect and delta lists are not
/// read. Source: RFC 5280 §5.2.5, §6.3.3 (b).
bool concerns(const X509_CRL* crl, const Certificate& certificate) {
  if (X509_CRL_get_ext_by_NID(crl, NID_delta_crl, -1) >= 0) return false;
  if (X509_CRL_get_ext_by_NID(crl, NID_issuing_distribution_point, -1) < 0) return true;
  const IssuingPoint point(static_cast<ISSUING_DIST_POINT*>(
      X509_CRL_get_ext_d2i(crl, NID_issuing_distribution_point, nullptr, nullptr)));
  if (!point || point->indirectCRL > 0 || point->onlyattr > 0 || point->onlysomereasons != nullptr)
    return false;
  const bool authority = X509_check_ca(ssl::shared(certificate)) > 0;
  if ((point->onlyuser > 0 && authority) || (point->onlyCA > 0 && !authority)) return false;
  return pointsTo(certificate, point->distpoint);
}

bool isBy(X509_CRL* crl, const Certificate& issuer) {
  return X509_NAME_cmp(X509_CRL_get_issuer(crl), X509_get_subject_name(issuer.native())) == 0 &&
         (X509_get_key_usage(ssl::shared(issuer)) & KU_CRL_SIGN) != 0 &&
         X509_CRL_verify(crl, X509_get0_pubkey(issuer.native())) == 1;
}

/// The part both kinds of evidence share: does it reach `at`, and was the certificate still remembered?
const char* faultOf(const RevocationAnswer& answer, const Certificate& certificate, UtcTime at) {
  const UtcTime end = answer.nextUpdate.value_or(answer.producedAt.plus(std::chrono::hours(24)));
  if (end < at) return "the evidence is older than the time asked about";
  if (certificate.notAfter() < answer.producedAt && !answer.revokedAt)
    return "the certificate had ended before the evidence was made";
  return nullptr;
}

RevocationAnswer settled(RevocationAnswer answer, const Certificate& certificate, UtcTime at) {
  if (const char* fault = faultOf(answer, certificate, at)) return unknown(answer.source.c_str(), fault);
  const bool revoked = answer.revokedAt && *answer.revokedAt <= at;
  answer.state = revoked ? RevocationState::kRevoked : RevocationState::kGood;
  return answer;
}

RevocationAnswer askCrl(X509_CRL* crl, const Certificate& certificate, UtcTime at) {
  const auto produced = ssl::timeOf(X509_CRL_get0_lastUpdate(crl));
  RevocationAnswer out;
  out.source = "crl";
  out.nextUpdate = ssl::timeOf(X509_CRL_get0_nextUpdate(crl));
  if (!produced || !out.nextUpdate) return unknown("crl", "the list tells no times");
  out.producedAt = *produced;
  X509_REVOKED* row = nullptr;
  if (X509_CRL_get0_by_serial(crl, &row, X509_get0_serialNumber(certificate.native())) == 1) {
    const auto since = row == nullptr ? std::nullopt : ssl::timeOf(X509_REVOKED_get0_revocationDate(row));
    out.revokedAt = since.value_or(kEverSince);
  }
  return settled(std::move(out), certificate, at);
}

CertId idOf(const Certificate& certificate, const Certificate& issuer) {
  return CertId(OCSP_cert_to_id(EVP_sha1(), certificate.native(), issuer.native()));
}

struct OcspTimes {
  ASN1_GENERALIZEDTIME* revoked = nullptr;
  ASN1_GENERALIZEDTIME* thisUpdate = nullptr;
  ASN1_GENERALIZEDTIME* nextUpdate = nullptr;
};

/// Answers name certificates by a digest of their own choice.
OCSP_SINGLERESP* findSingle(OCSP_BASICRESP* basic, const Certificate& certificate,
                            const Certificate& issuer) {
  for (int i = 0; i < OCSP_resp_count(basic) && i < 64; ++i) {
    OCSP_SINGLERESP* single = OCSP_resp_get0(basic, i);
    auto* named = const_cast<OCSP_CERTID*>(OCSP_SINGLERESP_get0_id(single));
    ASN1_OBJECT* digest = nullptr;
    OCSP_id_get0_info(nullptr, &digest, nullptr, nullptr, named);
    const EVP_MD* method = digest == nullptr ? nullptr : EVP_get_digestbyobj(digest);
    if (method == nullptr) continue;
    const CertId own(OCSP_cert_to_id(method, certificate.native(), issuer.native()));
    if (own && OCSP_id_cmp(own.get(), named) == 0) return single;
  }
  return nullptr;
}

RevocationAnswer readAnswer(OCSP_BASICRESP* basic, const Certificate& certificate, const Certificate& issuer,
                            UtcTime at) {
  OCSP_SINGLERESP* single = findSingle(basic, certificate, issuer);
  if (single == nullptr) return unknown("ocsp", "the answer is about another certificate");
  int reason = 0;
  OcspTimes times;
  const int status =
      OCSP_single_get0_status(single, &reason, &times.revoked, &times.thisUpdate, &times.nextUpdate);
  const auto produced = ssl::timeOf(times.thisUpdate);
  if (!produced || !cms::isSignedFor(basic, issuer, *produced))
    return unknown("ocsp", "the answer is not signed for the issuer");
  RevocationAnswer out;
  out.source = "ocsp";
  out.producedAt = *produced;
  out.nextUpdate = ssl::timeOf(times.nextUpdate);
  if (status == V_OCSP_CERTSTATUS_REVOKED) {
    out.revokedAt = ssl::timeOf(times.revoked).value_or(kEverSince);
  } else if (status != V_OCSP_CERTSTATUS_GOOD) {
    return unknown("ocsp", "the responder does not know the certificate");
  }
  return settled(std::move(out), certificate, at);
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

}  // namespace

/// A list, and which issuers it was already found to be signed by: that costs far more than the look-up.
struct StoredSource::List {
  Crl crl;
  Bytes der;
  mutable std::mutex mutex;
  mutable std::map<Bytes, bool> signedBy;

  bool isSignedBy(const Certificate& issuer) const {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    if (X509_digest(issuer.native(), EVP_sha256(), digest, &length) != 1) return false;
    const Bytes key(reinterpret_cast<char*>(digest), length);
    const std::lock_guard lock(mutex);
    if (const auto known = signedBy.find(key); known != signedBy.end()) return known->second;
    if (signedBy.size() > 256) signedBy.clear();
    return signedBy[key] = isBy(crl.get(), issuer);
  }
};

struct StoredSource::Answer {
  OcspBasic basic;
  Bytes der;
};

Result<Done> StoredSource::addCrl(std::string_view pemOrDer) {
  auto list = std::make_shared<List>();
  list->crl = readCrl(pemOrDer);
  if (!list->crl) return inputError("signing.crl.malformed", ssl::drainErrors());
  list->der = ssl::encode(list->crl.get(), i2d_X509_CRL);
  lists_.push_back(std::move(list));
  return Done{};
}

Result<Done> StoredSource::addOcsp(std::string_view der) {
  auto answer = std::make_shared<Answer>();
  answer->basic = cms::readOcsp(der);
  if (!answer->basic) return inputError("signing.ocsp.malformed", ssl::drainErrors());
  answer->der = Bytes(der);
  answers_.push_back(std::move(answer));
  return Done{};
}

RevocationAnswer preferred(RevocationAnswer a, RevocationAnswer b) {
  const auto rank = [](const RevocationAnswer& answer) {
    return answer.state == RevocationState::kRevoked ? 2 : answer.state == RevocationState::kGood ? 1 : 0;
  };
  // Word of a revocation that came later beats older evidence that could not know it.
  const bool second = rank(a) == rank(b) ? b.producedAt >= a.producedAt : rank(b) > rank(a);
  return second ? std::move(b) : std::move(a);
}

RevocationAnswer StoredSource::check(const Certificate& certificate, const Certificate& issuer, UtcTime at) {
  RevocationAnswer best = unknown("", "no evidence of this issuer");
  for (const auto& list : lists_) {
    if (!concerns(list->crl.get(), certificate) || !list->isSignedBy(issuer)) continue;
    RevocationAnswer answer = askCrl(list->crl.get(), certificate, at);
    if (answer.state != RevocationState::kUnknown) answer.der = list->der;
    best = preferred(std::move(best), std::move(answer));
  }
  for (const auto& stored : answers_) {
    RevocationAnswer answer = readAnswer(stored->basic.get(), certificate, issuer, at);
    if (answer.state != RevocationState::kUnknown) answer.der = stored->der;
    best = preferred(std::move(best), std::move(answer));
  }
  ssl::drainErrors();
  return best;
}

OcspSource::OcspSource(std::string url, Transport& transport, Random& random)
    : url_(std::move(url)), transport_(transport), random_(random) {}

RevocationAnswer OcspSource::check(const Certificate& certificate, const Certificate& issuer, UtcTime at) {
  const Request request = makeRequest(idOf(certificate, issuer), random_);
  if (!request) return unknown("ocsp", "the request could not be made");
  const auto reply =
      transport_.post(url_, "application/ocsp-request", ssl::encode(request.get(), i2d_OCSP_REQUEST));
  if (!reply) return unknown("ocsp", reply.error().code);
  if (reply->status != 200) return unknown("ocsp", "HTTP " + std::to_string(reply->status));
  const OcspBasic basic = cms::readOcsp(reply->body);
  if (!basic) return unknown("ocsp", "not a successful answer");
  // 0 means another nonce; an answer without one is judged by its times alone.
  if (OCSP_check_nonce(request.get(), basic.get()) == 0)
    return unknown("ocsp", "the answer is for another request");
  RevocationAnswer answer = readAnswer(basic.get(), certificate, issuer, at);
  if (answer.state != RevocationState::kUnknown) answer.der = reply->body;
  return answer;
}

}  // namespace tdkt::signing
