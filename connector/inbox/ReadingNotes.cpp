#include "connector/inbox/ReadingNotes.h"

#include "workflow/base/Json.h"
#include "workflow/base/Text.h"

namespace tdkt::inbox {
namespace {

using Json = nlohmann::ordered_json;

constexpr json::Limits kLimits{256U << 20U, 8};

Json notesJson(const NominationDraft& draft, const OfficialId& decidedBy) {
  Json files = Json::array();
  for (const DraftList& list : draft.lists) {
    Json columns = Json::array();
    Json warnings = Json::array();
    for (const lists::ListColumn& one : list.review.list.columns)
      columns.push_back({one.cell, one.heading, one.meaning});
    for (const lists::ListWarning& one : list.review.list.warnings)
      warnings.push_back({one.cell, one.code, one.given, one.read, one.of});
    files.push_back({{"file", list.name},
                     {"remembered", list.review.remembered},
                     {"decidedBy", decidedBy.text()},
                     {"columns", columns},
                     {"warnings", warnings}});
  }
  return Json{{"files", files}};
}

/// Rows of texts that notesJson() wrote.
std::vector<std::vector<std::string>> rowsIn(const Json& file, const char* key, std::size_t width) {
  std::vector<std::vector<std::string>> out;
  for (const Json& row : file.value(key, Json::array())) {
    std::vector<std::string> texts;
    for (const Json& text : row) texts.push_back(text.is_string() ? text.get<std::string>() : std::string());
    texts.resize(width);
    out.push_back(std::move(texts));
  }
  return out;
}

FileNotes notesFrom(const Json& file) {
  FileNotes out;
  out.file = json::optionalString(file, "file");
  out.remembered = file.value("remembered", false);
  out.decidedBy = OfficialId(json::optionalString(file, "decidedBy"));
  for (auto& row : rowsIn(file, "columns", 3)) out.columns.push_back({row[0], row[1], row[2]});
  for (auto& row : rowsIn(file, "warnings", 5))
    out.warnings.push_back({row[0], row[1], row[2], row[3], row[4]});
  return out;
}

bool sameUnit(const std::string& one, const std::string& other) {
  return one.empty() || other.empty() || text::fold(one) == text::fold(other);
}

}  // namespace

Result<Done> ReadingNotes::keep(const DossierId& dossier, const std::string& documentsDigest,
                                const NominationDraft& draft, const OfficialId& decidedBy) {
  const std::string notes = notesJson(draft, decidedBy).dump();
  return database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto put,
                database_.prepare("INSERT INTO list_reading(dossier_id, documents_digest, notes) "
                                  "VALUES(?,?,?) ON CONFLICT(dossier_id, documents_digest) DO NOTHING"));
    TDKT_CHECK(put.bind(dossier.text()).bind(documentsDigest).bind(notes).send());
    return keepKeys(dossier, documentsDigest, draft);
  });
}

Result<Done> ReadingNotes::keepKeys(const DossierId& dossier, const std::string& digest,
                                    const NominationDraft& draft) {
  std::int64_t seat = 0;
  for (const workflow::Line& line : draft.lines) {
    TDKT_ASSIGN(auto put,
                database_.prepare("INSERT INTO nominee_key(dossier_id, documents_digest, seat, name_key, "
                                  "award) VALUES(?,?,?,?,?) ON CONFLICT(dossier_id, documents_digest, seat) "
                                  "DO NOTHING"));
    put.bind(dossier.text()).bind(digest).bind(seat++).bind(text::lower(line.nominee.name)).bind(line.award);
    TDKT_CHECK(put.send());
  }
  return Done{};
}

Result<std::vector<FileNotes>> ReadingNotes::notesOf(const DossierId& dossier,
                                                     const std::string& documentsDigest) {
  const auto view = database_.snapshot();
  TDKT_ASSIGN(
      auto query,
      database_.prepare("SELECT notes FROM list_reading WHERE dossier_id = ? AND documents_digest = ?"));
  TDKT_ASSIGN(const bool found, query.bind(dossier.text()).bind(documentsDigest).step());
  std::vector<FileNotes> out;
  if (!found) return out;
  const auto json = json::parse(query.text(0), kLimits);
  if (!json || !json->contains("files")) return corruptError("storage.list", "the notes cannot be read");
  for (const Json& file : (*json)["files"]) out.push_back(notesFrom(file));
  return out;
}

Result<std::vector<AlsoProposed>> ReadingNotes::alsoProposed(const DossierId& dossier, std::size_t limit) {
  const auto view = database_.snapshot();
  TDKT_ASSIGN(
      auto query,
      database_.prepare(
          "SELECT line.ordinal, line.name, line.unit, d.id, d.document_code, other.unit "
          "FROM nominee_key AS k "
          "JOIN dossier AS own ON own.id = k.dossier_id AND own.documents_digest = k.documents_digest "
          "JOIN nominee_key AS o ON o.name_key = k.name_key AND o.award = k.award AND o.dossier_id <> "
          "k.dossier_id "
          "JOIN dossier AS d ON d.id = o.dossier_id AND d.documents_digest = o.documents_digest "
          "AND d.phase IN('running','returned') "
          "JOIN line ON line.dossier_id = k.dossier_id AND line.seat = k.seat "
          "JOIN line AS other ON other.dossier_id = o.dossier_id AND other.seat = o.seat "
          "AND other.state IN('proposed','held','returned','passed','decided') "
          "WHERE k.dossier_id = ? ORDER BY k.seat, d.id, o.seat LIMIT ?"));
  query.bind(dossier.text()).bind(static_cast<std::int64_t>(limit));
  std::vector<AlsoProposed> out;
  while (true) {
    TDKT_ASSIGN(const bool more, query.step());
    if (!more) return out;
    AlsoProposed row{static_cast<int>(query.integer(0)),
                     query.text(1),
                     query.text(2),
                     DossierId(query.text(3)),
                     query.text(4),
                     query.text(5),
                     false};
    row.sameUnit = sameUnit(row.unit, row.otherUnit);
    out.push_back(std::move(row));
  }
}

}  // namespace tdkt::inbox
