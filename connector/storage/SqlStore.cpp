#include "connector/storage/SqlStore.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <thread>
#include <tuple>

#include "connector/storage/CommitWriter.h"
#include "workflow/base/Bytes.h"
#include "workflow/model/DossierJson.h"

namespace tdkt::storage {
namespace {

using namespace workflow;  // NOLINT: this file is about nothing else
using Json = nlohmann::ordered_json;

constexpr const char* kItemColumns =
    "SELECT w.id, w.node, w.step, w.title, w.role, w.opened_at, w.due, w.state, w.outcome, w.actor, w.reason,"
    " w.closed_at, w.lines, w.excluded, w.principal";
constexpr int kItemColumnCount = 15;
constexpr std::size_t kRememberedHashes = 16384;
constexpr int kDoubtTries = 6;

/// A name or a day that cannot be read means that the file was changed behind our back.
template <class T>
T known(const std::optional<T>& value, const char* what) {
  if (!value) throw std::invalid_argument(what);
  return *value;
}

std::optional<UtcTime> instant(const Statement& row, int column) {
  if (row.isNull(column)) return std::nullopt;
  return UtcTime{row.integer(column)};
}

WorkItem itemFrom(const Statement& row) {
  WorkItem item;
  item.id = WorkItemId(row.text(0));
  item.node = row.text(1);
  item.step = row.text(2);
  item.title = row.text(3);
  item.role = row.text(4);
  item.openedAt = UtcTime{row.integer(5)};
  item.due = known(parseIsoDate(row.text(6)), "due");
  item.state = known(workItemStateFrom(row.text(7)), "state");
  if (!row.isNull(8)) item.outcome = known(outcomeFrom(row.text(8)), "outcome");
  item.actor = OfficialId(row.text(9));
  item.reason = row.text(10);
  item.closedAt = instant(row, 11);
  if (const std::string lines = row.text(12); !lines.empty())
    item.lines = lineIdsFromJson(Json::parse(lines));
  if (const std::string excluded = row.text(13); !excluded.empty())
    item.excluded = officialIdsFromJson(Json::parse(excluded));
  item.principal = OfficialId(row.text(14));
  return item;
}

Line lineFrom(const Statement& row) {
  Line line;
  line.id = LineId(row.text(0));
  line.ordinal = static_cast<int>(row.integer(1));
  line.nominee.kind = known(nomineeKindFrom(row.text(2)), "kind");
  line.nominee.name = row.text(3);
  line.nominee.position = row.text(4);
  line.nominee.unit = row.text(5);
  line.nominee.achievement = row.text(6);
  line.award = row.text(7);
  line.state = known(lineStateFrom(row.text(8)), "state");
  line.reason = row.text(9);
  return line;
}

Timer timerFrom(const Statement& row, int column) {
  return {TimerId(row.text(column)), row.text(column + 1), row.text(column + 2),
          UtcTime{row.integer(column + 3)}};
}

DossierState dossierFrom(const Statement& row, const DossierId& id) {
  DossierState state;
  state.id = id;
  state.definitionHash = row.text(0);
  state.version = row.integer(1);
  state.revision = static_cast<int>(row.integer(2));
  state.phase = known(phaseFrom(row.text(3)), "phase");
  state.documentsDigest = row.text(4);
  state.endedAt = instant(row, 5);
  const Json content = Json::parse(row.text(6));
  state.header = headerFromJson(content.at("header"));
  state.documents = documentsFromJson(content.at("documents"));
  const Json live = Json::parse(row.text(7));
  state.tokens = live.at("tokens").get<std::map<std::string, int>>();
  state.actions = pendingActionsFromJson(live.at("actions"));
  state.facts = live.at("facts").get<std::map<std::string, std::string>>();
  if (live.contains("matters")) state.matters = mattersFromJson(live.at("matters"));
  return state;
}

WorkListRow workRowFrom(const Statement& row) {
  return {itemFrom(row), DossierId(row.text(kItemColumnCount)), row.text(kItemColumnCount + 1),
          row.text(kItemColumnCount + 2), row.text(kItemColumnCount + 3)};
}

constexpr const char* kOpenWork =
    ", d.id, d.host_document_id, d.subject, d.sender_name FROM work_item w JOIN dossier d ON d.id = "
    "w.dossier_id"
    " WHERE w.state = 'open'";

bool dueFirst(const WorkListRow& a, const WorkListRow& b) {
  return std::tie(a.item.due, a.item.openedAt.millis, a.item.id) <
         std::tie(b.item.due, b.item.openedAt.millis, b.item.id);
}

DossierRow dossierRowFrom(const Statement& row) {
  DossierRow out;
  out.id = DossierId(row.text(0));
  out.hostDocumentId = row.text(1);
  out.subject = row.text(2);
  out.senderName = row.text(3);
  out.documentCode = row.text(4);
  out.phase = known(phaseFrom(row.text(5)), "phase");
  out.receivedAt = UtcTime{row.integer(6)};
  out.lines = static_cast<int>(row.integer(7));
  out.parent = DossierId(row.text(8));
  return out;
}

/// Every row of a bound query through `read`.
template <class T, class Read>
Result<std::vector<T>> collect(Statement& query, Read read) {
  std::vector<T> out;
  while (true) {
    TDKT_ASSIGN(const bool row, query.step());
    if (!row) return out;
    out.push_back(read(query));
  }
}

/// Runs `work`; what it throws about a stored value becomes an error.
template <class Work>
auto readingRows(Work work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::exception& e) {
    return corruptError("storage.dossier", e.what());
  }
}

Result<std::optional<DossierId>> firstDossier(Statement& query) {
  TDKT_ASSIGN(const bool found, query.step());
  if (!found) return std::optional<DossierId>();
  return std::optional(DossierId(query.text(0)));
}

}  // namespace

