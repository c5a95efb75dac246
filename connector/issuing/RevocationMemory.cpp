#include "connector/issuing/RevocationMemory.h"

#include "workflow/base/Log.h"

namespace tdkt::issuing {

using signing::RevocationAnswer;
using signing::RevocationState;

RevocationMemory::RevocationMemory(signing::RevocationSource& inner, storage::Database& database,
                                   const Clock& clock, RevocationTolerance tolerance)
    : inner_(inner), database_(database), clock_(clock), tolerance_(tolerance) {}

RevocationAnswer RevocationMemory::check(const signing::Certificate& certificate,
                                         const signing::Certificate& issuer, UtcTime at) {
  const std::string name = sha256Hex(certificate.der());
  const std::lock_guard guard(mutex_);
  const UtcTime now = clock_.now();
  const auto recent = recent_.find(name);
  if (recent != recent_.end() && recent->second.askedAt <= now &&
      now <= recent->second.askedAt.plus(tolerance_.batch) &&
      at <= recent->second.askedAt.plus(tolerance_.batch)) {
    return recent->second.answer;
  }
  recent_.erase(name);
  RevocationAnswer answer = inner_.check(certificate, issuer, at);
  // Good at the time asked about, revoked since: true for that time only.
  if (answer.revokedAt) return answer;
  if (answer.state == RevocationState::kGood) {
    if (const auto done = keep(name, answer); !done)
      log::warning("issuing.revocation.unkept", {{"code", done.error().code}});
  } else if (answer.state == RevocationState::kUnknown) {
    answer = bridged(name, std::move(answer));
  }
  if (answer.state == RevocationState::kGood) recent_[name] = {answer, now};
  return answer;
}

RevocationAnswer RevocationMemory::bridged(const std::string& name, RevocationAnswer unknown) {
  if (tolerance_.lastGood.count() == 0) return unknown;
  auto last = kept(name);
  if (!last) return unknown;
  const UtcTime now = clock_.now();
  if (now < last->producedAt || last->producedAt.plus(tolerance_.lastGood) < now) return unknown;
  log::warning("issuing.revocation.bridged",
               {{"lastGood", isoUtc(last->producedAt)}, {"why", unknown.detail}});
  last->detail =
      "no fresh answer (" + unknown.detail + "); the last good one is of " + isoUtc(last->producedAt);
  return std::move(*last);
}

Result<Done> RevocationMemory::keep(const std::string& name, const RevocationAnswer& answer) {
  if (tolerance_.lastGood.count() == 0) return Done{};
  const auto guard = database_.lock();
  TDKT_ASSIGN(
      auto insert,
      database_.prepare(
          "INSERT INTO revocation_answer(certificate, produced_at, source, der) "
          "VALUES(?, ?, ?, ?) ON CONFLICT(certificate) DO UPDATE SET produced_at = excluded.produced_at, "
          "source = excluded.source, der = excluded.der"));
  insert.bind(name).bind(answer.producedAt.millis).bind(answer.source).bindBlob(answer.der);
  TDKT_CHECK(insert.run());
  return Done{};
}

Result<RevocationAnswer> RevocationMemory::kept(const std::string& name) {
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto query, database_.prepare("SELECT produced_at, source, der FROM revocation_answer WHERE "
                                            "certificate = ?"));
  TDKT_ASSIGN(const bool found, query.bind(name).step());
  if (!found) return notFoundError("issuing.revocation.none", "no good answer was ever kept");
  RevocationAnswer answer;
  answer.state = RevocationState::kGood;
  answer.producedAt = UtcTime{query.integer(0)};
  answer.source = query.text(1);
  answer.der = query.text(2);
  return answer;
}

}  // namespace tdkt::issuing
