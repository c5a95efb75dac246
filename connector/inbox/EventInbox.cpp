#include "connector/inbox/EventInbox.h"

#include <algorithm>

#include "workflow/base/Log.h"

namespace tdkt::inbox {
namespace {

constexpr std::int64_t kFirstPause = 1000;
constexpr std::int64_t kLongestPause = 5 * 60 * 1000;

const char* toString(DeliveryKind kind) {
  return kind == DeliveryKind::kEdxml ? "edxml" : "task-event";
}

DeliveryKind kindFrom(const std::string& text) {
  return text == "edxml" ? DeliveryKind::kEdxml : DeliveryKind::kTaskEvent;
}

std::int64_t pauseAfter(int attempts) {
  const int doublings = std::clamp(attempts - 1, 0, 20);
  return std::min(kFirstPause << doublings, kLongestPause);
}

/// Without its body. Columns: id, office, delivery_key, kind, sha256, received_at, correlation_id, attempts.
LeasedDelivery deliveryOf(const storage::Statement& row) {
  LeasedDelivery out;
  out.row = row.integer(0);
  out.delivery = {OfficeId(row.text(1)), row.text(2), kindFrom(row.text(3)), {}};
  out.receivedAt = UtcTime{row.integer(5)};
  out.correlation = CorrelationId(row.text(6));
  out.attempts = static_cast<int>(row.integer(7));
  return out;
}

struct Claim {
  LeasedDelivery leased;
  std::string digest;
};

Result<std::optional<Claim>> claimNext(storage::Database& database, std::int64_t now, std::int64_t until) {
  TDKT_ASSIGN(
      auto next,
      database.prepare(std::string("SELECT id, office, delivery_key, kind, sha256, received_at, "
                                   "correlation_id, attempts FROM inbox WHERE state = 'due' AND "
                                   "waits = '' AND next_at <= ? AND lease_until <= ? ORDER BY id LIMIT 1") +
                       database.claimSuffix()));
  TDKT_ASSIGN(const bool found, next.bind(now).bind(now).step());
  if (!found) return std::optional<Claim>();
  Claim out;
  out.leased = deliveryOf(next);
  out.leased.attempts += 1;
  out.digest = next.text(4);
  TDKT_ASSIGN(auto mark,
              database.prepare("UPDATE inbox SET lease_until = ?, attempts = attempts + 1 WHERE id = ?"));
  TDKT_CHECK(mark.bind(until).bind(out.leased.row).run());
  return std::optional<Claim>(std::move(out));
}

/// A message that came before in another packet (another key, another door), unless it was set aside then.
Result<std::optional<AcceptReply>> sameContent(storage::Database& database, const Delivery& delivery,
                                               const std::string& digest) {
  if (delivery.kind != DeliveryKind::kEdxml) return std::optional<AcceptReply>();
  TDKT_ASSIGN(auto count,
              database.prepare("UPDATE inbox SET repeats = repeats + 1 WHERE office = ? AND kind = 'edxml' "
                               "AND sha256 = ? AND state <> 'rejected' RETURNING id, correlation_id"));
  TDKT_ASSIGN(const bool found, count.bind(delivery.office.text()).bind(digest).step());
  if (!found) return std::optional<AcceptReply>();
  return std::optional<AcceptReply>(
      AcceptReply{Accepted::kSeenBefore, count.integer(0), CorrelationId(count.text(1))});
}

}  // namespace

EventInbox::EventInbox(storage::Database& database, storage::BlobStore& blobs, const Clock& clock,
                       Random& random)
    : database_(database), blobs_(blobs), clock_(clock), random_(random) {}

Result<AcceptReply> EventInbox::accept(const Delivery& delivery) {
  // The blob first: a row must never name bytes that are not there. A blob without a row harms nobody.
  TDKT_ASSIGN(const std::string digest, blobs_.put(delivery.body));
  AcceptReply reply;
  TDKT_CHECK(database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto known,
                database_.prepare("SELECT id, sha256, kind, correlation_id FROM inbox WHERE office = ? AND "
                                  "delivery_key = ?"));
    TDKT_ASSIGN(const bool found, known.bind(delivery.office.text()).bind(delivery.key).step());
    if (found) {
      if (known.text(1) != digest || known.text(2) != toString(delivery.kind)) {
        return conflictError("inbox.key.reused", "another content came under this key before", delivery.key);
      }
      reply = AcceptReply{Accepted::kSeenBefore, known.integer(0), CorrelationId(known.text(3))};
      TDKT_ASSIGN(auto count, database_.prepare("UPDATE inbox SET repeats = repeats + 1 WHERE id = ?"));
      TDKT_CHECK(count.bind(reply.row).run());
      return Done{};
    }
    TDKT_ASSIGN(const auto same, sameContent(database_, delivery, digest));
    if (same) {
      reply = *same;
      return Done{};
    }
    reply.correlation = CorrelationId(newId(random_));
    TDKT_ASSIGN(auto insert,
                database_.prepare(
                    "INSERT INTO inbox(office, delivery_key, kind, sha256, received_at, correlation_id) "
                    "VALUES(?, ?, ?, ?, ?, ?) RETURNING id"));
    insert.bind(delivery.office.text()).bind(delivery.key).bind(toString(delivery.kind)).bind(digest);
    TDKT_ASSIGN(const bool row, insert.bind(clock_.now().millis).bind(reply.correlation.text()).step());
    if (!row) return bugError("inbox.insert", "the insert gave no id");
    reply.row = insert.integer(0);
    return Done{};
  }));
  return reply;
}

