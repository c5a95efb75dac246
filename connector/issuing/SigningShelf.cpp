#include "connector/issuing/SigningShelf.h"

#include <array>

#include "signing/keys/Algorithms.h"

namespace tdkt::issuing {
namespace {

using Kind = HandOverNote::Kind;

constexpr std::array kKinds = {std::pair(Kind::kDownloaded, "downloaded"),
                               std::pair(Kind::kUploaded, "uploaded"),
                               std::pair(Kind::kDeclined, "declined")};

const char* nameOf(Kind kind) {
  for (const auto& [known, name] : kKinds) {
    if (known == kind) return name;
  }
  return "";
}

Kind kindFrom(const std::string& text) {
  for (const auto& [known, name] : kKinds) {
    if (text == name) return known;
  }
  return Kind::kDownloaded;
}

constexpr const char* kColumns =
    "SELECT h.verify_id, h.dossier_id, f.name, f.rendered_sha256, h.job, h.algorithm, h.document_digest, "
    "h.attributes, h.digest, h.certificate_sha256, h.expires_at, h.signature FROM handed_over AS h "
    "JOIN issued_file AS f ON f.verify_id = h.verify_id ";

Result<ShelfItem> readItem(const storage::Statement& row) {
  ShelfItem item;
  item.verifyId = row.text(0);
  item.dossier = DossierId(row.text(1));
  item.name = row.text(2);
  item.renderedSha256 = row.text(3);
  item.handed.job = signing::SigningJobId(row.text(4));
  const auto algorithm = signing::algorithmNamed(row.text(5));
  const auto document = fromHex(row.text(6));
  const auto attributes = fromBase64(row.text(7));
  const auto digest = fromHex(row.text(8));
  const auto signature = fromBase64(row.text(11));
  if (!algorithm || !document || !attributes || !digest || !signature)
    return corruptError("handover.stored", "a row of handed_over cannot be read", item.verifyId);
  item.handed.algorithm = *algorithm;
  item.handed.documentDigest = *document;
  item.handed.signedAttributes = *attributes;
  item.handed.digest = *digest;
  item.certificateSha256 = row.text(9);
  item.expiresAt = UtcTime{row.integer(10)};
  item.signature = *signature;
  return item;
}

bool isSame(const ShelfItem& item, const signing::HandedOver& handed, const std::string& certificate) {
  return item.handed.digest == handed.digest && item.handed.job == handed.job &&
         item.certificateSha256 == certificate;
}

}  // namespace

Result<Done> SigningShelf::stage(const IssuedFile& file, const signing::HandedOver& handed,
                                 const std::string& certificateSha256, UtcTime expiresAt) {
  return database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(const auto known, find(file.verifyId));
    if (known && isSame(*known, handed, certificateSha256)) return Done{};
    TDKT_CHECK(forget(file.verifyId));
    TDKT_ASSIGN(auto insert,
                database_.prepare("INSERT INTO handed_over(verify_id, dossier_id, job, algorithm, "
                                  "document_digest, attributes, digest, certificate_sha256, expires_at) "
                                  "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    insert.bind(file.verifyId).bind(file.dossier.text()).bind(handed.job.text());
    insert.bind(signing::nameOf(handed.algorithm)).bind(toHex(handed.documentDigest));
    insert.bind(toBase64(handed.signedAttributes)).bind(toHex(handed.digest)).bind(certificateSha256);
    return insert.bind(expiresAt.millis).send();
  });
}

Result<std::vector<ShelfItem>> SigningShelf::select(const std::string& condition, const std::string& value) {
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto query, database_.prepare(kColumns + condition));
  query.bind(value);
  std::vector<ShelfItem> items;
  for (;;) {
    TDKT_ASSIGN(const bool row, query.step());
    if (!row) return items;
    TDKT_ASSIGN(auto item, readItem(query));
    items.push_back(std::move(item));
  }
}

Result<std::optional<ShelfItem>> SigningShelf::find(const std::string& verifyId) {
  TDKT_ASSIGN(auto items, select("WHERE h.verify_id = ?", verifyId));
  return items.empty() ? std::nullopt : std::optional(std::move(items.front()));
}

