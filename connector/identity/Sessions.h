#pragma once
// Who is signed in. A session is a secret in a cookie; only its digest is kept, in the database, so that it
// survives a restart and several services share it.
// Source: OWASP ASVS 5.0 §7 (session management).

#include <chrono>
#include <optional>
#include <string>

#include "connector/storage/Database.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Ids.h"
#include "workflow/base/Random.h"

namespace tdkt::identity {

struct SessionLimits {
  std::chrono::milliseconds idle = std::chrono::minutes(60);  ///< slides with use
  std::chrono::milliseconds whole = std::chrono::hours(8);    ///< never slides
};

enum class SignInMethod { kLink, kPassword, kOidc };

struct Session {
  OfficialId official;
  std::string csrf;  ///< every form of this session carries it; derived from the secret, kept nowhere
};

/// Thread-safe. Every function also gives the errors of storage::Database.
class Sessions {
 public:
  Sessions(storage::Database& database, const Clock& clock, Random& random, SessionLimits limits = {})
      : database_(database), clock_(clock), random_(random), limits_(limits) {}

  /// A fresh secret (64 hexadecimal digits) for a person who has just proved himself. Always a new one: a
  /// value known before sign-in is worth nothing after it.
  Result<std::string> open(const OfficialId& official, SignInMethod method, const std::string& account = {});
  /// Slides the idle end (written at most once a minute). Errors: kDenied "access.session.unauthenticated"
  /// (unknown, closed or ended).
  Result<Session> find(const std::string& secret);
  /// Unknown secrets are closed already.
  Result<Done> close(const std::string& secret);
  /// Every session opened by this account's password.
  Result<Done> closeOfAccount(const std::string& account);
  Result<Done> closeOfOfficial(const OfficialId& official);
  const SessionLimits& limits() const { return limits_; }

 private:
  Result<Done> closeWhere(std::string_view sql, const std::string& value);
  storage::Database& database_;
  const Clock& clock_;
  Random& random_;
  SessionLimits limits_;
};

}  // namespace tdkt::identity
