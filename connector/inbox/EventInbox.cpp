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
  std::optional<Bytes> inRow;
};

Result<std::optional<Claim>> claimNext(storage::Database& database, std::int64_t now, std::int64_t until) {
  TDKT_ASSIGN(
      auto next,
      database.prepare(std::string("SELECT id, office, delivery_key, kind, sha256, received_at, "
                                   "correlation_id, attempts, body FROM inbox WHERE state = 'due' AND "
                                   "waits = '' AND next_at <= ? AND lease_until <= ? ORDER BY id LIMIT 1") +
                       database.claimSuffix()));
  TDKT_ASSIGN(const bool found, next.bind(now).bind(now).step());
  if (!found) return std::optional<Claim>();
  Claim out;
  out.leased = deliveryOf(next);
  out.leased.attempts += 1;
  out.digest = next.text(4);
  if (!next.isNull(8)) out.inRow = next.text(8);
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

Delivery gatheredDelivery(OfficeId office, std::string key, std::shared_ptr<storage::Spool> body) {
  Delivery out{std::move(office), std::move(key), DeliveryKind::kEdxml, {}};
  if (body->inFile()) {
    out.gathered = std::move(body);
  } else if (auto whole = body->whole()) {  // in memory: it cannot fail
    out.body = std::move(*whole);
  }
  return out;
}

EventInbox::EventInbox(storage::Database& database, storage::BlobStore& blobs, const Clock& clock,
                       Random& random)
    : database_(database), blobs_(blobs), clock_(clock), random_(random) {}

Result<AcceptReply> EventInbox::accept(const Delivery& delivery) {
  TDKT_ASSIGN(auto replies, acceptAll({delivery}));
  return std::move(replies.front());
}

Result<std::vector<AcceptReply>> EventInbox::acceptAll(const std::vector<Delivery>& deliveries) {
  std::vector<std::string> digests;
  for (const Delivery& one : deliveries) {
    // The blob first: a row must never name bytes that are not there. A blob without a row harms nobody.
    if (one.gathered) {
      TDKT_ASSIGN(std::string digest, blobs_.adopt(*one.gathered));
      digests.push_back(std::move(digest));
    } else if (one.body.size() > kInRow) {
      TDKT_ASSIGN(std::string digest, blobs_.put(one.body));
      digests.push_back(std::move(digest));
    } else {
      digests.push_back(sha256Hex(one.body));
    }
  }
  std::vector<AcceptReply> replies;
  TDKT_CHECK(database_.transactTogether([&]() -> Result<Done> {
    replies.clear();
    for (std::size_t i = 0; i < deliveries.size(); ++i) {
      TDKT_ASSIGN(auto reply, insert(deliveries[i], digests[i]));
      replies.push_back(std::move(reply));
    }
    return Done{};
  }));
  return replies;
}

/// Inside a transaction.
Result<AcceptReply> EventInbox::insert(const Delivery& delivery, const std::string& digest) {
  TDKT_ASSIGN(auto known, database_.prepare("SELECT id, sha256, kind, correlation_id FROM inbox "
                                            "WHERE office = ? AND delivery_key = ?"));
  TDKT_ASSIGN(const bool found, known.bind(delivery.office.text()).bind(delivery.key).step());
  if (found) {
    if (known.text(1) != digest || known.text(2) != toString(delivery.kind)) {
      return conflictError("inbox.key.reused", "another content came under this key before", delivery.key);
    }
    AcceptReply reply{Accepted::kSeenBefore, known.integer(0), CorrelationId(known.text(3))};
    TDKT_ASSIGN(auto count, database_.prepare("UPDATE inbox SET repeats = repeats + 1 WHERE id = ?"));
    TDKT_CHECK(count.bind(reply.row).run());
    return reply;
  }
  TDKT_ASSIGN(auto same, sameContent(database_, delivery, digest));
  if (same) return std::move(*same);
  AcceptReply reply;
  reply.correlation = CorrelationId(newId(random_));
  TDKT_ASSIGN(auto insert,
              database_.prepare("INSERT INTO inbox(office, delivery_key, kind, sha256, received_at, "
                                "correlation_id, body) VALUES(?, ?, ?, ?, ?, ?, ?) RETURNING id"));
  insert.bind(delivery.office.text()).bind(delivery.key).bind(toString(delivery.kind)).bind(digest);
  insert.bind(clock_.now().millis).bind(reply.correlation.text());
  if (delivery.gathered || delivery.body.size() > kInRow) {
    insert.bindNull();
  } else {
    insert.bindBlob(delivery.body);
  }
  TDKT_ASSIGN(const bool row, insert.step());
  if (!row) return bugError("inbox.insert", "the insert gave no id");
  reply.row = insert.integer(0);
  return reply;
}

/// The bytes of a leased delivery, checked against the name they were kept under.
Result<Done> EventInbox::fill(Delivery& delivery, const std::string& digest, std::optional<Bytes> inRow) {
  if (inRow) {
    if (sha256Hex(*inRow) != digest) return corruptError("blob.digest", "bytes do not fit the name", digest);
    delivery.body = std::move(*inRow);
    return Done{};
  }
  const auto size = blobs_.sizeOf(digest);
  if (delivery.kind == DeliveryKind::kEdxml && size && *size > kInMemory) {
    TDKT_ASSIGN(delivery.file, blobs_.checkedPath(digest));
    return Done{};
  }
  TDKT_ASSIGN(delivery.body, blobs_.get(digest));
  return Done{};
}

Result<std::optional<LeasedDelivery>> EventInbox::lease(int seconds) {
  const std::int64_t now = clock_.now().millis;
  std::optional<Claim> claim;
  TDKT_CHECK(database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(claim, claimNext(database_, now, now + std::int64_t{seconds} * 1000));
    return Done{};
  }));
  if (!claim) return std::optional<LeasedDelivery>();
  const auto filled = fill(claim->leased.delivery, claim->digest, std::move(claim->inRow));
  if (!filled) {
    // Trying again cannot bring lost bytes back, and it would block everything behind it.
    TDKT_CHECK(reject(claim->leased.row, filled.error()));
    return filled.error();
  }
  return std::optional<LeasedDelivery>(std::move(claim->leased));
}

