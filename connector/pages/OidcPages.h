#pragma once
// Signing in with another house's word, at desk and admin.
//
//   GET  /sign-in/oidc/{issuer}           begin; with iss and target_link_uri: begun by a third party
//   POST /sign-in/oidc/{issuer}           the same, as that house may also send it
//   GET  /sign-in/oidc/{issuer}/callback  the way back
//
// What belongs to one sign-in stays in a cookie of this browser for ten minutes; nothing is stored here until
// somebody has proved himself. Source: OpenID Connect Core 1.0 §3.1, §4 (third-party initiated login).

#include <string>
#include <vector>

#include "connector/identity/Identities.h"
#include "connector/identity/OidcProvider.h"
#include "connector/pages/SignInPages.h"

namespace tdkt::pages {

/// Thread-safe. Owns nothing it is given.
class OidcPages {
 public:
  OidcPages(SignInPages& signIn, DeskAccess& access, identity::Identities& identities, const Clock& clock,
            std::vector<identity::OidcProvider*> providers);
  void addTo(http::Router& router);

  /// Where a button leads, and where the issuer must send the browser back to.
  static std::string beginPath(const std::string& issuerId);
  static std::string callbackUrl(const std::string& publicUrl, const std::string& issuerId);

 private:
  using Answer = Result<http::Response>;
  Answer begin(const http::Request& request);
  Answer finish(const http::Request& request);
  /// Errors: kNotFound "identity.issuer".
  Result<identity::OidcProvider*> providerOf(const http::Request& request) const;
  /// The page to come back to. Errors: kInput "oidc.initiate" (another issuer or another house's page).
  Result<std::string> targetOf(const http::Request& request, const identity::OidcProvider& provider) const;
  http::Response answerOf(const http::Request& request, const Answer& answer);

  SignInPages& signIn_;
  DeskAccess& access_;
  identity::Identities& identities_;
  const Clock& clock_;
  std::vector<identity::OidcProvider*> providers_;
};

}  // namespace tdkt::pages
