#include "connector/issuing/Issuer.h"

#include <algorithm>
#include <charconv>

#include "workflow/base/Log.h"

namespace tdkt::issuing {
namespace {

using signing::PageBox;

const char* signerName(FileState to) {
  return to == FileState::kPersonSigned ? "person" : "organisation";
}

PageBox pageBox(const SignatureBox& box) {
  return {box.page, box.x, box.y, box.width, box.height};
}

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

}  // namespace

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
  TDKT_ASSIGN(const auto reserved,
              parts_.issueRegister.reserve(settings_.notation, settings_.notation, effect.text()));
  return Results{{"decision.bookNumber", std::to_string(reserved.number)},
                 {"decision.notation", reserved.notation},
                 {"decision.number", reserved.text()},
                 {"decision.date", isoDate(reserved.date)}};
}

Result<Done> Issuer::spoilNumber(const workflow::DossierState& dossier, const std::string& reason,
                                 const OfficialId& actor) {
  TDKT_ASSIGN(const ReservedNumber number, numberOf(dossier));
  TDKT_CHECK(parts_.issueRegister.voidNumber(settings_.notation, number, dossier.id, reason, actor));
  return sweepIntents();
}

std::string Issuer::verifyId(const DossierId& dossier, FileKind kind, int ordinal) const {
  return opaque(sha256(std::string(settings_.verifyIdKey.reveal()) + "|" + dossier.text() + "|" +
                       (kind == FileKind::kDecision ? "decision" : "certificate") + "|" +
                       std::to_string(ordinal)));
}

