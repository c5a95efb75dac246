#pragma once
// Local accounts: a name, a password, and the official of the directory it stands for. There is no default
// password: an account is made with one, or opened by a one-use link that asks for one.

#include <chrono>
#include <string>
#include <vector>

#include "connector/identity/Password.h"
#include "connector/storage/Database.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Ids.h"

namespace tdkt::identity {

struct Account {
  std::string name;
  OfficialId official;
  bool active = true;
  bool hasPassword = false;
  UtcTime changedAt;
};

/// Thread-safe. Every function also gives the errors of storage::Database; where a name is wanted,
/// kNotFound "identity.account". Whoever changes an account closes its sessions in the same commit.
class Accounts {
 public:
  Accounts(storage::Database& database, const Clock& clock, Random& random, PasswordCost cost = {});

  /// `name`: 2 to 64 of a–z, 0–9, '.', '-', '_', '@'; upper case is lowered. Without a password yet.
  /// Errors: kInput "identity.name", kConflict "identity.name.taken".
  Result<Done> add(const std::string& name, const OfficialId& official);
  Result<std::vector<Account>> list();  ///< by name
  Result<Account> find(const std::string& name);
  /// Errors: those of acceptablePassword().
  Result<Done> setPassword(const std::string& name, const Secret& password);
  Result<Done> setActive(const std::string& name, bool active);

  /// The secret of a link by which its holder sets the password, once. Earlier links of this account end; the
  /// password, if any, is forgotten at once.
  Result<std::string> issueSetupLink(const std::string& name, std::chrono::milliseconds lifetime);
  /// Whose link it is. Errors: kDenied "access.link.unauthenticated" (unknown, used, ended, or of a disabled
  /// account).
  Result<Account> accountOfLink(const std::string& link);
  /// Sets the password and uses the link up; a password that is not taken leaves the link good.
  /// Errors: those of accountOfLink() and setPassword().
  Result<Account> useSetupLink(const std::string& link, const Secret& password);

  /// Errors: kDenied "access.credentials.unauthenticated" (no such name, no password, wrong password,
  /// disabled: all the same, in about the same time); kDenied "access.locked" with the seconds left as
  /// `field`: after the fifth failure in a row 30 s, doubling up to 15 minutes, forgotten after a day;
  /// kUnavailable "access.busy" (too many sign-ins at this moment).
  Result<Account> signIn(const std::string& name, const Secret& password);

 private:
  Result<Done> countAttempt(const std::string& nameHash);
  Result<Done> forgetFailures(const std::string& nameHash);
  Result<std::string> storedHash(const std::string& name);
  Result<Done> writeHash(const std::string& name, const std::string& hash);
  Result<Done> closeSessions(const std::string& name);
  Result<Done> mustExist(const std::string& name);

  storage::Database& database_;
  const Clock& clock_;
  Random& random_;
  PasswordCost cost_;
};

}  // namespace tdkt::identity
