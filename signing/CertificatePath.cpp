#include "signing/CertificatePath.h"

#include <openssl/x509v3.h>

#include <algorithm>

#include "signing/cms/OpenSsl.h"

namespace tdkt::signing {
namespace {

const char* codeOf(int code) {
  switch (code) {
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_CERT_UNTRUSTED:
      return "chain.untrusted";
    default:
      return "chain.invalid";
  }
}

class PathJudge {
 public:
  PathJudge(const PathQuestion& question, const PathSources& sources)
      : question_(question), sources_(sources) {}

  PathAnswer run() {
    if (!build()) return std::move(answer_);
    checkAnchor();
    checkAlgorithms();
    checkRevocation();
    return std::move(answer_);
  }

 private:
  void find(const char* code) { answer_.findings.emplace_back(code); }

  bool build() {
    const Certificate& leaf = question_.leaf;
    const UtcTime moment =
        std::clamp(question_.at, leaf.notBefore(), std::max(leaf.notBefore(), leaf.notAfter()));
    std::vector<Certificate> helpers = question_.carried;
    const auto& stored = sources_.inFile.certificates;
    helpers.insert(helpers.end(), stored.begin(), stored.end());
    PathMemory::Built built =
        builtPath({leaf, std::move(helpers), question_.timeStamp, moment.millis / 1000});
    answer_.chain = std::move(built.chain);
    if (built.code != X509_V_OK) find(codeOf(built.code));
    return built.code == X509_V_OK && !answer_.chain.empty();
  }

  PathMemory::Built builtPath(PathMemory::Key key) const {
    if (sources_.memory != nullptr) {
      if (auto known = sources_.memory->find(key)) return std::move(*known);
    }
    ssl::ChainResult fresh =
        ssl::buildChain(key.leaf, key.helpers, sources_.trust.candidates(key.timeStamp),
                        UtcTime{key.second * 1000}, key.timeStamp ? X509_PURPOSE_TIMESTAMP_SIGN : 0);
    PathMemory::Built out{fresh.code, std::move(fresh.chain)};
    if (sources_.memory != nullptr) sources_.memory->keep(std::move(key), out);
    return out;
  }

  void checkAnchor() {
    if (!sources_.trust.trusts(answer_.chain.back(), question_.timeStamp, question_.at))
      find("chain.not-trusted-then");
  }

  void checkAlgorithms() {
    const AlgorithmPolicy& policy = sources_.trust.algorithms;
    bool strong = true;
    for (std::size_t i = 0; i < answer_.chain.size(); ++i) {
      const Certificate& one = answer_.chain[i];
      // Nobody relies on an anchor's signature over itself.
      const bool last = i + 1 == answer_.chain.size();
      strong = strong && policy.accepts(one.keyAlgorithm(), one.keyBits(), question_.at) &&
               (last || policy.accepts(one.signatureDigest(), 0, question_.at));
    }
    if (!strong) find("chain.weak-algorithm");
  }

  void checkRevocation() {
    for (std::size_t i = 0; i < answer_.chain.size(); ++i) {
      answer_.path.push_back(describe(answer_.chain[i]));
      PathCertificate& entry = answer_.path.back();
      if (i + 1 == answer_.chain.size()) {
        entry.revocation = "anchor";  // only its owner can withdraw it, by the trust list
        break;
      }
      const RevocationAnswer answer = ask(answer_.chain[i], answer_.chain[i + 1], entry);
      if (answer.state == RevocationState::kRevoked)
        find(i == 0 ? "revocation.revoked" : "revocation.ca-revoked");
      if (answer.state == RevocationState::kUnknown) find("revocation.unknown");
      if (i == 0 && answer.state == RevocationState::kGood && answer.revokedAt) answer_.revokedSince = true;
    }
  }

  /// Both are asked: what the file carries may be older than a revocation that is known outside.
  RevocationAnswer ask(const Certificate& certificate, const Certificate& issuer, PathCertificate& entry) {
    RevocationAnswer answer = sources_.inFile.revocation.check(certificate, issuer, question_.at);
    entry.inFile = answer.state != RevocationState::kUnknown;
    if (sources_.outside != nullptr)
      answer = preferred(std::move(answer), sources_.outside->check(certificate, issuer, question_.at));
    const bool known = answer.state != RevocationState::kUnknown;
    entry.revocation = answer.state == RevocationState::kGood ? "good" : known ? "revoked" : "unknown";
    entry.source = answer.source;
    if (known) entry.producedAt = answer.producedAt;
    entry.revokedAt = answer.revokedAt;
    return answer;
  }

  static PathCertificate describe(const Certificate& certificate) {
    PathCertificate out;
    out.name = certificate.commonName();
    out.serial = certificate.serialHex();
    out.issuer = certificate.issuerName();
    out.notBefore = certificate.notBefore();
    out.notAfter = certificate.notAfter();
    return out;
  }

  const PathQuestion& question_;
  const PathSources& sources_;
  PathAnswer answer_;
};

}  // namespace

std::optional<PathMemory::Built> PathMemory::find(const Key& key) const {
  // The very same objects, which CertificateMemory hands out again: comparing octets would cost more.
  const auto isThis = [](const Certificate& a, const Certificate& b) { return a.native() == b.native(); };
  const std::lock_guard guard(mutex_);
  for (const auto& [asked, built] : known_) {
    const bool same = asked.second == key.second && asked.timeStamp == key.timeStamp &&
                      isThis(asked.leaf, key.leaf) &&
                      std::equal(asked.helpers.begin(), asked.helpers.end(), key.helpers.begin(),
                                 key.helpers.end(), isThis);
    if (same) return built;
  }
  return std::nullopt;
}

void PathMemory::keep(Key key, Built built) {
  const std::lock_guard guard(mutex_);
  known_.emplace_front(std::move(key), std::move(built));
  if (known_.size() > kMost) known_.pop_back();
}

PathAnswer judgePath(const PathQuestion& question, const PathSources& sources) {
  return PathJudge(question, sources).run();
}

bool isProvenBy(Evidence& evidence, const std::vector<Certificate>& chain, UtcTime at) {
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
    const auto answer = evidence.revocation.check(chain[i], chain[i + 1], at);
    if (answer.state != RevocationState::kGood) return false;
  }
  return evidence.any;
}

}  // namespace tdkt::signing
