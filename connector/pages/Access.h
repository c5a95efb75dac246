#pragma once
// Who may look: one-use tickets and bearers for the panel, one-use links and sessions for the desk.
//
//   panel: office ──issueTicket()──► ticket (60 s, one use) ──redeem()──► bearer (10 minutes, sliding, 8 h at
//   most)
//   desk and admin: a password, another house's word or an operator's one-use link ──► session cookie
//
// Tickets, bearers and links live in memory: after a restart everybody opens again. Sessions are kept in the
// database. Only digests of the secrets are kept in either place.
// Source: OWASP ASVS 5.0 §7 (session management); RFC 6265bis §4.1.3 (__Host-); measurement M12: no cookie
// reaches a framed page of another site.

#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "connector/directory/Directory.h"
#include "connector/http/Router.h"
#include "connector/identity/Sessions.h"
#include "workflow/base/Clock.h"
#include "workflow/base/Error.h"
#include "workflow/base/Ids.h"
#include "workflow/base/Random.h"

namespace tdkt::pages {

/// What a panel is open for: this person, this dossier, from this office, nothing else.
struct PanelGrant {
  OfficialId official;
  DossierId dossier;
  OfficeId office;
  friend bool operator==(const PanelGrant&, const PanelGrant&) = default;
};

/// Somebody at the desk.
struct DeskGrant {
  OfficialId official;
  std::string csrf;  ///< every form of this session carries it
};

/// Secrets with an end, kept by digest. Thread-safe.
template <class Grant>
class GrantTable {
 public:
  GrantTable(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

  /// A fresh secret for `grant`. `idle` slides with every find(), `whole` never.
  std::string issue(Grant grant, std::chrono::milliseconds idle, std::chrono::milliseconds whole);
  /// Gives the grant and forgets the secret; kNotFound "access" otherwise.
  Result<Grant> take(const std::string& secret);
  /// Gives the grant and slides its idle end; kNotFound "access" otherwise.
  Result<Grant> find(const std::string& secret);
  void forget(const std::string& secret);

 private:
  struct Row {
    Grant grant;
    UtcTime idleEnd;
    UtcTime wholeEnd;
    std::chrono::milliseconds idle;
  };
  void dropEnded();
  const Clock& clock_;
  Random& random_;
  std::mutex mutex_;
  std::map<std::string, Row> rows_;  ///< by SHA-256: finding a row tells nothing about how near a guess was
};

class PanelAccess {
 public:
  PanelAccess(const Clock& clock, Random& random) : tickets_(clock, random), bearers_(clock, random) {}

  std::string issueTicket(const PanelGrant& grant);
  /// The bearer for a ticket; a ticket works once. Errors: kDenied "access.ticket.unauthenticated".
  Result<std::string> redeem(const std::string& ticket);
  /// Errors: kDenied "access.bearer.unauthenticated".
  Result<PanelGrant> authorise(const std::string& bearer);

 private:
  GrantTable<PanelGrant> tickets_;
  GrantTable<PanelGrant> bearers_;
};

/// Whether an official's roles open the secretariat's desk, or the administrator's pages.
bool opensDesk(const directory::Official& official);
bool opensAdmin(const directory::Official& official);

/// A request that another site's page sent: such a form is nobody's wish here. Browsers that do not know
/// Sec-Fetch-Site send none; for those the form's own token speaks.
bool fromElsewhere(const http::Request& request);

/// Sessions of desk and admin, and the cookie that carries them: HttpOnly, SameSite=Lax (the way back from a
/// sign-in service begins on its site, where Strict would keep the fresh cookie away), with https also Secure
/// and "__Host-". Thread-safe.
class DeskAccess {
 public:
  /// `publicUrl` is how browsers reach us: https or not decides about the cookie.
  DeskAccess(const Clock& clock, Random& random, identity::Sessions& sessions, std::string publicUrl = {})
      : links_(clock, random), sessions_(sessions), publicUrl_(std::move(publicUrl)) {}

  /// The secret part of a one-use link.
  std::string issueLink(const OfficialId& official, std::chrono::milliseconds lifetime);
  /// Whose link it was; it is used up. Errors: kDenied "access.link.unauthenticated".
  Result<OfficialId> takeLink(const std::string& link);
  /// The value of the session cookie. Errors: kDenied "access.link.unauthenticated".
  Result<std::string> redeem(const std::string& link);
  /// Errors: kDenied "access.session.unauthenticated".
  Result<DeskGrant> authorise(const std::string& cookie);
  /// As authorise(), for a form that changes something. Errors: also kDenied "access.csrf".
  Result<DeskGrant> authoriseForm(const std::string& cookie, const std::string& csrf);
  /// Who asks: by cookie, and whatever is no GET also by the field "csrf" and its origin.
  Result<DeskGrant> visitor(const http::Request& request);
  Result<Done> signOut(const std::string& cookie) { return sessions_.close(cookie); }

  bool secure() const { return publicUrl_.starts_with("https:"); }
  std::string cookieName() const { return cookieName("desk"); }
  std::string cookieName(const std::string& name) const { return (secure() ? "__Host-" : "") + name; }
  /// The value of a Set-Cookie field; an empty `value` takes the cookie away.
  std::string setCookie(const std::string& name, const std::string& value) const;
  const std::string& publicUrl() const { return publicUrl_; }

 private:
  GrantTable<OfficialId> links_;
  identity::Sessions& sessions_;
  std::string publicUrl_;
};

}  // namespace tdkt::pages
