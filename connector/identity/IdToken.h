#pragma once
// An ID token: believed only when a key of its issuer signed it and every claim is as we asked. Pure; no
// network.
// Source: OpenID Connect Core 1.0 §3.1.3.7; RFC 7515, RFC 7517, RFC 7519; RFC 8725 (best practices).

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "workflow/base/Error.h"
#include "workflow/base/Time.h"

namespace tdkt::identity {

constexpr std::size_t kLargestIdToken = 16U << 10U;

/// The public signature keys an issuer publishes: RSA of at least 2048 bits and P-256; others are passed
/// over.
class KeySet {
 public:
  /// Errors: kInput "oidc.answer" (no JWK set).
  static Result<KeySet> fromJson(std::string_view text);
  std::size_t size() const { return keys_.size(); }

  struct Key {
    std::string kid;
    std::string algorithm;  ///< what the key is bound to; empty: any that fits its type
    bool elliptic = false;
    std::string jwk;  ///< JSON of this key alone
  };
  const std::vector<Key>& keys() const { return keys_; }

 private:
  std::vector<Key> keys_;
};

struct TokenExpectation {
  std::string issuer;
  std::string clientId;
  std::string nonce;
  UtcTime now;
};

/// The subject. Errors: kDenied "oidc.token" with the reason in `detail`; kNotFound "oidc.key" when the token
/// names a key that the set lacks (the set may be an old one). Algorithms RS256, PS256 and ES256 alone; a
/// minute of clock difference; issued in the last ten minutes.
Result<std::string> subjectOf(std::string_view token, const KeySet& keys, const TokenExpectation& expected);

}  // namespace tdkt::identity
