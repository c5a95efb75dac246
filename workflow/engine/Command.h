#pragma once
// What one may ask of the engine. Every command carries an id: asked twice, done once.

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "workflow/base/Ids.h"
#include "workflow/council/BallotCommand.h"
#include "workflow/model/Dossier.h"

namespace tdkt::workflow {

/// A submission arrived: begin its way.
struct StartDossier {
  std::string definitionHash;
  DossierHeader header;
  std::vector<DossierDocument> documents;
  std::vector<Line> lines;
};

/// The submitter sent a supplement to a returned dossier (or an update of a running one): a new revision that
/// starts again at the first step. Allowed in kReturned; in kRunning only before the chair's decision.
struct ResubmitDossier {
  DossierHeader header;
  std::vector<DossierDocument> documents;
  std::vector<Line> lines;
};

/// An official acts on a task.
struct CompleteWorkItem {
  WorkItemId workItem;
  Outcome outcome = Outcome::kAgree;
  std::string reason;
  std::string documentsDigest;  ///< of what he was shown
};

/// A service task is done; `results` become facts of the dossier.
struct CompleteAction {
  EffectId effect;
  std::map<std::string, std::string> results;
};

/// The submitter takes his submission back. Before the decision everything under way stops and the dossier
/// waits for a new version (kReturned), or ends when another submission replaces it; after the decision
/// kConflict.
struct WithdrawDossier {
  std::string reason;  ///< Vietnamese, as the submitter gave it; may be empty
  bool forGood = false;
};

/// The secretariat ends a dossier whose automatic step cannot be done by any repeat. The number it took, or
/// was taking, will not be used. Not once its decision is published.
struct AnnulDossier {
  EffectId effect;  ///< of the step that cannot be done
  std::string reason;
};

/// The time of a timer has come. Sent by the clock with an id made from the timer's: however many workers see
/// it due, it fires once.
struct FireTimer {
  TimerId timer;
};

/// One alternative per command; what each does is in engine/decide.
using Command = std::variant<StartDossier, ResubmitDossier, CompleteWorkItem, CompleteAction, WithdrawDossier,
                             AnnulDossier, FireTimer, BallotCommand>;

/// A command with who, when it came from and its idempotency key.
struct Envelope {
  CommandId id;
  DossierId dossier;
  OfficialId actor;  ///< empty for the system itself
  CorrelationId correlation;
  std::string channel;  ///< "panel", "host", "desk", "system": shown in the history
  Command command;
};

}  // namespace tdkt::workflow
