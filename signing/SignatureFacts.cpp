#include "signing/SignatureFacts.h"

#include <algorithm>

#include "signing/Reasons.h"
#include "signing/pdf/RevisionDiff.h"

namespace tdkt::signing {
namespace {

using pdf::at;

/// "D:20261120150405+07'00'" as an instant; the zone may be Z or absent (then UTC).
std::optional<UtcTime> timeOfPdfDate(std::string_view text) {
  if (text.substr(0, 2) != "D:" || text.size() < 16) return std::nullopt;
  const auto part = [&](std::size_t from, std::size_t count) {
    return std::string(text.substr(from, count));
  };
  std::string zone = "Z";
  if (text.size() >= 19 && (text[16] == '+' || text[16] == '-')) {
    zone = part(16, 3) + ":" + (text.size() >= 22 ? part(20, 2) : "00");
  }
  return parseIso(part(2, 4) + "-" + part(6, 2) + "-" + part(8, 2) + "T" + part(10, 2) + ":" + part(12, 2) +
                  ":" + part(14, 2) + zone);
}

class FactsReader {
 public:
  FactsReader(const pdf::File& file, const pdf::Field& field, HashedOctets& octets,
              cms::CertificateMemory* memory, pdf::ReferenceMemory* references)
      : file_(file), field_(field), octets_(octets), memory_(memory), references_(references) {}

  SignatureFacts read() {
    report().field = field_.name;
    report().level = "unknown";
    report().verdict = Verdict::kValid;
    report().indication = "TOTAL-PASSED";
    const pdf::Dictionary* value = file_.dictionary(at(field_.dictionary, "V"));
    if (value == nullptr) {
      fail("pdf.contents");
      return std::move(facts_);
    }
    describe(*value);
    readRange(*value);
    if (facts_.range) {
      checkRevision();
      readContents(at(*value, "SubFilter"), at(*value, "Contents").as<pdf::String>()->octets);
    }
    return std::move(facts_);
  }

 private:
  SignatureReport& report() { return facts_.report; }
  void fail(std::string_view code) { addReason(facts_.report, code); }

  void describe(const pdf::Dictionary& value) {
    if (at(value, "SubFilter").isName("ETSI.RFC3161")) report().kind = SignatureKind::kDocumentTimeStamp;
    if (const auto* date = file_.resolve(at(value, "M")).as<pdf::String>()) {
      report().claimedTime = timeOfPdfDate(date->octets);
    }
  }

  void readRange(const pdf::Dictionary& value) {
    const auto range = signedRange(file_, value);
    if (!range) return fail("pdf.byte-range");
    if (!holeIsContents(value, *range)) return fail("pdf.contents");
    facts_.range = range;
    report().coversWholeFile = range->end == file_.octets().size();
  }

  /// The gap must be exactly the hex string that the signature dictionary itself holds as /Contents.
  bool holeIsContents(const pdf::Dictionary& value, const SignedRange& range) const {
    const auto* contents = at(value, "Contents").as<pdf::String>();
    const pdf::Ref* ref = at(field_.dictionary, "V").as<pdf::Ref>();
    const pdf::Entry* entry = ref == nullptr ? nullptr : file_.entry(ref->number);
    if (contents == nullptr || !contents->hex || entry == nullptr ||
        entry->kind != pdf::Entry::Kind::kOffset || contents->span.begin != range.hole ||
        contents->span.end != range.after) {
      return false;
    }
    // The parser took nothing but digits and white space, and white space may be no part of the hole.
    const std::string_view digits = file_.octets().substr(range.hole + 1, range.after - range.hole - 2);
    const auto holds = [&](char c) { return digits.find(c) != std::string_view::npos; };
    return digits.size() % 2 == 0 && !holds(' ') && !holds('\n') && !holds('\r') && !holds('\t') &&
           !holds('\f') && !holds('\0');
  }

