#include "connector/issuing/ExtensionJobs.h"

#include <algorithm>
#include <array>

#include "connector/outbox/Outbox.h"

namespace tdkt::issuing {
namespace {

using signing::Level;

// Minutes before the next try, by how many there were.
constexpr std::array<std::int64_t, 7> kPauses = {1, 5, 15, 60, 180, 360, 720};

constexpr const char* kColumns =
    "SELECT j.verify_id, j.target, j.state, j.since, j.attempts, j.next_at, j.error_code, j.error_detail, "
    "f.dossier_id, f.name, CASE WHEN f.state = 'published' THEN 1 ELSE 0 END FROM extension_job AS j "
    "JOIN issued_file AS f ON f.verify_id = j.verify_id ";

std::int64_t pauseMillis(int attempts, Random& random) {
  const auto index =
      static_cast<std::size_t>(std::clamp(attempts - 1, 0, static_cast<int>(kPauses.size()) - 1));
  const std::int64_t base = kPauses[index] * 60'000;
  const auto die = static_cast<unsigned char>(random.bytes(1)[0]);
  return base - base / 5 + base * 2 / 5 * die / 255;
}

ExtensionJob readJob(const storage::Statement& row) {
  ExtensionJob job;
  job.verifyId = row.text(0);
  const auto target = signing::levelOf(row.text(1));
  job.target = target ? *target : Level::kTimeStamped;  // the table takes no other names
  job.state = row.text(2);
  job.since = UtcTime{row.integer(3)};
  job.attempts = static_cast<int>(row.integer(4));
  job.nextAt = UtcTime{row.integer(5)};
  job.errorCode = row.text(6);
  job.errorDetail = row.text(7);
  job.dossier = DossierId(row.text(8));
  job.fileName = row.text(9);
  job.published = row.integer(10) != 0;
  return job;
}

}  // namespace

ExtensionJobs::ExtensionJobs(storage::Database& database, const Clock& clock, Random& random)
    : database_(database), clock_(clock), random_(random) {}

Result<Done> ExtensionJobs::enqueue(const std::string& verifyId, Level target, const Error& why) {
  const auto guard = database_.lock();
  TDKT_ASSIGN(
      auto insert,
      database_.prepare("INSERT INTO extension_job(verify_id, target, since, error_code, error_detail) "
                        "VALUES(?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"));
  insert.bind(verifyId)
      .bind(signing::toString(target))
      .bind(clock_.now().millis)
      .bind(why.code)
      .bind(outbox::shownDetail(why));
  TDKT_CHECK(insert.run());
  return Done{};
}

Result<int> ExtensionJobs::enqueueRenewals() {
  const auto guard = database_.lock();
  const std::int64_t now = clock_.now().millis;
  TDKT_ASSIGN(
      auto update,
      database_.prepare("UPDATE extension_job SET state = 'due', since = ?, attempts = 0, next_at = 0, "
                        "lease_until = 0, error_code = '', error_detail = '' "
                        "WHERE state = 'done' AND renew_at IS NOT NULL AND renew_at <= ?"));
  return update.bind(now).bind(now).run();
}

Result<std::optional<ExtensionJob>> ExtensionJobs::claim(const std::string& condition,
                                                         const std::string& verifyId, int seconds) {
  const std::int64_t now = clock_.now().millis;
  std::optional<ExtensionJob> job;
  TDKT_CHECK(database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto next, database_.prepare(std::string(kColumns) +
                                             "WHERE j.state = 'due' AND f.state = 'published' AND "
                                             "j.lease_until <= ? AND " +
                                             condition + " ORDER BY j.next_at, j.since, j.verify_id LIMIT 1" +
                                             database_.claimSuffix()));
    next.bind(now);
    if (verifyId.empty()) {
      next.bind(now);
    } else {
      next.bind(verifyId);
    }
    TDKT_ASSIGN(const bool found, next.step());
    if (!found) return Done{};
    job = readJob(next);
    ++job->attempts;
    TDKT_ASSIGN(auto mark,
                database_.prepare("UPDATE extension_job SET lease_until = ?, attempts = attempts + 1 "
                                  "WHERE verify_id = ?"));
    TDKT_CHECK(mark.bind(now + std::int64_t{seconds} * 1000).bind(job->verifyId).run());
    return Done{};
  }));
  return job;
}

Result<std::optional<ExtensionJob>> ExtensionJobs::lease(int seconds) {
  return claim("j.next_at <= ?", "", seconds);
}

Result<std::optional<ExtensionJob>> ExtensionJobs::leaseUntried(const std::string& verifyId, int seconds) {
  return claim("j.attempts = 0 AND j.verify_id = ?", verifyId, seconds);
}

