#pragma once
// Is this PDF signed, by whom, when, and unchanged since? Structure first, then CMS, chain, revocation, and
// last what later revisions changed. Unknown revocation is never "valid". Source: ETSI EN 319 102-1
// (indications), EN 319 142-1, NĐ 68/2024/NĐ-CP Đ.30–33 (three verdicts, in Vietnamese).

#include <string>
#include <vector>

#include "signing/Certificate.h"
#include "signing/Revocation.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Time.h"

namespace tdkt::signing {

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

/// What is known about one signature, first to last by position in the file.
struct SignatureReport {
  std::string field;
  std::string level;  ///< "B-B", "B-T", or "unknown"
  Verdict verdict = Verdict::kIndeterminate;
  std::string indication;     ///< TOTAL-PASSED, TOTAL-FAILED, INDETERMINATE
  std::string subIndication;  ///< HASH_FAILURE, SIG_CRYPTO_FAILURE, NO_CERTIFICATE_CHAIN_FOUND, REVOKED…; may
                              ///< be empty
  std::string signer;  ///< common name in the certificate
  std::string organisation;
  std::string serial;
  std::string issuer;
  std::optional<UtcTime> claimedTime;  ///< /M
  std::optional<UtcTime> bestTime;     ///< time-stamp when present and good
  bool coversWholeFile = false;        ///< no revision after it
  std::vector<Reason> reasons;
};

struct VerifyReport {
  Verdict verdict =
      Verdict::kIndeterminate;  ///< the worst of all signatures; a file without signatures: invalid
  std::string sha256;           ///< of the file, lower-case hex
  std::vector<SignatureReport> signatures;
  std::vector<Reason> reasons;  ///< about the file as a whole ("pdf.no-signature", "pdf.malformed")

  std::string toJson() const;  ///< the shape of `tdkt verify --json` (design §4)
};

/// What the verifier may believe.
struct TrustSettings {
  std::vector<Certificate> roots;           ///< signer roots
  std::vector<Certificate> timestampRoots;  ///< empty = same as roots
};

/// Verifies PDFs. Never throws on hostile input, never follows an address found inside a file. Thread-safe
/// when its RevocationSource is.
class Verifier {
 public:
  /// `revocation` may be null: then every signature without proof of non-revocation is CHƯA XÁC ĐỊNH.
  Verifier(TrustSettings trust, RevocationSource* revocation);

  /// `now` is used where no trusted time exists.
  VerifyReport verify(const Bytes& pdf, UtcTime now) const;

 private:
  TrustSettings trust_;
  RevocationSource* revocation_;
};

}  // namespace tdkt::signing
