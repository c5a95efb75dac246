#pragma once
// What must happen outside, in order per dossier and channel, at least once, with the effect id as
// idempotency key.
//
//   engine commit ──► [due] ──lease()──► worker ──► done() | later() (back-off with jitter) | dead() (a
//   person must look)

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connector/storage/Database.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Ids.h"
#include "workflow/base/Random.h"

namespace tdkt::outbox {

struct LeasedEffect {
  std::int64_t row = 0;
  EffectId effect;
  DossierId dossier;
  std::string kind;  ///< workflow::toString(EffectKind)
  std::map<std::string, std::string> data;
  CorrelationId correlation;
  int attempts = 0;
};

struct OutboxRow {
  std::int64_t row = 0;
  std::string dossier;
  std::string channel;
  std::string kind;
  std::string state;  ///< "due", "done", "dead"
  int attempts = 0;
  std::string errorCode;
  std::string errorDetail;
};

/// What the desk is shown of a failure: the detail, and what it is about, which may be a person and so never
/// stands in a log.
inline std::string shownDetail(const Error& error) {
  return error.field.empty() ? error.detail : error.detail + " [" + error.field + "]";
}

/// Thread-safe.
class Outbox {
 public:
  Outbox(storage::Database& database, const Clock& clock, Random& random);

  /// An effect that no dossier's commit asked for (a refusal at the door). The same effect id again changes
  /// nothing. Joins a transaction that is open.
  Result<Done> enqueue(const std::string& channel, const std::string& kind, const EffectId& effect,
                       const std::map<std::string, std::string>& data, const CorrelationId& correlation);
  /// The same for a dossier, in order behind its earlier effects of that channel.
  Result<Done> enqueueFor(const DossierId& dossier, const std::string& channel, const std::string& kind,
                          const EffectId& effect, const std::map<std::string, std::string>& data,
                          const CorrelationId& correlation);
  /// The next due effect of a channel whose dossier has no earlier unfinished one in that channel; leased.
  Result<std::optional<LeasedEffect>> lease(const std::string& channel, int seconds);
  /// Gives back what a dead predecessor had leased. Only for the one process that owns the database, at its
  /// start.
  Result<Done> releaseLeases();
  /// Here and below: `attempt` is that of the lease. A worker whose lease ran out meanwhile, so that another
  /// has the effect, changes nothing.
  Result<Done> done(std::int64_t row, std::optional<int> attempt = std::nullopt);
  /// Back-off with jitter: about 1, 5, 30 s, then minutes up to 6 h. A code that ends in ".waiting" says that
  /// nothing failed, somebody is awaited: about two minutes each time.
  Result<Done> later(std::int64_t row, const Error& why, std::optional<int> attempt = std::nullopt);
  /// What of this dossier waits for somebody (".waiting") is due now: he may have acted.
  Result<Done> hurry(const DossierId& dossier, const std::string& channel);
  Result<Done> dead(std::int64_t row, const Error& why, std::optional<int> attempt = std::nullopt);
  /// A person asks for a dead effect to be tried again.
  Result<Done> replay(std::int64_t row);

  // Effects that wait for a person, for as long as he takes: no failures, no back-off.

  /// Until when an effect may sleep, asked for while nobody can wake it; "now" when what it waited for came.
  using Until = std::function<Result<UtcTime>()>;
  /// Puts a leased effect to sleep. `why` is shown meanwhile. A later failure backs off from the beginning.
  Result<Done> park(std::int64_t row, const Error& why, int attempt, const Until& until);
  /// What a due effect waited for is there; nothing for one that is done or dead. Joins an open transaction.
  Result<Done> wake(const EffectId& effect);
  /// Sets a due effect aside, whoever has it. Errors: kConflict "outbox.not-due".
  Result<Done> stop(const EffectId& effect, const Error& why);
  Result<std::optional<OutboxRow>> find(const EffectId& effect);

  Result<std::vector<OutboxRow>> unfinished(std::size_t limit);

 private:
  Result<std::vector<OutboxRow>> rows(storage::Statement& query);
  storage::Database& database_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace tdkt::outbox
