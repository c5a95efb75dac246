#include "connector/issuing/IssueRegister.h"

#include <nlohmann/json.hpp>

#include "workflow/base/Text.h"

namespace tdkt::issuing {
namespace {

const char* nameOf(FileKind kind) {
  return kind == FileKind::kDecision ? "decision" : "certificate";
}

const char* nameOf(FileState state) {
  switch (state) {
    case FileState::kRendered:
      return "rendered";
    case FileState::kPersonSigned:
      return "person-signed";
    case FileState::kOrganisationSigned:
      return "organisation-signed";
    case FileState::kPublished:
      return "published";
  }
  return "rendered";
}

FileState stateFrom(const std::string& name) {
  for (const FileState state :
       {FileState::kPersonSigned, FileState::kOrganisationSigned, FileState::kPublished}) {
    if (name == nameOf(state)) return state;
  }
  return FileState::kRendered;
}

/// [page, x, y, width, height], then [x, y, width, height] for each text to keep clear of.
std::string writeBoxes(const IssuedFile& file) {
  const SignatureBox& box = file.signatureBox;
  auto out = nlohmann::json::array({box.page, box.x, box.y, box.width, box.height});
  for (const SignatureBox& text : file.keepClear)
    out.push_back(nlohmann::json::array({text.x, text.y, text.width, text.height}));
  return out.dump();
}

bool areNumbers(const nlohmann::json& array, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (i >= array.size() || !array[i].is_number()) return false;
  }
  return true;
}

void readBoxes(const std::string& text, IssuedFile& file) {
  const auto all = nlohmann::json::parse(text, nullptr, false);
  if (!all.is_array() || !areNumbers(all, 5)) return;
  file.signatureBox = {all[0].get<int>(), all[1].get<double>(), all[2].get<double>(), all[3].get<double>(),
                       all[4].get<double>()};
  for (std::size_t i = 5; i < all.size(); ++i) {
    if (!all[i].is_array() || !areNumbers(all[i], 4)) continue;
    file.keepClear.push_back({file.signatureBox.page, all[i][0].get<double>(), all[i][1].get<double>(),
                              all[i][2].get<double>(), all[i][3].get<double>()});
  }
}

constexpr const char* kFileColumns =
    "SELECT verify_id, dossier_id, kind, ordinal, name, recipient, state, rendered_sha256, person_sha256, "
    "final_sha256, published_at, box, (SELECT sha256 FROM issued_revision AS r WHERE r.verify_id = "
    "issued_file.verify_id ORDER BY ordinal DESC LIMIT 1) FROM issued_file ";

IssuedFile readFile(const storage::Statement& row) {
  IssuedFile file;
  file.verifyId = row.text(0);
  file.dossier = DossierId(row.text(1));
  file.kind = row.text(2) == "decision" ? FileKind::kDecision : FileKind::kCertificate;
  file.ordinal = static_cast<int>(row.integer(3));
  file.name = row.text(4);
  file.recipient = row.text(5);
  file.state = stateFrom(row.text(6));
  file.renderedSha256 = row.text(7);
  file.personSha256 = row.text(8);
  file.finalSha256 = row.text(9);
  if (!row.isNull(10)) file.publishedAt = UtcTime{row.integer(10)};
  readBoxes(row.text(11), file);
  file.raisedSha256 = row.text(12);
  return file;
}

/// The column that a step fills; null for the step that fills none.
const char* hashColumn(FileState to) {
  switch (to) {
    case FileState::kPersonSigned:
      return "person_sha256";
    case FileState::kOrganisationSigned:
      return "final_sha256";
    default:
      return nullptr;
  }
}

const std::string& hashAt(const IssuedFile& file, FileState state) {
  switch (state) {
    case FileState::kRendered:
      return file.renderedSha256;
    case FileState::kPersonSigned:
      return file.personSha256;
    default:
      return file.finalSha256;
  }
}

Result<CivilDate> storedDay(const std::string& text) {
  const auto day = parseIsoDate(text);
  if (!day) return corruptError("issuing.number.corrupt", "a date of the number book cannot be read");
  return *day;
}

}  // namespace

std::string ReservedNumber::text() const {
  return text::documentNumber(number) + "/" + notation;
}

IssueRegister::IssueRegister(storage::Database& database, const Clock& clock)
    : database_(database), clock_(clock) {}

