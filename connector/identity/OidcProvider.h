#pragma once
// Signing in with another house's word: authorization code with PKCE, state and nonce, at one issuer.
//
//   begin() ──► address to send the browser to, and a secret that stays in this browser's cookie
//   browser signs in there, comes back with ?code&state
//   finish() ──► code for tokens ──► ID token checked ──► who it is there (issuer, subject)
//
// Source: OpenID Connect Core 1.0 §3.1, Discovery 1.0 §4; RFC 7636 (PKCE, S256); RFC 9207 (iss in the
// answer).

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "connector/http/HttpClient.h"
#include "connector/identity/IdToken.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Random.h"
#include "workflow/base/Secret.h"

namespace tdkt::identity {

struct OidcSettings {
  std::string id;      ///< ours, in URLs
  std::string name;    ///< on the button
  std::string issuer;  ///< as its tokens say it
  std::string clientId;
  Secret clientSecret;          ///< empty: a public client
  std::string authoritiesFile;  ///< PEM; empty = the system's
  std::string redirectUri;      ///< where the browser comes back to
};

struct OidcStart {
  std::string url;
  std::string secret;  ///< 64 hexadecimal digits; state, nonce and PKCE verifier are derived from it
};

/// What the browser brought back.
struct OidcReturn {
  std::string code;
  std::string state;
  std::string issuer;  ///< RFC 9207; may be absent
  std::string error;
};

/// Thread-safe. What the issuer publishes is kept for an hour; a key that is not known is asked for again, at
/// most once a minute; while the issuer is away, it is asked again after ten seconds.
class OidcProvider {
 public:
  OidcProvider(OidcSettings settings, const Clock& clock, Random& random);

  /// `loginHint` is handed through, may be empty. Errors: kUnavailable "oidc.unavailable"; kInput
  /// "oidc.discovery" (another issuer, or an endpoint without TLS that is not of this machine).
  Result<OidcStart> begin(const std::string& loginHint = {});
  /// The subject at this issuer. Errors: kDenied "oidc.state" (not begun with this secret), "oidc.refused"
  /// (the issuer says no), "oidc.token"; kUnavailable "oidc.unavailable"; kInput "oidc.answer",
  /// "oidc.discovery".
  Result<std::string> finish(const OidcReturn& back, const std::string& secret);

  const OidcSettings& settings() const { return settings_; }

 private:
  struct Metadata {
    std::string authorization;
    std::string token;
    std::string keys;
    bool secretInBody = false;
    bool saysIssuer = false;
  };
  Result<Metadata> metadata();
  Result<Metadata> discover() const;
  Result<KeySet> keySet(const Metadata& about, bool again);
  Result<std::string> idTokenFor(const Metadata& about, const std::string& code,
                                 const std::string& secret) const;
  Result<http::ClientReply> ask(http::ClientRequest request) const;

  OidcSettings settings_;
  const Clock& clock_;
  Random& random_;
  std::mutex mutex_;
  std::optional<Metadata> metadata_;
  UtcTime metadataAt_;
  std::optional<Error> failure_;
  UtcTime failedAt_;
  std::optional<KeySet> keys_;
  UtcTime keysAt_;
};

}  // namespace tdkt::identity