Result<std::optional<LeasedDelivery>> EventInbox::find(std::int64_t row) {
  const auto view = database_.snapshot();
  TDKT_ASSIGN(auto query, database_.prepare("SELECT id, office, delivery_key, kind, sha256, received_at, "
                                            "correlation_id, attempts, body FROM inbox WHERE id = ?"));
  TDKT_ASSIGN(const bool found, query.bind(row).step());
  if (!found) return std::optional<LeasedDelivery>();
  LeasedDelivery out = deliveryOf(query);
  std::optional<Bytes> inRow;
  if (!query.isNull(8)) inRow = query.text(8);
  TDKT_CHECK(fill(out.delivery, query.text(4), std::move(inRow)));
  return std::optional<LeasedDelivery>(std::move(out));
}

Result<Done> EventInbox::releaseLeases() {
  return database_.transact([&] {
    return database_.script("UPDATE inbox SET lease_until = 0 WHERE state = 'due' AND lease_until > 0");
  });
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

Result<bool> EventInbox::cameLate(std::int64_t row, const std::string& businessKey,
                                  std::optional<UtcTime> sentAt) {
  if (!sentAt) return false;
  bool late = false;
  TDKT_CHECK(database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto note, database_.prepare("UPDATE inbox SET business_key = ?, sent_at = ? WHERE id = ?"));
    TDKT_CHECK(note.bind(businessKey).bind(sentAt->millis).bind(row).run());
    TDKT_ASSIGN(auto later,
                database_.prepare("SELECT 1 FROM inbox AS o JOIN inbox AS mine ON mine.id = ? WHERE "
                                  "o.office = mine.office AND o.business_key = ? AND o.sent_at > ? "
                                  "AND o.state = 'done' LIMIT 1"));
    TDKT_ASSIGN(late, later.bind(row).bind(businessKey).bind(sentAt->millis).step());
    return Done{};
  }));
  return late;
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