Result<Done> ExtensionJobs::releaseLeases() {
  return database_.script("UPDATE extension_job SET lease_until = 0 WHERE state = 'due'");
}

Result<Done> ExtensionJobs::raised(const ExtensionJob& job, const std::string& before,
                                   const std::string& sha256, std::optional<UtcTime> renewAt) {
  return database_.transact([&]() -> Result<Done> {
    const std::int64_t now = clock_.now().millis;
    TDKT_ASSIGN(
        auto known,
        database_.prepare("SELECT coalesce((SELECT sha256 FROM issued_revision AS r WHERE r.verify_id = "
                          "f.verify_id ORDER BY ordinal DESC LIMIT 1), f.final_sha256), (SELECT "
                          "count(*) FROM issued_revision AS r WHERE r.verify_id = f.verify_id) "
                          "FROM issued_file AS f WHERE f.verify_id = ?"));
    TDKT_ASSIGN(const bool found, known.bind(job.verifyId).step());
    if (!found || known.text(0) != before)
      return conflictError("issuing.extend.moved", "the file was raised by somebody else", job.fileName);
    if (sha256 != before) {
      TDKT_ASSIGN(auto insert,
                  database_.prepare("INSERT INTO issued_revision(verify_id, ordinal, sha256, level, made_at) "
                                    "VALUES(?, ?, ?, ?, ?)"));
      insert.bind(job.verifyId).bind(known.integer(1) + 1).bind(sha256).bind(signing::toString(job.target));
      TDKT_CHECK(insert.bind(now).run());
    }
    TDKT_ASSIGN(auto update,
                database_.prepare("UPDATE extension_job SET state = 'done', done_at = ?, lease_until = 0, "
                                  "renew_at = ?, error_code = '', error_detail = '' WHERE verify_id = ?"));
    update.bind(now).bind(renewAt ? std::optional(renewAt->millis) : std::nullopt);
    TDKT_CHECK(update.bind(job.verifyId).run());
    return Done{};
  });
}

Result<Done> ExtensionJobs::later(const ExtensionJob& job, const Error& why) {
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto update,
              database_.prepare("UPDATE extension_job SET lease_until = 0, next_at = ?, error_code = ?, "
                                "error_detail = ? WHERE verify_id = ? AND state = 'due'"));
  update.bind(clock_.now().millis + pauseMillis(job.attempts, random_))
      .bind(why.code)
      .bind(outbox::shownDetail(why));
  TDKT_CHECK(update.bind(job.verifyId).run());
  return Done{};
}

Result<Done> ExtensionJobs::dead(const ExtensionJob& job, const Error& why) {
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto update,
              database_.prepare("UPDATE extension_job SET state = 'dead', lease_until = 0, error_code = ?, "
                                "error_detail = ? WHERE verify_id = ? AND state = 'due'"));
  TDKT_CHECK(update.bind(why.code).bind(outbox::shownDetail(why)).bind(job.verifyId).run());
  return Done{};
}

Result<Done> ExtensionJobs::replay(const std::string& verifyId) {
  const auto guard = database_.lock();
  TDKT_ASSIGN(
      auto update,
      database_.prepare("UPDATE extension_job SET state = 'due', next_at = 0, attempts = CASE state "
                        "WHEN 'dead' THEN 0 ELSE attempts END WHERE verify_id = ? AND state <> 'done'"));
  TDKT_ASSIGN(const int changed, update.bind(verifyId).run());
  if (changed == 0) return conflictError("issuing.extend.absent", "no file with this code waits");
  return Done{};
}

Result<std::vector<ExtensionJob>> ExtensionJobs::unfinished(std::size_t limit) {
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto query, database_.prepare(std::string(kColumns) +
                                            "WHERE j.state <> 'done' ORDER BY j.state <> 'dead', j.since, "
                                            "f.dossier_id, f.kind = 'certificate', f.ordinal LIMIT ?"));
  query.bind(static_cast<std::int64_t>(limit));
  std::vector<ExtensionJob> jobs;
  for (;;) {
    TDKT_ASSIGN(const bool row, query.step());
    if (!row) return jobs;
    jobs.push_back(readJob(query));
  }
}

Result<ExtensionCounts> ExtensionJobs::counts() {
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto query, database_.prepare("SELECT count(*) FILTER(WHERE state = 'due'), "
                                            "count(*) FILTER(WHERE state = 'dead') FROM extension_job"));
  TDKT_CHECK(query.step());
  return ExtensionCounts{query.integer(0), query.integer(1)};
}

}  // namespace tdkt::issuing
