#pragma once
// Passwords: what is good enough, and the slow salted hash that is kept of one.
// Source: RFC 7914 (scrypt); NIST SP 800-63B §5.1.1 (length before mixture, Unicode normalised first).

#include <cstdint>
#include <string>

#include "workflow/base/Error.h"
#include "workflow/base/Random.h"
#include "workflow/base/Secret.h"

namespace tdkt::identity {

/// What one guess costs; 128·r·N octets of memory, three times over. Kept with every hash, so that it can be
/// raised later.
struct PasswordCost {
  std::uint64_t n = 1U << 15U;
  std::uint32_t r = 8;
  std::uint32_t p = 3;
  friend bool operator==(const PasswordCost&, const PasswordCost&) = default;
};

/// In the form that is hashed (NFC), or why it is not taken: kInput "identity.password.short" (under 12
/// characters), "identity.password.long" (over 256), "identity.password.weak" (fewer than 6 different
/// characters, or the account's name in it), "text.*" when it is not UTF-8.
Result<Secret> acceptablePassword(const Secret& typed, const std::string& accountName);

/// "scrypt$N$r$p$salt$hash", salt and hash in base 64. Errors: kUnavailable "identity.password.hash" (no
/// memory).
Result<std::string> hashPassword(const Secret& normalised, const PasswordCost& cost, Random& random);

/// What a password was held against.
struct PasswordMatch {
  bool fits = false;
  PasswordCost cost;  ///< of the stored hash
};
/// An empty or unreadable `stored` costs as much time as a good one and never fits.
/// Errors: kUnavailable "identity.password.hash".
Result<PasswordMatch> matchPassword(const Secret& typed, const std::string& stored,
                                    const PasswordCost& usual);

}  // namespace tdkt::identity
