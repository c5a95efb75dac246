#include "connector/app/ServiceFiles.h"

#include <filesystem>
#include <set>

#include "connector/app/CommandLine.h"
#include "connector/app/PartSettings.h"
#include "connector/app/RemoteKey.h"
#include "connector/app/SignerCapacity.h"
#include "connector/issuing/CertificateChoice.h"
#include "signing/keys/Algorithms.h"
#include "signing/keys/Pkcs11KeyHolder.h"

namespace tdkt::app {
namespace {

/// The value of `result`, or its error with the file it came from.
template <class T>
Result<T> fromFile(Result<T> result, const std::string& file) {
  if (result) return result;
  Error error = result.error();
  error.field = file + (error.field.empty() ? "" : ": " + error.field);
  return error;
}

Result<std::shared_ptr<const workflow::Definition>> checkProcedure(const std::string& bpmn,
                                                                   const directory::Directory& directory,
                                                                   const std::string& file) {
  const auto checked = workflow::checkDefinition(bpmn, {directory.roles()});
  if (checked.definition) return checked.definition;
  for (const auto& finding : checked.findings) {
    if (!finding.fatal) continue;
    return inputError("config.procedure", finding.rule + ": " + finding.english,
                      file + ":" + std::to_string(finding.line));
  }
  return inputError("config.procedure", "the procedure is refused", file);
}

Result<Done> loadProcedure(const std::string& file, std::vector<std::string> awards, const Settings& settings,
                           ServiceFiles& loaded) {
  LoadedProcedure procedure{{}, {}, std::move(awards)};
  TDKT_ASSIGN(procedure.bpmn, readFile(file));
  TDKT_ASSIGN(procedure.definition, checkProcedure(procedure.bpmn, loaded.directory, file));
  TDKT_CHECK(checkSignerCapacity(*procedure.definition, settings.decision, loaded.directory));
  loaded.procedures.push_back(std::move(procedure));
  return Done{};
}

/// An award can go one way only, and a code nobody knows is a slip of the pen.
Result<Done> loadProcedures(const Settings& settings, ServiceFiles& loaded) {
  TDKT_CHECK(loadProcedure(settings.procedureFile, {}, settings, loaded));
  std::set<std::string> named;
  for (std::size_t i = 0; i < settings.procedures.size(); ++i) {
    const ProcedureSettings& one = settings.procedures[i];
    const std::string field = "procedures[" + std::to_string(i) + "].awards";
    for (const std::string& code : one.awards) {
      if (!loaded.rules.hasAward(code))
        return inputError("config.value", "no award of this code is in the rule pack: " + code, field);
      if (!named.insert(code).second)
        return inputError("config.value", "another procedure names this award too: " + code, field);
    }
    TDKT_CHECK(loadProcedure(one.file, one.awards, settings, loaded));
  }
  return Done{};
}

Result<std::unique_ptr<signing::KeyHolder>> openKey(const SigningSettings& settings, const std::string& label,
                                                    const std::string& remote, const std::string& algorithm) {
  if (!remote.empty()) return openRemoteKey(remote);
  TDKT_ASSIGN(const std::string pinFile, readFile(settings.pinFile, 4096));
  TDKT_ASSIGN(const std::string issuers, readFile(settings.issuersFile, 1U << 20U));
  signing::Pkcs11Settings pkcs11;
  pkcs11.module = settings.module;
  pkcs11.tokenLabel = settings.token;
  pkcs11.keyLabel = label;
  pkcs11.pin = Secret(pinFile.substr(0, pinFile.find_first_of("\r\n")));
  pkcs11.issuersPem = issuers;
  pkcs11.sessions = settings.sessions;
  if (!algorithm.empty()) {
    TDKT_ASSIGN(pkcs11.algorithm, signing::algorithmNamed(algorithm));
  }
  return fromFile(signing::openPkcs11Key(pkcs11), settings.token + "/" + label);
}

/// The certificate of an official whose key is on his own machine.
Result<Done> loadOwnChain(const SigningSettings& settings, ServiceFiles& loaded) {
  TDKT_ASSIGN(const std::string own, readFile(settings.personCertificate, 1U << 20U));
  TDKT_ASSIGN(const std::string issuers, readFile(settings.issuersFile, 1U << 20U));
  TDKT_ASSIGN(const auto leaf,
              fromFile(signing::Certificate::bundleFromPem(own), settings.personCertificate));
  TDKT_ASSIGN(loaded.ownChain, fromFile(signing::Certificate::bundleFromPem(issuers), settings.issuersFile));
  loaded.ownChain.insert(loaded.ownChain.begin(), leaf.front());
  if (!settings.personAlgorithm.empty()) {
    TDKT_ASSIGN(loaded.ownAlgorithm, signing::algorithmNamed(settings.personAlgorithm));
  }
  TDKT_ASSIGN(loaded.ownAlgorithm, signing::algorithmFor(leaf.front(), loaded.ownAlgorithm));
  return Done{};
}

/// Made once per installation: with another key the QR codes of issued files would change on a repeat.
Result<Secret> verifyIdKey(const std::string& path, Random& random) {
  if (!std::filesystem::exists(path)) {
    // Two services that start together on one folder: whoever is first names the key, the other reads it.
    const std::string mine = path + "." + toHex(random.bytes(8));
    TDKT_CHECK(writeFileWhole(mine, toHex(random.bytes(32))));
    std::error_code taken;
    std::filesystem::create_hard_link(mine, path, taken);
    std::filesystem::remove(mine, taken);
  }
  TDKT_ASSIGN(std::string key, readFile(path, 4096));
  return Secret(std::move(key));
}

constexpr std::size_t kLargestHostFile = 64U << 20U;

Result<std::unique_ptr<office::HostLink>> openLink(const OfficeSettings& from, const Clock& clock) {
  office::RestSettings rest = restSettings(from, clock);
  rest.maxReply = kLargestHostFile;
  rest.deadline = std::chrono::seconds(60);
  return fromFile(office::HostLink::open(from.profile, std::move(rest)), from.profile);
}

Result<std::shared_ptr<const signing::StampImage>> readImage(const std::string& path) {
  TDKT_ASSIGN(const Bytes png, readFile(path));
  return fromFile(signing::StampImage::fromPng(png), path);
}

/// The usual sheet, and those of awards that have their own.
Result<Done> loadCertificates(const Settings& settings, ServiceFiles& loaded) {
  const auto load = [&](const std::string& package) {
    return fromFile(templates::loadTemplate(package, settings.fontDirectory), package);
  };
  TDKT_ASSIGN(loaded.certificateTemplate, load(settings.certificateTemplate));
  std::map<std::string, std::unique_ptr<templates::Filler>> own;
  for (const auto& [award, package] : settings.certificateTemplates) {
    if (!loaded.rules.hasAward(award))
      return inputError("config.value", "no award of this code is in the rule pack: " + award,
                        "certificateTemplates");
    for (const std::string& title : loaded.rules.titlesOf(award)) {
      TDKT_ASSIGN(own[title], load(package));
    }
  }
  if (own.empty()) return Done{};
  loaded.certificateTemplate =
      std::make_unique<issuing::CertificateChoice>(std::move(loaded.certificateTemplate), std::move(own));
  return Done{};
}

/// A procedure with a ballot needs the council's papers: without them a counted ballot would stand still.
Result<Done> loadCouncil(const Settings& settings, ServiceFiles& loaded) {
  const CouncilSettings& council = settings.council;
  if (council.minutesTemplate.empty()) {
    for (const LoadedProcedure& procedure : loaded.procedures) {
      for (const auto& [id, node] : procedure.definition->nodes) {
        if (node.stepKind == "ballot")
          return inputError("config.missing", "a procedure has a ballot: this section is needed", "council");
      }
    }
    return Done{};
  }
  TDKT_ASSIGN(loaded.minutesTemplate,
              fromFile(templates::loadTemplate(council.minutesTemplate, settings.fontDirectory),
                       council.minutesTemplate));
  TDKT_ASSIGN(loaded.recordTemplate,
              fromFile(templates::loadTemplate(council.recordTemplate, settings.fontDirectory),
                       council.recordTemplate));
  return Done{};
}

}  // namespace

Result<Done> loadPacks(const Settings& settings, ServiceFiles& loaded) {
  TDKT_ASSIGN(const std::string people, readFile(settings.directoryFile));
  TDKT_ASSIGN(loaded.directory, fromFile(directory::Directory::fromJson(people), settings.directoryFile));
  if (!settings.organisationsFile.empty()) {
    TDKT_ASSIGN(const std::string codes, readFile(settings.organisationsFile));
    TDKT_ASSIGN(loaded.organisations,
                fromFile(directory::Organisations::fromJson(codes), settings.organisationsFile));
  }
  TDKT_ASSIGN(const std::string days, readFile(settings.calendarFile));
  TDKT_ASSIGN(loaded.calendar, fromFile(workflow::WorkingCalendar::fromJson(days), settings.calendarFile));
  TDKT_ASSIGN(const std::string rules, readFile(settings.rulesFile));
  TDKT_ASSIGN(loaded.rules, fromFile(workflow::RulePack::fromJson(rules), settings.rulesFile));
  TDKT_CHECK(loadProcedures(settings, loaded));
  TDKT_ASSIGN(loaded.decisionTemplate,
              fromFile(templates::loadTemplate(settings.decisionTemplate, settings.fontDirectory),
                       settings.decisionTemplate));
  TDKT_CHECK(loadCertificates(settings, loaded));
  TDKT_CHECK(loadCouncil(settings, loaded));
  TDKT_ASSIGN(loaded.wording, issuing::loadWording(settings.decisionTemplate));
  return Done{};
}

Result<ServiceFiles> loadServiceFiles(const Settings& settings, const Clock& clock, Random& random) {
  ServiceFiles loaded;
  TDKT_CHECK(loadPacks(settings, loaded));
  if (settings.signing.personCertificate.empty()) {
    TDKT_ASSIGN(loaded.personKey, openKey(settings.signing, settings.signing.personKey,
                                          settings.signing.personRemote, settings.signing.personAlgorithm));
  } else {
    TDKT_CHECK(loadOwnChain(settings.signing, loaded));
  }
  TDKT_ASSIGN(loaded.organisationKey,
              openKey(settings.signing, settings.signing.organisationKey, settings.signing.organisationRemote,
                      settings.signing.organisationAlgorithm));
  TDKT_ASSIGN(const std::string roots, readFile(settings.signing.trustFile, 1U << 20U));
  TDKT_ASSIGN(loaded.roots, fromFile(signing::Certificate::bundleFromPem(roots), settings.signing.trustFile));
  TDKT_ASSIGN(loaded.personImage, readImage(settings.signing.personImage));
  TDKT_ASSIGN(loaded.sealImage, readImage(settings.signing.sealImage));
  TDKT_ASSIGN(loaded.verifyIdKey, verifyIdKey(settings.dataDirectory + "/verify-id.key", random));
  for (const OfficeSettings& one : settings.offices) {
    if (one.profile.empty()) continue;
    TDKT_ASSIGN(loaded.links[one.id], openLink(one, clock));
  }
  return loaded;
}

}  // namespace tdkt::app
