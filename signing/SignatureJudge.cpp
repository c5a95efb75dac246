#include "signing/SignatureJudge.h"

#include <openssl/x509_vfy.h>

#include <algorithm>

#include "signing/Reasons.h"
#include "signing/cms/CmsReader.h"
#include "signing/cms/OpenSsl.h"
#include "signing/cms/Token.h"
#include "signing/pdf/Parser.h"
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

struct Range {
  std::size_t hole = 0;   ///< first octet of the gap
  std::size_t after = 0;  ///< first octet after it
  std::size_t end = 0;    ///< end of the signed revision
};

class Judge {
 public:
  Judge(const pdf::File& file, const pdf::Field& field, const JudgeSettings& settings)
      : file_(file), field_(field), settings_(settings) {}

  SignatureReport run() {
    report_.field = field_.name;
    report_.level = "unknown";
    report_.verdict = Verdict::kValid;
    report_.indication = "TOTAL-PASSED";
    const pdf::Dictionary* value = file_.dictionary(at(field_.dictionary, "V"));
    if (value == nullptr) {
      fail("pdf.contents");
      return std::move(report_);
    }
    describe(*value);
    if (const auto range = readRange(*value)) {
      checkRevision(*range);
      checkCms(*value, *range);
    }
    return std::move(report_);
  }

 private:
  void fail(std::string_view code) { addReason(report_, code); }

  void describe(const pdf::Dictionary& value) {
    if (const auto* date = file_.resolve(at(value, "M")).as<pdf::String>()) {
      report_.claimedTime = timeOfPdfDate(date->octets);
    }
  }

  std::optional<Range> readRange(const pdf::Dictionary& value) {
    const pdf::Array* numbers = file_.array(at(value, "ByteRange"));
    std::vector<std::uint64_t> r;
    for (const pdf::Value& item : numbers == nullptr ? pdf::Array{} : *numbers) {
      const auto* whole = item.as<std::int64_t>();
      if (whole != nullptr && *whole >= 0) r.push_back(static_cast<std::uint64_t>(*whole));
    }
    const std::uint64_t size = file_.octets().size();
    const bool shaped = numbers != nullptr && numbers->size() == 4 && r.size() == 4 && r[0] == 0 &&
                        r[1] > 0 && r[1] < size && r[2] > r[1] + 2 && r[2] < size && r[3] > 0 &&
                        r[3] <= size - r[2];
    if (!shaped) {
      fail("pdf.byte-range");
      return std::nullopt;
    }
    const Range range{r[1], r[2], r[2] + r[3]};
    if (!holeIsContents(value, range)) {
      fail("pdf.contents");
      return std::nullopt;
    }
    report_.coversWholeFile = range.end == size;
    return range;
  }

  /// The gap must be exactly the hex string that the signature dictionary itself holds as /Contents.
  bool holeIsContents(const pdf::Dictionary& value, const Range& range) const {
    const auto* contents = at(value, "Contents").as<pdf::String>();
    const pdf::Ref* ref = at(field_.dictionary, "V").as<pdf::Ref>();
    const pdf::Entry* entry = ref == nullptr ? nullptr : file_.entry(ref->number);
    if (contents == nullptr || !contents->hex || entry == nullptr ||
        entry->kind != pdf::Entry::Kind::kOffset || contents->span.begin != range.hole ||
        contents->span.end != range.after) {
      return false;
    }
    const std::string_view digits = file_.octets().substr(range.hole + 1, range.after - range.hole - 2);
    return digits.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
  }

  void checkRevision(const Range& range) {
    const auto revision = pdf::File::open(file_.octets().substr(0, range.end));
    if (!revision || revision->end() != range.end || !holdsSignature(*revision))
      return fail("pdf.revision-end");
    const auto& sections = file_.sections();
    if (std::find(sections.begin(), sections.end(), revision->newestXref()) == sections.end()) {
      return fail("pdf.revision-end");
    }
    if (report_.coversWholeFile) return;
    if (file_.newestXref() < range.end) fail("pdf.changed-after-signing");
    const pdf::Difference difference = pdf::compare(*revision, file_);
    if (difference.unexplained) fail("pdf.changed-after-signing");
    if (difference.pageCount) fail("pdf.page-count");
  }

