#pragma once
// A nomination dossier (hồ sơ đề nghị khen thưởng) as plain values: header, documents, lines, work items.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "workflow/base/Ids.h"
#include "workflow/base/Time.h"
#include "workflow/model/LineState.h"
#include "workflow/model/Matter.h"
#include "workflow/model/Timer.h"

namespace tdkt::workflow {

enum class NomineeKind { kIndividual, kCollective, kHousehold };

/// Who is proposed. All texts UTF-8 NFC, names exactly as given (never re-spelled).
struct Nominee {
  NomineeKind kind = NomineeKind::kIndividual;
  std::string name;
  std::string position;     ///< chức vụ; empty for collectives
  std::string unit;         ///< đơn vị, địa chỉ
  std::string achievement;  ///< thành tích, one sentence
  friend bool operator==(const Nominee&, const Nominee&) = default;
};

/// One nominee × award inside a dossier.
struct Line {
  LineId id;
  int ordinal =
      0;  ///< from 1, order of the list as submitted; also the number in the golden book (số sổ vàng)
  Nominee nominee;
  std::string award;  ///< printed name from the catalogue: "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh"
  LineState state = LineState::kProposed;
  std::string reason = {};  ///< why it is dropped, returned, held…: Vietnamese, shown; empty otherwise
  friend bool operator==(const Line&, const Line&) = default;
};

enum class DocumentRole { kSubmission, kList, kEvidence };

/// A file of the dossier; its bytes are a blob named by `sha256`.
struct DossierDocument {
  DocumentId id;
  std::string name;       ///< display text from outside, never a path
  std::string mediaType;  ///< sniffed by us, not believed
  std::uint64_t size = 0;
  std::string sha256;
  DocumentRole role = DocumentRole::kEvidence;
  friend bool operator==(const DossierDocument&, const DossierDocument&) = default;
};

/// What the submission says about itself (from the edXML header).
struct DossierHeader {
  OfficeId office;
  std::string hostDocumentId;  ///< opaque, theirs: "H99.12,2026/11/20,118/TTr-SGDĐT"
  std::string senderCode;      ///< "H99.12"
  std::string senderName;
  std::string number;    ///< "118"
  std::string notation;  ///< "TTr-SGDĐT"
  std::optional<CivilDate> promulgatedOn;
  std::string subject;  ///< trích yếu
  std::string signer;   ///< who signed the submission
  UtcTime receivedAt;   ///< decides which law applies
  friend bool operator==(const DossierHeader&, const DossierHeader&) = default;

  /// Sender, year and number/notation: the same submission, however often and in whatever packet it comes.
  std::string businessKey() const;
};

enum class Outcome { kAgree, kReturn, kRefuse };

/// What the holder of a task says of one line.
struct LineVerdict {
  LineId line;
  Outcome outcome = Outcome::kAgree;
  std::string reason;  ///< required unless he agrees
  friend bool operator==(const LineVerdict&, const LineVerdict&) = default;
};

enum class WorkItemState { kOpen, kDone, kCancelled };

/// One task waiting for a person.
struct WorkItem {
  WorkItemId id;
  std::string node;   ///< id of the user task in the definition
  std::string step;   ///< id of the step of the step list it belongs to
  std::string title;  ///< Vietnamese, from the definition
  std::string role;   ///< who may act: role code of the directory
  UtcTime openedAt;
  CivilDate due{};  ///< last working day
  WorkItemState state = WorkItemState::kOpen;
  std::optional<Outcome> outcome;
  OfficialId actor;
  std::string reason;  ///< required for return and refuse
  std::optional<UtcTime> closedAt;
  std::vector<LineId> lines = {};         ///< the only ones it is about; empty: all
  std::vector<OfficialId> excluded = {};  ///< holders too close to a nominee: not offered it
  OfficialId principal = OfficialId();    ///< for whom the actor acted, by a grant; empty: for himself
  friend bool operator==(const WorkItem&, const WorkItem&) = default;
};

/// A service task under way: asked for by an effect, answered by CompleteAction.
struct PendingAction {
  EffectId effect;
  std::string node;
  std::string
      action;  ///< "reserve-number", "render", "sign-person", "sign-organisation", "publish", "push-eoffice"
  friend bool operator==(const PendingAction&, const PendingAction&) = default;
};

enum class Phase {
  kRunning,
  kReturned,  ///< waits for the submitter's supplement
  kRefused,   ///< ended: not approved
  kIssued,    ///< ended: decision issued
};

/// Everything the engine knows of one dossier. `version` is the number of its last event.
struct DossierState {
  DossierId id;
  std::string definitionHash;
  std::int64_t version = 0;
  int revision = 1;             ///< of the submission; a supplement makes the next
  std::string documentsDigest;  ///< what an official approves: SHA-256 over documents and lines
  Phase phase = Phase::kRunning;
  DossierHeader header;
  std::vector<DossierDocument> documents;
  std::vector<Line> lines;
  std::map<std::string, int> tokens;  ///< node id → tokens waiting there
  std::vector<WorkItem> workItems;    ///< oldest first, closed ones kept
  std::vector<PendingAction> actions;
  std::map<std::string, std::string> facts;  ///< results of actions: "decision.number", "decision.sha256"…
  std::optional<UtcTime> endedAt;
  std::vector<Timer> timers;              ///< pending ones, by due then id
  std::map<std::string, Matter> matters;  ///< node id → what its step keeps: ballot, posting, supplement…
  friend bool operator==(const DossierState&, const DossierState&) = default;
};

/// One spelling for a document code that people and systems type in many: NFC, upper case, dashes folded, no
/// spaces.
std::string foldedCode(const std::string& typed);

const char* toString(NomineeKind kind);
const char* toString(DocumentRole role);
const char* toString(Outcome outcome);
const char* toString(WorkItemState state);
const char* toString(Phase phase);
std::optional<NomineeKind> nomineeKindFrom(std::string_view text);
std::optional<DocumentRole> documentRoleFrom(std::string_view text);
std::optional<Outcome> outcomeFrom(std::string_view text);
std::optional<WorkItemState> workItemStateFrom(std::string_view text);
std::optional<Phase> phaseFrom(std::string_view text);

}  // namespace tdkt::workflow
