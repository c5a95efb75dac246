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
               parts_.clock, parts_.shelf},
              signerSettings(settings_)),
      renderer_({parts_.issueRegister, parts_.blobs, parts_.decisionTemplate, parts_.certificateTemplate,
                 parts_.wording, parts_.rules, signer_},
                {settings_.texts, settings_.publicUrl, settings_.verifyIdKey,
                 settings_.signing.sealWidthMillimetres, settings_.signing.threads}) {}

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
  if (hostSigning(dossier) == nullptr)
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

Result<Results> Issuer::render(const workflow::DossierState& dossier) {
  TDKT_ASSIGN(const ReservedNumber number, numberOf(dossier));
  TDKT_CHECK(renderer_.renderAll(dossier, number));
  TDKT_ASSIGN(const auto files, parts_.issueRegister.filesOf(dossier.id));
  return Results{{"decision.sha256", digestOfAll(files)},
                 {"decision.verifyId", renderer_.verifyId(dossier.id, FileKind::kDecision, 0)},
                 {"decision.files", std::to_string(files.size())}};
}

Result<Results> Issuer::signAll(const workflow::DossierState& dossier, FileState to) {
  TDKT_ASSIGN(const auto files, parts_.issueRegister.filesOf(dossier.id));
  const auto rendered = dossier.facts.find("decision.sha256");
  if (rendered == dossier.facts.end() || rendered->second != digestOfAll(files)) {
    return corruptError("issuing.rendered", "the rendered files are not those that were approved");
  }
  if (HostSigning* const elsewhere = hostSigning(dossier); elsewhere != nullptr) {
    TDKT_ASSIGN(const ReservedNumber number, numberOf(dossier));
    TDKT_CHECK(elsewhere->signAll(number.text(), files, to));
  } else {
    TDKT_CHECK(signer_.signAll(files, to));
  }
  Results results{{std::string("signed.") + signerName(to) + ".at", isoUtc(parts_.clock.now())}};
  const bool here = hostSigning(dossier) == nullptr;
  if (!here || to != FileState::kPersonSigned || parts_.shelf == nullptr) return results;
  // The log's hash chain holds who signed where: with his certificate, and the visits as they were written
  // down.
  TDKT_ASSIGN(results["signed.person.visits"], parts_.shelf->notesDigest(dossier.id));
  results["signed.person.machine"] = "own";
  results["signed.person.certificate"] = sha256Hex(parts_.personKey.chain().front().der());
  return results;
}

Result<UtcTime> Issuer::waitsUntil(const DossierId& dossier) {
  if (parts_.shelf == nullptr) return parts_.clock.now();
  TDKT_ASSIGN(const auto end, parts_.shelf->waitsUntil(dossier));
  return end.value_or(parts_.clock.now());
}

Result<Results> Issuer::publish(const workflow::DossierState& dossier) {
  TDKT_ASSIGN(const auto files, parts_.issueRegister.filesOf(dossier.id));
  std::vector<IssueRegister::Step> steps;
  for (const IssuedFile& file : files) {
    // What a time-stamp alone cannot give is made after the file is out. Asked for first: a kill between the
    // two leaves a job that waits for its file.
    if (settings_.signing.level > signing::Level::kTimeStamped)
      TDKT_CHECK(parts_.extensions.enqueue(file.verifyId, settings_.signing.level));
    steps.push_back({file.verifyId, file.finalSha256});
  }
  // The decision and all it awards are out at the same moment.
  TDKT_CHECK(parts_.issueRegister.advance(steps, FileState::kPublished));
  // What was rendered and what the person signed are the first octets of what is published. Killed here, the
  // action is done again, and this with it.
  for (const IssuedFile& file : files) {
    for (const std::string& earlier : {file.renderedSha256, file.personSha256})
      if (earlier != file.finalSha256) TDKT_CHECK(parts_.blobs.remove(earlier));
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
