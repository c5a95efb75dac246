#pragma once
// The doors to desk and admin: password, one-use link, first password by a setup link, signing out.
//
//   GET /            the page of whoever is signed in, else the sign-in page
//   /sign-in         name and password                    /sign-in/setup   a new password by a one-use link
//   /desk/sign-in    an operator's one-use link           /desk/sign-out   the end of a session
//
// Every form carries a token bound to a cookie of the same browser, so that nobody is signed in by a form of
// another site. Proving oneself always opens a new session and closes the browser's earlier one.

#include <functional>
#include <string>
#include <vector>

#include "connector/directory/Directory.h"
#include "connector/http/Router.h"
#include "connector/identity/Accounts.h"
#include "connector/identity/Sessions.h"
#include "connector/pages/Access.h"
#include "connector/pages/DossierView.h"
#include "connector/pages/TemplateSet.h"

namespace tdkt::pages {

struct SignInParts {
  const directory::Directory& directory;
  DeskAccess& access;
  identity::Accounts& accounts;
  identity::Sessions& sessions;
  Random& random;
};

/// What the sign-in page offers besides one-use links.
struct SignInOffer {
  struct Button {
    std::string url;
    std::string name;
  };
  bool passwords = true;  ///< local accounts
  std::vector<Button> issuers = {};
};

/// Thread-safe. Owns nothing it is given.
class SignInPages {
 public:
  explicit SignInPages(SignInParts parts, SignInOffer offer = {}, bool demo = false);
  void addTo(http::Router& router);

  /// The address of a one-use link by which an account gets its password.
  static std::string setupUrl(const std::string& publicUrl, const std::string& link);

  using Answer = Result<http::Response>;
  /// The sign-in page, with what went wrong.
  http::Response page(const http::Request& request, const Error* error = nullptr);
  /// A new session for an official whose roles open something, and the way to `next` (else to the page of his
  /// role). Errors: kDenied "access.role", those of identity::Sessions.
  Answer enter(const http::Request& request, const OfficialId& official, identity::SignInMethod method,
               const std::string& account, const std::string& next);

 private:
  http::Response home(const http::Request& request);
  Answer signIn(const http::Request& request);
  http::Response linkPage(const http::Request& request, const Error* error = nullptr);
  Answer useLink(const http::Request& request);
  http::Response setupPage(const http::Request& request, const Error* error = nullptr);
  Answer setUp(const http::Request& request);
  Answer signOut(const http::Request& request);

  /// The form's token belongs to this browser. Errors: kDenied "access.form".
  Result<Done> checkForm(const http::Request& request) const;
  /// `view` rendered, with a fresh token for its form.
  http::Response formPage(const http::Request& request, ViewJson view, const Error* error);
  SignInParts parts_;
  SignInOffer offer_;
  TemplateSet templates_;
};

}  // namespace tdkt::pages
