#include "signing/SignerPreflight.h"

#include "signing/cms/CmsBuilder.h"
#include "signing/cms/OpenSsl.h"
#include "workflow/base/Text.h"

namespace tdkt::signing {
namespace {

/// One form for names that differ in case, spaces or composition only.
std::string comparable(const std::string& name) {
  const auto clean = text::cleanName(name);
  return text::upper(clean ? *clean : name);
}

class Preflight {
 public:
  explicit Preflight(const PreflightQuestion& question) : question_(question) {}

  std::vector<Error> run() {
    if (question_.chain.empty()) return {inputError("signing.certificate.none", "no certificate was given")};
    checkLeaf(question_.chain.front());
    checkSubject(question_.chain.front());
    checkPath(question_.chain.front());
    return std::move(findings_);
  }

 private:
  void deny(const char* code, std::string detail, std::string field) {
    findings_.push_back(deniedError(code, std::move(detail), std::move(field)));
  }

  void checkLeaf(const Certificate& leaf) {
    if (question_.now < leaf.notBefore())
      deny("signing.certificate.early", "valid from " + isoUtc(leaf.notBefore()), leaf.commonName());
    if (leaf.notAfter() < question_.now)
      deny("signing.certificate.expired", "valid until " + isoUtc(leaf.notAfter()), leaf.commonName());
    if (!leaf.maySignDocuments())
      deny("signing.certificate.usage", "key usage forbids signing documents", leaf.commonName());
    const auto fit = cms::checkFit(leaf, question_.algorithm.value_or(defaultAlgorithm(leaf)));
    if (!fit) findings_.push_back(fit.error());
  }

  void checkSubject(const Certificate& leaf) {
    const ExpectedSigner& expected = question_.expected;
    if (!expected.name.empty() && !sameName(expected.name, leaf.commonName()))
      deny("signing.certificate.person", "the document names another signer", leaf.commonName());
    if (!expected.organisation.empty() && !sameName(expected.organisation, leaf.organisation()))
      deny("signing.certificate.organisation", "the document is another organisation's", leaf.organisation());
  }

  void checkPath(const Certificate& leaf) {
    // Outside its own period the rest is judged at the nearest end of it, so that other faults still show.
    const UtcTime moment = ssl::insidePeriod(leaf, question_.now);
    const auto built = ssl::buildChain(leaf, question_.chain, question_.roots, moment);
    if (built.code != X509_V_OK) {
      return deny("signing.certificate.untrusted", X509_verify_cert_error_string(built.code),
                  leaf.commonName());
    }
    for (std::size_t i = 0; i + 1 < built.chain.size(); ++i)
      checkRevocation(built.chain[i], built.chain[i + 1]);
  }

  void checkRevocation(const Certificate& certificate, const Certificate& issuer) {
    const auto answer = question_.revocation.check(certificate, issuer, question_.now);
    if (answer.state == RevocationState::kRevoked)
      deny("signing.certificate.revoked", "told by " + answer.source, certificate.commonName());
    if (answer.state == RevocationState::kUnknown)
      findings_.push_back(
          unavailableError("signing.revocation.unknown", answer.detail, certificate.commonName()));
  }

  const PreflightQuestion& question_;
  std::vector<Error> findings_;
};

}  // namespace

bool sameName(const std::string& one, const std::string& other) {
  return comparable(one) == comparable(other);
}

std::vector<Error> preflight(const PreflightQuestion& question) {
  return Preflight(question).run();
}

}  // namespace tdkt::signing
