#include "signing/Verifier.h"

#include <algorithm>
#include <exception>
#include <set>

#include "signing/Reasons.h"
#include "signing/SignatureJudge.h"

namespace tdkt::signing {
namespace {

void fail(VerifyReport& report, std::string_view code) {
  report.verdict = worse(report.verdict, reasonEntry(code).verdict);
  report.reasons.push_back(reasonFor(code));
}

/// Where in the file the signature value stands: later signers stand further down.
std::uint64_t positionOf(const pdf::File& file, const pdf::Field& field) {
  const pdf::Ref* ref = pdf::at(field.dictionary, "V").as<pdf::Ref>();
  const pdf::Entry* entry = ref == nullptr ? nullptr : file.entry(ref->number);
  return entry == nullptr ? 0 : entry->offset;
}

std::vector<pdf::Field> signedFields(const pdf::File& file, std::vector<pdf::Field> fields) {
  fields.erase(std::remove_if(fields.begin(), fields.end(),
                              [](const pdf::Field& field) {
                                return !field.signature || pdf::at(field.dictionary, "V").isNull();
                              }),
               fields.end());
  std::stable_sort(fields.begin(), fields.end(), [&](const pdf::Field& a, const pdf::Field& b) {
    return positionOf(file, a) < positionOf(file, b);
  });
  return fields;
}

void judgeAll(const pdf::File& file, const std::vector<pdf::Field>& fields, const JudgeSettings& settings,
              VerifyReport& report) {
  std::set<std::uint64_t> places;
  for (const pdf::Field& field : fields) {
    SignatureReport signature = judgeSignature(file, field, settings);
    if (!places.insert(positionOf(file, field)).second) addReason(signature, "pdf.shared-value");
    report.verdict = worse(report.verdict, signature.verdict);
    report.signatures.push_back(std::move(signature));
  }
}

void judgeFile(const Bytes& octets, const JudgeSettings& settings, VerifyReport& report) {
  const auto file = pdf::File::open(octets);
  if (!file)
    return fail(report, file.error().code == "signing.pdf.encrypted" ? "pdf.encrypted" : "pdf.malformed");
  auto fields = file->fields();
  if (!fields || !file->pages()) return fail(report, "pdf.malformed");
  if (file->end() != octets.size()) fail(report, "pdf.trailing-bytes");
  const auto signatures = signedFields(*file, std::move(*fields));
  if (signatures.empty()) return fail(report, "pdf.no-signature");
  judgeAll(*file, signatures, settings, report);
}

}  // namespace

Verifier::Verifier(TrustSettings trust, RevocationSource* revocation)
    : trust_(std::move(trust)), revocation_(revocation) {}

VerifyReport Verifier::verify(const Bytes& pdf, UtcTime now) const {
  VerifyReport report;
  report.verdict = Verdict::kValid;
  report.sha256 = sha256Hex(pdf);
  try {
    judgeFile(pdf, JudgeSettings{trust_, revocation_, now}, report);
  } catch (const std::exception&) {
    fail(report, "pdf.malformed");
  }
  return report;
}

}  // namespace tdkt::signing
