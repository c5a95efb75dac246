#include "integration/office_simulator/Settings.h"

#include "workflow/base/Json.h"

namespace tdkt::simulator {
namespace {

using nlohmann::ordered_json;

Result<std::vector<User>> readUsers(const ordered_json& root) {
  if (!root.contains("users") || !root["users"].is_array() || root["users"].empty()) {
    return inputError("simulator.users", "the configuration needs a list of users", "users");
  }
  std::vector<User> users;
  for (const auto& row : root["users"]) {
    User user;
    TDKT_ASSIGN(user.id, json::requireString(row, "id"));
    TDKT_ASSIGN(user.name, json::requireString(row, "name"));
    user.post = json::optionalString(row, "post");
    users.push_back(std::move(user));
  }
  return users;
}

Result<edxml::Organisation> readOwn(const ordered_json& root) {
  if (!root.contains("ownOrganisation")) {
    return inputError("json.missing", "the configuration needs ownOrganisation", "ownOrganisation");
  }
  edxml::Organisation own;
  TDKT_ASSIGN(own.id, json::requireString(root["ownOrganisation"], "id"));
  TDKT_ASSIGN(own.name, json::requireString(root["ownOrganisation"], "name"));
  own.inCharge = json::optionalString(root["ownOrganisation"], "inCharge");
  return own;
}

}  // namespace

const User* Settings::find(const std::string& user) const {
  for (const User& known : users) {
    if (known.id == user) return &known;
  }
  return nullptr;
}

Result<Settings> settingsFromJson(std::string_view text) {
  TDKT_ASSIGN(const ordered_json root, json::parse(text));
  Settings settings;
  TDKT_ASSIGN(settings.officeId, json::requireString(root, "officeId"));
  TDKT_ASSIGN(settings.tdktUrl, json::requireString(root, "tdktUrl"));
  while (settings.tdktUrl.ends_with('/')) settings.tdktUrl.pop_back();
  TDKT_ASSIGN(const std::string secret, json::requireString(root, "webhookSecret"));
  TDKT_ASSIGN(const std::string token, json::requireString(root, "apiToken"));
  settings.webhookSecret = Secret(secret);
  settings.apiToken = Secret(token);
  TDKT_ASSIGN(settings.users, readUsers(root));
  TDKT_ASSIGN(settings.own, readOwn(root));
  settings.clockFile = json::optionalString(root, "clockFile");
  return settings;
}

}  // namespace tdkt::simulator
