#include "connector/clock/PlanChange.h"

namespace tdkt::clock {

PlanChange::PlanChange(storage::Database& database, const workflow::WorkingCalendar& calendar,
                       const Clock& clock)
    : database_(database), calendar_(calendar), clock_(clock) {}

Result<bool> PlanChange::begin() {
  bool work = false;
  TDKT_CHECK(database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto query, database_.prepare("SELECT digest, done_at FROM calendar_plan WHERE id = 1"));
    TDKT_ASSIGN(const bool known, query.step());
    const std::int64_t now = clock_.now().millis;
    if (!known) {
      TDKT_ASSIGN(auto insert,
                  database_.prepare("INSERT INTO calendar_plan(id, digest, version, run, position, done_at) "
                                    "VALUES(1, ?, ?, 0, '', ?) ON CONFLICT DO NOTHING"));
      return insert.bind(calendar_.digest()).bind(calendar_.version()).bind(now).send();
    }
    if (query.text(0) == calendar_.digest()) {
      work = query.isNull(1);
      return Done{};
    }
    work = true;
    TDKT_ASSIGN(auto update, database_.prepare("UPDATE calendar_plan SET digest = ?, version = ?, "
                                               "run = run + 1, position = '', done_at = NULL WHERE id = 1"));
    return update.bind(calendar_.digest()).bind(calendar_.version()).send();
  }));
  return work;
}

Result<PlanBatch> PlanChange::next(std::size_t most) {
  PlanBatch batch;
  TDKT_CHECK(database_.transact([&]() -> Result<Done> {
    batch = {};
    TDKT_ASSIGN(auto plan, database_.prepare(
                               "SELECT run, position FROM calendar_plan WHERE id = 1 AND done_at IS NULL"));
    TDKT_ASSIGN(const bool open, plan.step());
    if (!open) return Done{};
    batch.run = plan.integer(0);
    TDKT_ASSIGN(auto query,
                database_.prepare("SELECT dossier_id FROM work_item WHERE state = 'open' AND dossier_id > ? "
                                  "UNION SELECT dossier_id FROM timer WHERE dossier_id > ? "
                                  "ORDER BY dossier_id LIMIT ?"));
    query.bind(plan.text(1)).bind(plan.text(1)).bind(static_cast<std::int64_t>(most));
    for (;;) {
      TDKT_ASSIGN(const bool more, query.step());
      if (!more) break;
      batch.dossiers.emplace_back(query.text(0));
    }
    if (!batch.dossiers.empty()) return Done{};
    TDKT_ASSIGN(auto end, database_.prepare("UPDATE calendar_plan SET done_at = ? WHERE id = 1 AND run = ?"));
    return end.bind(clock_.now().millis).bind(batch.run).send();
  }));
  return batch;
}

Result<Done> PlanChange::reached(std::int64_t run, const DossierId& last) {
  return database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto update, database_.prepare("UPDATE calendar_plan SET position = ? WHERE id = 1 AND "
                                               "run = ? AND position < ?"));
    return update.bind(last.text()).bind(run).bind(last.text()).send();
  });
}

}  // namespace tdkt::clock