Result<std::optional<StoredReply>> SqlStore::findReply(const CommandId& command) {
  const auto view = db_.snapshot();
  TDKT_ASSIGN(auto query,
              db_.prepare("SELECT digest, dossier_id, version, phase FROM reply WHERE command_id = ?"));
  TDKT_ASSIGN(const bool found, query.bind(command.text()).step());
  if (!found) return std::optional<StoredReply>();
  const auto phase = phaseFrom(query.text(3));
  if (!phase) return corruptError("storage.reply", "an unknown phase");
  return std::optional(
      StoredReply{query.text(0), {DossierId(query.text(1)), query.integer(2), *phase, false}});
}

Result<DossierState> SqlStore::load(const DossierId& dossier) {
  const auto view = db_.snapshot();
  return readingRows([&]() -> Result<DossierState> {
    TDKT_ASSIGN(auto head,
                db_.prepare("SELECT definition_hash, version, revision, phase, documents_digest, ended_at,"
                            " content, live, (SELECT hash FROM event WHERE dossier_id = dossier.id"
                            " AND seq = dossier.version) FROM dossier WHERE id = ?"));
    TDKT_ASSIGN(auto lines,
                db_.prepare("SELECT id, ordinal, kind, name, position, unit, achievement, award, state,"
                            " reason FROM line WHERE dossier_id = ? ORDER BY seat"));
    TDKT_ASSIGN(auto items, db_.prepare(std::string(kItemColumns) +
                                        " FROM work_item w WHERE w.dossier_id = ? ORDER BY w.seat"));
    TDKT_ASSIGN(auto timers, db_.prepare("SELECT id, node, purpose, due FROM timer WHERE dossier_id = ?"));
    for (Statement* query : {&head, &lines, &items, &timers}) query->bind(dossier.text()).start();
    TDKT_ASSIGN(const bool found, head.step());
    if (!found) return notFoundError("store.dossier", "no such dossier", dossier.text());
    DossierState state = dossierFrom(head, dossier);
    if (!head.isNull(8)) remember(dossier, state.version, head.text(8));
    TDKT_ASSIGN(state.lines, collect<Line>(lines, lineFrom));
    TDKT_ASSIGN(state.workItems, collect<WorkItem>(items, itemFrom));
    TDKT_ASSIGN(state.timers, collect<Timer>(timers, [](const Statement& row) { return timerFrom(row, 0); }));
    std::sort(state.timers.begin(), state.timers.end(), firesBefore);
    return state;
  });
}

