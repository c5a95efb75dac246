#pragma once
// What happened to a dossier (append-only, hash-chained) and what must now happen outside.

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "workflow/base/Error.h"
#include "workflow/base/Ids.h"
#include "workflow/engine/event/Ballots.h"
#include "workflow/engine/event/Deadlines.h"
#include "workflow/engine/event/Lines.h"
#include "workflow/engine/event/Matters.h"
#include "workflow/engine/event/Migration.h"
#include "workflow/engine/event/Submission.h"
#include "workflow/engine/event/Timers.h"
#include "workflow/engine/event/Work.h"
#include "workflow/model/Dossier.h"

namespace tdkt::workflow {

/// One alternative per kind of event. A new kind is a struct with kKind, toData, fromData and fold in a
/// header of event/, and one line here. The names and fields of written kinds never change: old logs are read
/// for ever.
using EventBody =
    std::variant<DossierStarted, DossierResubmitted, TokenMoved, WorkItemOpened, WorkItemCompleted,
                 WorkItemCancelled, ActionRequested, ActionCompleted, LinesChanged, PhaseChanged,
                 DossierAnnulled, LinesMarked, TimerSet, TimerEnded, MatterSet, MatterEnded, BallotChanged,
                 WorkItemDueChanged, WorkItemReminded, DossierMigrated>;

/// One entry of the log.
struct Event {
  std::int64_t seq = 0;  ///< from 1 within the dossier
  UtcTime at;
  OfficialId actor;
  std::string channel;
  CommandId command;
  EventBody body;
};

/// Stable name of the body's kind: "dossier.started", "item.completed"…
const char* kindOf(const EventBody& body);
/// Canonical JSON (fixed key order): the octets that are hashed and stored.
std::string toJson(const Event& event);
/// Errors: kCorrupt "workflow.event".
Result<Event> eventFromJson(std::string_view text);
/// hash(n) = SHA-256(hash(n-1) ‖ toJson(event n)), hex; hash(0) is 64 zeros.
std::string chainHash(const std::string& previous, std::string_view eventJson);

/// Where an effect is worked off.
enum class EffectKind {
  kHostTaskOpened,   ///< channel office: show the task in the host's own list
  kHostTaskClosed,   ///< channel office
  kHostStatus,       ///< channel office: code 03…06 with a sentence
  kAction,           ///< channel issuing: a service task
  kNumberSpoiled,    ///< channel issuing: the reserved number will never be used
  kHostReminder,     ///< channel office: a due date is near or over
  kConsentRequested  ///< channel office: another authority is to be asked by document
};

/// One thing to do outside, data only. Its id is SHA-256 over (dossier, node, occurrence, kind): the same
/// transition asks for the same effect under the same id.
struct Effect {
  EffectId id;
  DossierId dossier;
  EffectKind kind = EffectKind::kAction;
  std::map<std::string, std::string> data;  ///< keys by kind, see docs/workflow-format.md:
  ///< kHostTaskOpened: workItem, title, role, due (ISO date), step; kHostTaskClosed: workItem, outcome,
  ///< reason; kHostStatus: code, description; kAction: action, node; kNumberSpoiled: number, or request (the
  ///< effect that was taking it), reason, actor; kHostReminder: workItem, title, role, watcher, kind, due;
  ///< kConsentRequested: workItem, agency, title, workingDays
};

const char* toString(EffectKind kind);

}  // namespace tdkt::workflow
