#pragma once
// What the simulated e-office is told at start: who works there and where tdkt is.

#include <string>
#include <string_view>
#include <vector>

#include "connector/office/edxml/Message.h"
#include "workflow/base/Error.h"
#include "workflow/base/Secret.h"

namespace tdkt::simulator {

struct User {
  std::string id;
  std::string name;
  std::string post;
};

struct Settings {
  std::string officeId;
  std::string tdktUrl;  ///< origin without a slash at its end
  Secret webhookSecret;
  Secret apiToken;
  std::vector<User> users;
  edxml::Organisation own;
  std::string clockFile;  ///< absolute; empty = the machine's clock (workflow/base/ShiftedClock.h)

  /// Null for somebody who does not work here.
  const User* find(const std::string& user) const;
};

/// The configuration of API.md. Errors: those of json::parse, kInput "json.missing", kInput
/// "simulator.users".
Result<Settings> settingsFromJson(std::string_view text);

}  // namespace tdkt::simulator
