#pragma once
// Raises signed PDFs to a higher PAdES level, without any private key.
//
//   B-B ──time-stamp──► B-T ──DSS: certificates, OCSP, CRL──► B-LT ──document time-stamp──► B-LTA ─┐ renew
//                                                                                          ▲───────┘
//
// Every step is one more revision behind the file; earlier octets stay as they are.
// Source: ETSI EN 319 142-1 §5.4, §6.3, ISO 32000-2 §12.8.4.3 (DSS), §12.8.5 (document time-stamps).

#include <string>
#include <vector>

#include "signing/Certificate.h"
#include "signing/Revocation.h"
#include "signing/TimeStamp.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Error.h"

namespace tdkt::signing {

enum class Level { kBasic, kTimeStamped, kLongTerm, kArchive };

/// "B-B", "B-T", "B-LT", "B-LTA".
const char* toString(Level level);
/// Errors: kInput "signing.level.unknown".
Result<Level> levelOf(std::string_view text);

/// What an Extender works with; all outlive it.
struct ExtenderParts {
  TimeStamper& stamper;
  RevocationSource& revocation;    ///< its answers carry the evidence that goes into the DSS
  std::vector<Certificate> roots;  ///< anchors of signers and of time-stamp services
  const Clock& clock;
};

/// Stateless but for its parts; as thread-safe as they are.
class Extender {
 public:
  explicit Extender(ExtenderParts parts) : parts_(std::move(parts)) {}

  /// The file with what is missing up to `level` added; the same octets when it is there already
  /// (idempotent). A file below B-T gets a document time-stamp, which serves every signature before it. At
  /// kArchive each call that finds a signature or its evidence outside the newest document time-stamp, that
  /// time-stamp's own evidence missing, or its certificate within `renewWithin` of its end, adds evidence and
  /// one more document time-stamp (archive renewal); an authority that cannot stamp for longer than the last
  /// one did changes nothing. Evidence that stands in the file is not asked for again: a signature whose
  /// certificate has ended meanwhile is renewed all the same.
  /// Errors: kInput "signing.pdf.*", "signing.extend.unsigned" (no signature), "signing.extend.broken" (a
  /// signature does not verify: evidence would only preserve a fault), "signing.extend.untrusted" (no path to
  /// one of the roots); kUnavailable those of TimeStamper and "signing.revocation.unknown" (no good answer
  /// for a certificate of a chain, named in field); kDenied "signing.certificate.revoked" (before the time
  /// that is proven for the signature). kInput "signing.pdf.locked": a file that is certified as final
  /// (DocMDP P=1) or whose fields are all locked takes evidence (B-LT) but no document time-stamp.
  Result<Bytes> extend(const Bytes& pdf, Level level,
                       std::chrono::hours renewWithin = std::chrono::hours(24 * 90)) const;

 private:
  ExtenderParts parts_;
};

}  // namespace tdkt::signing