Result<ReservedNumber> IssueRegister::reserve(const std::string& book, const std::string& notation,
                                              const std::string& requestId) {
  ReservedNumber reserved;
  const UtcTime now = clock_.now();
  TDKT_CHECK(database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(const auto known, findReserved(requestId));
    if (known) {
      reserved = *known;
      return Done{};
    }
    reserved = {0, notation, vietnamDate(now)};
    const auto year = static_cast<std::int64_t>(static_cast<int>(reserved.date.year()));
    TDKT_ASSIGN(auto take,
                database_.prepare("INSERT INTO number_counter(book, year, last) VALUES(?, ?, 1) "
                                  "ON CONFLICT(book, year) DO UPDATE SET last = number_counter.last + 1 "
                                  "RETURNING last"));
    TDKT_ASSIGN(const bool taken, take.bind(book).bind(year).step());
    if (!taken) return bugError("issuing.counter", "the counter gave no number");
    reserved.number = take.integer(0);
    TDKT_ASSIGN(auto keep,
                database_.prepare("INSERT INTO number_issue(book, year, number, notation, date, request_id, "
                                  "taken_at) VALUES(?, ?, ?, ?, ?, ?, ?)"));
    TDKT_CHECK(keep.bind(book)
                   .bind(year)
                   .bind(reserved.number)
                   .bind(notation)
                   .bind(isoDate(reserved.date))
                   .bind(requestId)
                   .bind(now.millis)
                   .run());
    return Done{};
  }));
  return reserved;
}

Result<std::optional<ReservedNumber>> IssueRegister::findReserved(const std::string& requestId) {
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto known,
              database_.prepare("SELECT number, notation, date FROM number_issue WHERE request_id = ?"));
  TDKT_ASSIGN(const bool found, known.bind(requestId).step());
  if (!found) return std::optional<ReservedNumber>();
  TDKT_ASSIGN(const CivilDate day, storedDay(known.text(2)));
  return std::optional(ReservedNumber{known.integer(0), known.text(1), day});
}

Result<Done> IssueRegister::voidNumber(const std::string& book, const ReservedNumber& number,
                                       const DossierId& dossier, const std::string& reason,
                                       const OfficialId& actor) {
  return database_.transact([&]() -> Result<Done> {
    const auto year = static_cast<std::int64_t>(static_cast<int>(number.date.year()));
    TDKT_ASSIGN(auto known,
                database_.prepare("SELECT voided_at FROM number_issue WHERE book = ? AND year = ? "
                                  "AND number = ?"));
    TDKT_ASSIGN(const bool found, known.bind(book).bind(year).bind(number.number).step());
    if (!found) return notFoundError("issuing.number", "the book has no such number", number.text());
    if (!known.isNull(0)) return Done{};
    TDKT_ASSIGN(const auto files, filesOf(dossier));
    for (const IssuedFile& file : files) {
      if (file.state == FileState::kPublished)
        return conflictError("issuing.published", "a file with this number is published", file.name);
    }
    TDKT_ASSIGN(auto update, database_.prepare("UPDATE number_issue SET voided_at = ?, void_reason = ?, "
                                               "voided_by = ?, dossier_id = ? WHERE book = ? AND year = ? "
                                               "AND number = ?"));
    update.bind(clock_.now().millis).bind(reason).bind(actor.text()).bind(dossier.text());
    TDKT_CHECK(update.bind(book).bind(year).bind(number.number).run());
    return Done{};
  });
}

Result<Done> IssueRegister::requireOpen(const DossierId& dossier) {
  TDKT_ASSIGN(auto query, database_.prepare("SELECT 1 FROM number_issue WHERE dossier_id = ?"));
  TDKT_ASSIGN(const bool voided, query.bind(dossier.text()).step());
  if (voided) return conflictError("issuing.voided", "the number of this decision will not be used");
  return Done{};
}

Result<Done> IssueRegister::addRendered(const IssuedFile& file) {
  return database_.transactTogether([&]() -> Result<Done> {
    TDKT_CHECK(requireOpen(file.dossier));
    TDKT_ASSIGN(const auto known, findByVerifyId(file.verifyId));
    if (known) {
      if (known->renderedSha256 == file.renderedSha256) return Done{};
      return conflictError("issuing.rendered", "the file was rendered before with other bytes", file.name);
    }
    TDKT_ASSIGN(auto insert,
                database_.prepare("INSERT INTO issued_file(verify_id, dossier_id, kind, ordinal, name, "
                                  "recipient, box, state, rendered_sha256, added_at) VALUES(?, ?, ?, ?, ?, "
                                  "?, ?, 'rendered', ?, ?)"));
    TDKT_CHECK(insert.bind(file.verifyId)
                   .bind(file.dossier.text())
                   .bind(nameOf(file.kind))
                   .bind(file.ordinal)
                   .bind(file.name)
                   .bind(file.recipient)
                   .bind(writeBoxes(file))
                   .bind(file.renderedSha256)
                   .bind(clock_.now().millis)
                   .run());
    return Done{};
  });
}

