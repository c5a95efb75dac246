#include "connector/issuing/FileRenderer.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <mutex>

#include "connector/issuing/Workers.h"

namespace tdkt::issuing {
namespace {

constexpr std::size_t kTogether = 8;  // files whose rows share a commit
constexpr std::size_t kNamed = 20;    // failures told by name; the desk is a page, not a log

/// Base-32 letters of a digest: short enough for a QR, too long to guess.
std::string opaque(const std::string& digest) {
  static constexpr char kAlphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
  std::string id;
  for (std::size_t i = 0; i < 26; ++i) id += kAlphabet[static_cast<unsigned char>(digest[i]) & 31U];
  return id;
}

constexpr double kBlock = 72;  ///< points above and below the room that are the signer's own block

/// The texts around the room, as far as the seal can reach, that are not the signer's own: the organisation's
/// seal may lie over the post and the name, as a stamp on paper does, and over nothing else. Source: NĐ
/// 30/2020/NĐ-CP, Phụ lục I, II.8.
std::vector<SignatureBox> textsAround(const SignatureBox& room, double reach,
                                      const std::vector<templates::TextPlace>& texts) {
  const auto touches = [&](const templates::TextPlace& text, double aside, double above) {
    return text.x < room.x + room.width + aside && text.x + text.width > room.x - aside &&
           text.y < room.y + room.height + above && text.y + text.height > room.y - above;
  };
  std::vector<SignatureBox> out;
  for (const auto& text : texts) {
    if (text.page != room.page || touches(text, 0, kBlock) || !touches(text, reach, reach)) continue;
    out.push_back({text.page, text.x, text.y, text.width, text.height});
  }
  return out;
}

/// One file that could not be made.
struct Failure {
  int ordinal = 0;  ///< place in the decision; 0: the decision itself
  std::string recipient;
  std::string templateId;
  Error error;
};

bool passesByItself(const Error& error) {
  return error.kind == ErrorKind::kUnavailable || error.kind == ErrorKind::kInDoubt;
}

/// Of the decision: not a value is wrong, but the dossier, a template or a setting, so that no certificate of
/// it is wanted yet.
bool concernsAll(const Error& error) {
  return passesByItself(error) || error.code.rfind("templates.", 0) != 0;
}

/// "certificate/1, recipientName, Nguyễn Văn A (5)": template, field, person.
std::string placeOf(const Failure& failure) {
  std::string out = failure.templateId;
  if (!failure.error.field.empty()) out += ", " + failure.error.field;
  if (!failure.recipient.empty()) out += ", " + failure.recipient;
  if (failure.ordinal > 0) out += " (" + std::to_string(failure.ordinal) + ")";
  return out;
}

/// Whose row "nominees[2]" of the decision is; empty when it is about none.
std::string personAt(const std::string& field, const std::vector<workflow::Line>& rows) {
  constexpr std::string_view kTable = "nominees[";
  if (!field.starts_with(kTable)) return {};
  std::size_t row = 0;
  std::from_chars(field.data() + kTable.size(), field.data() + field.size(), row);
  return row >= 1 && row <= rows.size() ? rows[row - 1].nominee.name : std::string();
}

Error together(std::vector<Failure> failures) {
  std::sort(failures.begin(), failures.end(),
            [](const Failure& a, const Failure& b) { return a.ordinal < b.ordinal; });
  for (const Failure& one : failures) {
    if (passesByItself(one.error)) return one.error;
  }
  if (failures.size() == 1) {
    Error only = failures.front().error;
    only.field = placeOf(failures.front());
    return only;
  }
  std::string places;
  for (std::size_t i = 0; i < std::min(failures.size(), kNamed); ++i)
    places += (i > 0 ? "; " : "") + placeOf(failures[i]) + ": " + failures[i].error.code;
  if (failures.size() > kNamed) places += "; … (+" + std::to_string(failures.size() - kNamed) + ")";
  return inputError("issuing.files.failed", std::to_string(failures.size()) + " files could not be made",
                    places);
}

}  // namespace

/// What the files of one dossier share.
struct FileRenderer::Job {
  const workflow::DossierState& dossier;
  const ReservedNumber& number;
  UtcTime madeAt;
};

std::string FileRenderer::verifyId(const DossierId& dossier, FileKind kind, int ordinal) const {
  return opaque(sha256(std::string(settings_.verifyIdKey.reveal()) + "|" + dossier.text() + "|" +
                       (kind == FileKind::kDecision ? "decision" : "certificate") + "|" +
                       std::to_string(ordinal)));
}

Result<IssuedFile> FileRenderer::renderOne(IssuedFile file, const templates::Filler& filler,
                                           const templates::FieldSet& fields, UtcTime madeAt) const {
  TDKT_ASSIGN(auto document, filler.fill(fields, madeAt));
  const auto place = std::find_if(document.places.begin(), document.places.end(),
                                  [](const auto& candidate) { return candidate.name == "signer"; });
  if (place == document.places.end())
    return inputError("issuing.template.signer", "the template has no place \"signer\" to sign at", "signer");
  file.signatureBox = {place->page, place->x, place->y, place->width, place->height};
  file.keepClear = textsAround(file.signatureBox, settings_.sealWidthMillimetres * 72 / 25.4, document.texts);
  TDKT_CHECK(parts_.signer.checkRoom(file));
  HashedOctets octets(std::move(document.pdf));
  TDKT_ASSIGN(file.renderedSha256, parts_.blobs.put(octets));
  return file;
}

Result<Done> FileRenderer::renderDecision(const Job& job) const {
  IssuedFile decision;
  decision.verifyId = verifyId(job.dossier.id, FileKind::kDecision, 0);
  decision.dossier = job.dossier.id;
  std::string compactNumber = job.number.text();
  std::replace(compactNumber.begin(), compactNumber.end(), '/', '-');
  decision.name = parts_.wording.fileName.fill({{"number", compactNumber}}) + ".pdf";
  TDKT_ASSIGN(const auto fields, decisionFields(job.dossier, job.number, settings_.texts, parts_.wording,
                                                parts_.rules, address(decision.verifyId)));
  TDKT_ASSIGN(const IssuedFile made,
              renderOne(std::move(decision), parts_.decisionTemplate, fields, job.madeAt));
  return parts_.issueRegister.addRendered(made);
}

Result<IssuedFile> FileRenderer::renderCertificate(const Job& job, workflow::Line line,
                                                   int goldenBook) const {
  line.ordinal = goldenBook;
  const auto* award = parts_.rules.findAward(line.award, vietnamDate(job.dossier.header.receivedAt));
  if (award == nullptr)
    return inputError("rules.award.unknown", "no award of this name is in force", line.award);
  IssuedFile certificate;
  certificate.verifyId = verifyId(job.dossier.id, FileKind::kCertificate, goldenBook);
  certificate.dossier = job.dossier.id;
  certificate.kind = FileKind::kCertificate;
  certificate.ordinal = goldenBook;
  certificate.recipient = line.nominee.name;
  certificate.name = parts_.wording.certificateFileName.fill({{"title", award->certificateTitle},
                                                              {"ordinal", std::to_string(goldenBook)},
                                                              {"recipient", line.nominee.name}}) +
                     ".pdf";
  const auto fields = certificateFields(line, award->certificateTitle, job.number, settings_.texts,
                                        address(certificate.verifyId));
  return renderOne(std::move(certificate), parts_.certificateTemplate, fields, job.madeAt);
}

/// One commit for a group; when it is refused, each file by itself, so that the right one is named.
bool FileRenderer::addAll(const std::vector<std::pair<std::size_t, IssuedFile>>& made,
                          const std::function<bool(std::size_t, const Error&)>& fail) const {
  std::vector<IssuedFile> files;
  for (const auto& [index, file] : made) files.push_back(file);
  if (parts_.issueRegister.addRendered(files)) return true;
  for (const auto& [index, file] : made) {
    const auto added = parts_.issueRegister.addRendered(file);
    if (!added && !fail(index, added.error())) return false;
  }
  return true;
}

Result<Done> FileRenderer::renderAll(const workflow::DossierState& dossier,
                                     const ReservedNumber& number) const {
  // The documents' own dates are those of the decision, so that a repeat after a crash gives the same bytes.
  const Job job{dossier, number, startOfVietnamDay(number.date)};
  // Số sổ vàng: the place in the decision, not in the submitted list.
  const std::vector<workflow::Line> lines = decidedLines(dossier);
  TDKT_ASSIGN(const auto files, parts_.issueRegister.filesOf(dossier.id));
  std::map<std::string, const IssuedFile*> known;
  for (const IssuedFile& file : files) known.emplace(file.verifyId, &file);
  // What an earlier try rendered is not rendered again: a long list gets done however often we are killed.
  const auto isKept = [&](FileKind kind, int ordinal) {
    const auto kept = known.find(verifyId(dossier.id, kind, ordinal));
    // What is signed has its rendered octets inside.
    return kept != known.end() &&
           (kept->second->state > FileState::kRendered || parts_.blobs.has(kept->second->renderedSha256));
  };
  std::mutex mutex;
  std::vector<Failure> failures;
  if (!isKept(FileKind::kDecision, 0)) {
    const auto made = guarded([&] { return renderDecision(job); }, dossier.id.text());
    if (!made && concernsAll(made.error())) return made.error();
    if (!made) {
      const auto rows = tabledLines(dossier, parts_.wording);
      failures.push_back({0, personAt(made.error().field, rows), parts_.decisionTemplate.id(), made.error()});
    }
  }
  const auto fail = [&](std::size_t index, const Error& error) {
    const std::lock_guard guard(mutex);
    failures.push_back(
        {static_cast<int>(index) + 1, lines[index].nominee.name, parts_.certificateTemplate.id(), error});
    return !passesByItself(error);  // the disk is full: the rest would fare no better
  };
  const std::size_t groups = (lines.size() + kTogether - 1) / kTogether;
  shareOut(groups, settings_.threads, [&](std::size_t group) {
    std::vector<std::pair<std::size_t, IssuedFile>> made;
    bool goOn = true;
    for (std::size_t i = group * kTogether; goOn && i < std::min(lines.size(), (group + 1) * kTogether);
         ++i) {
      const int ordinal = static_cast<int>(i) + 1;
      if (isKept(FileKind::kCertificate, ordinal)) continue;
      const auto rendered = guarded(
          [&]() -> Result<Done> {
            TDKT_ASSIGN(IssuedFile file, renderCertificate(job, lines[i], ordinal));
            made.emplace_back(i, std::move(file));
            return Done{};
          },
          dossier.id.text());
      if (!rendered) goOn = fail(i, rendered.error());
    }
    return addAll(made, fail) && goOn;
  });
  if (failures.empty()) return Done{};
  return together(std::move(failures));
}

}  // namespace tdkt::issuing
