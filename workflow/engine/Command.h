#pragma once
// What one may ask of the engine. Every command carries an id: asked twice, done once.

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "workflow/base/Ids.h"
#include "workflow/council/BallotCommand.h"
#include "workflow/engine/command/Consent.h"
#include "workflow/engine/command/Deadlines.h"
#include "workflow/engine/command/Migration.h"
#include "workflow/engine/command/Opinions.h"
#include "workflow/engine/command/Posting.h"
#include "workflow/engine/command/Split.h"
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

/// Where a return goes and what it asks for. All faults at once: a second return is counted.
struct ReturnTerms {
  std::string to;                    ///< "": the submitter; else the node of an earlier task
  std::vector<std::string> reasons;  ///< besides CompleteWorkItem::reason; one sentence each
  std::vector<std::string> missing;  ///< documents or data asked for
  std::optional<CivilDate> due;  ///< last day for the submitter; absent: what the procedure says, if it does
};

/// An official acts on a task.
struct CompleteWorkItem {
  WorkItemId workItem;
  Outcome outcome = Outcome::kAgree;
  std::string reason;
  std::string documentsDigest;  ///< of what he was shown
  /// Agreeing, of some lines he says otherwise: refuse drops the line, with its reason. An advisory task only
  /// records it. Lines not named follow `outcome`.
  std::vector<LineVerdict> lines = {};
  std::optional<ReturnTerms> back = {};  ///< with kReturn
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

/// The submitter asks for his dossier back. While nobody has acted on this version it comes at once, as by
/// WithdrawDossier; afterwards it is a request that AnswerRecall settles.
struct RecallDossier {
  std::string reason;  ///< Vietnamese, as the submitter gave it; may be empty
};

/// A holder of an open task, or the secretariat, answers a request to give the dossier back.
struct AnswerRecall {
  bool accept = false;
  std::string reason;  ///< required to say no
};

/// The submitter takes some nominees out, before the decision is rendered. The others go on; without others
/// the dossier ends.
struct WithdrawLines {
  std::vector<LineId> lines;
  std::string reason;  ///< required
};

/// A complaint: these lines, or the whole dossier, stand still. Clocks stop; nothing but lifting it and
/// withdrawing is possible. By the secretariat.
struct FreezeDossier {
  std::vector<LineId> lines;  ///< empty: the whole dossier
  std::string reason;         ///< required
};

/// The complaint is settled: they go on where they stood, timers with the time they had left.
struct UnfreezeDossier {
  std::vector<LineId> lines;  ///< empty: the whole dossier (lines frozen one by one stay so)
  std::string reason;         ///< required
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
using Command =
    std::variant<StartDossier, ResubmitDossier, CompleteWorkItem, CompleteAction, WithdrawDossier,
                 AnnulDossier, FireTimer, BallotCommand, RecallDossier, AnswerRecall, WithdrawLines,
                 FreezeDossier, UnfreezeDossier, AnswerOpinion, AskOpinion, CloseOpinions, ConfirmPublication,
                 InterruptPosting, ResumePosting, AddPostingComment, ClassifyPostingComment,
                 SettlePostingComment, ConfirmConsentSent, RecordConsentAnswer, RemindWorkItem, RecomputeDue,
                 SplitDossier, MigrateDossier>;

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
