#include "connector/issuing/Issuer.h"

#include <algorithm>
#include <charconv>

#include "workflow/base/Log.h"

namespace tdkt::issuing {
namespace {

/// What the chair is asked to sign: one digest over every rendered file, in register order.
std::string digestOfAll(const std::vector<IssuedFile>& files) {
  std::string joined;
  for (const IssuedFile& file : files) joined += file.renderedSha256;
  return sha256Hex(joined);
}

/// Base-32 letters of a digest: short enough for a QR, too long to guess.
std::string opaque(const std::string& digest) {
  static constexpr char kAlphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
  std::string id;
  for (std::size_t i = 0; i < 26; ++i) id += kAlphabet[static_cast<unsigned char>(digest[i]) & 31U];
  return id;
}

Result<ReservedNumber> numberOf(const workflow::DossierState& dossier) {
  const auto number = dossier.facts.find("decision.bookNumber");
  const auto notation = dossier.facts.find("decision.notation");
  const auto date = dossier.facts.find("decision.date");
  if (number == dossier.facts.end() || notation == dossier.facts.end() || date == dossier.facts.end()) {
    return bugError("issuing.number.absent", "the procedure needs a number before it reserves one");
  }
  std::int64_t value = 0;
  const std::string& digits = number->second;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const auto day = parseIsoDate(date->second);
  if (failure != std::errc() || end != digits.data() + digits.size() || !day) {
    return corruptError("issuing.number.corrupt", "the stored number or its date cannot be read");
  }
  return ReservedNumber{value, notation->second, *day};
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

FileSignerSettings signerSettings(const IssuerSettings& settings) {
  FileSignerSettings out = settings.signing;
  out.person = expectedSigner(settings.texts.signerName, settings.subjects, false);
  out.organisation = expectedSigner(settings.texts.issuerName, settings.subjects, true);
  return out;
}

/// For a host that gets the decision as a letter of its own.
Result<office::DecisionLetter> letterOf(const workflow::DossierState& dossier, const IssuedFile& decision) {
  TDKT_ASSIGN(const ReservedNumber number, numberOf(dossier));
  const workflow::DossierHeader& header = dossier.header;
  const std::string whole = number.text();
  office::DecisionLetter letter;
  letter.number = whole.substr(0, whole.find('/'));
  letter.notation = number.notation;
  letter.date = number.date;
  letter.subject = decision.name.substr(0, decision.name.rfind(".pdf")) + ": " + header.subject;
  letter.receiverCode = header.senderCode;
  letter.receiverName = header.senderName;
  letter.answersCode = header.number + "/" + header.notation;
  letter.answersDate = header.promulgatedOn;
  return letter;
}

}  // namespace

Issuer::Issuer(IssuerParts parts, IssuerSettings settings)
    : parts_(parts),
      settings_(std::move(settings)),
      signer_({parts_.issueRegister, parts_.extensions, parts_.blobs, parts_.wording, parts_.personKey,
               parts_.organisationKey, parts_.timeStamper, parts_.revocation, parts_.roots, parts_.verifier,
               parts_.clock},
              signerSettings(settings_)) {}

Result<Results> Issuer::perform(const std::string& action, const EffectId& effect,
                                const workflow::DossierState& dossier, office::OfficeGateway& office) {
  log::info("issuing.action", {{"action", action}, {"effect", effect.text()}});
  if (action == "reserve-number") return reserveNumber(effect, dossier);
  if (action == "render") return render(dossier);
  if (action == "sign-person") return signAll(dossier, FileState::kPersonSigned);
  if (action == "sign-organisation") return signAll(dossier, FileState::kOrganisationSigned);
  if (action == "publish") return publish(dossier);
  if (action == "push-eoffice") return push(dossier, office);
  return inputError("issuing.action.unknown", "the procedure asks for an action that does not exist", action);
}

Result<Results> Issuer::reserveNumber(const EffectId& effect, const workflow::DossierState& dossier) {
  (void)dossier;
  if (handOver(dossier) == nullptr)
    TDKT_CHECK(signer_.preflight());  // a number taken for somebody who cannot sign would be lost
  TDKT_ASSIGN(const auto reserved,
              parts_.issueRegister.reserve(settings_.notation, settings_.notation, effect.text()));
  return Results{{"decision.bookNumber", std::to_string(reserved.number)},
                 {"decision.notation", reserved.notation},
                 {"decision.number", reserved.text()},
                 {"decision.date", isoDate(reserved.date)}};
}

Result<Done> Issuer::spoilNumber(const workflow::DossierState& dossier, const std::string& reason,
                                 const OfficialId& actor, const EffectId& request) {
  if (!request.empty()) {
    TDKT_ASSIGN(const auto taken, parts_.issueRegister.findReserved(request.text()));
    if (!taken) return Done{};
    return parts_.issueRegister.voidNumber(settings_.notation, *taken, dossier.id, reason, actor);
  }
  TDKT_ASSIGN(const ReservedNumber number, numberOf(dossier));
  TDKT_CHECK(parts_.issueRegister.voidNumber(settings_.notation, number, dossier.id, reason, actor));
  return signer_.sweepIntents();
}

std::string Issuer::verifyId(const DossierId& dossier, FileKind kind, int ordinal) const {
  return opaque(sha256(std::string(settings_.verifyIdKey.reveal()) + "|" + dossier.text() + "|" +
                       (kind == FileKind::kDecision ? "decision" : "certificate") + "|" +
                       std::to_string(ordinal)));
}

Result<Done> Issuer::renderOne(IssuedFile file, const templates::Filler& filler,
                               const templates::FieldSet& fields, UtcTime madeAt) {
  // What an earlier try rendered is not rendered again: a long list gets done however often we are killed.
  TDKT_ASSIGN(const auto known, parts_.issueRegister.findByVerifyId(file.verifyId));
  if (known && parts_.blobs.has(known->renderedSha256)) return Done{};
  TDKT_ASSIGN(const auto document, filler.fill(fields, madeAt));
  const auto place = std::find_if(document.places.begin(), document.places.end(),
                                  [](const auto& candidate) { return candidate.name == "signer"; });
  if (place == document.places.end()) {
    return inputError("issuing.template.signer", "the template has no place \"signer\" to sign at",
                      filler.id());
  }
  file.signatureBox = {place->page, place->x, place->y, place->width, place->height};
  const double sealWidth = settings_.signing.sealWidthMillimetres * 72 / 25.4;
  file.keepClear = textsAround(file.signatureBox, sealWidth, document.texts);
  TDKT_CHECK(signer_.checkRoom(file));
  TDKT_ASSIGN(file.renderedSha256, parts_.blobs.put(document.pdf));
  return parts_.issueRegister.addRendered(file);
}

Result<Results> Issuer::render(const workflow::DossierState& dossier) {
  TDKT_ASSIGN(const ReservedNumber number, numberOf(dossier));
  // The documents' own dates are those of the decision, so that a repeat after a crash gives the same bytes.
  const UtcTime madeAt = startOfVietnamDay(number.date);
  const auto address = [this](const std::string& id) { return settings_.publicUrl + "/v/" + id; };
  std::string compactNumber = number.text();
  std::replace(compactNumber.begin(), compactNumber.end(), '/', '-');

  IssuedFile decision;
  decision.verifyId = verifyId(dossier.id, FileKind::kDecision, 0);
  decision.dossier = dossier.id;
  decision.name = parts_.wording.fileName.fill({{"number", compactNumber}}) + ".pdf";
  TDKT_ASSIGN(const auto fields, decisionFields(dossier, number, settings_.texts, parts_.wording,
                                                parts_.rules, address(decision.verifyId)));
  TDKT_CHECK(renderOne(decision, parts_.decisionTemplate, fields, madeAt));

  int goldenBook = 0;  // số sổ vàng: the place in the decision, not in the submitted list
  for (workflow::Line line : decidedLines(dossier)) {
    line.ordinal = ++goldenBook;
    IssuedFile certificate;
    certificate.verifyId = verifyId(dossier.id, FileKind::kCertificate, goldenBook);
    certificate.dossier = dossier.id;
    certificate.kind = FileKind::kCertificate;
    certificate.ordinal = goldenBook;
    certificate.recipient = line.nominee.name;
    const auto* award = parts_.rules.findAward(line.award, vietnamDate(dossier.header.receivedAt));
    if (award == nullptr)
      return inputError("rules.award.unknown", "no award of this name is in force", line.award);
    certificate.name = parts_.wording.certificateFileName.fill({{"title", award->certificateTitle},
                                                                {"ordinal", std::to_string(goldenBook)},
                                                                {"recipient", line.nominee.name}}) +
                       ".pdf";
    auto made = renderOne(certificate, parts_.certificateTemplate,
                          certificateFields(line, award->certificateTitle, number, settings_.texts,
                                            address(certificate.verifyId)),
                          madeAt);
    if (!made) {
      Error error = made.error();
      error.field += (error.field.empty() ? "line " : ", line ") + std::to_string(goldenBook);
      return error;
    }
  }
  TDKT_ASSIGN(const auto files, parts_.issueRegister.filesOf(dossier.id));
  return Results{{"decision.sha256", digestOfAll(files)},
                 {"decision.verifyId", decision.verifyId},
                 {"decision.files", std::to_string(files.size())}};
}

Result<Results> Issuer::signAll(const workflow::DossierState& dossier, FileState to) {
  TDKT_ASSIGN(const auto files, parts_.issueRegister.filesOf(dossier.id));
  const auto rendered = dossier.facts.find("decision.sha256");
  if (rendered == dossier.facts.end() || rendered->second != digestOfAll(files)) {
    return corruptError("issuing.rendered", "the rendered files are not those that were approved");
  }
  if (HandOver* const elsewhere = handOver(dossier); elsewhere != nullptr) {
    TDKT_ASSIGN(const ReservedNumber number, numberOf(dossier));
    TDKT_CHECK(elsewhere->signAll(number.text(), files, to));
  } else {
    TDKT_CHECK(signer_.signAll(files, to));
  }
  return Results{{std::string("signed.") + signerName(to) + ".at", isoUtc(parts_.clock.now())}};
}

Result<Results> Issuer::publish(const workflow::DossierState& dossier) {
  TDKT_ASSIGN(const auto files, parts_.issueRegister.filesOf(dossier.id));
  for (const IssuedFile& file : files) {
    // What a time-stamp alone cannot give is made after the file is out. Asked for first: a kill between the
    // two leaves a job that waits for its file.
    if (settings_.signing.level > signing::Level::kTimeStamped)
      TDKT_CHECK(parts_.extensions.enqueue(file.verifyId, settings_.signing.level));
    TDKT_CHECK(parts_.issueRegister.advance(file.verifyId, FileState::kPublished, file.finalSha256));
  }
  return Results{{"published.at", isoUtc(parts_.clock.now())}};
}

/// The e-office is given one file, once: what it is given is written down before it is sent. Source: ADR
/// 0010.
Result<Results> Issuer::push(const workflow::DossierState& dossier, office::OfficeGateway& office) {
  TDKT_ASSIGN(auto files, parts_.issueRegister.filesOf(dossier.id));
  if (files.empty()) return bugError("issuing.files", "nothing was issued");
  if (parts_.extensionWorker != nullptr) {
    parts_.extensionWorker->tryNow(files.front().verifyId);
    TDKT_ASSIGN(files, parts_.issueRegister.filesOf(dossier.id));
  }
  const IssuedFile& decision = files.front();
  TDKT_ASSIGN(const std::string sha256,
              parts_.issueRegister.choosePushed(decision.verifyId, decision.currentSha256()));
  TDKT_ASSIGN(const Bytes pdf, parts_.blobs.get(sha256));
  TDKT_ASSIGN(auto letter, letterOf(dossier, decision));
  TDKT_CHECK(office.attach(
      {dossier.header.hostDocumentId, decision.name, "application/pdf", sha256, pdf, std::move(letter)}));
  return Results{{"pushed.sha256", sha256}};
}

}  // namespace tdkt::issuing
