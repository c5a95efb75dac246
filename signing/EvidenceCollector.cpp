#include "signing/EvidenceCollector.h"

#include <algorithm>

#include "signing/cms/Ocsp.h"
#include "signing/cms/OpenSsl.h"

namespace tdkt::signing {
namespace {

bool has(const std::vector<Bytes>& items, const Bytes& item) {
  return std::find(items.begin(), items.end(), item) != items.end();
}

}  // namespace

std::vector<Subject> subjectsOf(const Seal& seal) {
  std::vector<Subject> out;
  if (seal.stamp) out.push_back({*seal.stamp, *seal.stamp->at});
  if (seal.provenAt) out.push_back({seal.carried, *seal.provenAt});
  return out;
}

EvidenceCollector::EvidenceCollector(const ExtenderParts& parts, pdf::StoreContent present)
    : parts_(parts), present_(std::move(present)) {
  for (const Bytes& der : present_.certificates) {
    if (auto certificate = Certificate::fromDer(der)) certificates_.push_back(std::move(*certificate));
  }
  for (const Bytes& der : present_.ocspResponses) store(der, true);
  for (const Bytes& der : present_.crls) store(der, false);
}

Result<EvidenceCollector::Path> EvidenceCollector::pathOf(const Subject& subject) const {
  Path others = subject.carried.certificates;
  others.insert(others.end(), certificates_.begin(), certificates_.end());
  const Certificate& leaf = subject.carried.signer;
  const UtcTime moment = ssl::insidePeriod(leaf, subject.at);
  ssl::ChainResult built = ssl::buildChain(leaf, others, parts_.roots, moment);
  if (built.code != X509_V_OK) {
    return inputError("signing.extend.untrusted",
                      "no path to a trusted root: " + std::string(X509_verify_cert_error_string(built.code)),
                      leaf.commonName());
  }
  return std::move(built.chain);
}

/// What cannot be read proves nothing.
void EvidenceCollector::store(const Bytes& der, bool ocsp) {
  const auto stored = ocsp ? evidence_.addOcsp(der) : evidence_.addCrl(der);
  static_cast<void>(stored);
}

bool EvidenceCollector::isProven(const Certificate& certificate, const Certificate& issuer, UtcTime at) {
  return evidence_.check(certificate, issuer, at).state == RevocationState::kGood;
}

Result<bool> EvidenceCollector::isProven(const Subject& subject) {
  TDKT_ASSIGN(const Path path, pathOf(subject));
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    if (!isProven(path[i], path[i + 1], subject.at)) return false;
  }
  return true;
}

Result<Done> EvidenceCollector::collect(const Subject& subject, bool afresh) {
  TDKT_ASSIGN(const Path path, pathOf(subject));
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    if (!afresh && isProven(path[i], path[i + 1], subject.at)) continue;
    TDKT_CHECK(ask(path[i], path[i + 1], subject.at, 0));
    for (const Certificate& certificate : path) keepCertificate(certificate);
  }
  return Done{};
}

Result<Done> EvidenceCollector::ask(const Certificate& certificate, const Certificate& issuer,
                                    UtcTime provenAt, int depth) {
  const UtcTime now = parts_.clock.now();
  const RevocationAnswer answer = parts_.revocation.check(certificate, issuer, now);
  const bool later = answer.revokedAt && provenAt < *answer.revokedAt;
  if (answer.state == RevocationState::kRevoked && !later) {
    return deniedError("signing.certificate.revoked",
                       "revoked before the time that is proven for its signature", certificate.commonName());
  }
  if (answer.state == RevocationState::kUnknown || answer.der.empty()) {
    return unavailableError("signing.revocation.unknown", answer.detail, certificate.commonName());
  }
  return keep(answer, issuer, provenAt, depth);
}

Result<Done> EvidenceCollector::keep(const RevocationAnswer& answer, const Certificate& issuer,
                                     UtcTime provenAt, int depth) {
  const bool ocsp = answer.source == "ocsp";
  const std::vector<Bytes>& known = ocsp ? present_.ocspResponses : present_.crls;
  std::vector<Bytes>& list = ocsp ? additions_.ocspResponses : additions_.crls;
  if (!has(known, answer.der) && !has(list, answer.der)) {
    list.push_back(answer.der);
    store(answer.der, ocsp);
  }
  if (!ocsp) return Done{};
  const auto basic = cms::readOcsp(answer.der);
  const bool isSigned = basic && cms::isSignedFor(basic.get(), issuer, answer.producedAt);
  const auto delegate = isSigned ? cms::delegateOf(basic.get(), issuer) : std::nullopt;
  ssl::drainErrors();
  if (!delegate) return Done{};
  // One who answers in the issuer's name may have lost that right; whoever vouches for him is believed.
  keepCertificate(*delegate);
  if (depth > 0 || isProven(*delegate, issuer, provenAt)) return Done{};
  return ask(*delegate, issuer, provenAt, depth + 1);
}

void EvidenceCollector::keepCertificate(const Certificate& certificate) {
  const Bytes der = certificate.der();
  if (!has(present_.certificates, der) && !has(additions_.certificates, der))
    additions_.certificates.push_back(der);
}

}  // namespace tdkt::signing
