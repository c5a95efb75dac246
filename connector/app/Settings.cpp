#include "connector/app/Settings.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <functional>

#include "connector/app/CommandLine.h"
#include "connector/events/PublicEvents.h"
#include "connector/http/StandardWebhooks.h"
#include "connector/storage/Database.h"
#include "templates/Filler.h"
#include "workflow/base/Json.h"

namespace tdkt::app {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

std::size_t editDistance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

/// Reads one object of the file: every key is claimed by exactly one line of code below, the rest is unknown.
class Section {
 public:
  Section(const ordered_json& object, std::string name, const fs::path& base)
      : object_(object), name_(std::move(name)), base_(base) {}

  void text(const char* key, std::string& target) { claim(key, target, true, false); }
  void optionalText(const char* key, std::string& target) { claim(key, target, false, false); }
  void path(const char* key, std::string& target) { claim(key, target, true, true); }
  void optionalPath(const char* key, std::string& target) { claim(key, target, false, true); }
  void secret(const char* key, Secret& target) {
    std::string value;
    claim(key, value, true, false);
    target = Secret(value);
  }
  void optionalSecret(const char* key, Secret& target) {
    std::string value;
    claim(key, value, false, false);
    target = Secret(value);
  }
  void flag(const char* key, bool& target) {
    known_.push_back(key);
    if (!object_.contains(key)) return;
    if (!object_[key].is_boolean()) return fail("config.type", "true or false was expected", key);
    target = object_[key].get<bool>();
  }
  void millimetres(const char* key, double& target) {
    known_.push_back(key);
    if (!object_.contains(key)) return;
    if (!object_[key].is_number()) return fail("config.type", "a number was expected", key);
    target = object_[key].get<double>();
    if (target < 5 || target > 100) fail("config.value", "5 to 100 millimetres", key);
  }
  void port(const char* key, std::uint16_t& target) {
    known_.push_back(key);
    if (!object_.contains(key)) return;
    if (!object_[key].is_number_integer() || object_[key].get<std::int64_t>() < 0 ||
        object_[key].get<std::int64_t>() > 65535) {
      return fail("config.value", "a port from 0 to 65535 was expected", key);
    }
    target = object_[key].get<std::uint16_t>();
  }
  void number(const char* key, int& target, int least, int most) {
    known_.push_back(key);
    if (!object_.contains(key)) return;
    if (!object_[key].is_number_integer() || object_[key].get<std::int64_t>() < least ||
        object_[key].get<std::int64_t>() > most) {
      rangeText_ = "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
      return fail("config.value", rangeText_.c_str(), key);
    }
    target = object_[key].get<int>();
  }
  void choice(const char* key, std::string& target, std::initializer_list<std::string_view> known) {
    claim(key, target, false, false);
    if (std::find(known.begin(), known.end(), target) != known.end()) return;
    rangeText_ = "one of";
    for (const std::string_view one : known) rangeText_ += " " + std::string(one);
    fail("config.value", rangeText_.c_str(), key);
  }
  void map(const char* key, std::map<std::string, std::string>& target) {
    known_.push_back(key);
    if (!object_.contains(key)) return;
    if (!object_[key].is_object()) return fail("config.type", "an object of texts was expected", key);
    for (const auto& [name, value] : object_[key].items()) {
      if (!value.is_string()) return fail("config.type", "an object of texts was expected", key);
      target[name] = value.get<std::string>();
    }
  }
  void texts(const char* key, const std::function<void(std::string)>& each) {
    known_.push_back(key);
    if (!object_.contains(key) || !object_[key].is_array())
      return fail("config.missing", "a list is needed", key);
    for (const auto& item : object_[key]) {
      if (!item.is_string()) return fail("config.type", "a list of texts was expected", key);
      each(item.get<std::string>());
    }
  }
  void optionalTexts(const char* key, const std::function<void(std::string)>& each) {
    known_.push_back(key);
    if (object_.contains(key)) texts(key, each);
  }
  /// Null when it is absent: the section may be left out.
  const ordered_json* optionalChild(const char* key) {
    known_.push_back(key);
    return object_.contains(key) ? &object_[key] : nullptr;
  }
  const ordered_json* child(const char* key) {
    known_.push_back(key);
    if (object_.contains(key)) return &object_[key];
    fail("config.missing", "this section is needed", key);
    return nullptr;
  }

