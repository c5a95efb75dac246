#include "signing/SignatureJudge.h"

#include <algorithm>

#include "signing/Reasons.h"

namespace tdkt::signing {
namespace {

constexpr std::chrono::minutes kClockTolerance{5};

/// A time-stamp that holds, and how far into the file it reaches.
struct Proof {
  std::size_t reach = 0;  ///< everything before this octet existed at `proof.at`
  TimeProof proof;
  const SignatureFacts* stamp = nullptr;
};

/// A path that must be in the DSS for a signature to be judged long after.
struct NeededPath {
  std::vector<Certificate> chain;
  UtcTime at;
};

struct StampJudgement {
  std::vector<std::string> reasons;  ///< "timestamp.*"; empty when it holds
  PathAnswer path;
};

const char* stampCodeOf(const std::string& pathFinding) {
  if (pathFinding == "revocation.unknown") return "timestamp.revocation-unknown";
  if (pathFinding.starts_with("revocation.")) return "timestamp.revoked";
  if (pathFinding == "chain.weak-algorithm") return "timestamp.weak-algorithm";
  return "timestamp.untrusted";
}

class FileJudge {
 public:
  FileJudge(const pdf::File& file, std::vector<SignatureFacts>& facts, const JudgeSettings& settings)
      : facts_(facts),
        settings_(settings),
        evidence_(Evidence::of(file)),
        sources_{settings.trust, evidence_, settings.revocation, settings.paths} {}

  void run() {
    checkOverlaps();
    // From the newest inwards: what a later time-stamp proves decides when an earlier one is judged.
    for (auto one = facts_.rbegin(); one != facts_.rend(); ++one) {
      if (one->report.kind == SignatureKind::kDocumentTimeStamp) {
        judgeDocumentStamp(*one);
      } else {
        judgeSignature(*one);
      }
    }
  }

 private:
  /// Each range must end before the next hole begins.
  void checkOverlaps() {
    for (std::size_t i = 0; i < facts_.size(); ++i) {
      for (std::size_t j = i + 1; j < facts_.size(); ++j) {
        if (!facts_[i].range || !facts_[j].range) continue;
        const bool apart =
            facts_[i].range->end <= facts_[j].range->hole || facts_[j].range->end <= facts_[i].range->hole;
        if (apart) continue;
        addReason(facts_[i].report, "pdf.range-overlap");
        addReason(facts_[j].report, "pdf.range-overlap");
      }
    }
  }

  /// The earliest proof over this signature, or null.
  const Proof* proofOf(const SignatureFacts& facts) const {
    const Proof* best = nullptr;
    for (const Proof& proof : proofs_) {
      const bool covers = facts.range && facts.range->end <= proof.reach;
      if (covers && (best == nullptr || proof.proof.at < best->proof.at)) best = &proof;
    }
    return best;
  }

  UtcTime provenAt(const SignatureFacts& facts) const {
    const Proof* proof = proofOf(facts);
    return proof == nullptr ? settings_.now : proof->proof.at;
  }

  StampJudgement judgeStamp(const cms::TokenFacts& token, UtcTime at) {
    StampJudgement out;
    const auto find = [&](const char* code) { out.reasons.emplace_back(code); };
    for (const std::string& finding : token.cms.findings) find(stampReasonOf(finding));
    if (!token.cms.signer) return out;
    const Certificate& authority = *token.cms.signer;
    if (at.plus(kClockTolerance) < token.at) find("timestamp.order");
    if (!isStrong(token, at)) find("timestamp.weak-algorithm");
    if (token.at < authority.notBefore() || authority.notAfter() < token.at) find("timestamp.untrusted");
    if (authority.notAfter() < at) find("timestamp.expired");
    out.path = judgePath({authority, token.cms.certificates, at, true}, sources_);
    for (const std::string& finding : out.path.findings) find(stampCodeOf(finding));
    return out;
  }

  bool isStrong(const cms::TokenFacts& token, UtcTime at) const {
    const AlgorithmPolicy& policy = settings_.trust.algorithms;
    return policy.accepts(token.imprint, 0, at) && policy.accepts(token.cms.digest, 0, at);
  }

  void judgeDocumentStamp(SignatureFacts& facts) {
    if (!facts.token || !facts.range) return;
    const StampJudgement judged = judgeStamp(*facts.token, provenAt(facts));
    for (const std::string& code : judged.reasons) addReason(facts.report, code);
    facts.report.path = judged.path.path;
    addProofs(facts.report, facts);
    if (facts.report.verdict != Verdict::kValid) return;
    facts.report.bestTime = facts.token->at;
    if (facts.token->cms.signer->notAfter() < settings_.now) addReason(facts.report, "note.expired-since");
    proofs_.push_back(
        {facts.range->hole, {"document-time-stamp", facts.token->at, facts.report.signer}, &facts});
  }

