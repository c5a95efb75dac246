#include "connector/app/Settings.h"

#include <cstdlib>
#include <filesystem>

#include "connector/app/CommandLine.h"
#include "connector/app/SettingsReaders.h"
#include "connector/app/SettingsSection.h"
#include "connector/storage/Database.h"
#include "templates/Filler.h"
#include "workflow/base/Json.h"

namespace tdkt::app {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

Result<StorageSettings> readStorage(const ordered_json* object, const std::string& dataDirectory,
                                    const fs::path& base) {
  StorageSettings storage;
  std::string passwordFile;
  if (object != nullptr) {
    if (!object->is_object()) return inputError("config.type", "an object was expected", "storage");
    Section section(*object, "storage", base);
    section.optionalText("url", storage.url);
    section.optionalPath("passwordFile", passwordFile);
    TDKT_CHECK(section.finish());
  }
  if (storage.url.empty()) storage.url = dataDirectory + "/tdkt.db";
  if (!storage::isPostgresUrl(storage.url) && fs::path(storage.url).is_relative())
    storage.url = (base / storage.url).lexically_normal().string();
  TDKT_ASSIGN(storage.password, storagePassword(passwordFile));
  return storage;
}

}  // namespace

Result<Secret> storagePassword(const std::string& passwordFile) {
  if (passwordFile.empty()) {
    const char* fromEnvironment = std::getenv("TDKT_STORAGE_PASSWORD");
    return Secret(fromEnvironment == nullptr ? "" : fromEnvironment);
  }
  TDKT_ASSIGN(const std::string text, readFile(passwordFile, 4096));
  return Secret(text.substr(0, text.find_first_of("\r\n")));
}

Result<Settings> loadSettings(const std::string& path) {
  TDKT_ASSIGN(const std::string text, readFile(path, 1U << 20U));
  TDKT_ASSIGN(const ordered_json root, json::parse(text));
  if (!root.is_object()) return inputError("config.type", "an object was expected", path);
  const fs::path base = fs::absolute(path).parent_path();
  Settings settings;
  settings.fontDirectory = templates::kDebianFonts;
  settings.pdfjsDirectory = "/usr/share/javascript/pdf/build";
  Section section(root, "", base);
  section.path("dataDirectory", settings.dataDirectory);
  section.optionalText("address", settings.address);
  section.port("port", settings.port);
  section.text("publicUrl", settings.publicUrl);
  section.path("directoryFile", settings.directoryFile);
  section.optionalPath("organisationsFile", settings.organisationsFile);
  section.path("procedureFile", settings.procedureFile);
  const ordered_json* procedures = section.optionalChild("procedures");
  section.path("calendarFile", settings.calendarFile);
  section.path("rulesFile", settings.rulesFile);
  section.path("decisionTemplate", settings.decisionTemplate);
  section.path("certificateTemplate", settings.certificateTemplate);
  section.map("certificateTemplates", settings.certificateTemplates);
  section.optionalPath("fontDirectory", settings.fontDirectory);
  section.optionalPath("pdfjsDirectory", settings.pdfjsDirectory);
  section.flag("demo", settings.demo);
  section.optionalPath("clockFile", settings.clockFile);
  const ordered_json* storage = section.optionalChild("storage");
  const ordered_json* reminders = section.optionalChild("reminders");
  const ordered_json* tls = section.optionalChild("tls");
  const ordered_json* monitor = section.optionalChild("monitor");
  const ordered_json* signIn = section.optionalChild("signIn");
  const ordered_json* offices = section.child("offices");
  const ordered_json* subscribers = section.optionalChild("subscribers");
  const ordered_json* signing = section.child("signing");
  const ordered_json* decision = section.child("decision");
  const ordered_json* council = section.optionalChild("council");
  TDKT_CHECK(section.finish());
  for (auto& [award, package] : settings.certificateTemplates) {
    if (fs::path(package).is_relative()) package = (base / package).lexically_normal().string();
  }
  if (!settings.clockFile.empty() && !settings.demo)
    return inputError("config.value", "a moved clock is for demo only: numbers and signatures carry its time",
                      "clockFile");
  TDKT_ASSIGN(settings.offices, readOffices(*offices, base));
  TDKT_ASSIGN(settings.procedures, readProcedures(procedures, base));
  TDKT_ASSIGN(settings.subscribers, readSubscribers(subscribers, base));
  TDKT_ASSIGN(settings.storage, readStorage(storage, settings.dataDirectory, base));
  TDKT_ASSIGN(settings.reminders, readReminders(reminders, base));
  TDKT_ASSIGN(settings.tls, readTls(tls, base));
  TDKT_ASSIGN(settings.monitor, readMonitor(monitor, base));
  TDKT_ASSIGN(settings.signIn, readSignIn(signIn, base));
  TDKT_ASSIGN(settings.signing, readSigning(*signing, base));
  TDKT_ASSIGN(settings.decision, readDecision(*decision, base));
  TDKT_ASSIGN(settings.council, readCouncil(council, base));
  return settings;
}

}  // namespace tdkt::app
