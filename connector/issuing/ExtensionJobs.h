#pragma once
// Files whose signatures wait to be raised to the level that is wanted.
//
//   enqueue() ──► due ──lease()──► raised() ──► done ──(renew_at)──► due …
//                  ▲                  │ later(): back-off with jitter, for days
//                  └──── replay() ◄── dead() a person must look
//
// Only files that are published are raised: what came before them is still being signed.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "connector/storage/Database.h"
#include "signing/Extender.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Ids.h"
#include "workflow/base/Random.h"

namespace tdkt::issuing {

/// One job under way or waiting.
struct ExtensionJob {
  std::string verifyId;
  signing::Level target = signing::Level::kTimeStamped;
  std::string state;  ///< "due", "done", "dead"
  UtcTime since;
  int attempts = 0;
  UtcTime nextAt;
  std::string errorCode;  ///< why the last try failed, or why there is a job at all; may be empty
  std::string errorDetail;
  DossierId dossier;
  std::string fileName;  ///< of the issued file
  bool published = false;
};

struct ExtensionCounts {
  std::int64_t waiting = 0;
  std::int64_t dead = 0;
  friend bool operator==(const ExtensionCounts&, const ExtensionCounts&) = default;
};

/// Thread-safe. Errors: those of Database.
class ExtensionJobs {
 public:
  ExtensionJobs(storage::Database& database, const Clock& clock, Random& random);

  /// Asks once for a file to be raised; asked again changes nothing, in whatever state the job is. `why` is
  /// shown until the first try (no code: the level simply is not made while signing).
  Result<Done> enqueue(const std::string& verifyId, signing::Level target, const Error& why = {});
  /// B-LTA files whose time has come are due again; how many.
  Result<int> enqueueRenewals();

  /// The job that is due longest, or that of one file if it was never tried; leased.
  Result<std::optional<ExtensionJob>> lease(int seconds);
  Result<std::optional<ExtensionJob>> leaseUntried(const std::string& verifyId, int seconds);
  /// As Outbox::releaseLeases().
  Result<Done> releaseLeases();

  /// Done: `sha256` is the raised file, behind `before`; the same hash means nothing was missing. One commit
  /// with the register's new revision. `renewAt`: when to look again (B-LTA), or never.
  /// Errors: kConflict "issuing.extend.moved" (the file is no longer at `before`).
  Result<Done> raised(const ExtensionJob& job, const std::string& before, const std::string& sha256,
                      std::optional<UtcTime> renewAt);
  /// About 1, 5, 15 minutes, then hours up to half a day, a fifth more or less.
  Result<Done> later(const ExtensionJob& job, const Error& why);
  Result<Done> dead(const ExtensionJob& job, const Error& why);
  /// A person asks for it now, dead or waiting. Errors: kConflict "issuing.extend.absent".
  Result<Done> replay(const std::string& verifyId);

  /// What is not done: dead ones first, then the oldest.
  Result<std::vector<ExtensionJob>> unfinished(std::size_t limit);
  Result<ExtensionCounts> counts();

 private:
  Result<std::optional<ExtensionJob>> claim(const std::string& condition, const std::string& verifyId,
                                            int seconds);
  storage::Database& database_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace tdkt::issuing
