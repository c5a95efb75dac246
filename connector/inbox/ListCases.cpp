#include "connector/inbox/ListCases.h"

#include <algorithm>
#include <array>

#include "connector/inbox/ListDecisionJson.h"
#include "workflow/base/Json.h"

namespace tdkt::inbox {
namespace {

constexpr std::array<const char*, 5> kStates = {"open", "confirmed", "returned", "superseded", "withdrawn"};
constexpr std::array<const char*, 3> kKinds = {"columns", "cells", "return"};
constexpr const char* kCaseColumns =
    "SELECT inbox_id, office, sender_code, sender_name, document_code, subject, host_document_id, "
    "received_at, "
    "questions, version, state, opened_at FROM list_case ";

CaseState stateFrom(const std::string& text) {
  const auto at = std::find(kStates.begin(), kStates.end(), text);
  return static_cast<CaseState>(at - kStates.begin());
}

ListCase caseOf(const storage::Statement& row) {
  ListCase out;
  out.delivery = row.integer(0);
  out.office = OfficeId(row.text(1));
  out.senderCode = row.text(2);
  out.senderName = row.text(3);
  out.documentCode = row.text(4);
  out.subject = row.text(5);
  out.hostDocumentId = row.text(6);
  out.receivedAt = UtcTime{row.integer(7)};
  out.questions = static_cast<int>(row.integer(8));
  out.version = row.integer(9);
  out.state = stateFrom(row.text(10));
  out.openedAt = UtcTime{row.integer(11)};
  return out;
}

Result<std::vector<ListCase>> casesOf(storage::Statement& query) {
  std::vector<ListCase> out;
  while (true) {
    TDKT_ASSIGN(const bool more, query.step());
    if (!more) return out;
    out.push_back(caseOf(query));
  }
}

std::string digestOf(const CaseDecision& decision) {
  return sha256Hex(std::string(kKinds[static_cast<std::size_t>(decision.kind)]) + "\n" + decision.content);
}

Result<lists::SheetPlan> storedPlan(const std::string& text) {
  const auto json = json::parse(text);
  if (!json) return corruptError("storage.list", "a remembered plan cannot be read");
  return planFrom(*json);
}

}  // namespace

Result<bool> ListCases::wait(std::int64_t delivery, const workflow::DossierHeader& header,
                             std::size_t questions) {
  bool fresh = false;
  TDKT_CHECK(database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto known, database_.prepare("SELECT 1 FROM list_case WHERE inbox_id = ?"));
    TDKT_ASSIGN(const bool again, known.bind(delivery).step());
    fresh = !again;
    TDKT_ASSIGN(auto hold, database_.prepare("UPDATE inbox SET waits = 'list', lease_until = 0 WHERE id = ? "
                                             "AND state = 'due'"));
    TDKT_CHECK(hold.bind(delivery).send());
    // Confirmed on what is not enough any more (another version of this program asks more): asked again.
    TDKT_ASSIGN(
        auto put,
        database_.prepare(
            "INSERT INTO list_case(inbox_id, office, sender_code, sender_name, document_code, subject, "
            "host_document_id, business_key, received_at, questions, opened_at) "
            "VALUES(?,?,?,?,?,?,?,?,?,?,?) "
            "ON CONFLICT(inbox_id) DO UPDATE SET state = 'open', closed_at = NULL, closed_by = '', "
            "questions = excluded.questions"));
    put.bind(delivery).bind(header.office.text()).bind(header.senderCode).bind(header.senderName);
    put.bind(header.number + "/" + header.notation).bind(header.subject).bind(header.hostDocumentId);
    put.bind(header.businessKey()).bind(header.receivedAt.millis).bind(static_cast<std::int64_t>(questions));
    return put.bind(clock_.now().millis).send();
  }));
  return fresh;
}

