#pragma once
// The approval engine: a pure core that turns a command into events, and a shell that makes them durable.
//
//   Command ─► apply(definition, state, command, facts) ─► Step{events, effects} ─► ONE Store::commit ─►
//   outbox
//
// State is the fold of its events: evolve(). Recorded histories replay to the same state (tests/replay).

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "workflow/base/Clock.h"
#include "workflow/base/Random.h"
#include "workflow/definition/Definition.h"
#include "workflow/engine/Calendar.h"
#include "workflow/engine/Command.h"
#include "workflow/engine/Event.h"
#include "workflow/engine/RoleDirectory.h"
#include "workflow/model/Dossier.h"

namespace tdkt::workflow {

class Store;

/// What apply() may know besides state and command. All of it is recorded in the events.
struct Facts {
  UtcTime now;
  const WorkingCalendar& calendar;
  std::vector<std::string> actorRoles;  ///< roles the actor holds now
  const RoleDirectory& people;          ///< asked at `now` only
  OfficialId actor = OfficialId();      ///< empty for the system itself
  const Definition* target = nullptr;   ///< of MigrateDossier: the definition it names
};

/// One transition: what happened, and what must now happen outside.
struct Step {
  std::vector<Event> events;
  std::vector<Effect> effects;  ///< data, not calls
  std::vector<BoxChange> box;   ///< secret ballots: data for storage, never in the log
  DossierState next;            ///< what the events make of the state: their fold, done already
  std::vector<Step> born = {};  ///< dossiers that it founded: theirs from the first event on, in one commit
};

/// Pure core: same inputs, same Step, for ever. `state` is empty (version 0) but for its id for StartDossier.
/// The events carry time and number; the shell adds who (`facts.actor`), the channel and the command.
/// Errors: kDenied "workflow.role" (actor does not hold the role), kConflict "workflow.item.closed" (somebody
/// acted already), kConflict "workflow.stale" (the dossier changed since it was shown: digest differs),
/// kInput "workflow.reason.missing", kInput "workflow.outcome" (not offered here), kConflict
/// "workflow.phase", kConflict "workflow.annul.issued", kNotFound "workflow.item" / "workflow.action", kInput
/// "workflow.text" (not UTF-8 in NFC), kInput "workflow.lines" (nobody is proposed), kConflict
/// "workflow.exists", kNotFound "workflow.timer" (not pending), kConflict "workflow.timer.early" (before its
/// time), kConflict "workflow.frozen", kDenied "workflow.grant" (no grant covers the task), kDenied
/// "workflow.excluded" (too close to a nominee), and those of verdicts, returns, recalls and freezes named in
/// engine/decide.
Result<Step> apply(const Definition& definition, const DossierState& state, const Command& command,
                   const Facts& facts);
/// The same for a state that nobody needs any more, whatever comes of it: saves its copy.
Result<Step> apply(const Definition& definition, DossierState&& state, const Command& command,
                   const Facts& facts);

/// The state after one more event. Total: every event of a good log is accepted.
DossierState evolve(const Definition& definition, DossierState state, const Event& event);
/// The same, in place.
void evolveHere(const Definition& definition, DossierState& state, const Event& event);

/// The whole dossier stands still by a complaint (FreezeDossier).
bool frozen(const DossierState& state);

/// What an official approves: SHA-256 over the documents' digests and the lines, in order. Lower-case hex.
std::string documentsDigest(const std::vector<DossierDocument>& documents, const std::vector<Line>& lines);

/// What an official approves at this moment: `documentsDigest`, and once there is a rendered decision (fact
/// "decision.sha256") SHA-256 over documentsDigest ‖ decision.sha256, so that a signature or a seal is asked
/// for the file that was shown. Pages show it and send it back with the act. Lower-case hex.
std::string approvalDigest(const DossierState& state);

/// What handle() answers; stored with the command, so that a repeat gets the same.
struct Reply {
  DossierId dossier;
  std::int64_t version = 0;
  Phase phase = Phase::kRunning;
  bool repeated = false;  ///< this command had been done before; nothing was written now
};

/// Shell around apply(): loads, applies, stores state + events + effects + reply in ONE commit. Thread-safe;
/// commands of one dossier are serialised. Effects leave only after the commit, through the outbox.
class Engine {
 public:
  Engine(Store& store, const RoleDirectory& roles, const WorkingCalendar& calendar, const Clock& clock);

  /// Idempotent by CommandId: a repeat returns the first reply. The same id with another content is kConflict
  /// "workflow.command.reused". Other errors: those of apply() and of Store.
  /// `inboxRow`: the delivery this command comes from, marked done in the same commit.
  Result<Reply> handle(const Envelope& envelope, std::optional<std::int64_t> inboxRow = std::nullopt);

  /// Asked right before a person's key is used for the service task `node`: whoever ordered it may still do
  /// so, by role or grant. Errors: kDenied "workflow.signer.ended", those of Store. Source: NĐ
  /// 30/2020/NĐ-CP, Điều 13.
  Result<Done> checkSigner(const DossierState& dossier, const std::string& node);

 private:
  Result<std::optional<Reply>> repeated(const Envelope& envelope, const std::string& digest);
  Result<Reply> run(const Envelope& envelope, const std::string& digest,
                    std::optional<std::int64_t> inboxRow);
  Result<DossierState> stateFor(const Envelope& envelope);
  Result<std::shared_ptr<const Definition>> definition(const std::string& hash);

  Store& store_;
  const RoleDirectory& roles_;
  const WorkingCalendar& calendar_;
  const Clock& clock_;
  std::array<std::mutex, 64> dossierLocks_;  ///< striped: commands of one dossier meet at one lock
  std::mutex definitionsLock_;
  std::map<std::string, std::shared_ptr<const Definition>> definitions_;  ///< by hash; immutable values
};

}  // namespace tdkt::workflow
