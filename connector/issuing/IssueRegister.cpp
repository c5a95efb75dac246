#include "connector/issuing/IssueRegister.h"

#include <nlohmann/json.hpp>

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

}  // namespace

IssueRegister::IssueRegister(storage::Database& database, const Clock& clock)
    : database_(database), clock_(clock) {}

Result<Done> IssueRegister::requireOpen(const DossierId& dossier) {
  TDKT_ASSIGN(auto query, database_.prepare("SELECT 1 FROM number_issue WHERE dossier_id = ?"));
  TDKT_ASSIGN(const bool voided, query.bind(dossier.text()).step());
  if (voided) return conflictError("issuing.voided", "the number of this decision will not be used");
  return Done{};
}

Result<Done> IssueRegister::addRendered(const std::vector<IssuedFile>& files) {
  if (files.empty()) return Done{};
  return database_.transactTogether([&]() -> Result<Done> {
    for (const IssuedFile& file : files) TDKT_CHECK(insertRendered(file));
    return Done{};
  });
}

Result<Done> IssueRegister::insertRendered(const IssuedFile& file) {
  TDKT_CHECK(requireOpen(file.dossier));
  TDKT_ASSIGN(auto insert,
              database_.prepare("INSERT INTO issued_file(verify_id, dossier_id, kind, ordinal, name, "
                                "recipient, box, state, rendered_sha256, added_at) VALUES(?, ?, ?, ?, ?, "
                                "?, ?, 'rendered', ?, ?) ON CONFLICT(verify_id) DO NOTHING"));
  TDKT_ASSIGN(const int added, insert.bind(file.verifyId)
                                   .bind(file.dossier.text())
                                   .bind(nameOf(file.kind))
                                   .bind(file.ordinal)
                                   .bind(file.name)
                                   .bind(file.recipient)
                                   .bind(writeBoxes(file))
                                   .bind(file.renderedSha256)
                                   .bind(clock_.now().millis)
                                   .run());
  if (added == 1) return Done{};
  TDKT_ASSIGN(const auto known, findByVerifyId(file.verifyId));
  if (known && known->renderedSha256 == file.renderedSha256) return Done{};
  return conflictError("issuing.rendered", "the file was rendered before with other bytes", file.name);
}

Result<Done> IssueRegister::advance(const std::vector<Step>& steps, FileState to) {
  if (steps.empty()) return Done{};
  return database_.transactTogether([&]() -> Result<Done> {
    for (const Step& one : steps) {
      TDKT_ASSIGN(const bool done, step(one, to));
      if (!done) TDKT_CHECK(refuseStep(one, to));
    }
    return Done{};
  });
}

/// One statement for the common case. False when this row may not take the step now.
Result<bool> IssueRegister::step(const Step& one, FileState to) {
  if (to == FileState::kRendered) return false;
  const auto before = static_cast<FileState>(static_cast<int>(to) - 1);
  const bool last = to == FileState::kPublished;
  const std::string condition =
      " WHERE verify_id = ? AND state = ? AND NOT EXISTS(SELECT 1 FROM number_issue AS n WHERE n.dossier_id "
      "= issued_file.dossier_id)";
  const std::string publish =
      "UPDATE issued_file SET state = ?, published_at = ?" + condition + " AND final_sha256 = ?";
  TDKT_ASSIGN(auto update, database_.prepare(last ? publish
                                                  : "UPDATE issued_file SET state = ?, " +
                                                        std::string(hashColumn(to)) + " = ?" + condition));
  update.bind(nameOf(to));
  if (last) {
    update.bind(clock_.now().millis).bind(one.verifyId).bind(nameOf(before)).bind(one.sha256);
  } else {
    update.bind(one.sha256).bind(one.verifyId).bind(nameOf(before));
  }
  TDKT_ASSIGN(const int changed, update.run());
  return changed == 1;
}

/// Why the row did not take the step; nothing when it took this very step before.
Result<Done> IssueRegister::refuseStep(const Step& one, FileState to) {
  TDKT_ASSIGN(const auto file, findByVerifyId(one.verifyId));
  if (!file) return notFoundError("issuing.file", "no such file", one.verifyId);
  TDKT_CHECK(requireOpen(file->dossier));
  if (file->state >= to) {
    if (hashAt(*file, to) == one.sha256) return Done{};
    return conflictError("issuing.signed", "this step was done before with other bytes", file->name);
  }
  if (static_cast<int>(file->state) + 1 != static_cast<int>(to)) {
    return conflictError("issuing.order", "a step of the issuing order was left out", file->name);
  }
  return conflictError("issuing.signed", "only the signed bytes may be published", file->name);
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

}  // namespace tdkt::issuing