Result<Done> Issuer::renderOne(IssuedFile file, const templates::Filler& filler,
                               const templates::FieldSet& fields, UtcTime madeAt) {
  TDKT_ASSIGN(const auto document, filler.fill(fields, madeAt));
  const auto place = std::find_if(document.places.begin(), document.places.end(),
                                  [](const auto& candidate) { return candidate.name == "signer"; });
  if (place == document.places.end()) {
    return inputError("issuing.template.signer", "the template has no place \"signer\" to sign at",
                      filler.id());
  }
  file.signatureBox = {place->page, place->x, place->y, place->width, place->height};
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

Result<Done> Issuer::checkSignerCertificate(signing::KeyHolder& key) {
  const auto& chain = key.chain();
  const auto& leaf = chain.front();
  const UtcTime now = parts_.clock.now();
  if (now < leaf.notBefore() || leaf.notAfter() < now) {
    return deniedError("issuing.certificate.expired", "the signing certificate is not valid now",
                       leaf.serialHex());
  }
  if (chain.size() < 2)
    return deniedError("issuing.certificate.issuer", "the issuer's certificate is not configured");
  const auto answer = parts_.revocation.check(leaf, chain[1], now);
  switch (answer.state) {
    case signing::RevocationState::kGood:
      return Done{};
    case signing::RevocationState::kRevoked:
      return deniedError("issuing.certificate.revoked", "the signing certificate is revoked",
                         leaf.serialHex());
    case signing::RevocationState::kUnknown:
      return unavailableError("issuing.certificate.unknown",
                              "revocation cannot be told now: " + answer.detail);
  }
  return bugError("issuing.certificate", "unreachable");
}

Result<signing::PreparedSignature> Issuer::prepared(const IssuedFile& file, FileState to) {
  const bool person = to == FileState::kPersonSigned;
  TDKT_ASSIGN(const auto kept, parts_.issueRegister.findIntent(file.verifyId, signerName(to)));
  if (kept && parts_.blobs.has(*kept)) {
    TDKT_ASSIGN(const Bytes text, parts_.blobs.get(*kept));
    return signing::PreparedSignature::deserialize(text);
  }
  TDKT_ASSIGN(const Bytes pdf, parts_.blobs.get(person ? file.renderedSha256 : file.personSha256));
  signing::SignatureSpec spec;
  spec.field = person ? "signer" : "organisation";
  const PageBox image = pageBox(file.signatureBox);
  spec.box = person ? image : signing::sealBoxFor(image, settings_.sealWidthMillimetres);
  spec.imagePng = person ? settings_.personImage : settings_.sealImage;
  spec.reason = (person ? parts_.wording.personReason : parts_.wording.organisationReason).fill({});
  spec.claimedAt = parts_.clock.now();
  signing::KeyHolder& key = person ? parts_.personKey : parts_.organisationKey;
  const signing::SigningJobId job(file.verifyId + "." + signerName(to));
  TDKT_ASSIGN(const auto made, signing::PadesSigner().prepare(job, pdf, key.chain(), spec));
  TDKT_CHECK(keep(made, file.verifyId, signerName(to), kept));
  return made;
}

/// The row first: killed before the blob is whole, the next try finds a name without a blob and prepares
/// anew; the key was not asked yet.
Result<Done> Issuer::keep(const signing::PreparedSignature& made, const std::string& verifyId,
                          const std::string& signer, const std::optional<std::string>& before) {
  const std::string text = made.serialize();
  const std::string sha256 = sha256Hex(text);
  if (before) {
    TDKT_CHECK(parts_.issueRegister.replaceIntent(verifyId, signer, *before, sha256));
  } else {
    TDKT_ASSIGN(const std::string first, parts_.issueRegister.keepIntent(verifyId, signer, sha256));
    if (first != sha256)
      return conflictError("issuing.intent", "another worker prepared this signature", verifyId);
  }
  TDKT_CHECK(parts_.blobs.put(text));
  return Done{};
}

Result<Done> Issuer::forget(const IssueRegister::Intent& intent) {
  TDKT_CHECK(parts_.blobs.remove(intent.sha256));
  return parts_.issueRegister.forgetIntent(intent);
}

Result<Done> Issuer::sweepIntents() {
  TDKT_ASSIGN(const auto spent, parts_.issueRegister.spentIntents());
  for (const auto& intent : spent) TDKT_CHECK(forget(intent));
  return Done{};
}

Result<Done> Issuer::signOne(const IssuedFile& file, FileState to) {
  if (file.state >= to) return Done{};
  TDKT_ASSIGN(const auto intent, prepared(file, to));
  signing::KeyHolder& key = to == FileState::kPersonSigned ? parts_.personKey : parts_.organisationKey;
  TDKT_ASSIGN(const Bytes raw, key.sign(intent.job, intent.toSign));
  TDKT_ASSIGN(const Bytes pdf, signing::PadesSigner().completeWithTimeStamp(intent, raw, parts_.timeStamper));
  TDKT_CHECK(checkOutput(file, pdf, to == FileState::kPersonSigned ? 1 : 2));
  TDKT_ASSIGN(const std::string sha256, parts_.blobs.put(pdf));
  TDKT_CHECK(parts_.issueRegister.advance(file.verifyId, to, sha256));
  // The signature is in the register: what is left over costs room, not the signature. The next start sweeps.
  const std::string prepared = sha256Hex(intent.serialize());
  if (const auto forgotten = forget({file.verifyId, signerName(to), prepared}); !forgotten)
    log::warning("issuing.intent.left", {{"code", forgotten.error().code}});
  return Done{};
}

Result<Done> Issuer::checkOutput(const IssuedFile& file, const Bytes& pdf, std::size_t signatures) {
  const auto report = parts_.verifier.verify(pdf, parts_.clock.now());
  if (report.verdict == signing::Verdict::kValid && report.signatures.size() == signatures) return Done{};
  std::string why;
  for (const auto& signature : report.signatures) {
    for (const auto& reason : signature.reasons) why += reason.code + " ";
  }
  for (const auto& reason : report.reasons) why += reason.code + " ";
  if (report.verdict == signing::Verdict::kIndeterminate) {
    return unavailableError("issuing.output.undetermined", "our verifier cannot tell yet: " + why, file.name);
  }
  return corruptError("issuing.output.invalid", "our verifier refuses our own output: " + why, file.name);
}

Result<Results> Issuer::signAll(const workflow::DossierState& dossier, FileState to) {
  TDKT_CHECK(
      checkSignerCertificate(to == FileState::kPersonSigned ? parts_.personKey : parts_.organisationKey));
  TDKT_ASSIGN(const auto files, parts_.issueRegister.filesOf(dossier.id));
  const auto rendered = dossier.facts.find("decision.sha256");
  if (rendered == dossier.facts.end() || rendered->second != digestOfAll(files)) {
    return corruptError("issuing.rendered", "the rendered files are not those that were approved");
  }
  for (const IssuedFile& file : files) TDKT_CHECK(signOne(file, to));
  return Results{{std::string("signed.") + signerName(to) + ".at", isoUtc(parts_.clock.now())}};
}

Result<Results> Issuer::publish(const workflow::DossierState& dossier) {
  TDKT_ASSIGN(const auto files, parts_.issueRegister.filesOf(dossier.id));
  for (const IssuedFile& file : files) {
    TDKT_CHECK(parts_.issueRegister.advance(file.verifyId, FileState::kPublished, file.finalSha256));
  }
  return Results{{"published.at", isoUtc(parts_.clock.now())}};
}

Result<Results> Issuer::push(const workflow::DossierState& dossier, office::OfficeGateway& office) {
  TDKT_ASSIGN(const auto files, parts_.issueRegister.filesOf(dossier.id));
  if (files.empty()) return bugError("issuing.files", "nothing was issued");
  const IssuedFile& decision = files.front();
  TDKT_ASSIGN(const Bytes pdf, parts_.blobs.get(decision.finalSha256));
  TDKT_CHECK(office.attach(
      {dossier.header.hostDocumentId, decision.name, "application/pdf", decision.finalSha256, pdf}));
  return Results{{"pushed.sha256", decision.finalSha256}};
}

}  // namespace tdkt::issuing