  /// The signed revision must itself show this very signature in this very field.
  bool holdsSignature(const pdf::File& revision) const {
    const pdf::Dictionary* then = revision.dictionary(field_.ref);
    if (then == nullptr || !revision.fields()) return false;
    const pdf::Ref* before = at(*then, "V").as<pdf::Ref>();
    const pdf::Ref* now = at(field_.dictionary, "V").as<pdf::Ref>();
    if (before == nullptr || now == nullptr || *before != *now) return false;
    return pdf::serialize(revision.get(*before)) == pdf::serialize(file_.get(*now));
  }

  void checkCms(const pdf::Dictionary& value, const Range& range) {
    const pdf::Value& kind = file_.resolve(at(value, "SubFilter"));
    const bool cades = kind.isName("ETSI.CAdES.detached");
    if (!cades && !kind.isName("adbe.pkcs7.detached")) return fail("pdf.sub-filter");
    const std::string_view octets = file_.octets();
    Bytes covered(octets.substr(0, range.hole));
    covered += octets.substr(range.after, range.end - range.after);
    const auto contents = fromHex(octets.substr(range.hole + 1, range.after - range.hole - 2));
    if (!contents) return fail("pdf.contents");
    const cms::CmsFacts facts = cms::readCms(*contents, covered, cades);
    for (const std::string& code : facts.findings) fail(code);
    if (!facts.signer) return;
    describeSigner(*facts.signer);
    report_.level = cades ? "B-B" : "unknown";
    checkTimeStamp(facts, cades);
    checkCertificate(facts);
  }

  void describeSigner(const Certificate& signer) {
    report_.signer = signer.commonName();
    report_.organisation = signer.organisation();
    report_.serial = signer.serialHex();
    report_.issuer = signer.issuerName();
  }

  void checkTimeStamp(const cms::CmsFacts& facts, bool cades) {
    if (!facts.timeStampToken) return;
    const auto& own = settings_.trust.timestampRoots;
    const auto at = cms::verifyToken(*facts.timeStampToken, facts.signatureValue,
                                     own.empty() ? settings_.trust.roots : own);
    if (!at || settings_.now.plus(std::chrono::minutes(5)) < *at) return fail("timestamp.invalid");
    report_.bestTime = *at;
    if (cades) report_.level = "B-T";
  }

  UtcTime bestTime() const { return report_.bestTime.value_or(settings_.now); }

  void checkCertificate(const cms::CmsFacts& facts) {
    const Certificate& signer = *facts.signer;
    checkPeriod(signer);
    if (!signer.maySignDocuments()) fail("certificate.usage");
    // Outside its period the chain is judged at the last moment it could hold, so that other faults still
    // show.
    const UtcTime moment =
        std::clamp(bestTime(), signer.notBefore(), std::max(signer.notBefore(), signer.notAfter()));
    const ssl::ChainResult chain = ssl::buildChain(signer, facts.certificates, settings_.trust.roots, moment);
    if (chain.code != X509_V_OK) return fail(codeOfChain(chain.code));
    checkRevocation(chain.chain);
  }

  void checkPeriod(const Certificate& signer) {
    if (bestTime() < signer.notBefore()) fail("certificate.not-yet-valid");
    if (bestTime() <= signer.notAfter()) return;
    const bool claimedInside = report_.claimedTime && *report_.claimedTime <= signer.notAfter();
    fail(!report_.bestTime && claimedInside ? "certificate.no-proof-of-time" : "certificate.expired");
  }

  static const char* codeOfChain(int code) {
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

  void checkRevocation(const std::vector<Certificate>& chain) {
    if (chain.size() < 2) return;  // the signer is a root of ours: only its owner can withdraw it
    for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
      if (settings_.revocation == nullptr) return fail("revocation.unknown");
      const RevocationAnswer answer = settings_.revocation->check(chain[i], chain[i + 1], bestTime());
      if (answer.state == RevocationState::kRevoked) fail("revocation.revoked");
      if (answer.state == RevocationState::kUnknown) fail("revocation.unknown");
    }
  }

  const pdf::File& file_;
  const pdf::Field& field_;
  const JudgeSettings& settings_;
  SignatureReport report_;
};

}  // namespace

SignatureReport judgeSignature(const pdf::File& file, const pdf::Field& field,
                               const JudgeSettings& settings) {
  return Judge(file, field, settings).run();
}

}  // namespace tdkt::signing
