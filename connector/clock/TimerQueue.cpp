#include "connector/clock/TimerQueue.h"

#include <algorithm>
#include <array>

namespace tdkt::clock {
namespace {

// Seconds before the next attempt, by how many there were.
constexpr std::array<std::int64_t, 6> kPauses = {5, 30, 300, 1800, 7200, 21600};

/// The pause with up to a fifth more or less.
std::int64_t pauseMillis(int attempts, Random& random) {
  const auto index =
      static_cast<std::size_t>(std::clamp(attempts - 1, 0, static_cast<int>(kPauses.size()) - 1));
  const std::int64_t base = kPauses[index] * 1000;
  const auto die = static_cast<unsigned char>(random.bytes(1)[0]);
  return base - base / 5 + base * 2 / 5 * die / 255;
}

Result<bool> anyDue(storage::Database& database, std::int64_t now) {
  const auto view = database.snapshot();
  TDKT_ASSIGN(auto query, database.prepare("SELECT 1 FROM timer WHERE due <= ? LIMIT 1"));
  return query.bind(now).step();
}

Result<std::vector<ClaimedTimer>> freeTimers(storage::Database& database, std::int64_t now,
                                             std::size_t most) {
  TDKT_ASSIGN(auto query,
              database.prepare(
                  std::string("SELECT id, dossier_id FROM timer AS t WHERE due <= ? AND NOT EXISTS(SELECT 1 "
                              "FROM timer_lease AS l WHERE l.timer_id = t.id AND (l.lease_until > ? OR "
                              "l.next_at > ?)) ORDER BY due, id LIMIT ?") +
                  database.claimSuffix()));
  query.bind(now).bind(now).bind(now).bind(static_cast<std::int64_t>(most));
  std::vector<ClaimedTimer> out;
  while (true) {
    TDKT_ASSIGN(const bool more, query.step());
    if (!more) return out;
    out.push_back({TimerId(query.text(0)), DossierId(query.text(1)), 1});
  }
}

/// Between looking and taking another process may have taken it: then nothing is returned.
Result<bool> take(storage::Database& database, ClaimedTimer& timer, std::int64_t now, std::int64_t until) {
  TDKT_ASSIGN(auto write,
              database.prepare("INSERT INTO timer_lease(timer_id, dossier_id, attempts, lease_until) "
                               "VALUES(?, ?, 1, ?) ON CONFLICT(timer_id) DO UPDATE SET "
                               "attempts = timer_lease.attempts + 1, lease_until = excluded.lease_until "
                               "WHERE timer_lease.lease_until <= ? AND timer_lease.next_at <= ? "
                               "RETURNING attempts"));
  write.bind(timer.timer.text()).bind(timer.dossier.text()).bind(until).bind(now).bind(now);
  TDKT_ASSIGN(const bool taken, write.step());
  if (taken) timer.attempt = static_cast<int>(write.integer(0));
  return taken;
}

}  // namespace

TimerQueue::TimerQueue(storage::Database& database, const Clock& clock, Random& random)
    : database_(database), clock_(clock), random_(random) {}

Result<std::vector<ClaimedTimer>> TimerQueue::claim(std::size_t most, int seconds) {
  const std::int64_t now = clock_.now().millis;
  std::vector<ClaimedTimer> out;
  TDKT_ASSIGN(const bool any, anyDue(database_, now));
  if (!any) return out;  // the usual second: nobody's writing waits for us
  TDKT_CHECK(database_.transact([&]() -> Result<Done> {
    out.clear();
    TDKT_ASSIGN(auto free, freeTimers(database_, now, most));
    for (ClaimedTimer& timer : free) {
      TDKT_ASSIGN(const bool taken, take(database_, timer, now, now + std::int64_t{seconds} * 1000));
      if (taken) out.push_back(timer);
    }
    return Done{};
  }));
  return out;
}

Result<Done> TimerQueue::done(const std::vector<ClaimedTimer>& timers) {
  if (timers.empty()) return Done{};
  return database_.transact([&]() -> Result<Done> {
    for (const ClaimedTimer& timer : timers) {
      TDKT_ASSIGN(auto remove,
                  database_.prepare("DELETE FROM timer_lease WHERE timer_id = ? AND attempts = ?"));
      TDKT_CHECK(remove.bind(timer.timer.text()).bind(timer.attempt).send());
    }
    return Done{};
  });
}

Result<Done> TimerQueue::later(const ClaimedTimer& timer, const Error& why) {
  const std::int64_t next = clock_.now().millis + pauseMillis(timer.attempt, random_);
  return database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto update,
                database_.prepare("UPDATE timer_lease SET lease_until = 0, next_at = ?, error_code = ?, "
                                  "error_detail = ? WHERE timer_id = ? AND attempts = ?"));
    update.bind(next).bind(why.code).bind(why.detail).bind(timer.timer.text()).bind(timer.attempt);
    return update.send();
  });
}

Result<Done> TimerQueue::releaseLeases() {
  return database_.transact([&] { return database_.script("UPDATE timer_lease SET lease_until = 0"); });
}

Result<std::vector<StuckTimer>> TimerQueue::stuck(std::size_t limit) {
  const auto view = database_.snapshot();
  TDKT_ASSIGN(auto query, database_.prepare(
                              "SELECT l.timer_id, l.dossier_id, t.purpose, l.attempts, l.error_code, "
                              "l.error_detail FROM timer_lease AS l JOIN timer AS t ON t.id = l.timer_id "
                              "WHERE l.error_code IS NOT NULL ORDER BY l.attempts DESC, l.timer_id LIMIT ?"));
  query.bind(static_cast<std::int64_t>(limit));
  std::vector<StuckTimer> out;
  while (true) {
    TDKT_ASSIGN(const bool more, query.step());
    if (!more) return out;
    out.push_back({TimerId(query.text(0)), DossierId(query.text(1)), query.text(2),
                   static_cast<int>(query.integer(3)), query.text(4), query.text(5)});
  }
}

}  // namespace tdkt::clock