Result<Done> IssueRegister::advance(const std::string& verifyId, FileState to, const std::string& sha256) {
  return database_.transactTogether([&]() -> Result<Done> {
    TDKT_ASSIGN(const auto file, findByVerifyId(verifyId));
    if (!file) return notFoundError("issuing.file", "no such file", verifyId);
    TDKT_CHECK(requireOpen(file->dossier));
    if (file->state >= to) {
      if (hashAt(*file, to) == sha256) return Done{};
      return conflictError("issuing.signed", "this step was done before with other bytes", file->name);
    }
    if (static_cast<int>(file->state) + 1 != static_cast<int>(to)) {
      return conflictError("issuing.order", "a step of the issuing order was left out", file->name);
    }
    if (to == FileState::kPublished) {
      if (file->finalSha256 != sha256)
        return conflictError("issuing.signed", "only the signed bytes may be published", file->name);
      TDKT_ASSIGN(auto publish,
                  database_.prepare(
                      "UPDATE issued_file SET state = 'published', published_at = ? WHERE verify_id = ?"));
      TDKT_CHECK(publish.bind(clock_.now().millis).bind(verifyId).run());
      return Done{};
    }
    TDKT_ASSIGN(auto update, database_.prepare(std::string("UPDATE issued_file SET state = ?, ") +
                                               hashColumn(to) + " = ? WHERE verify_id = ?"));
    TDKT_CHECK(update.bind(nameOf(to)).bind(sha256).bind(verifyId).run());
    return Done{};
  });
}

Result<std::string> IssueRegister::keepIntent(const std::string& verifyId, const std::string& signer,
                                              const std::string& sha256) {
  std::string kept = sha256;
  TDKT_CHECK(database_.transactTogether([&]() -> Result<Done> {
    TDKT_ASSIGN(const auto file, findByVerifyId(verifyId));
    if (file) TDKT_CHECK(requireOpen(file->dossier));
    TDKT_ASSIGN(const auto known, findIntent(verifyId, signer));
    if (known) {
      kept = *known;
      return Done{};
    }
    TDKT_ASSIGN(auto insert,
                database_.prepare(
                    "INSERT INTO signing_intent(verify_id, signer, sha256, created_at) VALUES(?, ?, ?, ?)"));
    TDKT_CHECK(insert.bind(verifyId).bind(signer).bind(sha256).bind(clock_.now().millis).run());
    return Done{};
  }));
  return kept;
}

Result<Done> IssueRegister::replaceIntent(const std::string& verifyId, const std::string& signer,
                                          const std::string& from, const std::string& to) {
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto update, database_.prepare("UPDATE signing_intent SET sha256 = ? WHERE verify_id = ? AND "
                                             "signer = ? AND sha256 = ?"));
  TDKT_ASSIGN(const int changed, update.bind(to).bind(verifyId).bind(signer).bind(from).run());
  if (changed == 0)
    return conflictError("issuing.intent", "another worker prepared this signature", verifyId);
  return Done{};
}

Result<std::vector<IssueRegister::Intent>> IssueRegister::spentIntents() {
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto query,
              database_.prepare(
                  "SELECT i.verify_id, i.signer, i.sha256 FROM signing_intent AS i "
                  "LEFT JOIN issued_file AS f ON f.verify_id = i.verify_id WHERE f.verify_id IS NULL "
                  "OR f.state IN('organisation-signed', 'published') "
                  "OR (i.signer = 'person' AND f.state = 'person-signed') "
                  "OR f.dossier_id IN(SELECT dossier_id FROM number_issue WHERE dossier_id IS NOT NULL)"));
  std::vector<Intent> out;
  for (;;) {
    TDKT_ASSIGN(const bool row, query.step());
    if (!row) return out;
    out.push_back({query.text(0), query.text(1), query.text(2)});
  }
}

Result<Done> IssueRegister::forgetIntents(const std::vector<Intent>& intents) {
  return database_.transact([&]() -> Result<Done> {
    for (const Intent& intent : intents) {
      TDKT_ASSIGN(auto remove, database_.prepare("DELETE FROM signing_intent WHERE verify_id = ? AND "
                                                 "signer = ? AND sha256 = ?"));
      TDKT_CHECK(remove.bind(intent.verifyId).bind(intent.signer).bind(intent.sha256).send());
    }
    return Done{};
  });
}

Result<std::map<std::string, std::string>> IssueRegister::intentsOf(const DossierId& dossier,
                                                                    const std::string& signer) {
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto query,
              database_.prepare("SELECT i.verify_id, i.sha256 FROM signing_intent AS i JOIN issued_file AS f "
                                "ON f.verify_id = i.verify_id WHERE f.dossier_id = ? AND i.signer = ?"));
  query.bind(dossier.text()).bind(signer);
  std::map<std::string, std::string> out;
  for (;;) {
    TDKT_ASSIGN(const bool row, query.step());
    if (!row) return out;
    out.emplace(query.text(0), query.text(1));
  }
}

