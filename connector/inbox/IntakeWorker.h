#pragma once
// Turns stored deliveries into commands of the engine; what cannot be understood is set aside with its
// reason.

#include <functional>
#include <string>

#include "connector/directory/Directory.h"
#include "connector/directory/Organisations.h"
#include "connector/inbox/AnswerTray.h"
#include "connector/inbox/DraftRules.h"
#include "connector/inbox/EventInbox.h"
#include "connector/inbox/ListCases.h"
#include "connector/inbox/ListDesk.h"
#include "connector/inbox/Nomination.h"
#include "connector/inbox/ReadingNotes.h"
#include "connector/storage/BlobStore.h"
#include "workflow/Store.h"
#include "workflow/engine/Engine.h"

namespace tdkt::inbox {

/// What an IntakeWorker works with; all outlive it.
struct IntakeParts {
  storage::Database& database;
  EventInbox& inbox;
  storage::BlobStore& blobs;
  workflow::Store& store;
  workflow::Engine& engine;
  const directory::Directory& directory;
  ListCases& cases;
  ReadingNotes& notes;
};

/// The procedure (hash of its definition) for an award and the day of receipt; see ProcedureChoice.
using ChooseProcedure = std::function<Result<std::string>(const std::string& award, CivilDate receivedOn)>;

struct IntakeSettings {
  std::string
      definitionHash;        ///< procedure that new dossiers start on, unless `chooseProcedure` says another
  std::string defaultAward;  ///< for a list without an award column
  /// Whether an award of this printed name is in force for what is received on that day. Asked at the door,
  /// so that no number is taken for a decision that cannot be written.
  KnowsAward knowsAward;
  std::string ownCode = {};  ///< a message addressed to others only is refused softly; empty = not asked
  directory::Organisations organisations = {};
  ChooseProcedure chooseProcedure = {};
};

/// What a sender is told at the door beside a refusal.
enum class DoorWord {
  kWaits,     ///< a person must decide about the list first
  kTakenBack  ///< a submission that waited was taken back
};
/// Called in the transaction that makes it so.
using OnDoorWord = std::function<Result<Done>(const LeasedDelivery&, const edxml::Message&, DoorWord)>;

/// One delivery at a time. Run by one thread.
class IntakeWorker {
 public:
  IntakeWorker(IntakeParts parts, IntakeSettings settings, CheckPrintable checkPrintable, OnRefused onRefused,
               OnDoorWord onDoorWord = {});

  /// Works on one due delivery; false when there was none. kUnavailable goes back with a pause, every other
  /// error is set aside for a person.
  bool runOnce();

 private:
  Result<Done> work(const LeasedDelivery& leased, std::optional<edxml::Message>& message);
  Result<Done> takeNomination(const LeasedDelivery& leased, const edxml::Message& message);
  Result<Done> takeAct(const LeasedDelivery& leased);
  /// True when the document answered a request of ours: it is on its record, or, when that takes none any
  /// more, in the tray.
  Result<bool> takeAnswer(const LeasedDelivery& leased, const edxml::Message& message);
  Result<std::string> keepLetter(const edxml::Message& message);
  /// Into the secretariat's tray.
  Result<Done> layAside(const LeasedDelivery& leased, const edxml::Message& message, std::string letter);
  Result<Done> takeStatus(const LeasedDelivery& leased, const edxml::Message& message);
  Result<Done> takeRevocation(const LeasedDelivery& leased, const edxml::Message& message);
  Result<Done> wait(const LeasedDelivery& leased, const edxml::Message& message,
                    const NominationDraft& draft);
  /// Open cases of the same submission, older than this delivery, are let go of.
  Result<Done> supersede(const LeasedDelivery& leased, const edxml::Message& message,
                         const workflow::DossierHeader& header);
  /// Ends the cases that a take-back names; true when there was one.
  Result<bool> takeBackWaiting(const LeasedDelivery& leased, const edxml::Message& message,
                               const std::string& sender);
  Result<Done> tell(const LeasedDelivery& leased, const edxml::Message& message, DoorWord word) const;
  Result<Done> withdrawReplaced(const LeasedDelivery& leased, const edxml::Message& message,
                                const workflow::DossierHeader& by);
  /// The dossier that one of `ids` names at the host and whose sender this is.
  Result<std::optional<DossierId>> dossierOf(const OfficeId& office, const std::vector<std::string>& ids,
                                             const std::string& senderCode);
  Result<std::vector<workflow::DossierState>> familyOf(const DossierId& dossier);
  static Result<std::optional<DossierId>> waitingIn(const std::vector<workflow::DossierState>& family);
  Result<std::optional<DossierId>> knownSubmission(const LeasedDelivery& leased,
                                                   const edxml::Message& message,
                                                   const workflow::DossierHeader& header);
  Result<Done> addressedToUs(const LeasedDelivery& leased, const edxml::Message& message) const;
  /// The procedure of a fresh dossier, or leave for a known one to take these lines.
  Result<std::string> procedureFor(const NominationDraft& draft, const std::optional<DossierId>& known);
  Result<bool> cameBefore(const DossierId& dossier, const std::string& digest);
  Result<std::vector<workflow::DossierDocument>> keepFiles(const NominationDraft& draft);
  Result<Done> command(const LeasedDelivery& leased, const DossierId& dossier, const OfficialId& actor,
                       workflow::Command command, const std::string& channel = "host");
  Result<workflow::Reply> handle(const LeasedDelivery& leased, const DossierId& dossier,
                                 const OfficialId& actor, workflow::Command command,
                                 const std::string& suffix, const std::string& channel = "host");
  Result<Done> settle(const LeasedDelivery& leased, const Result<Done>& outcome,
                      const edxml::Message* message);

  IntakeParts parts_;
  IntakeSettings settings_;
  CheckPrintable checkPrintable_;
  OnRefused onRefused_;
  OnDoorWord onDoorWord_;
  AnswerTray tray_;
};

}  // namespace tdkt::inbox
