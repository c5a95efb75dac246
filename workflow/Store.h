#pragma once
// The port to storage. One commit is data: everything a command changes, stored whole or not at all.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "workflow/engine/Command.h"
#include "workflow/engine/Engine.h"
#include "workflow/engine/Event.h"
#include "workflow/model/Dossier.h"

namespace tdkt::workflow {

/// A dossier that a command on another one founds.
struct Newborn {
  DossierState next;
  std::vector<Event> events;
  std::vector<Effect> effects;
};

/// Everything one command changes.
struct Commit {
  CommandId command;
  std::string commandDigest;  ///< SHA-256 of the command's content: tells a repeat from a reused id
  CorrelationId correlation;
  Reply reply;
  std::int64_t expectedVersion = 0;  ///< version the state was loaded with; 0 = the dossier must not exist
  DossierState next;
  std::vector<Event> events;
  std::vector<Effect> effects;
  std::vector<BoxChange> box;            ///< sealed papers, written in the same transaction
  std::optional<std::int64_t> inboxRow;  ///< inbox.id to mark done
  std::vector<Newborn> born = {};
};

struct StoredReply {
  std::string commandDigest;
  Reply reply;
};

/// One row of a person's or a secretariat's list.
struct WorkListRow {
  WorkItem item;
  DossierId dossier;
  std::string hostDocumentId;
  std::string subject;
  std::string senderName;
};

struct DossierRow {
  DossierId id;
  std::string hostDocumentId;
  std::string subject;
  std::string senderName;
  std::string documentCode;  ///< "118/TTr-SGDĐT"
  Phase phase = Phase::kRunning;
  UtcTime receivedAt;
  int lines = 0;
  DossierId parent = {};  ///< that it was split from; empty: it came by itself
};

struct StoredEvent {
  Event event;
  std::string json;
  std::string hash;
};

/// A timer whose time has come, and whose it is.
struct DueTimer {
  DossierId dossier;
  Timer timer;
};

constexpr std::size_t kAllWork = 1'000'000'000;

/// Durable storage of dossiers. Thread-safe. Every function that says Done has committed (fsync) before it
/// returns. Errors: kUnavailable "storage.*" (certainly not done), kInDoubt "storage.commit" (connection lost
/// in commit), kCorrupt "storage.*".
class Store {
 public:
  virtual ~Store() = default;

  virtual Result<std::optional<StoredReply>> findReply(const CommandId& command) = 0;
  /// kNotFound "store.dossier".
  virtual Result<DossierState> load(const DossierId& dossier) = 0;
  /// kConflict "store.version" when somebody else committed first, kConflict "store.business-key" when
  /// another dossier holds the same submission.
  virtual Result<Done> commit(const Commit& commit) = 0;

  virtual Result<std::vector<StoredEvent>> events(const DossierId& dossier) = 0;
  virtual Result<std::optional<DossierId>> findByBusinessKey(const OfficeId& office,
                                                             const std::string& key) = 0;
  /// The dossier that came with this document; never a child that was split from it.
  virtual Result<std::optional<DossierId>> findByHostDocument(const OfficeId& office,
                                                              const std::string& id) = 0;
  /// Open work items of any of `roles`, earliest due first; at most `limit`.
  virtual Result<std::vector<WorkListRow>> openWork(const std::vector<std::string>& roles,
                                                    std::size_t limit = kAllWork) = 0;
  /// The open work item of this id, or nothing: one row or none.
  virtual Result<std::vector<WorkListRow>> openWorkItem(const WorkItemId& item) = 0;
  /// Newest first.
  virtual Result<std::vector<DossierRow>> dossiers(std::size_t limit) = 0;

  /// Timers whose time has come, earliest first; at most `limit`. They stay pending until FireTimer is
  /// committed.
  virtual Result<std::vector<DueTimer>> dueTimers(UtcTime now, std::size_t limit) = 0;
  /// When the earliest pending timer is due; nothing when none is pending.
  virtual Result<std::optional<UtcTime>> nextTimer() = 0;

  /// Keeps the raw bytes under their hash; idempotent.
  virtual Result<Done> saveDefinition(const std::string& hash, const std::string& bpmn) = 0;
  /// kNotFound "store.definition".
  virtual Result<std::string> loadDefinition(const std::string& hash) = 0;
};

}  // namespace tdkt::workflow