Result<std::optional<std::string>> IssueRegister::findIntent(const std::string& verifyId,
                                                             const std::string& signer) {
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto query,
              database_.prepare("SELECT sha256 FROM signing_intent WHERE verify_id = ? AND signer = ?"));
  TDKT_ASSIGN(const bool found, query.bind(verifyId).bind(signer).step());
  return found ? std::optional<std::string>(query.text(0)) : std::nullopt;
}

Result<std::vector<IssuedFile>> IssueRegister::filesOf(const DossierId& dossier) {
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto query, database_.prepare(std::string(kFileColumns) +
                                            "WHERE dossier_id = ? ORDER BY kind = 'certificate', ordinal"));
  query.bind(dossier.text());
  std::vector<IssuedFile> files;
  for (;;) {
    TDKT_ASSIGN(const bool row, query.step());
    if (!row) return files;
    files.push_back(readFile(query));
  }
}

Result<std::vector<DossierId>> IssueRegister::dossiersWithFiles() {
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto query, database_.prepare(
                              "SELECT dossier_id FROM issued_file WHERE kind = 'decision' ORDER BY added_at, "
                              "verify_id"));
  std::vector<DossierId> dossiers;
  for (;;) {
    TDKT_ASSIGN(const bool row, query.step());
    if (!row) return dossiers;
    dossiers.emplace_back(query.text(0));
  }
}

Result<std::optional<IssuedFile>> IssueRegister::findByVerifyId(const std::string& verifyId) {
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto query, database_.prepare(std::string(kFileColumns) + "WHERE verify_id = ?"));
  TDKT_ASSIGN(const bool row, query.bind(verifyId).step());
  return row ? std::optional<IssuedFile>(readFile(query)) : std::nullopt;
}

Result<std::optional<IssuedFile>> IssueRegister::findPublished(const std::string& sha256) {
  const auto guard = database_.lock();
  TDKT_ASSIGN(
      auto query,
      database_.prepare(std::string(kFileColumns) +
                        "WHERE state = 'published' AND (final_sha256 = ? OR verify_id IN(SELECT verify_id "
                        "FROM issued_revision WHERE sha256 = ?))"));
  TDKT_ASSIGN(const bool row, query.bind(sha256).bind(sha256).step());
  return row ? std::optional<IssuedFile>(readFile(query)) : std::nullopt;
}

Result<std::vector<IssueRegister::Revision>> IssueRegister::revisionsOf(const std::string& verifyId) {
  const auto guard = database_.lock();
  TDKT_ASSIGN(
      auto query,
      database_.prepare("SELECT 0 AS ordinal, final_sha256, '', published_at FROM issued_file WHERE "
                        "verify_id = ? AND state = 'published' UNION ALL SELECT ordinal, sha256, level, "
                        "made_at FROM issued_revision WHERE verify_id = ? ORDER BY ordinal"));
  query.bind(verifyId).bind(verifyId);
  std::vector<Revision> out;
  for (;;) {
    TDKT_ASSIGN(const bool row, query.step());
    if (!row) return out;
    out.push_back({query.text(1), query.text(2), UtcTime{query.integer(3)}});
  }
}

Result<std::string> IssueRegister::choosePushed(const std::string& verifyId, const std::string& sha256) {
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto insert,
              database_.prepare("INSERT INTO pushed_file(verify_id, sha256) VALUES(?, ?) "
                                "ON CONFLICT(verify_id) DO UPDATE SET sha256 = pushed_file.sha256 "
                                "RETURNING sha256"));
  TDKT_ASSIGN(const bool row, insert.bind(verifyId).bind(sha256).step());
  if (!row) return bugError("issuing.pushed", "no choice was kept");
  return insert.text(0);
}

Result<std::vector<IssueRegister::BookRow>> IssueRegister::numbers() {
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto query,
              database_.prepare("SELECT book, year, number, request_id, notation, date, voided_at, "
                                "void_reason, voided_by FROM number_issue ORDER BY book, year, number"));
  std::vector<BookRow> rows;
  for (;;) {
    TDKT_ASSIGN(const bool row, query.step());
    if (!row) return rows;
    TDKT_ASSIGN(const CivilDate day, storedDay(query.text(5)));
    rows.push_back({query.text(0), static_cast<int>(query.integer(1)), query.integer(2), query.text(3),
                    query.text(4), day, std::nullopt, query.text(7), OfficialId(query.text(8))});
    if (!query.isNull(6)) rows.back().voidedAt = UtcTime{query.integer(6)};
  }
}

}  // namespace tdkt::issuing
