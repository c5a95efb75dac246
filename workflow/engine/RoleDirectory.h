#pragma once
// What the engine asks about people. Implemented outside (connector/directory), faked in tests.

#include <string>
#include <vector>

#include "workflow/base/Ids.h"
#include "workflow/base/Time.h"
#include "workflow/model/Grant.h"

namespace tdkt::workflow {

/// Answers for one moment; the same question at the same moment gets the same answer. What a command takes
/// from here stands in its events, so that a replay never asks. Thread-safe. Cannot fail: an unknown person
/// holds nothing.
class RoleDirectory {
 public:
  virtual ~RoleDirectory() = default;
  /// Roles the official holds himself; what he may do by a grant is not among them.
  virtual std::vector<std::string> rolesOf(const OfficialId& official, UtcTime at) const = 0;
  /// Everybody who holds the role himself, in the directory's order.
  virtual std::vector<OfficialId> rosterOf(const std::string& role, UtcTime at) const = 0;
  /// Grants to this agent that are in force.
  virtual std::vector<Grant> grantsTo(const OfficialId& agent, UtcTime at) const = 0;
  /// Nominees this official is too close to, himself first.
  virtual std::vector<Interest> interestsOf(const OfficialId& official, UtcTime at) const = 0;
};

}  // namespace tdkt::workflow
