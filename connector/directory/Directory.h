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
};

/// Identity comes from the authenticated channel and this table, never from a message. Immutable,
/// thread-safe.
class Directory : public workflow::RoleDirectory {
 public:
  /// {"officials":[{"id","name","post","unit","roles":[],"hostUsers":{office:user}}]}.
  /// Errors: those of json::parse, kInput "directory.official" (missing field, repeated id or host user).
  static Result<Directory> fromJson(std::string_view text);

  const Official* find(const OfficialId& id) const;
  const std::vector<Official>& officials() const { return officials_; }
  /// Null for a user nobody has mapped: such a person may do nothing; never guessed by name.
  const Official* findByHostUser(const OfficeId& office, const std::string& hostUser) const;
  std::vector<const Official*> holdersOf(const std::string& role) const;
  std::vector<std::string> roles() const;  ///< every role somebody holds, sorted
  std::vector<std::string> rolesOf(const OfficialId& official, UtcTime at) const override;

 private:
  std::vector<Official> officials_;
};

}  // namespace tdkt::directory