std::string SqlStore::knownHash(const DossierId& dossier, std::int64_t version) {
  const std::lock_guard guard(hashesLock_);
  const auto found = hashes_.find(dossier);
  return found != hashes_.end() && found->second.first == version ? found->second.second : std::string();
}

void SqlStore::remember(const DossierId& dossier, std::int64_t version, const std::string& hash) {
  const std::lock_guard guard(hashesLock_);
  if (hashes_.size() >= kRememberedHashes) hashes_.clear();
  hashes_[dossier] = {version, hash};
}

Result<Done> SqlStore::writeBorn(const Commit& commit, const Newborn& child) {
  Commit own;
  own.command = commit.command;
  own.commandDigest = commit.commandDigest;
  own.correlation = commit.correlation;
  own.reply = {child.next.id, child.next.version, child.next.phase, false};
  own.next = child.next;
  own.events = child.events;
  own.effects = child.effects;
  TDKT_CHECK(CommitWriter(db_, own, {}).writeDossier());
  return tap_ ? tap_(own) : Result<Done>(Done{});
}

Result<Done> SqlStore::commitOnce(const Commit& commit) {
  const std::string before = knownHash(commit.next.id, commit.expectedVersion);
  std::string after;
  const auto outcome = db_.transactTogether([&]() -> Result<Done> {
    CommitWriter writer(db_, commit, before);
    TDKT_CHECK(writer.write());
    after = writer.lastHash();
    if (tap_) TDKT_CHECK(tap_(commit));
    for (const Newborn& child : commit.born) TDKT_CHECK(writeBorn(commit, child));
    return Done{};
  });
  if (outcome) remember(commit.next.id, commit.next.version, after);
  return outcome;
}

/// The same command once more tells: its reply is there (done), or it is done now; a predecessor that still
/// runs on the server holds the row and is waited for.
Result<Done> SqlStore::resolveDoubt(const Commit& commit, const Result<Done>& doubt) {
  for (int attempt = 1; attempt <= kDoubtTries; ++attempt) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100 * attempt));
    const auto stored = findReply(commit.command);
    if (!stored) continue;
    if (*stored && (*stored)->commandDigest == commit.commandDigest) return Done{};
    auto again = commitOnce(commit);
    if (again || (again.error().kind != ErrorKind::kUnavailable && again.error().kind != ErrorKind::kInDoubt))
      return again;
  }
  return doubt;
}

Result<Done> SqlStore::commit(const Commit& commit) {
  const auto outcome = commitOnce(commit);
  if (outcome || outcome.error().kind != ErrorKind::kInDoubt) return outcome;
  return resolveDoubt(commit, outcome);
}

Result<std::vector<StoredEvent>> SqlStore::events(const DossierId& dossier) {
  const auto view = db_.snapshot();
  TDKT_ASSIGN(auto query, db_.prepare("SELECT json, hash FROM event WHERE dossier_id = ? ORDER BY seq"));
  query.bind(dossier.text());
  std::vector<StoredEvent> out;
  while (true) {
    TDKT_ASSIGN(const bool row, query.step());
    if (!row) return out;
    const std::string json = query.text(0);
    TDKT_ASSIGN(auto event, eventFromJson(json));
    out.push_back({std::move(event), json, query.text(1)});
  }
}

Result<std::optional<DossierId>> SqlStore::findByBusinessKey(const OfficeId& office, const std::string& key) {
  const auto view = db_.snapshot();
  TDKT_ASSIGN(auto query, db_.prepare("SELECT id FROM dossier WHERE office = ? AND business_key = ?"
                                      " AND phase <> 'refused' AND business_key <> ''"));
  return firstDossier(query.bind(office.text()).bind(key));
}

Result<std::optional<DossierId>> SqlStore::findByHostDocument(const OfficeId& office, const std::string& id) {
  const auto view = db_.snapshot();
  TDKT_ASSIGN(auto query, db_.prepare("SELECT id FROM dossier WHERE office = ? AND host_document_id = ?"
                                      " AND parent_id = '' ORDER BY received_at DESC, id LIMIT 1"));
  return firstDossier(query.bind(office.text()).bind(id));
}

