#include "connector/directory/Directory.h"

#include <algorithm>
#include <set>

#include "workflow/base/Json.h"

namespace tdkt::directory {
namespace {

using nlohmann::ordered_json;

Result<Official> readOfficial(const ordered_json& row) {
  Official official;
  TDKT_ASSIGN(const std::string id, json::requireString(row, "id"));
  official.id = OfficialId(id);
  TDKT_ASSIGN(official.name, json::requireString(row, "name"));
  TDKT_ASSIGN(official.post, json::requireString(row, "post"));
  official.unit = json::optionalString(row, "unit");
  if (!row.contains("roles") || !row["roles"].is_array()) {
    return inputError("directory.official", "an official needs a list of roles", id);
  }
  for (const auto& role : row["roles"]) {
    if (!role.is_string()) return inputError("directory.official", "a role must be a text", id);
    official.roles.push_back(role.get<std::string>());
  }
  if (row.contains("hostUsers") && row["hostUsers"].is_object()) {
    for (const auto& [office, user] : row["hostUsers"].items()) {
      if (!user.is_string()) return inputError("directory.official", "a host user must be a text", id);
      official.hostUsers[office] = user.get<std::string>();
    }
  }
  return official;
}

}  // namespace

Result<Directory> Directory::fromJson(std::string_view text) {
  TDKT_ASSIGN(const ordered_json root, json::parse(text));
  if (!root.is_object() || !root.contains("officials") || !root["officials"].is_array()) {
    return inputError("directory.official", "the file needs a list \"officials\"");
  }
  Directory directory;
  std::set<std::string> seen;
  for (const auto& row : root["officials"]) {
    TDKT_ASSIGN(Official official, readOfficial(row));
    if (!seen.insert(official.id.text()).second) {
      return inputError("directory.official", "this id stands twice", official.id.text());
    }
    for (const auto& [office, user] : official.hostUsers) {
      if (!seen.insert(office + "\n" + user).second) {
        return inputError("directory.official", "this host user is mapped twice", office + "/" + user);
      }
    }
    directory.officials_.push_back(std::move(official));
  }
  return directory;
}

const Official* Directory::find(const OfficialId& id) const {
  for (const Official& official : officials_) {
    if (official.id == id) return &official;
  }
  return nullptr;
}

const Official* Directory::findByHostUser(const OfficeId& office, const std::string& hostUser) const {
  for (const Official& official : officials_) {
    const auto it = official.hostUsers.find(office.text());
    if (it != official.hostUsers.end() && it->second == hostUser) return &official;
  }
  return nullptr;
}

std::vector<const Official*> Directory::holdersOf(const std::string& role) const {
  std::vector<const Official*> holders;
  for (const Official& official : officials_) {
    if (std::find(official.roles.begin(), official.roles.end(), role) != official.roles.end()) {
      holders.push_back(&official);
    }
  }
  return holders;
}

std::vector<std::string> Directory::roles() const {
  std::set<std::string> all;
  for (const Official& official : officials_) all.insert(official.roles.begin(), official.roles.end());
  return {all.begin(), all.end()};
}

std::vector<std::string> Directory::rolesOf(const OfficialId& official, UtcTime /*at*/) const {
  const Official* found = find(official);
  return found == nullptr ? std::vector<std::string>{} : found->roles;
}

}  // namespace tdkt::directory
