#include "connector/issuing/SignerPreflight.h"

#include "workflow/base/Text.h"

namespace tdkt::issuing {
namespace {

/// What is compared: NFC, capitals, one space between words.
std::string comparable(const std::string& name) {
  const auto clean = text::cleanName(name);
  return text::upper(clean ? *clean : name);
}

bool names(const signing::Certificate& certificate, const ExpectedSigner& expected) {
  const std::string wanted = comparable(expected.subject.empty() ? expected.printed : expected.subject);
  if (wanted.empty()) return false;
  return comparable(certificate.commonName()) == wanted ||
         (expected.organisation && comparable(certificate.organisation()) == wanted);
}

}  // namespace

ExpectedSigner expectedSigner(const std::string& printed, const SubjectSpellings& spellings,
                              bool organisation) {
  const auto spelling = spellings.find(printed);
  return {printed, spelling == spellings.end() ? std::string() : spelling->second, organisation};
}

Result<Done> checkSigner(const signing::CertificateChain& chain, const ExpectedSigner& expected,
                         UtcTime now) {
  if (chain.size() < 2)
    return deniedError("issuing.certificate.issuer", "the issuer's certificate is not configured");
  const signing::Certificate& leaf = chain.front();
  if (now < leaf.notBefore() || leaf.notAfter() < now) {
    return deniedError("issuing.certificate.expired", "the signing certificate is not valid now",
                       leaf.serialHex());
  }
  if (!leaf.maySignDocuments())
    return deniedError("issuing.certificate.usage", "the certificate is not meant for signing",
                       leaf.serialHex());
  if (names(leaf, expected)) return Done{};
  // Both names in the detail: the desk shows it, and both stand on every decision this office publishes.
  const std::string both = "“" + expected.printed + "” / “" + leaf.commonName() + "”";
  return deniedError("issuing.certificate.subject",
                     "printed signer / certificate: " + both +
                         "; if they are the same, map the spelling in signing.expectedSubject",
                     both);
}

Result<Done> checkNotRevoked(const signing::CertificateChain& chain, signing::RevocationSource& revocation,
                             UtcTime now) {
  const auto answer = revocation.check(chain.front(), chain.at(1), now);
  switch (answer.state) {
    case signing::RevocationState::kGood:
      return Done{};
    case signing::RevocationState::kRevoked:
      return deniedError("issuing.certificate.revoked", "the signing certificate is revoked",
                         chain.front().serialHex());
    case signing::RevocationState::kUnknown:
      return unavailableError("issuing.certificate.unknown",
                              "revocation cannot be told now: " + answer.detail);
  }
  return bugError("issuing.certificate", "unreachable");
}

}  // namespace tdkt::issuing
