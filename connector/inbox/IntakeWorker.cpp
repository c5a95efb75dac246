#include "connector/inbox/IntakeWorker.h"

#include "connector/inbox/DeliveredMessage.h"
#include "workflow/base/Json.h"
#include "workflow/base/Log.h"

namespace tdkt::inbox {
namespace {

constexpr int kLeaseSeconds = 60;

/// One delivery begins one dossier, however often it is worked on. That two deliveries of one submission do
/// not begin two is the store's promise (business key), which a refused dossier gives back.
DossierId dossierIdFor(const LeasedDelivery& leased, const std::string& businessKey) {
  return DossierId(sha256Hex(leased.delivery.office.text() + "\n" + businessKey + "\n" + leased.delivery.key)
                       .substr(0, 32));
}

struct NativeAct {
  std::string task;
  std::string user;
  workflow::Outcome outcome = workflow::Outcome::kAgree;
  std::string reason;
};

Result<NativeAct> readAct(const Bytes& body) {
  TDKT_ASSIGN(const auto event, json::parse(body, json::Limits{64U << 10U, 8}));
  TDKT_ASSIGN(const std::string type, json::requireString(event, "type"));
  if (type != "task.acted") return inputError("intake.event.type", "no such event", type);
  NativeAct act;
  TDKT_ASSIGN(act.task, json::requireString(event, "task"));
  TDKT_ASSIGN(act.user, json::requireString(event, "user"));
  TDKT_ASSIGN(const std::string outcome, json::requireString(event, "outcome"));
  const auto known = workflow::outcomeFrom(outcome);
  if (!known) return inputError("intake.event.outcome", "agree, return or refuse was expected", "outcome");
  act.outcome = *known;
  act.reason = json::optionalString(event, "reason");
  return act;
}

}  // namespace

IntakeWorker::IntakeWorker(IntakeParts parts, IntakeSettings settings, CheckPrintable checkPrintable,
                           OnRefused onRefused, OnDoorWord onDoorWord)
    : parts_(parts),
      settings_(std::move(settings)),
      checkPrintable_(std::move(checkPrintable)),
      onRefused_(std::move(onRefused)),
      onDoorWord_(std::move(onDoorWord)),
      tray_(parts_.database) {}

bool IntakeWorker::runOnce() {
  const auto leased = parts_.inbox.lease(kLeaseSeconds);
  if (!leased) {
    log::error("inbox.lease", {{"code", leased.error().code}});
    return false;
  }
  if (!*leased) return false;
  const log::Context context((*leased)->correlation.text());
  std::optional<edxml::Message> message;
  const auto outcome = work(**leased, message);
  const auto settled = settle(**leased, outcome, message ? &*message : nullptr);
  if (!settled) log::error("inbox.settle", {{"code", settled.error().code}});
  return true;
}

Result<Done> IntakeWorker::settle(const LeasedDelivery& leased, const Result<Done>& outcome,
                                  const edxml::Message* message) {
  if (outcome) return Done{};
  const Error& error = outcome.error();
  if (error.kind == ErrorKind::kUnavailable || error.kind == ErrorKind::kInDoubt) {
    return parts_.inbox.later(leased.row, error);
  }
  log::warning("intake.refused", {{"code", error.code}, {"detail", error.detail}});
  return parts_.database.transact([&]() -> Result<Done> {
    TDKT_CHECK(onRefused_(leased, message, error));
    return parts_.inbox.reject(leased.row, error);
  });
}

Result<Done> IntakeWorker::work(const LeasedDelivery& leased, std::optional<edxml::Message>& message) {
  if (leased.delivery.kind == DeliveryKind::kTaskEvent) return takeAct(leased);
  TDKT_ASSIGN(message, messageOf(leased.delivery, parts_.inbox.incoming()));
  for (const std::string& warning : message->warnings) log::info("edxml.tolerated", {{"warning", warning}});
  if (message->isStatus) return takeStatus(leased, *message);
  TDKT_CHECK(addressedToUs(leased, *message));
  if (message->business == edxml::BusinessType::kRevoke) return takeRevocation(leased, *message);
  if (message->answers.empty()) return takeNomination(leased, *message);
  TDKT_ASSIGN(const bool answered, takeAnswer(leased, *message));
  if (answered) return Done{};
  // A submission may answer a call of ours; what is neither waits where the secretariat sees it.
  const auto nominated = takeNomination(leased, *message);
  if (nominated || nominated.error().kind != ErrorKind::kInput) return nominated;
  TDKT_ASSIGN(std::string letter, keepLetter(*message));
  return layAside(leased, *message, std::move(letter));
}

/// The letter itself is the first file of its message.
Result<std::string> IntakeWorker::keepLetter(const edxml::Message& message) {
  if (message.attachments.empty()) return std::string();
  const edxml::Attachment& letter = message.attachments.front();
  if (letter.file) return parts_.blobs.adopt(*letter.file);
  return letter.bytes.empty() ? Result<std::string>(std::string()) : parts_.blobs.put(letter.bytes);
}

Result<bool> IntakeWorker::takeAnswer(const LeasedDelivery& leased, const edxml::Message& message) {
  for (const edxml::AnsweredDocument& answered : message.answers) {
    if (answered.code.empty()) continue;
    TDKT_ASSIGN(const auto request, tray_.requestOf(answered.code));
    if (!request) continue;
    workflow::RecordConsentAnswer answer;
    answer.node = request->node;
    answer.code = message.codeNumber + "/" + message.codeNotation;
    answer.from = message.from.name.empty() ? message.from.id : message.from.name;
    answer.date = message.promulgatedOn;
    TDKT_ASSIGN(answer.sha256, keepLetter(message));
    const auto taken = command(leased, request->dossier, OfficialId(), answer);
    if (taken) return true;
    if (taken.error().kind != ErrorKind::kConflict) return taken.error();
    log::warning("intake.answer", {{"code", taken.error().code}, {"dossier", request->dossier.text()}});
    TDKT_CHECK(layAside(leased, message, answer.sha256));
    return true;
  }
  return false;
}

Result<Done> IntakeWorker::layAside(const LeasedDelivery& leased, const edxml::Message& message,
                                    std::string letter) {
  UnmatchedAnswer answer;
  answer.office = leased.delivery.office;
  answer.code = message.codeNumber + "/" + message.codeNotation;
  answer.sender = message.from.name.empty() ? message.from.id : message.from.name;
  answer.subject = message.subject;
  answer.answers = message.answers.front().code.empty() ? message.answers.front().documentId
                                                        : message.answers.front().code;
  answer.date = message.promulgatedOn;
  answer.receivedAt = leased.receivedAt;
  answer.sha256 = std::move(letter);
  log::info("intake.answer.unmatched", {{"answers", answer.answers}});
  return parts_.database.transact([&]() -> Result<Done> {
    TDKT_CHECK(tray_.put(leased.row, answer));
    return parts_.inbox.done(leased.row, "");
  });
}

Result<std::vector<workflow::DossierDocument>> IntakeWorker::keepFiles(const NominationDraft& draft) {
  std::vector<workflow::DossierDocument> documents;
  for (const DraftFile& file : draft.files) {
    workflow::DossierDocument document;
    document.id = DocumentId("doc-" + std::to_string(documents.size() + 1));
    document.name = file.name;
    document.mediaType = file.mediaType;
    document.size = file.file ? file.file->size() : file.bytes.size();
    document.role = file.role;
    TDKT_ASSIGN(document.sha256, file.file ? parts_.blobs.adopt(*file.file) : parts_.blobs.put(file.bytes));
    documents.push_back(std::move(document));
  }
  return documents;
}

/// A dossier stays on the procedure it started with: its supplement cannot bring an award that goes another
/// way.
Result<std::string> IntakeWorker::procedureFor(const NominationDraft& draft,
                                               const std::optional<DossierId>& known) {
  if (!settings_.chooseProcedure) return settings_.definitionHash;
  const CivilDate receivedOn = vietnamDate(draft.header.receivedAt);
  TDKT_ASSIGN(const std::string chosen, settings_.chooseProcedure(draft.lines.front().award, receivedOn));
  if (!known) return chosen;
  TDKT_ASSIGN(const auto now, parts_.store.load(*known));
  if (now.lines.empty()) return now.definitionHash;
  const auto before = settings_.chooseProcedure(now.lines.front().award, receivedOn);
  if (before && *before != chosen)
    return inputError("intake.procedure.changed", "the award of this dossier goes another way than before");
  return now.definitionHash;
}

/// Any earlier content counts, not only today's: a late packet of the first submission must not undo its
/// supplement.
Result<bool> IntakeWorker::cameBefore(const DossierId& dossier, const std::string& digest) {
  TDKT_ASSIGN(const auto events, parts_.store.events(dossier));
  for (const auto& stored : events) {
    const auto* started = std::get_if<workflow::DossierStarted>(&stored.event.body);
    const auto* again = std::get_if<workflow::DossierResubmitted>(&stored.event.body);
    if (started != nullptr && workflow::documentsDigest(started->documents, started->lines) == digest)
      return true;
    if (again != nullptr && workflow::documentsDigest(again->documents, again->lines) == digest) return true;
  }
  return false;
}

Result<Done> IntakeWorker::tell(const LeasedDelivery& leased, const edxml::Message& message,
                                DoorWord word) const {
  return onDoorWord_ ? onDoorWord_(leased, message, word) : Result<Done>(Done{});
}

Result<Done> IntakeWorker::supersede(const LeasedDelivery& leased, const edxml::Message& message,
                                     const workflow::DossierHeader& header) {
  TDKT_ASSIGN(const auto older,
              parts_.cases.openOf(header.office, header.senderCode,
                                  {message.documentId, message.businessDocumentId}, header.businessKey()));
  for (const ListCase& one : older) {
    if (one.delivery >= leased.row) continue;
    TDKT_CHECK(parts_.cases.close(one.delivery, CaseState::kSuperseded, OfficialId()));
    TDKT_CHECK(parts_.inbox.done(one.delivery, ""));
    log::info("intake.list.superseded", {{"row", std::to_string(one.delivery)}});
  }
  return Done{};
}

Result<Done> IntakeWorker::wait(const LeasedDelivery& leased, const edxml::Message& message,
                                const NominationDraft& draft) {
  TDKT_CHECK(parts_.database.transact([&]() -> Result<Done> {
    TDKT_CHECK(supersede(leased, message, draft.header));
    TDKT_ASSIGN(const bool fresh, parts_.cases.wait(leased.row, draft.header, draft.questions()));
    return fresh ? tell(leased, message, DoorWord::kWaits) : Result<Done>(Done{});
  }));
  log::info("intake.list.waits", {{"questions", std::to_string(draft.questions())}});
  return Done{};
}

Result<Done> IntakeWorker::takeNomination(const LeasedDelivery& leased, const edxml::Message& message) {
  const std::string sender = settings_.organisations.current(message.from.id, vietnamDate(leased.receivedAt));
  TDKT_ASSIGN(const ListAnswers answers, parts_.cases.answers(leased.row, leased.delivery.office, sender));
  TDKT_ASSIGN(NominationDraft draft, draftFrom(message, settings_.defaultAward, answers));
  draft.header.office = leased.delivery.office;
  draft.header.receivedAt = leased.receivedAt;
  draft.header.senderCode = sender;
  if (draft.waits()) return wait(leased, message, draft);
  TDKT_CHECK(checkDraft(draft, settings_.knowsAward, checkPrintable_));
  TDKT_ASSIGN(const bool late,
              parts_.inbox.cameLate(leased.row, draft.header.businessKey(), message.timestamp));
  TDKT_ASSIGN(auto documents, keepFiles(draft));
  if (message.business == edxml::BusinessType::kReplace)
    TDKT_CHECK(withdrawReplaced(leased, message, draft.header));
  TDKT_CHECK(parts_.database.transact([&] { return supersede(leased, message, draft.header); }));
  TDKT_ASSIGN(auto known, knownSubmission(leased, message, draft.header));
  const std::string digest = workflow::documentsDigest(documents, draft.lines);
  if (known) {
    TDKT_ASSIGN(const auto family, familyOf(*known));
    for (const workflow::DossierState& now : family) {
      TDKT_ASSIGN(const bool before, cameBefore(now.id, digest));
      const bool sameName = now.header.businessKey() == draft.header.businessKey() &&
                            now.header.subject == draft.header.subject;
      if (before && sameName) {
        log::info("intake.repeated", {{"dossier", now.id.text()}});
        return parts_.inbox.done(leased.row, now.id.text());
      }
    }
    TDKT_ASSIGN(known, waitingIn(family));
  }
  const DossierId dossier = known ? *known : dossierIdFor(leased, draft.header.businessKey());
  // Networks reorder: a first version that arrives after its correction must not take its place.
  if (known && late)
    return conflictError("intake.late", "a version of this submission that was sent later is here already");
  TDKT_ASSIGN(const std::string procedure, procedureFor(draft, known));
  TDKT_CHECK(parts_.notes.keep(dossier, digest, draft, answers.decidedBy));
  const char* channel = answers.decidedBy.empty() ? "host" : "desk";
  workflow::Command next =
      known ? workflow::Command(workflow::ResubmitDossier{draft.header, std::move(documents), draft.lines})
            : workflow::Command(
                  workflow::StartDossier{procedure, draft.header, std::move(documents), draft.lines});
  return command(leased, dossier, answers.decidedBy, std::move(next), channel);
}

/// The dossier and everything that was split from it: all of them came with one document.
Result<std::vector<workflow::DossierState>> IntakeWorker::familyOf(const DossierId& dossier) {
  std::vector<DossierId> ids{dossier};
  std::vector<workflow::DossierState> family;
  for (std::size_t next = 0; next < ids.size(); ++next) {
    TDKT_ASSIGN(workflow::DossierState state, parts_.store.load(ids[next]));
    if (const auto kept = state.matters.find(workflow::kChildrenMatter); kept != state.matters.end()) {
      for (const auto& child : std::get<workflow::ChildDossiers>(kept->second).children)
        ids.push_back(child.dossier);
    }
    family.push_back(std::move(state));
  }
  return family;
}

/// A supplement is for the one that was sent back, when that is one child only; else for the dossier itself.
Result<std::optional<DossierId>> IntakeWorker::waitingIn(const std::vector<workflow::DossierState>& family) {
  if (family.front().phase == workflow::Phase::kReturned) return std::optional(family.front().id);
  std::optional<DossierId> waiting;
  for (const workflow::DossierState& one : family) {
    if (one.phase != workflow::Phase::kReturned) continue;
    if (waiting)
      return conflictError("intake.split", "several dossiers that were split wait for a supplement");
    waiting = one.id;
  }
  return waiting ? waiting : std::optional(family.front().id);
}

Result<std::optional<DossierId>> IntakeWorker::dossierOf(const OfficeId& office,
                                                         const std::vector<std::string>& ids,
                                                         const std::string& senderCode) {
  for (const std::string& id : ids) {
    if (id.empty()) continue;
    TDKT_ASSIGN(const auto found, parts_.store.findByHostDocument(office, id));
    if (!found) continue;
    TDKT_ASSIGN(const auto dossier, parts_.store.load(*found));
    if (dossier.header.senderCode != senderCode)
      return deniedError("intake.sender", "this document is another sender's", id);
    return found;
  }
  return std::optional<DossierId>();
}

/// By number and notation; an update also by the document it names, so that a corrected number is no second
/// submission. A refused one has given its place back.
Result<std::optional<DossierId>> IntakeWorker::knownSubmission(const LeasedDelivery& leased,
                                                               const edxml::Message& message,
                                                               const workflow::DossierHeader& header) {
  const OfficeId& office = leased.delivery.office;
  TDKT_ASSIGN(auto known, parts_.store.findByBusinessKey(office, header.businessKey()));
  if (known || message.business != edxml::BusinessType::kUpdate) return known;
  TDKT_ASSIGN(known, dossierOf(office, {message.businessDocumentId, message.documentId}, header.senderCode));
  if (!known) {
    log::info("intake.update.unknown");
    return known;
  }
  TDKT_ASSIGN(const auto dossier, parts_.store.load(*known));
  if (dossier.phase == workflow::Phase::kRefused) return std::optional<DossierId>();
  return known;
}

Result<Done> IntakeWorker::addressedToUs(const LeasedDelivery& leased, const edxml::Message& message) const {
  if (settings_.ownCode.empty() || message.to.empty()) return Done{};
  const CivilDate day = vietnamDate(leased.receivedAt);
  const std::string own = settings_.organisations.current(settings_.ownCode, day);
  for (const edxml::Organisation& to : message.to) {
    if (settings_.organisations.current(to.id, day) == own) return Done{};
  }
  return inputError("intake.receiver", "the message is addressed to others only", "To/OrganId");
}

/// 13 asks for the document back; every other code is news about something we sent, which we only log.
Result<Done> IntakeWorker::takeStatus(const LeasedDelivery& leased, const edxml::Message& message) {
  if (message.statusCode == "13") return takeRevocation(leased, message);
  log::info("intake.status", {{"code", message.statusCode}});
  return parts_.inbox.done(leased.row, "");
}

Result<Done> IntakeWorker::takeRevocation(const LeasedDelivery& leased, const edxml::Message& message) {
  const std::string sender = settings_.organisations.current(message.from.id, vietnamDate(leased.receivedAt));
  TDKT_ASSIGN(const bool waited, takeBackWaiting(leased, message, sender));
  TDKT_ASSIGN(
      auto known,
      dossierOf(leased.delivery.office,
                {message.businessDocumentId, message.responseForDocumentId, message.documentId}, sender));
  if (!known && waited) return parts_.inbox.done(leased.row, "");
  if (!known) return notFoundError("intake.revoke.unknown", "we have no such document of this sender");
  const std::string reason = message.isStatus ? message.statusDescription : message.businessReason;
  return command(leased, *known, OfficialId(), workflow::RecallDossier{reason});
}

Result<bool> IntakeWorker::takeBackWaiting(const LeasedDelivery& leased, const edxml::Message& message,
                                           const std::string& sender) {
  bool any = false;
  TDKT_CHECK(parts_.database.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(const auto cases,
                parts_.cases.openOf(
                    leased.delivery.office, sender,
                    {message.businessDocumentId, message.responseForDocumentId, message.documentId}, {}));
    any = !cases.empty();
    for (const ListCase& one : cases) {
      TDKT_CHECK(parts_.cases.close(one.delivery, CaseState::kWithdrawn, OfficialId()));
      TDKT_CHECK(parts_.inbox.done(one.delivery, ""));
    }
    return any ? tell(leased, message, DoorWord::kTakenBack) : Result<Done>(Done{});
  }));
  return any;
}

