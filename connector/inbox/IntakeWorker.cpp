#include "connector/inbox/IntakeWorker.h"

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
                           OnRefused onRefused)
    : parts_(parts),
      settings_(std::move(settings)),
      checkPrintable_(std::move(checkPrintable)),
      onRefused_(std::move(onRefused)) {}

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
  TDKT_ASSIGN(message, edxml::parse(leased.delivery.body));
  for (const std::string& warning : message->warnings) log::info("edxml.tolerated", {{"warning", warning}});
  if (message->isStatus) return parts_.inbox.done(leased.row, "");
  return takeNomination(leased, *message);
}

Result<Done> IntakeWorker::checkNames(const NominationDraft& draft) const {
  for (const workflow::Line& line : draft.lines) {
    const std::string where = "row " + std::to_string(line.ordinal);
    for (const std::string* text : {&line.nominee.name, &line.nominee.position, &line.nominee.unit,
                                    &line.nominee.achievement, &line.award}) {
      TDKT_CHECK(checkPrintable_(where, *text));
    }
  }
  return checkPrintable_("OrganName", draft.header.senderName);
}

Result<Done> IntakeWorker::checkAwards(const NominationDraft& draft) const {
  const CivilDate receivedOn = vietnamDate(draft.header.receivedAt);
  for (const workflow::Line& line : draft.lines) {
    if (settings_.knowsAward(line.award, receivedOn)) continue;
    return inputError("intake.award.unknown", "no award of this name is in force",
                      "row " + std::to_string(line.ordinal));
  }
  return Done{};
}

Result<std::vector<workflow::DossierDocument>> IntakeWorker::keepFiles(const NominationDraft& draft) {
  std::vector<workflow::DossierDocument> documents;
  for (const DraftFile& file : draft.files) {
    workflow::DossierDocument document;
    document.id = DocumentId("doc-" + std::to_string(documents.size() + 1));
    document.name = file.name;
    document.mediaType = file.mediaType;
    document.size = file.bytes.size();
    document.role = file.role;
    TDKT_ASSIGN(document.sha256, parts_.blobs.put(file.bytes));
    documents.push_back(std::move(document));
  }
  return documents;
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

Result<Done> IntakeWorker::takeNomination(const LeasedDelivery& leased, const edxml::Message& message) {
  TDKT_ASSIGN(NominationDraft draft, draftFrom(message, settings_.defaultAward));
  draft.header.office = leased.delivery.office;
  draft.header.receivedAt = leased.receivedAt;
  TDKT_CHECK(checkNames(draft));
  TDKT_CHECK(checkAwards(draft));
  TDKT_ASSIGN(auto documents, keepFiles(draft));
  const std::string businessKey = draft.header.businessKey();
  TDKT_ASSIGN(const auto known, parts_.store.findByBusinessKey(leased.delivery.office, businessKey));
  if (!known) {
    return command(
        leased, dossierIdFor(leased, businessKey), OfficialId(),
        workflow::StartDossier{settings_.definitionHash, draft.header, std::move(documents), draft.lines});
  }
  TDKT_ASSIGN(const bool before, cameBefore(*known, workflow::documentsDigest(documents, draft.lines)));
  if (before) {
    log::info("intake.repeated", {{"dossier", known->text()}});
    return parts_.inbox.done(leased.row, known->text());
  }
  return command(leased, *known, OfficialId(),
                 workflow::ResubmitDossier{draft.header, std::move(documents), draft.lines});
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

Result<Done> IntakeWorker::command(const LeasedDelivery& leased, const DossierId& dossier,
                                   const OfficialId& actor, workflow::Command command) {
  workflow::Envelope envelope;
  envelope.id = CommandId("inbox-" + std::to_string(leased.row));
  envelope.dossier = dossier;
  envelope.actor = actor;
  envelope.correlation = leased.correlation;
  envelope.channel = "host";
  envelope.command = std::move(command);
  TDKT_ASSIGN(const auto reply, parts_.engine.handle(envelope, leased.row));
  if (reply.repeated) return parts_.inbox.done(leased.row, dossier.text());
  return Done{};
}

}  // namespace tdkt::inbox
