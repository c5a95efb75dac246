#include "connector/outbox/Outbox.h"

#include <algorithm>
#include <array>

#include "workflow/base/Json.h"
#include "workflow/base/Log.h"

namespace tdkt::outbox {
namespace {

// Seconds before the next attempt, by how many there were.
constexpr std::array<std::int64_t, 8> kPauses = {1, 5, 30, 120, 600, 1800, 7200, 21600};

/// The pause with up to a fifth more or less, so that many failed effects do not come back together.
std::int64_t pauseMillis(int attempts, Random& random) {
  const auto index =
      static_cast<std::size_t>(std::clamp(attempts - 1, 0, static_cast<int>(kPauses.size()) - 1));
  const std::int64_t base = kPauses[index] * 1000;
  const auto die = static_cast<unsigned char>(random.bytes(1)[0]);
  return base - base / 5 + base * 2 / 5 * die / 255;
}

constexpr int kAwaited = 4;  ///< place in kPauses, plus one, of about two minutes

bool awaits(const Error& why) {
  constexpr std::string_view tail = ".waiting";
  return why.code.size() > tail.size() &&
         std::string_view(why.code).substr(why.code.size() - tail.size()) == tail;
}

/// The store writes {"data":{name: text}}.
Result<std::map<std::string, std::string>> dataFrom(const std::string& payload) {
  TDKT_ASSIGN(const auto parsed, json::parse(payload));
  const auto data = parsed.find("data");
  if (data == parsed.end() || !data->is_object()) return corruptError("outbox.payload", "no data");
  std::map<std::string, std::string> out;
  for (const auto& [key, value] : data->items()) {
    if (!value.is_string()) return corruptError("outbox.payload", "not a text", key);
    out[key] = value.get<std::string>();
  }
  return out;
}

std::optional<std::int64_t> fence(std::optional<int> attempt) {
  return attempt ? std::optional<std::int64_t>(*attempt) : std::nullopt;
}

struct Claim {
  LeasedEffect leased;
  std::string payload;
};

Result<std::optional<Claim>> claimNext(storage::Database& database, const std::string& channel,
                                       std::int64_t now, std::int64_t until) {
  TDKT_ASSIGN(
      auto next,
      database.prepare(
          std::string(
              "SELECT id, effect_id, dossier_id, kind, payload, correlation_id, attempts FROM outbox AS o "
              "WHERE channel = ? AND state = 'due' AND next_at <= ? AND lease_until <= ? AND NOT EXISTS("
              "SELECT 1 FROM outbox AS e WHERE e.dossier_id = o.dossier_id AND e.channel = o.channel "
              "AND e.id < o.id AND e.state <> 'done') ORDER BY id LIMIT 1") +
          database.claimSuffix()));
  TDKT_ASSIGN(const bool found, next.bind(channel).bind(now).bind(now).step());
  if (!found) return std::optional<Claim>();
  Claim out;
  out.leased.row = next.integer(0);
  out.leased.effect = EffectId(next.text(1));
  out.leased.dossier = DossierId(next.text(2));
  out.leased.kind = next.text(3);
  out.payload = next.text(4);
  out.leased.correlation = CorrelationId(next.text(5));
  out.leased.attempts = static_cast<int>(next.integer(6)) + 1;
  TDKT_ASSIGN(auto mark,
              database.prepare("UPDATE outbox SET lease_until = ?, attempts = attempts + 1 WHERE id = ?"));
  TDKT_CHECK(mark.bind(until).bind(out.leased.row).run());
  return std::optional<Claim>(std::move(out));
}

}  // namespace

Outbox::Outbox(storage::Database& database, const Clock& clock, Random& random)
    : database_(database), clock_(clock), random_(random) {}

Result<Done> Outbox::enqueue(const std::string& channel, const std::string& kind, const EffectId& effect,
                             const std::map<std::string, std::string>& data,
                             const CorrelationId& correlation) {
  // No dossier: each such effect is a line of its own, so that none waits for another.
  return enqueueFor(DossierId("effect:" + effect.text()), channel, kind, effect, data, correlation);
}

Result<Done> Outbox::enqueueFor(const DossierId& dossier, const std::string& channel, const std::string& kind,
                                const EffectId& effect, const std::map<std::string, std::string>& data,
                                const CorrelationId& correlation) {
  return database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto insert,
                database_.prepare("INSERT INTO outbox(effect_id, dossier_id, channel, kind, payload, "
                                  "correlation_id) VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"));
    insert.bind(effect.text()).bind(dossier.text()).bind(channel).bind(kind);
    TDKT_CHECK(insert.bind(nlohmann::ordered_json{{"data", data}}.dump()).bind(correlation.text()).run());
    return Done{};
  });
}

Result<std::optional<LeasedEffect>> Outbox::lease(const std::string& channel, int seconds) {
  const std::int64_t now = clock_.now().millis;
  std::optional<Claim> claim;
  TDKT_CHECK(database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(claim, claimNext(database_, channel, now, now + std::int64_t{seconds} * 1000));
    return Done{};
  }));
  if (!claim) return std::optional<LeasedEffect>();
  auto data = dataFrom(claim->payload);
  if (!data) {
    TDKT_CHECK(dead(claim->leased.row, data.error()));
    return data.error();
  }
  claim->leased.data = std::move(data).value();
  return std::optional<LeasedEffect>(std::move(claim->leased));
}

Result<Done> Outbox::releaseLeases() {
  return database_.transact([&] {
    return database_.script("UPDATE outbox SET lease_until = 0 WHERE state = 'due' AND lease_until > 0");
  });
}

