#pragma once
// Which official a person of another house's sign-in service is: by issuer and subject, entered by an
// administrator; never by a name or mail address in a token.
// Source: OpenID Connect Core 1.0 §5.7 (only iss and sub together identify).

#include <string>
#include <vector>

#include "connector/storage/Database.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Ids.h"

namespace tdkt::identity {

struct Identity {
  std::string issuer;
  std::string subject;
  OfficialId official;
};

/// Thread-safe. Every function also gives the errors of storage::Database.
class Identities {
 public:
  Identities(storage::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  /// Errors: kConflict "identity.linked" (this person is an official already; unlink first), kInput
  /// "identity.subject" (empty or over 255 octets).
  Result<Done> link(const Identity& identity);
  /// Also closes the official's sessions. Errors: kNotFound "identity.subject".
  Result<Done> unlink(const std::string& issuer, const std::string& subject);
  /// Errors: kDenied "access.identity.unmapped".
  Result<OfficialId> officialOf(const std::string& issuer, const std::string& subject);
  Result<std::vector<Identity>> list();

 private:
  storage::Database& database_;
  const Clock& clock_;
};

}  // namespace tdkt::identity
