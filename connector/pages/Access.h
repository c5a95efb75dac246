#pragma once
// Who may look: one-use tickets and bearers for the panel, one-use links and sessions for the desk.
//
//   panel: office ──issueTicket()──► ticket (60 s, one use) ──redeem()──► bearer (10 minutes, sliding, 8 h at
//   most) desk:  operator ──issueLink()──► link (one use) ──redeem()──► session cookie + CSRF token (1 h,
//   sliding, 8 h at most)
//
// Everything lives in memory: after a restart everybody opens again. Only digests of the secrets are kept.
// Source: OWASP ASVS 4.0 §3 (session management); measurement M12: no cookie reaches a framed page of another
// site.

#include <chrono>
#include <map>
#include <mutex>
#include <string>

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

class DeskAccess {
 public:
  DeskAccess(const Clock& clock, Random& random)
      : random_(random), links_(clock, random), sessions_(clock, random) {}

  /// The secret part of a one-use link.
  std::string issueLink(const OfficialId& official, std::chrono::milliseconds lifetime);
  /// The value of the session cookie. Errors: kDenied "access.link.unauthenticated".
  Result<std::string> redeem(const std::string& link);
  /// Errors: kDenied "access.session.unauthenticated".
  Result<DeskGrant> authorise(const std::string& cookie);
  /// As authorise(), for a form that changes something. Errors: also kDenied "access.csrf".
  Result<DeskGrant> authoriseForm(const std::string& cookie, const std::string& csrf);
  void signOut(const std::string& cookie) { sessions_.forget(cookie); }

 private:
  Random& random_;
  GrantTable<OfficialId> links_;
  GrantTable<DeskGrant> sessions_;
};

}  // namespace tdkt::pages
