#pragma once
// The durable door: an event is answered only after its bytes and its row are committed. Deliveries that come
// at the same time share one commit.
//
//   office ──accept()──► [due] ──lease()──► worker ──► done (by the engine's commit) | later() | reject()
//                                             └──► waits for a person (ListCases), then due again
//
// At least once: a dead worker's lease runs out.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connector/storage/BlobStore.h"
#include "connector/storage/Database.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Ids.h"
#include "workflow/base/Random.h"

namespace tdkt::inbox {

enum class DeliveryKind { kEdxml, kTaskEvent };

/// One delivery as it came.
struct Delivery {
  OfficeId office;
  std::string key;  ///< the office's name for it: webhook-id, or "file:" + digest for the drop folder
  DeliveryKind kind = DeliveryKind::kEdxml;
  Bytes body;  ///< kept byte for byte (evidence); empty when it lies in `file`
  /// To accept(): a body that was gathered, taken over when it is in a file.
  std::shared_ptr<storage::Spool> gathered = nullptr;
  /// From lease(): the blob of an edXML body above kInMemory, its octets checked; empty: `body` holds them.
  std::string file = {};
};

/// A body up to this size lives in its row: one commit keeps it. A larger one is a blob.
inline constexpr std::size_t kInRow = 64U << 10U;
/// An edXML body above this size is handed to the worker as a file.
inline constexpr std::size_t kInMemory = 1U << 20U;

/// A message that was gathered.
Delivery gatheredDelivery(OfficeId office, std::string key, std::shared_ptr<storage::Spool> body);

enum class Accepted { kNew, kSeenBefore };

struct AcceptReply {
  Accepted accepted = Accepted::kNew;
  std::int64_t row = 0;
  CorrelationId correlation;
};

/// A delivery a worker holds until `leaseUntil`.
struct LeasedDelivery {
  std::int64_t row = 0;
  Delivery delivery;
  CorrelationId correlation;
  UtcTime receivedAt;
  int attempts = 0;
};

/// One row for pages and checks.
struct InboxRow {
  std::int64_t row = 0;
  OfficeId office;
  std::string key;
  std::string kind;
  std::string state;  ///< "due", "done", "rejected"
  UtcTime receivedAt;
  int repeats = 0;
  std::string errorCode;
  std::string errorDetail;
  std::string errorField;
  std::string dossier;
};

/// Thread-safe.
class EventInbox {
 public:
  EventInbox(storage::Database& database, storage::BlobStore& blobs, const Clock& clock, Random& random);

  /// An edXML message whose bytes came before under another key (resent, or by another door) is kSeenBefore
  /// too. Idempotent by (office, key): the same bytes again are kSeenBefore (counted); other bytes under the
  /// same key are kConflict "inbox.key.reused". Errors: kUnavailable "storage.*" / "blob.write".
  Result<AcceptReply> accept(const Delivery& delivery);
  /// Several in one commit: all of them or none. The replies in their order; the first error.
  Result<std::vector<AcceptReply>> acceptAll(const std::vector<Delivery>& deliveries);
  /// Where a body that comes in pieces is gathered.
  std::string incoming() const { return blobs_.incoming(); }
  /// At most one due delivery, oldest first, leased for `seconds`.
  Result<std::optional<LeasedDelivery>> lease(int seconds);
  /// A delivery as it was accepted, whatever became of it; nothing when there is no such row.
  Result<std::optional<LeasedDelivery>> find(std::int64_t row);
  /// Gives back what a dead predecessor had leased. Only for the one process that owns the database, at its
  /// start.
  Result<Done> releaseLeases();
  /// Try again after a pause that doubles (1 s … 5 min).
  Result<Done> later(std::int64_t row, const Error& why);
  /// A person must look: kept, shown at the desk, never retried by itself.
  Result<Done> reject(std::int64_t row, const Error& why);
  /// Notes which submission a delivery carries. True when a packet of it that its sender sent later was
  /// handled already: this one came late, and would undo it. Without `sentAt` nobody can tell.
  Result<bool> cameLate(std::int64_t row, const std::string& businessKey, std::optional<UtcTime> sentAt);
  /// Handled without a command of the engine (a status message, a repeat). The engine's own commit marks the
  /// others.
  Result<Done> done(std::int64_t row, const std::string& dossier);
  /// Newest first.
  Result<std::vector<InboxRow>> recent(std::size_t limit);

 private:
  Result<AcceptReply> insert(const Delivery& delivery, const std::string& digest);
  Result<Done> fill(Delivery& delivery, const std::string& digest, std::optional<Bytes> inRow);
  storage::Database& database_;
  storage::BlobStore& blobs_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace tdkt::inbox
