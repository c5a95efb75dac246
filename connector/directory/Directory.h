#pragma once
// Who is who: officials, their posts and roles, and who they are in each e-office. Loaded from one file,
// constant.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/base/Error.h"
#include "workflow/base/Ids.h"
#include "workflow/engine/Engine.h"

namespace tdkt::directory {

struct Official {
  OfficialId id;
  std::string name;  ///< "Nguyễn Đức Thịnh", never with a title before it
  std::string post;  ///< "Chủ tịch Ủy ban nhân dân tỉnh"
  std::string unit;
  std::vector<std::string> roles;  ///< "secretariat", "appraiser", "chair", "clerk", "opinion.police"…
  std::map<std::string, std::string> hostUsers;  ///< office id → user id there
  std::vector<workflow::Interest> interests;     ///< nominees he is too close to, besides himself
};

/// Identity comes from the authenticated channel and this table, never from a message. Immutable,
/// thread-safe.
class Directory : public workflow::RoleDirectory {
 public:
  /// {"officials":[{"id","name","post","unit","roles":[],"hostUsers":{office:user},
  ///   "interests":[{"name","unit","relation"}]}],
  ///  "grants":[{"id","principal","agent","capacity":"own|TM|Q|KT|TL|TUQ","roles":[],"awards":[],
  ///   "from","to","document"}]}; from and to are ISO days in Vietnam, both inclusive. interests and grants
  /// may be left out. Errors: those of json::parse, kInput "directory.official" (missing field, repeated id
  /// or host user), kInput "directory.grant" (missing field, unknown person, capacity or day, to before from,
  /// someone's grant to himself, repeated id, a TUQ without its document).
  static Result<Directory> fromJson(std::string_view text);

  const Official* find(const OfficialId& id) const;
  const std::vector<Official>& officials() const { return officials_; }
  /// Null for a user nobody has mapped: such a person may do nothing; never guessed by name.
  const Official* findByHostUser(const OfficeId& office, const std::string& hostUser) const;
  std::vector<const Official*> holdersOf(const std::string& role) const;
  /// Whether he holds the role, or somebody who holds it has let him act.
  bool actsAs(const OfficialId& official, const std::string& role, UtcTime at) const;
  /// Whether he has a grant of this capacity, in force or to come.
  bool hasGrant(const OfficialId& agent, workflow::Capacity capacity) const;
  /// Those who hold the role, then those who act for them.
  std::vector<const Official*> actingAs(const std::string& role, UtcTime at) const;
  std::vector<std::string> roles() const;  ///< every role somebody holds, sorted
  std::vector<std::string> rolesOf(const OfficialId& official, UtcTime at) const override;
  std::vector<OfficialId> rosterOf(const std::string& role, UtcTime at) const override;
  std::vector<workflow::Grant> grantsTo(const OfficialId& agent, UtcTime at) const override;
  std::vector<workflow::Interest> interestsOf(const OfficialId& official, UtcTime at) const override;

 private:
  Result<Done> addGrant(const workflow::Grant& grant);

  std::vector<Official> officials_;
  std::vector<workflow::Grant> grants_;
};

}  // namespace tdkt::directory