Result<std::vector<ListCase>> ListCases::open(std::size_t limit) {
  const auto view = database_.snapshot();
  TDKT_ASSIGN(auto query, database_.prepare(std::string(kCaseColumns) +
                                            "WHERE state = 'open' ORDER BY opened_at, inbox_id LIMIT ?"));
  query.bind(static_cast<std::int64_t>(limit));
  return casesOf(query);
}

Result<std::size_t> ListCases::countOpen() {
  const auto view = database_.snapshot();
  TDKT_ASSIGN(auto query, database_.prepare("SELECT count(*) FROM list_case WHERE state = 'open'"));
  TDKT_CHECK(query.step());
  return static_cast<std::size_t>(query.integer(0));
}

Result<std::optional<ListCase>> ListCases::find(std::int64_t delivery) {
  const auto view = database_.snapshot();
  TDKT_ASSIGN(auto query, database_.prepare(std::string(kCaseColumns) + "WHERE inbox_id = ?"));
  query.bind(delivery);
  TDKT_ASSIGN(auto rows, casesOf(query));
  return rows.empty() ? std::optional<ListCase>() : std::optional<ListCase>(std::move(rows.front()));
}

Result<std::vector<ListCase>> ListCases::openOf(const OfficeId& office, const std::string& senderCode,
                                                const std::vector<std::string>& hostDocuments,
                                                const std::string& businessKey) {
  TDKT_ASSIGN(auto query, database_.prepare(std::string(kCaseColumns) +
                                            "WHERE state = 'open' AND office = ? AND sender_code = ? "
                                            "AND business_key = ? AND business_key <> '' ORDER BY inbox_id"));
  query.bind(office.text()).bind(senderCode).bind(businessKey);
  TDKT_ASSIGN(auto out, casesOf(query));
  for (const std::string& document : hostDocuments) {
    if (document.empty()) continue;
    TDKT_ASSIGN(auto named, database_.prepare(std::string(kCaseColumns) +
                                              "WHERE state = 'open' AND office = ? AND sender_code = ? AND "
                                              "host_document_id = ? ORDER BY inbox_id"));
    named.bind(office.text()).bind(senderCode).bind(document);
    TDKT_ASSIGN(const auto rows, casesOf(named));
    for (const ListCase& row : rows) {
      const bool there =
          std::any_of(out.begin(), out.end(), [&](const auto& one) { return one.delivery == row.delivery; });
      if (!there) out.push_back(row);
    }
  }
  return out;
}

Result<ListAnswers> ListCases::answers(std::int64_t delivery, const OfficeId& office,
                                       const std::string& senderCode) {
  ListAnswers out;
  TDKT_ASSIGN(auto said,
              database_.prepare("SELECT content, official FROM list_decision WHERE inbox_id = ? AND kind "
                                "<> 'return' ORDER BY version"));
  said.bind(delivery);
  while (true) {
    TDKT_ASSIGN(const bool more, said.step());
    if (!more) break;
    TDKT_CHECK(addDecision(said.text(0), out.files));
    out.decidedBy = OfficialId(said.text(1));
  }
  TDKT_ASSIGN(
      auto known,
      database_.prepare("SELECT signature, plan FROM list_memory WHERE office = ? AND sender_code = ?"));
  known.bind(office.text()).bind(senderCode);
  while (true) {
    TDKT_ASSIGN(const bool more, known.step());
    if (!more) return out;
    TDKT_ASSIGN(out.remembered[known.text(0)], storedPlan(known.text(1)));
  }
}

Result<bool> ListCases::has(std::int64_t delivery, std::int64_t version, const CaseDecision& decision) {
  TDKT_ASSIGN(
      auto query,
      database_.prepare("SELECT 1 FROM list_decision WHERE inbox_id = ? AND version = ? AND digest = ?"));
  return query.bind(delivery).bind(version + 1).bind(digestOf(decision)).step();
}

