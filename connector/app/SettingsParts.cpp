// The smaller sections of the settings file.

#include "connector/app/CommandLine.h"
#include "connector/app/SettingsReaders.h"
#include "connector/app/SettingsSection.h"

namespace tdkt::app {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

namespace {

Result<IssuerSettings> readIssuer(const ordered_json& object, const std::string& name, const fs::path& base) {
  if (!object.is_object()) return inputError("config.type", "an object was expected", name);
  IssuerSettings issuer;
  std::string secretFile;
  Section section(object, name, base);
  section.text("id", issuer.id);
  section.text("name", issuer.name);
  section.text("issuer", issuer.issuer);
  section.text("clientId", issuer.clientId);
  section.optionalPath("clientSecretFile", secretFile);
  section.optionalPath("authoritiesFile", issuer.authoritiesFile);
  TDKT_CHECK(section.finish());
  if (!secretFile.empty()) {
    TDKT_ASSIGN(const std::string text, readFile(secretFile, 4096));
    issuer.clientSecret = Secret(text.substr(0, text.find_first_of("\r\n")));
  }
  return issuer;
}

}  // namespace

Result<DecisionSettings> readDecision(const ordered_json& object, const fs::path& base) {
  DecisionSettings decision;
  Section section(object, "decision", base);
  section.optionalText("issuerParent", decision.issuerParent);
  section.text("issuerName", decision.issuerName);
  section.text("authority", decision.authority);
  section.text("place", decision.place);
  section.text("province", decision.province);
  section.text("notation", decision.notation);
  section.text("organisationId", decision.organisationId);
  section.text("organisationInCharge", decision.organisationInCharge);
  section.optionalText("department", decision.department);
  section.optionalText("defaultAward", decision.defaultAward);
  section.optionalText("signerCapacity", decision.signerCapacity);
  section.text("signerPost", decision.signerPost);
  section.text("signerRole", decision.signerRole);
  section.texts("recipients", [&](std::string text) { decision.recipients.push_back(std::move(text)); });
  TDKT_CHECK(section.finish());
  return decision;
}

Result<ReminderSettings> readReminders(const ordered_json* object, const fs::path& base) {
  ReminderSettings reminders;
  if (object == nullptr) return reminders;
  if (!object->is_object()) return inputError("config.type", "an object was expected", "reminders");
  Section section(*object, "reminders", base);
  section.number("workingDaysBefore", reminders.workingDaysBefore, 0, 60);
  section.optionalText("watcherRole", reminders.watcherRole);
  TDKT_CHECK(section.finish());
  return reminders;
}

Result<CouncilSettings> readCouncil(const ordered_json* object, const fs::path& base) {
  CouncilSettings council;
  council.recipients = {"Thành viên Hội đồng", "Lưu: VT"};
  if (object == nullptr) return council;
  if (!object->is_object()) return inputError("config.type", "an object was expected", "council");
  Section section(*object, "council", base);
  section.path("minutesTemplate", council.minutesTemplate);
  section.path("recordTemplate", council.recordTemplate);
  section.optionalText("name", council.name);
  if (object->contains("recipients")) council.recipients.clear();
  if (section.optionalChild("recipients") != nullptr)
    section.texts("recipients", [&](std::string text) { council.recipients.push_back(std::move(text)); });
  TDKT_CHECK(section.finish());
  return council;
}

Result<std::vector<ProcedureSettings>> readProcedures(const ordered_json* list, const fs::path& base) {
  std::vector<ProcedureSettings> out;
  if (list == nullptr) return out;
  if (!list->is_array()) return inputError("config.type", "a list was expected", "procedures");
  for (std::size_t i = 0; i < list->size(); ++i) {
    const std::string name = "procedures[" + std::to_string(i) + "]";
    if (!(*list)[i].is_object()) return inputError("config.type", "an object was expected", name);
    ProcedureSettings one;
    Section section((*list)[i], name, base);
    section.path("file", one.file);
    section.texts("awards", [&](std::string code) { one.awards.push_back(std::move(code)); });
    TDKT_CHECK(section.finish());
    if (one.awards.empty())
      return inputError("config.value", "name the awards this procedure is for", name + ".awards");
    out.push_back(std::move(one));
  }
  return out;
}

Result<TlsFiles> readTls(const ordered_json* object, const fs::path& base) {
  TlsFiles tls;
  if (object == nullptr) return tls;
  if (!object->is_object()) return inputError("config.type", "an object was expected", "tls");
  Section section(*object, "tls", base);
  section.path("certificateFile", tls.certificateFile);
  section.path("keyFile", tls.keyFile);
  section.optionalPath("clientAuthoritiesFile", tls.clientAuthoritiesFile);
  TDKT_CHECK(section.finish());
  return tls;
}

Result<MonitorSettings> readMonitor(const ordered_json* object, const fs::path& base) {
  MonitorSettings monitor;
  if (object == nullptr) return monitor;
  if (!object->is_object()) return inputError("config.type", "an object was expected", "monitor");
  Section section(*object, "monitor", base);
  section.optionalText("address", monitor.address);
  section.port("port", monitor.port);
  TDKT_CHECK(section.finish());
  monitor.enabled = true;
  return monitor;
}

Result<SignInSettings> readSignIn(const ordered_json* object, const fs::path& base) {
  SignInSettings signIn;
  if (object == nullptr) return signIn;
  if (!object->is_object()) return inputError("config.type", "an object was expected", "signIn");
  Section section(*object, "signIn", base);
  section.flag("passwords", signIn.passwords);
  section.number("idleMinutes", signIn.idleMinutes, 1, 24 * 60);
  section.number("sessionHours", signIn.sessionHours, 1, 24);
  const ordered_json* issuers = section.optionalChild("issuers");
  TDKT_CHECK(section.finish());
  if (issuers == nullptr) return signIn;
  if (!issuers->is_array()) return inputError("config.type", "a list was expected", "signIn.issuers");
  for (std::size_t i = 0; i < issuers->size(); ++i) {
    TDKT_ASSIGN(auto issuer, readIssuer((*issuers)[i], "signIn.issuers[" + std::to_string(i) + "]", base));
    signIn.issuers.push_back(std::move(issuer));
  }
  return signIn;
}

}  // namespace tdkt::app