  void checkRevision() {
    const std::size_t end = facts_.range->end;
    if (!openRevision(end)) return fail("pdf.revision-end");
    const pdf::File& revision = *facts_.revision;
    const auto& sections = file_.sections();
    if (!holdsSignature(revision) ||
        std::find(sections.begin(), sections.end(), revision.newestXref()) == sections.end()) {
      return fail("pdf.revision-end");
    }
    if (report().coversWholeFile) return;
    if (file_.newestXref() < end) fail("pdf.changed-after-signing");
    const pdf::Difference difference = pdf::compare(revision, file_, octets_.known(), references_);
    if (difference.unexplained) fail("pdf.changed-after-signing");
    if (difference.pageCount) fail("pdf.page-count");
    if (difference.covering) fail("pdf.covering-signature");
    if (report().verdict == Verdict::kValid) fail("note.later-signatures");
  }

  /// The newest one is the file itself, which was opened already and outlives the facts.
  bool openRevision(std::size_t end) {
    if (end == file_.octets().size()) {
      facts_.revision = std::shared_ptr<const pdf::File>(std::shared_ptr<const void>(), &file_);
      return file_.end() == end;
    }
    auto opened = pdf::File::open(file_.octets().substr(0, end));
    if (!opened || opened->end() != end) return false;
    facts_.revision = std::make_shared<const pdf::File>(std::move(opened).value());
    return true;
  }

  /// The signed revision must itself show this very signature in this very field.
  bool holdsSignature(const pdf::File& revision) const {
    const pdf::Dictionary* then = revision.dictionary(field_.ref);
    if (then == nullptr || !revision.fields()) return false;
    const pdf::Ref* before = at(*then, "V").as<pdf::Ref>();
    const pdf::Ref* now = at(field_.dictionary, "V").as<pdf::Ref>();
    if (before == nullptr || now == nullptr || *before != *now) return false;
    return pdf::isSame(revision.get(*before), file_.get(*now));
  }

  /// `contents` is what the hole holds: holeIsContents() tied them.
  void readContents(const pdf::Value& kind, const Bytes& contents) {
    const SignedRange& range = *facts_.range;
    const std::string_view octets = file_.octets();
    const cms::Covered covered = {octets.substr(0, range.hole),
                                  octets.substr(range.after, range.end - range.after)};
    const auto sha256 = [&] { return octets_.sha256Without(range.hole, range.after, range.end); };
    if (report().kind == SignatureKind::kDocumentTimeStamp) return readStamp(contents, covered, sha256);
    facts_.cades = kind.isName("ETSI.CAdES.detached");
    if (!facts_.cades && !kind.isName("adbe.pkcs7.detached")) return fail("pdf.sub-filter");
    facts_.cms = cms::readCms(contents, covered, facts_.cades, sha256, memory_);
    for (const std::string& code : facts_.cms->findings) fail(code);
    if (facts_.cms->signer) describeSigner(*facts_.cms->signer);
    if (facts_.cms->signer && facts_.cades) report().level = "B-B";
  }

  void readStamp(const Bytes& contents, const cms::Covered& covered, const std::function<Bytes()>& sha256) {
    report().level = "time-stamp";
    facts_.token = cms::readToken(contents, covered, sha256, memory_);
    if (!facts_.token) return fail("timestamp.malformed");
    for (const std::string& finding : facts_.token->cms.findings) fail(stampReasonOf(finding));
    if (facts_.token->cms.signer) describeSigner(*facts_.token->cms.signer);
  }

  void describeSigner(const Certificate& signer) {
    report().signer = signer.commonName();
    report().organisation = signer.organisation();
    report().serial = signer.serialHex();
    report().issuer = signer.issuerName();
  }

  const pdf::File& file_;
  const pdf::Field& field_;
  HashedOctets& octets_;
  cms::CertificateMemory* memory_;
  pdf::ReferenceMemory* references_;
  SignatureFacts facts_;
};

}  // namespace

const char* stampReasonOf(const std::string& finding) {
  if (finding == "timestamp.usage") return "timestamp.usage";
  // A token's content-type and digest are about its own TSTInfo.
  if (finding == "timestamp.imprint" || finding == "cms.digest") return "timestamp.imprint";
  return "timestamp.signature";
}

SignatureFacts readSignature(const pdf::File& file, const pdf::Field& field, HashedOctets& octets,
                             cms::CertificateMemory* memory, pdf::ReferenceMemory* references) {
  return FactsReader(file, field, octets, memory, references).read();
}

}  // namespace tdkt::signing
