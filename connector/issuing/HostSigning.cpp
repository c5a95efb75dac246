#include "connector/issuing/HostSigning.h"

#include "workflow/base/Log.h"
#include "workflow/base/Text.h"

namespace tdkt::issuing {
namespace {

bool isNamed(const ExpectedSigner& expected, const signing::SignatureReport& signature) {
  const std::string& wanted = expected.subject.empty() ? expected.printed : expected.subject;
  const auto same = [&wanted](const std::string& name) { return text::fold(name) == text::fold(wanted); };
  return same(signature.signer) || (expected.organisation && same(signature.organisation));
}

std::string reasonsOf(const signing::VerifyReport& report) {
  std::string out;
  for (const auto& reason : report.reasons) out += reason.code + " ";
  for (const auto& signature : report.signatures) {
    for (const auto& reason : signature.reasons) out += reason.code + " ";
  }
  return out;
}

}  // namespace

Result<Done> HostSigning::signAll(const std::string& number, const std::vector<IssuedFile>& files,
                                  FileState to) {
  std::size_t waiting = 0;
  std::string words;
  for (const IssuedFile& file : files) {
    if (file.state >= to) continue;
    if (to == FileState::kOrganisationSigned) {
      // Both signatures came together and were checked together.
      TDKT_CHECK(parts_.issueRegister.advance(file.verifyId, to, file.personSha256));
      continue;
    }
    TDKT_ASSIGN(const std::string left, pursue(number, file));
    if (left.empty()) continue;
    ++waiting;
    words = left;
  }
  if (waiting == 0) return Done{};
  return unavailableError("signing-host.waiting",
                          std::to_string(waiting) + " of " + std::to_string(files.size()) +
                              " files wait for a signer in the e-office (" + words + ")");
}

/// Empty when the file is signed and ours; else what the host says of it.
Result<std::string> HostSigning::pursue(const std::string& number, const IssuedFile& file) {
  TDKT_ASSIGN(const auto state, parts_.host.state(file.verifyId));
  switch (state.progress) {
    case office::SigningProgress::kUnknown: {
      TDKT_ASSIGN(const Bytes pdf, parts_.blobs.get(file.renderedSha256));
      TDKT_CHECK(parts_.host.submit({file.verifyId, number, file.name, file.name, pdf}));
      log::info("signing-host.submitted", {{"file", file.verifyId}});
      return std::string("handed over");
    }
    case office::SigningProgress::kRefused:
      return deniedError("signing-host.declined", "a signer in the e-office refused: " + state.comment,
                         file.name);
    case office::SigningProgress::kSigned:
      TDKT_CHECK(take(file));
      return std::string();
    case office::SigningProgress::kWaiting:
      break;
  }
  return state.comment.empty() ? std::string("waiting") : state.comment;
}

Result<Done> HostSigning::take(const IssuedFile& file) {
  TDKT_ASSIGN(const Bytes pdf, parts_.host.fetch(file.verifyId));
  TDKT_ASSIGN(const Bytes ours, parts_.blobs.get(file.renderedSha256));
  if (pdf.size() <= ours.size() || pdf.compare(0, ours.size(), ours) != 0)
    return corruptError("signing-host.changed", "what came back is not our file with signatures appended",
                        file.name);
  TDKT_CHECK(check(file, pdf));
  TDKT_ASSIGN(const std::string sha256, parts_.blobs.put(pdf));
  return parts_.issueRegister.advance(file.verifyId, FileState::kPersonSigned, sha256);
}

Result<Done> HostSigning::check(const IssuedFile& file, const Bytes& pdf) const {
  const auto report = parts_.verifier.verify(pdf, parts_.clock.now());
  if (report.verdict == signing::Verdict::kIndeterminate)
    return unavailableError("signing-host.undetermined", "our verifier cannot tell yet: " + reasonsOf(report),
                            file.name);
  if (report.verdict != signing::Verdict::kValid)
    return corruptError("signing-host.invalid", "our verifier refuses it: " + reasonsOf(report), file.name);
  std::vector<const signing::SignatureReport*> people;
  for (const auto& signature : report.signatures) {
    if (signature.kind == signing::SignatureKind::kSignature) people.push_back(&signature);
  }
  if (people.size() != 2 || !isNamed(person_, *people[0]) || !isNamed(organisation_, *people[1]))
    return corruptError("signing-host.invalid",
                        "not signed by the person and the organisation printed, in that order", file.name);
  return Done{};
}

}  // namespace tdkt::issuing
