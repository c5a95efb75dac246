#include "connector/issuing/SignerPreflight.h"

#include <algorithm>

namespace tdkt::issuing {
namespace {

/// A seal is the organisation's by its CN or by its O; what fits neither is told as the wrong O.
signing::ExpectedSigner question(const signing::Certificate& leaf, const ExpectedSigner& expected,
                                 const std::string& wanted) {
  if (!expected.organisation) return {wanted, ""};
  if (signing::sameName(wanted, leaf.commonName())) return {};
  return {"", wanted};
}

bool isAboutTheName(const Error& error) {
  return error.code == "signing.certificate.person" || error.code == "signing.certificate.organisation";
}

bool passes(const Error& error) {
  return error.kind == ErrorKind::kUnavailable;
}

std::string reasonsOf(const std::vector<Error>& findings) {
  std::string out;
  for (const Error& finding : findings)
    out += (out.empty() ? "" : "; ") + finding.code + ": " + finding.detail;
  return out;
}

}  // namespace

ExpectedSigner expectedSigner(const std::string& printed, const SubjectSpellings& spellings,
                              bool organisation) {
  const auto spelling = spellings.find(printed);
  return {printed, spelling == spellings.end() ? std::string() : spelling->second, organisation};
}

Result<Done> checkSigner(const signing::KeyHolder& key, const ExpectedSigner& expected,
                         const std::vector<signing::Certificate>& roots,
                         signing::RevocationSource& revocation, UtcTime now) {
  const signing::CertificateChain& chain = key.chain();
  const std::string& wanted = expected.subject.empty() ? expected.printed : expected.subject;
  const signing::ExpectedSigner who =
      chain.empty() ? signing::ExpectedSigner() : question(chain.front(), expected, wanted);
  auto findings = signing::preflight({chain, who, key.algorithm(), roots, revocation, now});
  if (wanted.empty()) {
    findings.push_back(
        deniedError(expected.organisation ? "signing.certificate.organisation" : "signing.certificate.person",
                    "nobody is printed as the signer"));
  }
  if (findings.empty()) return Done{};
  for (Error& finding : findings) {
    if (!isAboutTheName(finding)) continue;
    finding.detail += " (if it is the same one, map the spelling in signing.expectedSubject)";
    finding.field = "“" + expected.printed + "” / “" + finding.field + "”";
  }
  const auto lasting = std::find_if_not(findings.begin(), findings.end(), passes);
  Error out = lasting == findings.end() ? findings.front() : *lasting;
  out.detail = reasonsOf(findings);
  return out;
}

}  // namespace tdkt::issuing
