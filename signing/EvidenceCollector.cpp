#include "signing/EvidenceCollector.h"

#include <algorithm>

#include "signing/cms/OcspProof.h"
#include "signing/cms/OpenSsl.h"

namespace tdkt::signing {
namespace {

bool has(const std::vector<Bytes>& items, const Bytes& item) {
  return std::find(items.begin(), items.end(), item) != items.end();
}

/// A revocation after the time that counts does not touch the signature.
bool isGoodAt(bool good, const std::optional<UtcTime>& revokedAt, UtcTime at) {
  return good || (revokedAt && at < *revokedAt);
}

bool ocspProves(const Bytes& response, const Certificate& certificate, const Certificate& issuer,
                UtcTime at) {
  const auto proof = cms::readOcspProof(response, certificate, issuer);
  return proof && at <= proof->until && isGoodAt(proof->good, proof->revokedAt, at);
}

bool crlProves(const Bytes& crl, const Certificate& certificate, const Certificate& issuer, UtcTime at) {
  CrlSource source;
  if (!source.add(crl)) return false;
  const RevocationAnswer answer = source.check(certificate, issuer, at);
  return answer.state == RevocationState::kGood;
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

bool EvidenceCollector::isProven(const Certificate& certificate, const Certificate& issuer,
                                 UtcTime at) const {
  const auto ocsp = [&](const Bytes& der) { return ocspProves(der, certificate, issuer, at); };
  const auto crl = [&](const Bytes& der) { return crlProves(der, certificate, issuer, at); };
  for (const pdf::StoreContent* store : {&present_, &additions_}) {
    if (std::any_of(store->ocspResponses.begin(), store->ocspResponses.end(), ocsp)) return true;
    if (std::any_of(store->crls.begin(), store->crls.end(), crl)) return true;
  }
  return false;
}

Result<bool> EvidenceCollector::isProven(const Subject& subject) const {
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
  return keep(answer, certificate, issuer, provenAt, depth);
}

Result<Done> EvidenceCollector::keep(const RevocationAnswer& answer, const Certificate& certificate,
                                     const Certificate& issuer, UtcTime provenAt, int depth) {
  const bool ocsp = answer.source == "ocsp";
  const std::vector<Bytes>& known = ocsp ? present_.ocspResponses : present_.crls;
  std::vector<Bytes>& list = ocsp ? additions_.ocspResponses : additions_.crls;
  if (!has(known, answer.der) && !has(list, answer.der)) list.push_back(answer.der);
  if (!ocsp) return Done{};
  const auto proof = cms::readOcspProof(answer.der, certificate, issuer);
  if (!proof || !proof->delegate) return Done{};
  // One who answers in the issuer's name may have lost that right; whoever vouches for him is believed.
  keepCertificate(*proof->delegate);
  if (depth > 0 || isProven(*proof->delegate, issuer, provenAt)) return Done{};
  return ask(*proof->delegate, issuer, provenAt, depth + 1);
}

void EvidenceCollector::keepCertificate(const Certificate& certificate) {
  const Bytes der = certificate.der();
  if (!has(present_.certificates, der) && !has(additions_.certificates, der))
    additions_.certificates.push_back(der);
}

}  // namespace tdkt::signing
