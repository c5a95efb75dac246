#pragma once
// Asks about a certificate once per batch instead of once per file, and bridges an outage as far as a setting
// allows.
//
//   check() ─► asked moments ago? ─► that answer
//           └► inner source ── good ──► kept (database) ──► good
//                           ├─ revoked ──────────────────► revoked, always at once
//                           └─ unknown ─► the kept one, if young enough ─► good, with its age in detail

#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "connector/storage/Database.h"
#include "signing/Revocation.h"
#include "workflow/base/Clock.h"

namespace tdkt::issuing {

struct RevocationTolerance {
  /// How old (by its thisUpdate) the last good answer may be to sign anyway; 0: only a fresh one will do.
  std::chrono::hours lastGood{0};
  /// How long an answer serves the files of one batch without being asked for again.
  std::chrono::seconds batch{30};
};

/// Thread-safe: one question at a time goes to the inner source, so that a batch asks once. For signing only;
/// a verification for others must ask for itself. Source: RFC 5280 §6.3, RFC 6960 §4.2.2.1.
class RevocationMemory : public signing::RevocationSource {
 public:
  RevocationMemory(signing::RevocationSource& inner, storage::Database& database, const Clock& clock,
                   RevocationTolerance tolerance);
  signing::RevocationAnswer check(const signing::Certificate& certificate, const signing::Certificate& issuer,
                                  UtcTime at) override;

 private:
  struct Recent {
    signing::RevocationAnswer answer;
    UtcTime askedAt;
  };
  Result<Done> keep(const std::string& name, const signing::RevocationAnswer& answer);
  Result<signing::RevocationAnswer> kept(const std::string& name);
  signing::RevocationAnswer bridged(const std::string& name, signing::RevocationAnswer unknown);

  signing::RevocationSource& inner_;
  storage::Database& database_;
  const Clock& clock_;
  RevocationTolerance tolerance_;
  std::mutex mutex_;
  std::map<std::string, Recent> recent_;  ///< by certificate; as many as we have keys and issuers
};

}  // namespace tdkt::issuing