/// Called when the new submission is known to be good: its fault must not cost the old one.
Result<Done> IntakeWorker::withdrawReplaced(const LeasedDelivery& leased, const edxml::Message& message,
                                            const workflow::DossierHeader& by) {
  std::vector<std::string> ids = message.replacedDocumentIds;
  ids.push_back(message.businessDocumentId);
  int ordinal = 0;
  for (const std::string& id : ids) {
    ++ordinal;
    if (id.empty() || id == message.documentId) continue;
    TDKT_ASSIGN(const auto old, dossierOf(leased.delivery.office, {id}, by.senderCode));
    if (!old) continue;
    TDKT_ASSIGN(const auto dossier, parts_.store.load(*old));
    if (dossier.phase == workflow::Phase::kRefused) continue;  // withdrawn at an earlier try, or refused
    TDKT_CHECK(
        handle(leased, *old, OfficialId(),
               workflow::WithdrawDossier{"thay bằng văn bản số " + by.number + "/" + by.notation, true},
               "-replaced-" + std::to_string(ordinal)));
  }
  return Done{};
}

Result<Done> IntakeWorker::takeAct(const LeasedDelivery& leased) {
  TDKT_ASSIGN(const NativeAct act, readAct(leased.delivery.body));
  const directory::Official* official = parts_.directory.findByHostUser(leased.delivery.office, act.user);
  if (official == nullptr)
    return deniedError("directory.unmapped", "nobody is mapped to this host user", act.user);
  TDKT_ASSIGN(const auto open, parts_.store.openWorkItem(WorkItemId(act.task)));
  for (const workflow::WorkListRow& row : open) {
    if (row.item.id.text() != act.task) continue;
    TDKT_ASSIGN(const auto dossier, parts_.store.load(row.dossier));
    // The host showed the dossier as it is now, so that is what its button approves.
    return command(
        leased, row.dossier, official->id,
        workflow::CompleteWorkItem{row.item.id, act.outcome, act.reason, workflow::approvalDigest(dossier)});
  }
  return conflictError("workflow.item.closed", "the task is not open any more", act.task);
}

Result<workflow::Reply> IntakeWorker::handle(const LeasedDelivery& leased, const DossierId& dossier,
                                             const OfficialId& actor, workflow::Command command,
                                             const std::string& suffix, const std::string& channel) {
  workflow::Envelope envelope;
  envelope.id = CommandId("inbox-" + std::to_string(leased.row) + suffix);
  envelope.dossier = dossier;
  envelope.actor = actor;
  envelope.correlation = leased.correlation;
  envelope.channel = channel;
  envelope.command = std::move(command);
  // Only the delivery's own command ticks it off; one that goes before must not.
  return parts_.engine.handle(envelope, suffix.empty() ? std::optional(leased.row) : std::nullopt);
}

Result<Done> IntakeWorker::command(const LeasedDelivery& leased, const DossierId& dossier,
                                   const OfficialId& actor, workflow::Command command,
                                   const std::string& channel) {
  TDKT_ASSIGN(const auto reply, handle(leased, dossier, actor, std::move(command), "", channel));
  if (reply.repeated) return parts_.inbox.done(leased.row, dossier.text());
  return Done{};
}

}  // namespace tdkt::inbox
