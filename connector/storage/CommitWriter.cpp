#include "connector/storage/CommitWriter.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <unordered_set>

#include "workflow/model/DossierJson.h"

namespace tdkt::storage {
namespace {

using namespace workflow;  // NOLINT: this file is about nothing else
using Json = nlohmann::ordered_json;

std::string contentOf(const DossierState& state) {
  return Json{{"header", toJson(state.header)}, {"documents", toJson(state.documents)}}.dump();
}

std::string liveOf(const DossierState& state) {
  Json live{{"tokens", state.tokens}, {"actions", toJson(state.actions)}, {"facts", state.facts}};
  if (!state.matters.empty()) live["matters"] = toJson(state.matters);
  return live.dump();
}

std::string documentCode(const DossierHeader& header) {
  return header.notation.empty() ? header.number : header.number + "/" + header.notation;
}

std::optional<std::int64_t> millis(const std::optional<UtcTime>& at) {
  if (!at) return std::nullopt;
  return at->millis;
}

const char* channelOf(EffectKind kind) {
  return kind == EffectKind::kAction || kind == EffectKind::kNumberSpoiled ? "issuing" : "office";
}

}  // namespace

Result<Done> CommitWriter::write() {
  TDKT_CHECK(writeDossier());
  for (const BoxChange& change : commit_.box) TDKT_CHECK(changeBox(change));
  TDKT_CHECK(writeReply());
  return finishInbox();
}

Result<Done> CommitWriter::writeDossier() {
  const bool newKey = std::any_of(commit_.events.begin(), commit_.events.end(), [](const Event& event) {
    return std::holds_alternative<DossierStarted>(event.body) ||
           std::holds_alternative<DossierResubmitted>(event.body);
  });
  if (newKey || commit_.expectedVersion == 0) TDKT_CHECK(checkBusinessKey());
  TDKT_CHECK(commit_.expectedVersion == 0 ? insertDossier() : updateDossier());
  TDKT_CHECK(writeEvents());
  for (const Event& event : commit_.events) TDKT_CHECK(writeRowsOf(event.body));
  for (const Effect& effect : commit_.effects) TDKT_CHECK(writeEffect(effect));
  return Done{};
}

/// A child carries its parent's header, but the claim to that submission stays with the parent.
std::string CommitWriter::businessKey() const {
  std::string key = next_.header.businessKey();
  const auto parent = next_.matters.find(kParentMatter);
  if (parent == next_.matters.end()) return key;
  return std::get<ParentDossier>(parent->second).businessKey == key ? std::string() : key;
}

Result<Done> CommitWriter::checkBusinessKey() {
  const std::string key = businessKey();
  if (key.empty() || next_.phase == Phase::kRefused) return Done{};
  TDKT_ASSIGN(auto query,
              db_.prepare("SELECT 1 FROM dossier WHERE office = ? AND business_key = ? AND id <> ? "
                          "AND phase <> 'refused' AND business_key <> ''"));
  TDKT_ASSIGN(const bool taken,
              query.bind(next_.header.office.text()).bind(key).bind(next_.id.text()).step());
  if (taken) return conflictError("store.business-key", "another dossier holds this submission");
  return Done{};
}

Result<Done> CommitWriter::insertDossier() {
  TDKT_ASSIGN(
      auto insert,
      db_.prepare("INSERT INTO dossier(id, office, host_document_id, business_key, definition_hash, version,"
                  " revision, phase, documents_digest, subject, sender_name, document_code, received_at,"
                  " ended_at, line_count, content, live, parent_id)"
                  " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
                  " ON CONFLICT(id) DO NOTHING"));
  const DossierHeader& header = next_.header;
  insert.bind(next_.id.text()).bind(header.office.text()).bind(header.hostDocumentId).bind(businessKey());
  insert.bind(next_.definitionHash).bind(next_.version).bind(next_.revision).bind(toString(next_.phase));
  insert.bind(next_.documentsDigest).bind(header.subject).bind(header.senderName).bind(documentCode(header));
  insert.bind(header.receivedAt.millis)
      .bind(millis(next_.endedAt))
      .bind(static_cast<int>(next_.lines.size()));
  const auto parent = next_.matters.find(kParentMatter);
  return insert.bind(contentOf(next_))
      .bind(liveOf(next_))
      .bind(parent == next_.matters.end() ? "" : std::get<ParentDossier>(parent->second).dossier.text())
      .send(conflictError("store.version", "the dossier exists already"));
}

/// Also the lock on the dossier: whoever comes second waits here, and then finds another version.
Result<Done> CommitWriter::updateDossier() {
  TDKT_ASSIGN(auto update, db_.prepare("UPDATE dossier SET version = ?, phase = ?, ended_at = ?, live = ? "
                                       "WHERE id = ? AND version = ?"));
  update.bind(next_.version).bind(toString(next_.phase)).bind(millis(next_.endedAt)).bind(liveOf(next_));
  return update.bind(next_.id.text())
      .bind(commit_.expectedVersion)
      .send(conflictError("store.version", "somebody else committed first"));
}

/// A supplement: header, documents and all lines are new.
Result<Done> CommitWriter::replaceContent() {
  const DossierHeader& header = next_.header;
  TDKT_ASSIGN(
      auto update,
      db_.prepare("UPDATE dossier SET host_document_id = ?, business_key = ?, revision = ?,"
                  " documents_digest = ?, subject = ?, sender_name = ?, document_code = ?, received_at = ?,"
                  " line_count = ?, content = ? WHERE id = ?"));
  update.bind(header.hostDocumentId).bind(businessKey()).bind(next_.revision).bind(next_.documentsDigest);
  update.bind(header.subject)
      .bind(header.senderName)
      .bind(documentCode(header))
      .bind(header.receivedAt.millis);
  update.bind(static_cast<int>(next_.lines.size())).bind(contentOf(next_)).bind(next_.id.text());
  TDKT_CHECK(update.send());
  TDKT_ASSIGN(auto clear, db_.prepare("DELETE FROM line WHERE dossier_id = ?"));
  TDKT_CHECK(clear.bind(next_.id.text()).send());
  return insertLines();
}

Result<Done> CommitWriter::replaceDefinition() {
  TDKT_ASSIGN(auto update, db_.prepare("UPDATE dossier SET definition_hash = ? WHERE id = ?"));
  return update.bind(next_.definitionHash).bind(next_.id.text()).send();
}

Result<Done> CommitWriter::insertLines() {
  int seat = 0;
  for (const Line& line : next_.lines) TDKT_CHECK(insertLine(line, seat++));
  return Done{};
}

Result<Done> CommitWriter::insertLine(const Line& line, int seat) {
  TDKT_ASSIGN(
      auto insert,
      db_.prepare("INSERT INTO line(dossier_id, seat, id, ordinal, kind, name, position, unit, achievement,"
                  " award, state, reason) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)"));
  insert.bind(next_.id.text()).bind(seat).bind(line.id.text()).bind(line.ordinal);
  insert.bind(toString(line.nominee.kind)).bind(line.nominee.name).bind(line.nominee.position);
  insert.bind(line.nominee.unit).bind(line.nominee.achievement).bind(line.award).bind(toString(line.state));
  insert.bind(line.reason);
  TDKT_CHECK(insert.send());
  return Done{};
}

Result<Done> CommitWriter::writeEvents() {
  if (commit_.expectedVersion == 0) hash_.clear();
  if (commit_.expectedVersion > 0 && hash_.empty()) {
    TDKT_ASSIGN(auto query, db_.prepare("SELECT hash FROM event WHERE dossier_id = ? AND seq = ?"));
    TDKT_ASSIGN(const bool found, query.bind(next_.id.text()).bind(commit_.expectedVersion).step());
    if (!found) return corruptError("storage.event", "the log lacks the event before this commit");
    hash_ = query.text(0);
  }
  for (const Event& event : commit_.events) {
    const std::string json = workflow::toJson(event);
    hash_ = chainHash(hash_, json);
    TDKT_ASSIGN(auto insert, db_.prepare("INSERT INTO event(dossier_id, seq, json, hash) VALUES(?,?,?,?)"));
    TDKT_CHECK(insert.bind(next_.id.text()).bind(event.seq).bind(json).bind(hash_).send());
  }
  return Done{};
}

Result<Done> CommitWriter::writeRowsOf(const EventBody& body) {
  if (std::holds_alternative<DossierStarted>(body)) return insertLines();
  if (std::holds_alternative<DossierResubmitted>(body)) return replaceContent();
  if (std::holds_alternative<DossierMigrated>(body)) return replaceDefinition();
  if (const auto* opened = std::get_if<WorkItemOpened>(&body)) return insertItem(opened->item);
  if (const auto* completed = std::get_if<WorkItemCompleted>(&body)) return closeItem(completed->item);
  if (const auto* cancelled = std::get_if<WorkItemCancelled>(&body)) return closeItem(cancelled->item);
  if (const auto* changed = std::get_if<LinesChanged>(&body)) return changeLines(*changed);
  if (const auto* marked = std::get_if<LinesMarked>(&body)) return markLines(*marked);
  if (const auto* moved = std::get_if<WorkItemDueChanged>(&body)) return moveDue(*moved);
  if (const auto* kept = std::get_if<MatterSet>(&body)) return indexConsent(*kept);
  if (const auto* set = std::get_if<TimerSet>(&body)) return writeTimer(set->timer);
  if (const auto* ended = std::get_if<TimerEnded>(&body)) return endTimer(ended->timer);
  return Done{};  // tokens, actions, matters and phase live in the dossier's own row
}

Result<Done> CommitWriter::insertItem(const WorkItem& item) {
  const auto seat = std::find_if(next_.workItems.begin(), next_.workItems.end(),
                                 [&](const WorkItem& row) { return row.id == item.id; });
  TDKT_ASSIGN(
      auto insert,
      db_.prepare(
          "INSERT INTO work_item(id, dossier_id, seat, node, step, title, role, opened_at, due, state,"
          " actor, reason, lines, excluded) VALUES(?,?,?,?,?,?,?,?,?,'open','','',?,?)"));
  insert.bind(item.id.text()).bind(next_.id.text()).bind(static_cast<int>(seat - next_.workItems.begin()));
  insert.bind(item.node).bind(item.step).bind(item.title).bind(item.role).bind(item.openedAt.millis);
  insert.bind(isoDate(item.due)).bind(item.lines.empty() ? "" : toJson(item.lines).dump());
  TDKT_CHECK(insert.bind(item.excluded.empty() ? "" : toJson(item.excluded).dump()).send());
  return Done{};
}

Result<Done> CommitWriter::closeItem(const WorkItemId& id) {
  const auto item = std::find_if(next_.workItems.begin(), next_.workItems.end(),
                                 [&](const WorkItem& row) { return row.id == id; });
  if (item == next_.workItems.end()) return bugError("storage.item", "an event names a task the state lacks");
  TDKT_ASSIGN(auto update, db_.prepare("UPDATE work_item SET state = ?, outcome = ?, actor = ?, reason = ?,"
                                       " closed_at = ?, principal = ? WHERE id = ?"));
  update.bind(toString(item->state));
  item->outcome ? update.bind(toString(*item->outcome)) : update.bindNull();
  update.bind(item->actor.text()).bind(item->reason).bind(millis(item->closedAt));
  update.bind(item->principal.text());
  TDKT_CHECK(update.bind(id.text()).send());
  return Done{};
}

Result<Done> CommitWriter::changeLines(const LinesChanged& change) {
  TDKT_ASSIGN(auto update, db_.prepare("UPDATE line SET state = ? WHERE dossier_id = ? AND state = ?"));
  TDKT_CHECK(update.bind(toString(change.to)).bind(next_.id.text()).bind(toString(change.from)).send());
  return Done{};
}

/// A line has its place from the list: rows are found by key, not searched.
Result<Done> CommitWriter::markLines(const LinesMarked& mark) {
  std::unordered_set<std::string_view> named;
  for (const LineId& id : mark.lines) named.insert(id.text());
  for (std::size_t seat = 0; seat < next_.lines.size(); ++seat) {
    if (named.count(next_.lines[seat].id.text()) == 0) continue;
    TDKT_ASSIGN(auto update,
                db_.prepare("UPDATE line SET state = ?, reason = ? WHERE dossier_id = ? AND seat = ?"));
    update.bind(toString(mark.to)).bind(mark.reason).bind(next_.id.text());
    TDKT_CHECK(update.bind(static_cast<std::int64_t>(seat)).send());
  }
  return Done{};
}

Result<Done> CommitWriter::writeTimer(const Timer& timer) {
  TDKT_ASSIGN(auto write,
              db_.prepare("INSERT INTO timer(id, dossier_id, node, purpose, due) VALUES(?,?,?,?,?)"
                          " ON CONFLICT(id) DO UPDATE SET node = excluded.node, purpose = excluded.purpose,"
                          " due = excluded.due"));
  write.bind(timer.id.text()).bind(next_.id.text()).bind(timer.node).bind(timer.purpose);
  return write.bind(timer.due.millis).send();
}

Result<Done> CommitWriter::endTimer(const TimerId& id) {
  TDKT_ASSIGN(auto remove, db_.prepare("DELETE FROM timer WHERE id = ?"));
  return remove.bind(id.text()).send();
}

Result<Done> CommitWriter::moveDue(const WorkItemDueChanged& moved) {
  TDKT_ASSIGN(auto update, db_.prepare("UPDATE work_item SET due = ? WHERE id = ?"));
  return update.bind(isoDate(moved.to)).bind(moved.item.text()).send();
}

/// An answer is looked up by the code of our request.
Result<Done> CommitWriter::indexConsent(const MatterSet& kept) {
  const auto* consent = std::get_if<Consent>(&kept.matter);
  if (consent == nullptr || consent->code.empty()) return Done{};
  TDKT_ASSIGN(auto write,
              db_.prepare("INSERT INTO consent_request(dossier_id, node, code_key) VALUES(?,?,?)"
                          " ON CONFLICT(dossier_id, node) DO UPDATE SET code_key = excluded.code_key"));
  return write.bind(next_.id.text()).bind(kept.node).bind(foldedCode(consent->code)).send();
}

Result<Done> CommitWriter::writeEffect(const Effect& effect) {
  TDKT_ASSIGN(auto insert,
              db_.prepare("INSERT INTO outbox(effect_id, dossier_id, channel, kind, payload, correlation_id) "
                          "VALUES(?,?,?,?,?,?)"));
  insert.bind(effect.id.text()).bind(effect.dossier.text()).bind(channelOf(effect.kind));
  insert.bind(toString(effect.kind)).bind(Json{{"data", effect.data}}.dump());
  TDKT_CHECK(insert.bind(commit_.correlation.text()).send());
  return Done{};
}

Result<Done> CommitWriter::changeBox(const BoxChange& change) {
  if (change.destroy) {
    TDKT_ASSIGN(auto destroy, db_.prepare("DELETE FROM ballot_box WHERE box = ?"));
    TDKT_CHECK(destroy.bind(change.box).send());
  }
  std::int64_t place = 0;
  for (const std::string& marks : change.papers) {
    TDKT_ASSIGN(auto keep, db_.prepare("INSERT INTO ballot_paper(box, place, marks) VALUES(?,?,?)"));
    TDKT_CHECK(keep.bind(change.box).bind(++place).bind(packMarks(marks)).send());
  }
  return change.put ? putPaper(change.box, *change.put) : Result<Done>(Done{});
}

/// Every row of the box is written anew, so that none of them tells by the server's own columns that it came
/// with this commit.
Result<Done> CommitWriter::putPaper(const std::string& box, const SealedPaper& paper) {
  if (!paper.replaces.empty()) {
    TDKT_ASSIGN(auto take, db_.prepare("DELETE FROM ballot_box WHERE box = ? AND paper = ?"));
    TDKT_CHECK(
        take.bind(box)
            .bind(paper.replaces)
            .send(deniedError("workflow.ballot.handle", "no paper of this handle is in the box", "handle")));
  }
  TDKT_ASSIGN(auto put, db_.prepare("INSERT INTO ballot_box(box, paper, envelope) VALUES(?,?,?)"));
  TDKT_CHECK(put.bind(box).bind(paper.key).bindBlob(paper.envelope).send());
  TDKT_ASSIGN(auto touch, db_.prepare("UPDATE ballot_box SET envelope = envelope WHERE box = ?"));
  return touch.bind(box).send();
}

Result<Done> CommitWriter::writeReply() {
  TDKT_ASSIGN(auto insert, db_.prepare("INSERT INTO reply(command_id, digest, dossier_id, version, phase) "
                                       "VALUES(?,?,?,?,?) ON CONFLICT(command_id) DO NOTHING"));
  insert.bind(commit_.command.text()).bind(commit_.commandDigest).bind(commit_.reply.dossier.text());
  // No row: another process answered this very command meanwhile; the engine looks again and finds that
  // answer.
  return insert.bind(commit_.reply.version)
      .bind(toString(commit_.reply.phase))
      .send(conflictError("store.version", "this command was done by somebody else"));
}

Result<Done> CommitWriter::finishInbox() {
  if (!commit_.inboxRow) return Done{};
  TDKT_ASSIGN(auto update,
              db_.prepare("UPDATE inbox SET state = 'done', dossier_id = ?, lease_until = 0,"
                          " error_code = NULL, error_detail = NULL, error_field = NULL WHERE id = ?"));
  return update.bind(next_.id.text())
      .bind(*commit_.inboxRow)
      .send(bugError("storage.inbox", "the delivery of this command is not in the inbox"));
}

}  // namespace tdkt::storage
