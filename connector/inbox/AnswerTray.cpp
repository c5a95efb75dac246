#include "connector/inbox/AnswerTray.h"

#include "workflow/model/Dossier.h"

namespace tdkt::inbox {
namespace {

constexpr const char* kColumns =
    "SELECT id, office, code, sender, subject, answers, document_date, sha256, received_at "
    "FROM unmatched_answer WHERE state = 'open' ";

UnmatchedAnswer answerFrom(const storage::Statement& row) {
  UnmatchedAnswer out;
  out.row = row.integer(0);
  out.office = OfficeId(row.text(1));
  out.code = row.text(2);
  out.sender = row.text(3);
  out.subject = row.text(4);
  out.answers = row.text(5);
  if (!row.isNull(6)) out.date = parseIsoDate(row.text(6));
  out.sha256 = row.text(7);
  out.receivedAt = UtcTime{row.integer(8)};
  return out;
}

Error gone() {
  return notFoundError("tray.answer", "this answer is no longer in the tray");
}

}  // namespace

Result<std::optional<WaitingRequest>> AnswerTray::requestOf(const std::string& code) {
  const auto view = database_.snapshot();
  TDKT_ASSIGN(auto query,
              database_.prepare("SELECT c.dossier_id, c.node FROM consent_request AS c JOIN dossier AS d ON "
                                "d.id = c.dossier_id WHERE c.code_key = ? ORDER BY "
                                "CASE WHEN d.ended_at IS NULL THEN 0 ELSE 1 END, d.received_at DESC, c.node "
                                "LIMIT 1"));
  TDKT_ASSIGN(const bool found, query.bind(workflow::foldedCode(code)).step());
  if (!found) return std::optional<WaitingRequest>();
  return std::optional(WaitingRequest{DossierId(query.text(0)), query.text(1)});
}

Result<Done> AnswerTray::put(std::int64_t delivery, const UnmatchedAnswer& answer) {
  return database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto insert,
                database_.prepare("INSERT INTO unmatched_answer(office, delivery, code, sender, subject, "
                                  "answers, document_date, sha256, received_at) VALUES(?, ?, ?, ?, ?, ?, ?, "
                                  "?, ?) ON CONFLICT DO NOTHING"));
    insert.bind(answer.office.text()).bind(delivery).bind(answer.code).bind(answer.sender);
    insert.bind(answer.subject).bind(answer.answers);
    if (answer.date) {
      insert.bind(isoDate(*answer.date));
    } else {
      insert.bindNull();
    }
    return insert.bind(answer.sha256).bind(answer.receivedAt.millis).send();
  });
}

Result<std::vector<UnmatchedAnswer>> AnswerTray::open(std::size_t limit) {
  const auto view = database_.snapshot();
  TDKT_ASSIGN(auto query, database_.prepare(std::string(kColumns) + "ORDER BY id LIMIT ?"));
  query.bind(static_cast<std::int64_t>(limit));
  std::vector<UnmatchedAnswer> out;
  while (true) {
    TDKT_ASSIGN(const bool more, query.step());
    if (!more) return out;
    out.push_back(answerFrom(query));
  }
}

Result<std::size_t> AnswerTray::count() {
  const auto view = database_.snapshot();
  TDKT_ASSIGN(auto query, database_.prepare("SELECT count(*) FROM unmatched_answer WHERE state = 'open'"));
  TDKT_ASSIGN(const bool found, query.step());
  return found ? static_cast<std::size_t>(query.integer(0)) : 0;
}

Result<UnmatchedAnswer> AnswerTray::find(std::int64_t row) {
  const auto view = database_.snapshot();
  TDKT_ASSIGN(auto query, database_.prepare(std::string(kColumns) + "AND id = ?"));
  TDKT_ASSIGN(const bool found, query.bind(row).step());
  if (!found) return gone();
  return answerFrom(query);
}

Result<Done> AnswerTray::matched(std::int64_t row, const DossierId& dossier, const OfficialId& by,
                                 UtcTime at) {
  return database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto update,
                database_.prepare("UPDATE unmatched_answer SET state = 'matched', dossier_id = ?, "
                                  "closed_by = ?, closed_at = ? WHERE id = ? AND state = 'open'"));
    return update.bind(dossier.text()).bind(by.text()).bind(at.millis).bind(row).send(gone());
  });
}

Result<Done> AnswerTray::close(std::int64_t row, const std::string& reason, const OfficialId& by,
                               UtcTime at) {
  if (reason.find_first_not_of(" \t\r\n") == std::string::npos)
    return inputError("workflow.reason.missing", "why it belongs to no dossier is missing", "reason");
  return database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto update,
                database_.prepare("UPDATE unmatched_answer SET state = 'closed', reason = ?, closed_by = ?, "
                                  "closed_at = ? WHERE id = ? AND state = 'open'"));
    return update.bind(reason).bind(by.text()).bind(at.millis).bind(row).send(gone());
  });
}

}  // namespace tdkt::inbox