  void addProofs(SignatureReport& report, const SignatureFacts& facts) const {
    for (auto proof = proofs_.rbegin(); proof != proofs_.rend(); ++proof) {
      if (facts.range && facts.range->end <= proof->reach) report.proofs.push_back(proof->proof);
    }
  }

  void judgeSignature(SignatureFacts& facts) {
    if (!facts.cms || !facts.cms->signer) return;
    SignatureReport& report = facts.report;
    std::vector<NeededPath> needed;
    judgeSignatureStamp(facts, needed);
    if (const Proof* proof = proofOf(facts); proof != nullptr)
      report.bestTime = std::min(report.bestTime.value_or(proof->proof.at), proof->proof.at);
    addProofs(report, facts);
    checkAlgorithms(facts);
    const Certificate& signer = *facts.cms->signer;
    checkPeriod(report, signer);
    if (!signer.maySignDocuments()) addReason(report, "certificate.usage");
    const UtcTime moment = timeOf(report);
    PathAnswer path = judgePath({signer, facts.cms->certificates, moment}, sources_);
    for (const std::string& finding : path.findings) addReason(report, finding);
    if (path.revokedSince) addReason(report, "note.revoked-since");
    report.path = std::move(path.path);
    needed.push_back({std::move(path.chain), moment});
    if (facts.cades) setLevel(facts, needed, path.findings.empty());
  }

  UtcTime timeOf(const SignatureReport& report) const { return report.bestTime.value_or(settings_.now); }

  void judgeSignatureStamp(SignatureFacts& facts, std::vector<NeededPath>& needed) {
    if (!facts.cms->timeStampToken) return;
    SignatureReport& report = facts.report;
    const auto token =
        cms::readToken(*facts.cms->timeStampToken, {facts.cms->signatureValue, {}}, {}, settings_.memory);
    if (!token) return addReason(report, "timestamp.malformed");
    StampJudgement judged = judgeStamp(*token, provenAt(facts));
    // A good stamp that merely cannot be proven any more takes nothing from a signature that holds today.
    const auto weakens = [](const std::string& code) {
      return code != "timestamp.expired" && code != "timestamp.revocation-unknown";
    };
    const bool faulty = std::any_of(judged.reasons.begin(), judged.reasons.end(), weakens);
    if (!judged.reasons.empty() && !faulty) return addReason(report, "note.timestamp-unproven");
    for (const std::string& code : judged.reasons) {
      if (weakens(code)) addReason(report, code);
    }
    if (!judged.reasons.empty()) return;
    report.bestTime = token->at;
    report.proofs.push_back({"signature-time-stamp", token->at, token->cms.signer->commonName()});
    needed.push_back({std::move(judged.path.chain), token->at});
  }

  void checkAlgorithms(SignatureFacts& facts) const {
    const AlgorithmPolicy& policy = settings_.trust.algorithms;
    if (!policy.accepts(facts.cms->digest, 0, timeOf(facts.report)))
      addReason(facts.report, "cms.weak-algorithm");
  }

  void checkPeriod(SignatureReport& report, const Certificate& signer) const {
    const UtcTime moment = timeOf(report);
    if (moment < signer.notBefore()) addReason(report, "certificate.not-yet-valid");
    if (signer.notAfter() < moment) {
      const bool claimedInside = report.claimedTime && *report.claimedTime <= signer.notAfter();
      addReason(report,
                !report.bestTime && claimedInside ? "certificate.no-proof-of-time" : "certificate.expired");
    } else if (signer.notAfter() < settings_.now) {
      addReason(report, "note.expired-since");
    }
  }

  /// B-LT: the file alone proves every path. B-LTA: and a later document time-stamp keeps that proof.
  void setLevel(SignatureFacts& facts, const std::vector<NeededPath>& needed, bool trusted) {
    if (!facts.report.bestTime) return;
    facts.report.level = "B-T";
    if (!trusted || !areProvenBy(evidence_, needed)) return;
    facts.report.level = "B-LT";
    for (const Proof& proof : proofs_) {
      if (!facts.range || facts.range->end > proof.reach) continue;
      Evidence kept = Evidence::of(*proof.stamp->revision);
      if (areProvenBy(kept, needed)) facts.report.level = "B-LTA";
    }
  }

  static bool areProvenBy(Evidence& evidence, const std::vector<NeededPath>& needed) {
    return std::all_of(needed.begin(), needed.end(),
                       [&](const NeededPath& path) { return isProvenBy(evidence, path.chain, path.at); });
  }

  std::vector<SignatureFacts>& facts_;
  const JudgeSettings& settings_;
  Evidence evidence_;
  PathSources sources_;
  std::vector<Proof> proofs_;  ///< newest stamp first
};

}  // namespace

void judgeSignatures(const pdf::File& file, std::vector<SignatureFacts>& facts,
                     const JudgeSettings& settings) {
  FileJudge(file, facts, settings).run();
}

}  // namespace tdkt::signing
