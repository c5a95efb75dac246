// The e-offices and subscribers of the settings file.

#include <algorithm>
#include <cctype>

#include "connector/app/SettingsReaders.h"
#include "connector/app/SettingsSection.h"
#include "connector/events/PublicEvents.h"
#include "connector/http/StandardWebhooks.h"

namespace tdkt::app {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

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

}  // namespace

Result<std::vector<OfficeSettings>> readOffices(const ordered_json& list, const fs::path& base) {
  if (!list.is_array() || list.empty())
    return inputError("config.type", "a list of offices is needed", "offices");
  std::vector<OfficeSettings> out;
  for (std::size_t i = 0; i < list.size(); ++i) {
    TDKT_ASSIGN(auto office, readOffice(list[i], "offices[" + std::to_string(i) + "]", base));
    out.push_back(std::move(office));
  }
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

}  // namespace tdkt::app