/// One query per role, each in the order of its index, so that a limit is reached without sorting the rest.
Result<std::vector<WorkListRow>> SqlStore::openWork(const std::vector<std::string>& roles,
                                                    std::size_t limit) {
  const auto view = db_.snapshot();
  return readingRows([&]() -> Result<std::vector<WorkListRow>> {
    std::vector<Statement> queries;
    const std::set<std::string> distinct(roles.begin(), roles.end());
    for (const std::string& role : distinct) {
      TDKT_ASSIGN(auto query, db_.prepare(std::string(kItemColumns) + kOpenWork +
                                          " AND w.role = ? ORDER BY w.due, w.opened_at, w.id LIMIT ?"));
      query.bind(role).bind(static_cast<std::int64_t>(limit)).start();
      queries.push_back(std::move(query));
    }
    std::vector<WorkListRow> all;
    for (Statement& query : queries) {
      TDKT_ASSIGN(auto rows, collect<WorkListRow>(query, workRowFrom));
      std::move(rows.begin(), rows.end(), std::back_inserter(all));
    }
    if (queries.size() > 1) std::sort(all.begin(), all.end(), dueFirst);
    if (all.size() > limit) all.resize(limit);
    return all;
  });
}

Result<std::vector<WorkListRow>> SqlStore::openWorkItem(const WorkItemId& item) {
  const auto view = db_.snapshot();
  return readingRows([&]() -> Result<std::vector<WorkListRow>> {
    TDKT_ASSIGN(auto query, db_.prepare(std::string(kItemColumns) + kOpenWork + " AND w.id = ?"));
    return collect<WorkListRow>(query.bind(item.text()), workRowFrom);
  });
}

Result<std::vector<DossierRow>> SqlStore::dossiers(std::size_t limit) {
  const auto view = db_.snapshot();
  return readingRows([&]() -> Result<std::vector<DossierRow>> {
    TDKT_ASSIGN(
        auto query,
        db_.prepare(
            "SELECT id, host_document_id, subject, sender_name, document_code, phase,"
            " received_at, line_count, parent_id FROM dossier ORDER BY received_at DESC, id LIMIT ?"));
    return collect<DossierRow>(query.bind(static_cast<std::int64_t>(limit)), dossierRowFrom);
  });
}

Result<std::vector<DueTimer>> SqlStore::dueTimers(UtcTime now, std::size_t limit) {
  const auto view = db_.snapshot();
  TDKT_ASSIGN(auto query, db_.prepare("SELECT dossier_id, id, node, purpose, due FROM timer WHERE due <= ?"
                                      " ORDER BY due, id LIMIT ?"));
  query.bind(now.millis).bind(static_cast<std::int64_t>(limit));
  return collect<DueTimer>(query, [](const Statement& row) {
    return DueTimer{DossierId(row.text(0)), timerFrom(row, 1)};
  });
}

Result<std::optional<UtcTime>> SqlStore::nextTimer() {
  const auto view = db_.snapshot();
  TDKT_ASSIGN(auto query, db_.prepare("SELECT due FROM timer ORDER BY due LIMIT 1"));
  TDKT_ASSIGN(const bool found, query.step());
  return found ? std::optional(UtcTime{query.integer(0)}) : std::nullopt;
}

Result<Done> SqlStore::saveDefinition(const std::string& hash, const std::string& bpmn) {
  if (sha256Hex(bpmn) != hash) return bugError("storage.definition", "the hash is not that of the bytes");
  return db_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto insert,
                db_.prepare("INSERT INTO definition(hash, bpmn) VALUES(?,?) ON CONFLICT DO NOTHING"));
    TDKT_CHECK(insert.bind(hash).bindBlob(bpmn).run());
    return Done{};
  });
}

Result<std::string> SqlStore::loadDefinition(const std::string& hash) {
  const auto view = db_.snapshot();
  TDKT_ASSIGN(auto query, db_.prepare("SELECT bpmn FROM definition WHERE hash = ?"));
  TDKT_ASSIGN(const bool found, query.bind(hash).step());
  if (!found) return notFoundError("store.definition", "no such definition", hash);
  std::string bpmn = query.text(0);
  if (sha256Hex(bpmn) != hash) return corruptError("storage.definition", "the stored bytes changed", hash);
  return bpmn;
}

}  // namespace tdkt::storage
