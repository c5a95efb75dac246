#pragma once
// Is this PDF signed, by whom, when, and unchanged since? Structure first, then CMS, what later revisions
// changed, then times from the newest document time-stamp inwards, and last path and revocation at the best
// time. Unknown revocation is never "valid". Source: ETSI EN 319 102-1 (indications), EN 319 142-1, NĐ
// 68/2024/NĐ-CP Đ.30–33 (three verdicts, in Vietnamese).

#include <memory>
#include <string>
#include <vector>

#include "signing/Certificate.h"
#include "signing/Revocation.h"
#include "signing/Trust.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/HashedOctets.h"
#include "workflow/base/Time.h"

namespace tdkt::signing {

namespace cms {
class CertificateMemory;
}
class PathMemory;
namespace pdf {
class ReferenceMemory;
}

enum class Verdict {
  kValid,         ///< HỢP LỆ
  kInvalid,       ///< KHÔNG HỢP LỆ
  kIndeterminate  ///< CHƯA XÁC ĐỊNH
};

/// "HỢP LỆ", "KHÔNG HỢP LỆ", "CHƯA XÁC ĐỊNH".
const char* vietnamese(Verdict verdict);
/// "valid", "invalid", "indeterminate".
const char* toString(Verdict verdict);

/// One reason of a report. All reasons are collected; none hides another.
struct Reason {
  std::string code;  ///< stable: "pdf.changed-after-signing", "chain.untrusted", "revocation.unknown"…
  std::string vietnamese;  ///< for people
  std::string english;
};

/// One certificate of a path and what was found about its revocation at the time that counts.
struct PathCertificate {
  std::string name;
  std::string serial;
  std::string issuer;
  UtcTime notBefore;
  UtcTime notAfter;
  std::string revocation;  ///< "good", "revoked", "unknown", or "anchor"
  std::string source;      ///< "ocsp", "crl", or empty
  bool inFile = false;     ///< the evidence stands in the file's DSS
  std::optional<UtcTime> producedAt;
  std::optional<UtcTime> revokedAt;
};

/// A trusted time before which the signature certainly existed.
struct TimeProof {
  std::string kind;  ///< "signature-time-stamp" or "document-time-stamp"
  UtcTime at;
  std::string authority;  ///< who stamped it
};

enum class SignatureKind {
  kSignature,         ///< of a person or an organisation
  kDocumentTimeStamp  ///< of a time-stamping authority over the whole file so far (ETSI.RFC3161)
};

/// What is known about one signature, first to last by position in the file.
struct SignatureReport {
  SignatureKind kind = SignatureKind::kSignature;
  std::string field;
  std::string level;  ///< "B-B", "B-T", "B-LT", "B-LTA"; "time-stamp" of a document time-stamp; or "unknown"
  Verdict verdict = Verdict::kIndeterminate;
  std::string indication;     ///< TOTAL-PASSED, TOTAL-FAILED, INDETERMINATE
  std::string subIndication;  ///< HASH_FAILURE, SIG_CRYPTO_FAILURE, NO_CERTIFICATE_CHAIN_FOUND, REVOKED…; may
                              ///< be empty
  std::string signer;  ///< common name in the certificate
  std::string organisation;
  std::string serial;
  std::string issuer;
  std::optional<UtcTime> claimedTime;  ///< /M
  std::optional<UtcTime> bestTime;     ///< the earliest good time-stamp over it, when there is one
  bool coversWholeFile = false;        ///< no revision after it
  std::vector<Reason> reasons;         ///< why it is not valid
  std::vector<Reason> notes;           ///< what else a reader should know; never changes the verdict
  std::vector<TimeProof> proofs;
  std::vector<PathCertificate> path;  ///< signer first, anchor last
};

struct VerifyReport {
  Verdict verdict =
      Verdict::kIndeterminate;  ///< the worst of all signatures; a file without signatures: invalid
  std::string sha256;           ///< of the file, lower-case hex
  std::vector<SignatureReport> signatures;
  std::vector<Reason> reasons;  ///< about the file as a whole ("pdf.no-signature", "pdf.malformed")

  std::string toJson() const;  ///< the shape of `tdkt verify --json` (docs/verify.md)
  std::string toText() const;  ///< Vietnamese first, English below, for a terminal
  std::string toHtml() const;  ///< one page without script or outside resource, for a file or a print
};

/// Verifies PDFs. Never throws on hostile input, never follows an address found inside a file. Thread-safe
/// when its RevocationSource is.
class Verifier {
 public:
  /// `revocation` may be null: then every signature without proof of non-revocation is CHƯA XÁC ĐỊNH.
  Verifier(TrustSettings trust, RevocationSource* revocation);

  /// `now` is used where no trusted time exists.
  VerifyReport verify(const Bytes& pdf, UtcTime now) const;
  /// The same; what was digested of these octets already is not digested again.
  VerifyReport verify(HashedOctets& pdf, UtcTime now) const;

 private:
  TrustSettings trust_;
  RevocationSource* revocation_;
  std::shared_ptr<cms::CertificateMemory> memory_;  ///< of certificates inside files
  std::shared_ptr<PathMemory> paths_;
  std::shared_ptr<pdf::ReferenceMemory> references_;
};

}  // namespace tdkt::signing