Result<std::optional<ShelfItem>> SigningShelf::findByJob(const signing::SigningJobId& job) {
  TDKT_ASSIGN(auto items, select("WHERE h.job = ?", job.text()));
  return items.empty() ? std::nullopt : std::optional(std::move(items.front()));
}

Result<std::vector<ShelfItem>> SigningShelf::itemsOf(const DossierId& dossier) {
  return select("WHERE h.dossier_id = ? ORDER BY f.kind = 'certificate', f.ordinal", dossier.text());
}

Result<std::optional<UtcTime>> SigningShelf::waitsUntil(const DossierId& dossier) {
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto query, database_.prepare("SELECT min(expires_at) FROM handed_over WHERE dossier_id = ? "
                                            "AND signature = ''"));
  TDKT_ASSIGN(const bool row, query.bind(dossier.text()).step());
  if (!row || query.isNull(0)) return std::optional<UtcTime>();
  return std::optional(UtcTime{query.integer(0)});
}

Result<Done> SigningShelf::keep(const ShelfItem& item, const Bytes& signature) {
  return database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(const auto known, find(item.verifyId));
    if (!known || !isSame(*known, item.handed, item.certificateSha256))
      return conflictError("handover.item.stale", "another digest is waited for by now", item.name);
    if (known->isSigned()) return Done{};
    TDKT_ASSIGN(auto update, database_.prepare("UPDATE handed_over SET signature = ?, signed_at = ? WHERE "
                                               "verify_id = ? AND digest = ? AND signature = ''"));
    update.bind(toBase64(signature)).bind(clock_.now().millis).bind(item.verifyId);
    return update.bind(toHex(item.handed.digest)).send();
  });
}

Result<Done> SigningShelf::forget(const std::string& verifyId) {
  return database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto remove, database_.prepare("DELETE FROM handed_over WHERE verify_id = ?"));
    return remove.bind(verifyId).send();
  });
}

Result<Done> SigningShelf::sweep() {
  return database_.transact([&] {
    return database_.script(
        "DELETE FROM handed_over WHERE verify_id IN(SELECT verify_id FROM issued_file WHERE state <> "
        "'rendered') OR dossier_id IN(SELECT dossier_id FROM number_issue WHERE dossier_id IS NOT NULL)");
  });
}

Result<Done> SigningShelf::note(const DossierId& dossier, const HandOverNote& note) {
  return database_.transact([&]() -> Result<Done> {
    TDKT_ASSIGN(auto insert, database_.prepare(
                                 "INSERT INTO hand_over_note(dossier_id, at, official, kind, files, refused, "
                                 "waiting, detail) VALUES(?, ?, ?, ?, ?, ?, ?, ?)"));
    insert.bind(dossier.text()).bind(note.at.millis).bind(note.official.text()).bind(nameOf(note.kind));
    return insert.bind(note.files).bind(note.refused).bind(note.waiting).bind(note.detail).send();
  });
}

Result<std::vector<HandOverNote>> SigningShelf::notes(const DossierId& dossier) {
  const auto guard = database_.lock();
  TDKT_ASSIGN(auto query, database_.prepare("SELECT at, official, kind, files, refused, waiting, detail FROM "
                                            "hand_over_note WHERE dossier_id = ? ORDER BY id"));
  query.bind(dossier.text());
  std::vector<HandOverNote> out;
  for (;;) {
    TDKT_ASSIGN(const bool row, query.step());
    if (!row) return out;
    out.push_back({UtcTime{query.integer(0)}, OfficialId(query.text(1)), kindFrom(query.text(2)),
                   query.integer(3), query.integer(4), query.integer(5), query.text(6)});
  }
}

Result<std::string> SigningShelf::notesDigest(const DossierId& dossier) {
  TDKT_ASSIGN(const auto all, notes(dossier));
  std::string text;
  for (const HandOverNote& one : all) {
    text += std::to_string(one.at.millis) + "|" + one.official.text() + "|" + nameOf(one.kind) + "|" +
            std::to_string(one.files) + "|" + std::to_string(one.refused) + "|" +
            std::to_string(one.waiting) + "|" + one.detail + "\n";
  }
  return sha256Hex(text);
}

}  // namespace tdkt::issuing
