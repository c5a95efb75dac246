#include "connector/directory/Directory.h"

#include <algorithm>
#include <set>

#include "workflow/base/Json.h"

namespace tdkt::directory {
namespace {

using nlohmann::ordered_json;

Result<std::vector<workflow::Interest>> readInterests(const ordered_json& row, const std::string& id) {
  std::vector<workflow::Interest> out;
  if (!row.contains("interests")) return out;
  if (!row["interests"].is_array()) return inputError("directory.official", "interests must be a list", id);
  for (const auto& one : row["interests"]) {
    TDKT_ASSIGN(const std::string name, json::requireString(one, "name"));
    out.push_back({name, json::optionalString(one, "unit"), json::optionalString(one, "relation")});
  }
  return out;
}

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
  TDKT_ASSIGN(official.interests, readInterests(row, id));
  return official;
}

Result<std::vector<std::string>> textsAt(const ordered_json& row, const char* key, const std::string& id) {
  std::vector<std::string> out;
  if (!row.contains(key)) return out;
  if (!row[key].is_array()) return inputError("directory.grant", "a list of texts was expected", id);
  for (const auto& text : row[key]) {
    if (!text.is_string()) return inputError("directory.grant", "a list of texts was expected", id);
    out.push_back(text.get<std::string>());
  }
  return out;
}

Result<CivilDate> dayAt(const ordered_json& row, const char* key, const std::string& id) {
  TDKT_ASSIGN(const std::string text, json::requireString(row, key));
  const auto day = parseIsoDate(text);
  if (!day) return inputError("directory.grant", std::string(key) + " is no day (YYYY-MM-DD)", id);
  return *day;
}

Result<workflow::Grant> readGrant(const ordered_json& row) {
  workflow::Grant grant;
  TDKT_ASSIGN(grant.id, json::requireString(row, "id"));
  TDKT_ASSIGN(const std::string principal, json::requireString(row, "principal"));
  TDKT_ASSIGN(const std::string agent, json::requireString(row, "agent"));
  TDKT_ASSIGN(const std::string capacity, json::requireString(row, "capacity"));
  grant.principal = OfficialId(principal);
  grant.agent = OfficialId(agent);
  const auto known = workflow::capacityFrom(capacity);
  if (!known) return inputError("directory.grant", "own, TM, Q, KT, TL or TUQ was expected", grant.id);
  grant.capacity = *known;
  TDKT_ASSIGN(grant.roles, textsAt(row, "roles", grant.id));
  TDKT_ASSIGN(grant.awards, textsAt(row, "awards", grant.id));
  TDKT_ASSIGN(const CivilDate from, dayAt(row, "from", grant.id));
  TDKT_ASSIGN(const CivilDate to, dayAt(row, "to", grant.id));
  grant.from = startOfVietnamDay(from);
  grant.to = startOfVietnamDay(std::chrono::sys_days(to) + std::chrono::days(1));
  grant.document = json::optionalString(row, "document");
  return grant;
}

}  // namespace

Result<Done> Directory::addGrant(const workflow::Grant& grant) {
  const auto refuse = [&](const char* why) { return inputError("directory.grant", why, grant.id); };
  for (const workflow::Grant& other : grants_) {
    if (other.id == grant.id) return refuse("this id stands twice");
  }
  if (find(grant.principal) == nullptr || find(grant.agent) == nullptr) return refuse("an unknown person");
  if (grant.principal == grant.agent) return refuse("nobody acts for himself");
  if (grant.to <= grant.from) return refuse("it ends before it begins");
  // Source: NĐ 30/2020/NĐ-CP, Điều 13 khoản 3: authorisation is in writing and limited in time and content.
  if (grant.capacity == workflow::Capacity::kByAuthorisation && grant.document.empty())
    return refuse("TUQ needs the number and date of its document");
  grants_.push_back(grant);
  return Done{};
}

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
  const auto grants = root.value("grants", ordered_json::array());
  if (!grants.is_array()) return inputError("directory.grant", "a list was expected", "grants");
  for (const auto& row : grants) {
    TDKT_ASSIGN(const workflow::Grant grant, readGrant(row));
    TDKT_CHECK(directory.addGrant(grant));
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

bool Directory::actsAs(const OfficialId& official, const std::string& role, UtcTime at) const {
  const auto holds = [&](const OfficialId& id) {
    const std::vector<std::string> own = rolesOf(id, at);
    return std::find(own.begin(), own.end(), role) != own.end();
  };
  if (holds(official)) return true;
  const auto grants = grantsTo(official, at);
  return std::any_of(grants.begin(), grants.end(), [&](const workflow::Grant& grant) {
    const bool covers =
        grant.roles.empty() || std::find(grant.roles.begin(), grant.roles.end(), role) != grant.roles.end();
    return covers && holds(grant.principal);
  });
}

bool Directory::hasGrant(const OfficialId& agent, workflow::Capacity capacity) const {
  return std::any_of(grants_.begin(), grants_.end(), [&](const workflow::Grant& grant) {
    return grant.agent == agent && grant.capacity == capacity;
  });
}

std::vector<const Official*> Directory::actingAs(const std::string& role, UtcTime at) const {
  std::vector<const Official*> out = holdersOf(role);
  for (const Official& official : officials_) {
    const bool holder = std::find(out.begin(), out.end(), &official) != out.end();
    if (!holder && actsAs(official.id, role, at)) out.push_back(&official);
  }
  return out;
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

std::vector<OfficialId> Directory::rosterOf(const std::string& role, UtcTime /*at*/) const {
  std::vector<OfficialId> out;
  for (const Official* holder : holdersOf(role)) out.push_back(holder->id);
  return out;
}

std::vector<workflow::Grant> Directory::grantsTo(const OfficialId& agent, UtcTime at) const {
  std::vector<workflow::Grant> out;
  for (const workflow::Grant& grant : grants_) {
    if (grant.agent == agent && grant.from <= at && at < grant.to) out.push_back(grant);
  }
  return out;
}

std::vector<workflow::Interest> Directory::interestsOf(const OfficialId& official, UtcTime /*at*/) const {
  const Official* found = find(official);
  if (found == nullptr) return {};
  std::vector<workflow::Interest> out{{found->name, found->unit, "bản thân"}};
  out.insert(out.end(), found->interests.begin(), found->interests.end());
  return out;
}

}  // namespace tdkt::directory