  /// After all keys were claimed: the first error, an unknown key included.
  Result<Done> finish() {
    if (error_) return *error_;
    for (const auto& [key, value] : object_.items()) {
      if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
      const auto nearest = std::min_element(
          known_.begin(), known_.end(),
          [&k = key](const auto& a, const auto& b) { return editDistance(a, k) < editDistance(b, k); });
      return inputError("config.unknown-key", "unknown key; the nearest known one is \"" + *nearest + "\"",
                        where(key));
    }
    return Done{};
  }

 private:
  std::string where(const std::string& key) const { return name_.empty() ? key : name_ + "." + key; }
  void fail(const char* code, const char* detail, const char* key) {
    if (!error_) error_ = inputError(code, detail, where(key));
  }
  void claim(const char* key, std::string& target, bool required, bool isPath) {
    known_.push_back(key);
    if (!object_.contains(key)) {
      if (required) fail("config.missing", "this key is needed", key);
      return;
    }
    if (!object_[key].is_string()) return fail("config.type", "a text was expected", key);
    target = object_[key].get<std::string>();
    if (isPath && !target.empty() && fs::path(target).is_relative())
      target = (base_ / target).lexically_normal().string();
  }

  const ordered_json& object_;
  std::string name_;
  const fs::path& base_;
  std::vector<std::string> known_;
  std::string rangeText_;  ///< what fail() is told when the text is not a constant
  std::optional<Error> error_;
};

Result<AxisOfOffice> readAxis(const ordered_json& object, const std::string& name, const fs::path& base) {
  if (!object.is_object()) return inputError("config.type", "an object was expected", name);
  AxisOfOffice axis;
  Section section(object, name, base);
  section.text("dialect", axis.dialect);
  section.text("baseUrl", axis.baseUrl);
  section.text("systemId", axis.systemId);
  section.secret("secret", axis.secret);
  TDKT_CHECK(section.finish());
  if (axis.dialect != "vxp" && axis.dialect != "lgsp" && axis.dialect != "edoc")
    return inputError("config.value", "vxp, lgsp or edoc was expected", name + ".dialect");
  return axis;
}

Result<SigningOfOffice> readSigningOfOffice(const ordered_json& object, const std::string& name,
                                            const fs::path& base) {
  if (!object.is_object()) return inputError("config.type", "an object was expected", name);
  SigningOfOffice out;
  Section section(object, name, base);
  section.text("url", out.url);
  section.text("appCode", out.appCode);
  section.secret("appPass", out.appPass);
  section.text("accountName", out.accountName);
  section.secret("accountPass", out.accountPass);
  section.text("sender", out.sender);
  section.texts("signers", [&](std::string text) { out.signers.push_back(std::move(text)); });
  section.optionalText("namespace", out.spaceUri);
  section.optionalText("fileElement", out.fileElement);
  section.optionalText("signerElement", out.signerElement);
  bool numbers = true;
  if (object.contains("refusedStatuses")) {
    section.texts("refusedStatuses", [&](const std::string& text) {
      numbers = numbers && !text.empty() && text.size() < 6 &&
                text.find_first_not_of("0123456789") == std::string::npos;
      if (numbers) out.refusedStatuses.push_back(std::stoi(text));
    });
  }
  TDKT_CHECK(section.finish());
  if (!numbers)
    return inputError("config.value", "numbers as texts were expected", name + ".refusedStatuses");
  if (out.signers.size() < 2)
    return inputError("config.value", "the person's and the organisation's address are needed",
                      name + ".signers");
  const auto isName = [](const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
  };
  if (!isName(out.fileElement) || !isName(out.signerElement))
    return inputError("config.value", "the name of an element was expected", name);
  return out;
}

Result<OfficeSettings> readOffice(const ordered_json& object, const std::string& name, const fs::path& base) {
  if (!object.is_object()) return inputError("config.type", "an object was expected", name);
  OfficeSettings office;
  Section section(object, name, base);
  section.text("id", office.id);
  section.text("name", office.name);
  section.text("baseUrl", office.baseUrl);
  section.text("pageOrigin", office.pageOrigin);
  section.secret("apiToken", office.apiToken);
  section.texts("webhookSecrets",
                [&](std::string text) { office.webhookSecrets.emplace_back(std::move(text)); });
  section.optionalSecret("webhookBearer", office.webhookBearer);
  section.optionalPath("dropFolder", office.dropFolder);
  section.optionalPath("profile", office.profile);
  section.optionalTexts("clientCertificates",
                        [&](std::string digest) { office.clientCertificates.push_back(std::move(digest)); });
  const ordered_json* axis = section.optionalChild("axis");
  const ordered_json* signing = section.optionalChild("signing");
  TDKT_CHECK(section.finish());
  if (axis != nullptr) {
    TDKT_ASSIGN(office.axis, readAxis(*axis, name + ".axis", base));
  }
  if (signing != nullptr) {
    TDKT_ASSIGN(office.signing, readSigningOfOffice(*signing, name + ".signing", base));
  }
  return office;
}

Result<SubscriberSettings> readSubscriber(const ordered_json& object, const std::string& name,
                                          const fs::path& base) {
  if (!object.is_object()) return inputError("config.type", "an object was expected", name);
  SubscriberSettings out;
  Section section(object, name, base);
  section.text("id", out.id);
  section.text("url", out.url);
  section.texts("secrets", [&](std::string text) { out.secrets.emplace_back(std::move(text)); });
  if (object.contains("types")) {
    section.texts("types", [&](std::string text) { out.types.push_back(std::move(text)); });
  }
  TDKT_CHECK(section.finish());
  for (const std::string& type : out.types) {
    const auto& known = events::eventTypes();
    if (std::find(known.begin(), known.end(), type) == known.end())
      return inputError("config.value", "not an event type of docs/api/asyncapi.json",
                        name + ".types: " + type);
  }
  for (const Secret& secret : out.secrets) {
    if (http::signWebhook(secret, "x", 0, "").empty())
      return inputError("config.value", "a secret is \"whsec_\" and base 64", name + ".secrets");
  }
  if (out.secrets.empty()) return inputError("config.missing", "a secret is needed", name + ".secrets");
  return out;
}

Result<std::vector<SubscriberSettings>> readSubscribers(const ordered_json* list, const fs::path& base) {
  std::vector<SubscriberSettings> out;
  if (list == nullptr) return out;
  if (!list->is_array()) return inputError("config.type", "a list was expected", "subscribers");
  for (std::size_t i = 0; i < list->size(); ++i) {
    TDKT_ASSIGN(auto one, readSubscriber((*list)[i], "subscribers[" + std::to_string(i) + "]", base));
    const bool twice =
        std::any_of(out.begin(), out.end(), [&](const auto& known) { return known.id == one.id; });
    if (twice) return inputError("config.value", "two subscribers have this id", one.id);
    out.push_back(std::move(one));
  }
  return out;
}

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
  if (!settings.clockFile.empty() && !settings.demo)
    return inputError("config.value", "a moved clock is for demo only: numbers and signatures carry its time",
                      "clockFile");
  if (!offices->is_array() || offices->empty())
    return inputError("config.type", "a list of offices is needed", "offices");
  for (std::size_t i = 0; i < offices->size(); ++i) {
    TDKT_ASSIGN(auto office, readOffice((*offices)[i], "offices[" + std::to_string(i) + "]", base));
    settings.offices.push_back(std::move(office));
  }
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
