// Keys, trust and appearance of signatures in the settings file.

#include "connector/app/SettingsReaders.h"
#include "connector/app/SettingsSection.h"

namespace tdkt::app {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

/// What is only needed when a key is on the token.
void readToken(Section& section, SigningSettings& signing) {
  const bool person = signing.personRemote.empty() && signing.personCertificate.empty();
  const bool organisation = signing.organisationRemote.empty();
  const auto text = [&](bool needed, const char* key, std::string& target) {
    needed ? section.text(key, target) : section.optionalText(key, target);
  };
  const auto path = [&](const char* key, std::string& target) {
    person || organisation ? section.path(key, target) : section.optionalPath(key, target);
  };
  path("module", signing.module);
  text(person || organisation, "token", signing.token);
  path("pinFile", signing.pinFile);
  text(person, "personKey", signing.personKey);
  text(organisation, "organisationKey", signing.organisationKey);
  section.optionalText("personAlgorithm", signing.personAlgorithm);
  section.optionalText("organisationAlgorithm", signing.organisationAlgorithm);
  section.number("sessions", signing.sessions, 1, 64);
}

}  // namespace

Result<SigningSettings> readSigning(const ordered_json& object, const fs::path& base) {
  SigningSettings signing;
  Section section(object, "signing", base);
  section.optionalPath("personRemote", signing.personRemote);
  section.optionalPath("organisationRemote", signing.organisationRemote);
  section.optionalPath("personCertificate", signing.personCertificate);
  section.number("handOverHours", signing.handOverHours, 1, 24 * 7);
  readToken(section, signing);
  section.path("issuersFile", signing.issuersFile);
  section.path("trustFile", signing.trustFile);
  section.text("tsaUrl", signing.tsaUrl);
  section.text("ocspUrl", signing.ocspUrl);
  section.path("personImage", signing.personImage);
  section.path("sealImage", signing.sealImage);
  section.millimetres("sealWidthMillimetres", signing.sealWidthMillimetres);
  section.choice("level", signing.level, {"B-B", "B-T", "B-LT", "B-LTA"});
  section.number("revocationTolerance", signing.revocationTolerance, 0, 24 * 30);
  section.number("extensionAttempts", signing.extensionAttempts, 1, 1000);
  section.number("renewWithinDays", signing.renewWithinDays, 1, 3650);
  section.number("threads", signing.threads, 0, 64);
  section.map("expectedSubject", signing.expectedSubject);
  TDKT_CHECK(section.finish());
  const bool several = !signing.personKey.empty() || !signing.personRemote.empty();
  if (several && !signing.personCertificate.empty()) {
    return inputError("config.value", "the person's key is here or on his own machine, not both",
                      "signing.personCertificate");
  }
  return signing;
}

}  // namespace tdkt::app