Result<Done> ListCases::add(std::int64_t delivery, std::int64_t version, const CaseDecision& decision,
                            const OfficialId& official) {
  return database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto next,
                database_.prepare("UPDATE list_case SET version = ? WHERE inbox_id = ? AND version = ? "
                                  "AND state = 'open'"));
    TDKT_ASSIGN(const int changed, next.bind(version + 1).bind(delivery).bind(version).run());
    if (changed == 0)
      return conflictError("lists.case.changed", "somebody decided about this list meanwhile");
    TDKT_ASSIGN(auto insert,
                database_.prepare("INSERT INTO list_decision(inbox_id, version, kind, official, at, "
                                  "content, digest) VALUES(?,?,?,?,?,?,?)"));
    insert.bind(delivery).bind(version + 1).bind(kKinds[static_cast<std::size_t>(decision.kind)]);
    insert.bind(official.text()).bind(clock_.now().millis).bind(decision.content);
    return insert.bind(digestOf(decision)).send();
  });
}

Result<Done> ListCases::noteQuestions(std::int64_t delivery, std::size_t questions) {
  return database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto update, database_.prepare("UPDATE list_case SET questions = ? WHERE inbox_id = ?"));
    return update.bind(static_cast<std::int64_t>(questions)).bind(delivery).send();
  });
}

Result<Done> ListCases::close(std::int64_t delivery, CaseState state, const OfficialId& official) {
  return database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto update,
                database_.prepare("UPDATE list_case SET state = ?, closed_at = ?, closed_by = ? WHERE "
                                  "inbox_id = ? AND state = 'open'"));
    update.bind(kStates[static_cast<std::size_t>(state)]).bind(clock_.now().millis).bind(official.text());
    TDKT_ASSIGN(const int changed, update.bind(delivery).run());
    if (changed == 0) return Done{};
    TDKT_ASSIGN(auto release, database_.prepare("UPDATE inbox SET waits = '', next_at = 0 WHERE id = ?"));
    return release.bind(delivery).send();
  });
}

Result<Done> ListCases::remember(const ListMemory& memory) {
  return database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(
        auto put,
        database_.prepare("INSERT INTO list_memory(office, sender_code, signature, plan, headings, official, "
                          "at) VALUES(?,?,?,?,?,?,?) ON CONFLICT(office, sender_code, signature) DO UPDATE "
                          "SET plan = excluded.plan, headings = excluded.headings, official = "
                          "excluded.official, at = excluded.at"));
    put.bind(memory.office.text())
        .bind(memory.senderCode)
        .bind(memory.signature)
        .bind(toJson(memory.plan).dump());
    return put.bind(memory.headings).bind(memory.official.text()).bind(clock_.now().millis).send();
  });
}

Result<std::vector<ListMemory>> ListCases::memories(std::size_t limit) {
  const auto view = database_.snapshot();
  TDKT_ASSIGN(auto query,
              database_.prepare("SELECT office, sender_code, signature, plan, headings, official, at FROM "
                                "list_memory ORDER BY at DESC, signature LIMIT ?"));
  query.bind(static_cast<std::int64_t>(limit));
  std::vector<ListMemory> out;
  while (true) {
    TDKT_ASSIGN(const bool more, query.step());
    if (!more) return out;
    TDKT_ASSIGN(lists::SheetPlan plan, storedPlan(query.text(3)));
    out.push_back({OfficeId(query.text(0)), query.text(1), query.text(2), std::move(plan), query.text(4),
                   OfficialId(query.text(5)), UtcTime{query.integer(6)}});
  }
}

Result<Done> ListCases::forget(const OfficeId& office, const std::string& senderCode,
                               const std::string& signature) {
  return database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(
        auto drop,
        database_.prepare("DELETE FROM list_memory WHERE office = ? AND sender_code = ? AND signature = ?"));
    return drop.bind(office.text()).bind(senderCode).bind(signature).send();
  });
}

}  // namespace tdkt::inbox
