#include "signing/Verifier.h"

#include <algorithm>
#include <exception>
#include <set>

#include "signing/Reasons.h"
#include "signing/SignatureJudge.h"

namespace tdkt::signing {
namespace {

/// Each signature costs a comparison of two revisions; no lawful file comes near.
constexpr std::size_t kMaxSignatures = 256;

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
              HashedOctets& octets, VerifyReport& report) {
  std::vector<SignatureFacts> facts;
  std::set<std::uint64_t> places;
  for (const pdf::Field& field : fields) {
    facts.push_back(readSignature(file, field, octets, settings.memory, settings.references));
    if (!places.insert(positionOf(file, field)).second) addReason(facts.back().report, "pdf.shared-value");
  }
  judgeSignatures(file, facts, settings);
  for (SignatureFacts& one : facts) {
    report.verdict = worse(report.verdict, one.report.verdict);
    report.signatures.push_back(std::move(one.report));
  }
}

/// Time-stamps alone say when, never who.
bool hasSigner(const VerifyReport& report) {
  return std::any_of(report.signatures.begin(), report.signatures.end(),
                     [](const SignatureReport& one) { return one.kind == SignatureKind::kSignature; });
}

void judgeFile(HashedOctets& octets, const JudgeSettings& settings, VerifyReport& report) {
  const auto file = pdf::File::open(octets.view());
  if (!file)
    return fail(report, file.error().code == "signing.pdf.encrypted" ? "pdf.encrypted" : "pdf.malformed");
  auto fields = file->fields();
  if (!fields || !file->pages()) return fail(report, "pdf.malformed");
  if (file->end() != octets.size()) fail(report, "pdf.trailing-bytes");
  const auto signatures = signedFields(*file, std::move(*fields));
  if (signatures.size() > kMaxSignatures) return fail(report, "pdf.malformed");
  judgeAll(*file, signatures, settings, octets, report);
  if (!hasSigner(report)) fail(report, "pdf.no-signature");
}

}  // namespace

Verifier::Verifier(TrustSettings trust, RevocationSource* revocation)
    : trust_(std::move(trust)),
      revocation_(revocation),
      memory_(std::make_shared<cms::CertificateMemory>()),
      paths_(std::make_shared<PathMemory>()),
      references_(std::make_shared<pdf::ReferenceMemory>()) {}

VerifyReport Verifier::verify(const Bytes& pdf, UtcTime now) const {
  HashedOctets octets = HashedOctets::borrowed(pdf);
  return verify(octets, now);
}

VerifyReport Verifier::verify(HashedOctets& pdf, UtcTime now) const {
  VerifyReport report;
  report.verdict = Verdict::kValid;
  try {
    judgeFile(pdf, {trust_, revocation_, now, memory_.get(), paths_.get(), references_.get()}, report);
  } catch (const std::exception&) {
    fail(report, "pdf.malformed");
  }
  report.sha256 = pdf.sha256Hex();
  return report;
}

}  // namespace tdkt::signing