Result<Done> Outbox::done(std::int64_t row, std::optional<int> attempt) {
  return database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto update,
                database_.prepare("UPDATE outbox SET state = 'done', lease_until = 0, done_at = ?, "
                                  "error_code = NULL, error_detail = NULL WHERE id = ? AND state <> 'done' "
                                  "AND attempts = coalesce(?, attempts)"));
    return update.bind(clock_.now().millis).bind(row).bind(fence(attempt)).send();
  });
}

Result<Done> Outbox::later(std::int64_t row, const Error& why, std::optional<int> attempt) {
  return database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto query, database_.prepare("SELECT attempts FROM outbox WHERE id = ? AND state = 'due' "
                                              "AND attempts = coalesce(?, attempts)"));
    TDKT_ASSIGN(const bool due, query.bind(row).bind(fence(attempt)).step());
    if (!due) return Done{};
    const int attempts = awaits(why) ? kAwaited : static_cast<int>(query.integer(0));
    const std::int64_t next = clock_.now().millis + pauseMillis(attempts, random_);
    TDKT_ASSIGN(auto update,
                database_.prepare("UPDATE outbox SET lease_until = 0, next_at = ?, error_code = ?, "
                                  "error_detail = ? WHERE id = ?"));
    return update.bind(next).bind(why.code).bind(shownDetail(why)).bind(row).send();
  });
}

Result<Done> Outbox::hurry(const DossierId& dossier, const std::string& channel) {
  return database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto update,
                database_.prepare("UPDATE outbox SET next_at = 0 WHERE dossier_id = ? AND channel = ? "
                                  "AND state = 'due' AND error_code LIKE '%.waiting'"));
    return update.bind(dossier.text()).bind(channel).send();
  });
}

Result<Done> Outbox::dead(std::int64_t row, const Error& why, std::optional<int> attempt) {
  TDKT_CHECK(database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto update,
                database_.prepare("UPDATE outbox SET state = 'dead', lease_until = 0, error_code = ?, "
                                  "error_detail = ? WHERE id = ? AND state = 'due' "
                                  "AND attempts = coalesce(?, attempts)"));
    return update.bind(why.code).bind(shownDetail(why)).bind(row).bind(fence(attempt)).send();
  }));
  log::error("outbox.dead", {{"row", std::to_string(row)}, {"code", why.code}});
  return Done{};
}

Result<Done> Outbox::replay(std::int64_t row) {
  return database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(
        auto update,
        database_.prepare("UPDATE outbox SET state = 'due', attempts = 0, next_at = 0, lease_until = 0 "
                          "WHERE id = ? AND state = 'dead'"));
    return update.bind(row).send(conflictError("outbox.not-dead", "there is no such dead effect"));
  });
}

namespace {

constexpr const char* kRowColumns =
    "SELECT id, dossier_id, channel, kind, state, attempts, error_code, error_detail FROM outbox ";

}  // namespace

Result<std::vector<OutboxRow>> Outbox::rows(storage::Statement& query) {
  std::vector<OutboxRow> out;
  while (true) {
    TDKT_ASSIGN(const bool more, query.step());
    if (!more) return out;
    out.push_back(OutboxRow{query.integer(0), query.text(1), query.text(2), query.text(3), query.text(4),
                            static_cast<int>(query.integer(5)), query.text(6), query.text(7)});
  }
}

Result<std::vector<OutboxRow>> Outbox::unfinished(std::size_t limit) {
  const auto view = database_.snapshot();
  TDKT_ASSIGN(auto query,
              database_.prepare(std::string(kRowColumns) + "WHERE state <> 'done' ORDER BY id LIMIT ?"));
  query.bind(static_cast<std::int64_t>(limit));
  return rows(query);
}

Result<std::optional<OutboxRow>> Outbox::find(const EffectId& effect) {
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto query, database_.prepare(std::string(kRowColumns) + "WHERE effect_id = ?"));
  query.bind(effect.text());
  TDKT_ASSIGN(const auto found, rows(query));
  return found.empty() ? std::nullopt : std::optional(found.front());
}

Result<Done> Outbox::park(std::int64_t row, const Error& why, int attempt, const Until& until) {
  return database_.transact([&]() -> Result<Done> {
    // The row is taken first: whoever wakes it does so before this transaction or after it, never in between.
    TDKT_ASSIGN(auto free,
                database_.prepare("UPDATE outbox SET lease_until = 0, attempts = 0, error_code = ?, "
                                  "error_detail = ? WHERE id = ? AND state = 'due' AND attempts = ?"));
    TDKT_ASSIGN(const int freed, free.bind(why.code).bind(shownDetail(why)).bind(row).bind(attempt).run());
    if (freed == 0) return Done{};
    TDKT_ASSIGN(const UtcTime next, until());
    TDKT_ASSIGN(auto sleep, database_.prepare("UPDATE outbox SET next_at = ? WHERE id = ?"));
    return sleep.bind(next.millis).bind(row).send();
  });
}

Result<Done> Outbox::wake(const EffectId& effect) {
  return database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto update,
                database_.prepare("UPDATE outbox SET next_at = 0 WHERE effect_id = ? AND state = 'due'"));
    return update.bind(effect.text()).send();
  });
}

Result<Done> Outbox::stop(const EffectId& effect, const Error& why) {
  return database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto update,
                database_.prepare("UPDATE outbox SET state = 'dead', lease_until = 0, error_code = ?, "
                                  "error_detail = ? WHERE effect_id = ? AND state = 'due'"));
    return update.bind(why.code)
        .bind(shownDetail(why))
        .bind(effect.text())
        .send(conflictError("outbox.not-due", "the effect is done or set aside already"));
  });
}

}  // namespace tdkt::outbox