Result<std::optional<LeasedDelivery>> EventInbox::lease(int seconds) {
  const std::int64_t now = clock_.now().millis;
  std::optional<Claim> claim;
  TDKT_CHECK(database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(claim, claimNext(database_, now, now + std::int64_t{seconds} * 1000));
    return Done{};
  }));
  if (!claim) return std::optional<LeasedDelivery>();
  auto body = blobs_.get(claim->digest);
  if (!body) {
    // Trying again cannot bring lost bytes back, and it would block everything behind it.
    TDKT_CHECK(reject(claim->leased.row, body.error()));
    return body.error();
  }
  claim->leased.delivery.body = std::move(body).value();
  return std::optional<LeasedDelivery>(std::move(claim->leased));
}

Result<std::optional<LeasedDelivery>> EventInbox::find(std::int64_t row) {
  const auto view = database_.snapshot();
  TDKT_ASSIGN(auto query, database_.prepare("SELECT id, office, delivery_key, kind, sha256, received_at, "
                                            "correlation_id, attempts FROM inbox WHERE id = ?"));
  TDKT_ASSIGN(const bool found, query.bind(row).step());
  if (!found) return std::optional<LeasedDelivery>();
  LeasedDelivery out = deliveryOf(query);
  TDKT_ASSIGN(out.delivery.body, blobs_.get(query.text(4)));
  return std::optional<LeasedDelivery>(std::move(out));
}

Result<Done> EventInbox::releaseLeases() {
  return database_.transact(
      [&] { return database_.script("UPDATE inbox SET lease_until = 0 WHERE state = 'due'"); });
}

Result<Done> EventInbox::later(std::int64_t row, const Error& why) {
  return database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto query, database_.prepare("SELECT attempts FROM inbox WHERE id = ? AND state = 'due'"));
    TDKT_ASSIGN(const bool due, query.bind(row).step());
    if (!due) return Done{};
    const std::int64_t next = clock_.now().millis + pauseAfter(static_cast<int>(query.integer(0)));
    TDKT_ASSIGN(auto update,
                database_.prepare("UPDATE inbox SET lease_until = 0, next_at = ?, error_code = ?, "
                                  "error_detail = ?, error_field = ? WHERE id = ?"));
    TDKT_CHECK(update.bind(next).bind(why.code).bind(why.detail).bind(why.field).bind(row).run());
    return Done{};
  });
}

Result<Done> EventInbox::reject(std::int64_t row, const Error& why) {
  TDKT_CHECK(database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto update,
                database_.prepare("UPDATE inbox SET state = 'rejected', lease_until = 0, error_code = ?, "
                                  "error_detail = ?, error_field = ? WHERE id = ? AND state = 'due'"));
    return update.bind(why.code).bind(why.detail).bind(why.field).bind(row).send();
  }));
  log::warning("inbox.rejected", {{"row", std::to_string(row)}, {"code", why.code}});
  return Done{};
}

Result<Done> EventInbox::done(std::int64_t row, const std::string& dossier) {
  return database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto update,
                database_.prepare("UPDATE inbox SET state = 'done', lease_until = 0, dossier_id = ? "
                                  "WHERE id = ? AND state = 'due'"));
    return update.bind(dossier).bind(row).send();
  });
}

Result<std::vector<InboxRow>> EventInbox::recent(std::size_t limit) {
  const auto view = database_.snapshot();
  TDKT_ASSIGN(
      auto query,
      database_.prepare("SELECT id, office, delivery_key, kind, state, received_at, repeats, error_code, "
                        "error_detail, error_field, dossier_id FROM inbox ORDER BY id DESC LIMIT ?"));
  query.bind(static_cast<std::int64_t>(limit));
  std::vector<InboxRow> out;
  while (true) {
    TDKT_ASSIGN(const bool more, query.step());
    if (!more) return out;
    out.push_back(InboxRow{query.integer(0), OfficeId(query.text(1)), query.text(2), query.text(3),
                           query.text(4), UtcTime{query.integer(5)}, static_cast<int>(query.integer(6)),
                           query.text(7), query.text(8), query.text(9), query.text(10)});
  }
}

}  // namespace tdkt::inbox
