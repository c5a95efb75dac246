#pragma once
// Due timers, shared out between workers: claimed under a lease that runs out, given back with a pause when
// their rule cannot run now. That a timer fires once is the engine's promise; the lease only saves work.
//
//   timer ──due──► claim() ──► FireTimer ──► done() | later() (with the reason, shown at the desk)

#include <cstdint>
#include <string>
#include <vector>

#include "connector/storage/Database.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Ids.h"
#include "workflow/base/Random.h"

namespace tdkt::clock {

struct ClaimedTimer {
  TimerId timer;
  DossierId dossier;
  int attempt = 1;  ///< the fence: who comes back with an older one changes nothing
};

/// A timer whose rule failed at its last attempt.
struct StuckTimer {
  TimerId timer;
  DossierId dossier;
  std::string purpose;
  int attempts = 0;
  std::string errorCode;
  std::string errorDetail;
};

/// Thread-safe; several processes may share one database. Errors: those of Database.
class TimerQueue {
 public:
  TimerQueue(storage::Database& database, const Clock& clock, Random& random);

  /// At most `most` due timers that nobody holds, earliest first; held for `seconds`.
  Result<std::vector<ClaimedTimer>> claim(std::size_t most, int seconds);
  /// Here and below: only the holder of the latest claim changes anything.
  Result<Done> done(const std::vector<ClaimedTimer>& timers);
  /// Back-off with jitter: about 5 s, 30 s, 5 min, 30 min, 2 h, then every 6 h.
  Result<Done> later(const ClaimedTimer& timer, const Error& why);
  /// Gives back what a dead predecessor held. Only for the one process that owns the database, at its start.
  Result<Done> releaseLeases();
  /// Most attempts first.
  Result<std::vector<StuckTimer>> stuck(std::size_t limit);

 private:
  storage::Database& database_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace tdkt::clock
