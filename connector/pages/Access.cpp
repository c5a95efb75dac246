#include "connector/pages/Access.h"

#include <algorithm>

#include "connector/pages/Form.h"
#include "workflow/base/Bytes.h"

namespace tdkt::pages {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr seconds kTicketLife{60};
constexpr minutes kBearerIdle{10};
constexpr hours kWorkingDay{8};

bool holds(const directory::Official& official, std::initializer_list<std::string_view> roles) {
  return std::any_of(official.roles.begin(), official.roles.end(), [&](const std::string& role) {
    return std::find(roles.begin(), roles.end(), role) != roles.end();
  });
}

}  // namespace

template <class Grant>
std::string GrantTable<Grant>::issue(Grant grant, std::chrono::milliseconds idle,
                                     std::chrono::milliseconds whole) {
  std::string secret = newId(random_) + newId(random_);
  const std::lock_guard guard(mutex_);
  dropEnded();
  const UtcTime now = clock_.now();
  rows_.insert_or_assign(sha256Hex(secret), Row{std::move(grant), now.plus(idle), now.plus(whole), idle});
  return secret;
}

template <class Grant>
Result<Grant> GrantTable<Grant>::take(const std::string& secret) {
  const std::lock_guard guard(mutex_);
  dropEnded();
  auto row = rows_.extract(sha256Hex(secret));
  if (row.empty()) return notFoundError("access", "unknown, used or ended");
  return std::move(row.mapped().grant);
}

template <class Grant>
Result<Grant> GrantTable<Grant>::find(const std::string& secret) {
  const std::lock_guard guard(mutex_);
  dropEnded();
  const auto row = rows_.find(sha256Hex(secret));
  if (row == rows_.end()) return notFoundError("access", "unknown, used or ended");
  row->second.idleEnd = std::min(clock_.now().plus(row->second.idle), row->second.wholeEnd);
  return row->second.grant;
}

template <class Grant>
void GrantTable<Grant>::forget(const std::string& secret) {
  const std::lock_guard guard(mutex_);
  rows_.erase(sha256Hex(secret));
}

template <class Grant>
void GrantTable<Grant>::dropEnded() {
  const UtcTime now = clock_.now();
  std::erase_if(rows_,
                [&](const auto& row) { return std::min(row.second.idleEnd, row.second.wholeEnd) <= now; });
}

template class GrantTable<PanelGrant>;
template class GrantTable<OfficialId>;

std::string PanelAccess::issueTicket(const PanelGrant& grant) {
  return tickets_.issue(grant, kTicketLife, kTicketLife);
}

Result<std::string> PanelAccess::redeem(const std::string& ticket) {
  auto grant = tickets_.take(ticket);
  if (!grant) return deniedError("access.ticket.unauthenticated", grant.error().detail);
  return bearers_.issue(*grant, kBearerIdle, kWorkingDay);
}

Result<PanelGrant> PanelAccess::authorise(const std::string& bearer) {
  auto grant = bearers_.find(bearer);
  if (!grant) return deniedError("access.bearer.unauthenticated", grant.error().detail);
  return grant;
}

std::string DeskAccess::issueLink(const OfficialId& official, std::chrono::milliseconds lifetime) {
  return links_.issue(official, lifetime, lifetime);
}

Result<OfficialId> DeskAccess::takeLink(const std::string& link) {
  auto official = links_.take(link);
  if (!official) return deniedError("access.link.unauthenticated", official.error().detail);
  return official;
}

Result<std::string> DeskAccess::redeem(const std::string& link) {
  TDKT_ASSIGN(const OfficialId official, takeLink(link));
  return sessions_.open(official, identity::SignInMethod::kLink);
}

Result<DeskGrant> DeskAccess::authorise(const std::string& cookie) {
  TDKT_ASSIGN(identity::Session session, sessions_.find(cookie));
  return DeskGrant{std::move(session.official), std::move(session.csrf)};
}

Result<DeskGrant> DeskAccess::authoriseForm(const std::string& cookie, const std::string& csrf) {
  TDKT_ASSIGN(DeskGrant grant, authorise(cookie));
  if (!equalConstantTime(grant.csrf, csrf))
    return deniedError("access.csrf", "the form is not of this session");
  return grant;
}

Result<DeskGrant> DeskAccess::visitor(const http::Request& request) {
  const std::string cookie = request.cookie(cookieName());
  if (request.method == "GET") return authorise(cookie);
  if (fromElsewhere(request)) return deniedError("access.csrf", "the form came from another site");
  return authoriseForm(cookie, formValue(request, "csrf"));
}

std::string DeskAccess::setCookie(const std::string& name, const std::string& value) const {
  return cookieName(name) + "=" + value + "; Path=/; HttpOnly; SameSite=Lax" + (secure() ? "; Secure" : "") +
         (value.empty() ? "; Max-Age=0" : "");
}

bool opensDesk(const directory::Official& official) {
  return holds(official, {"secretariat", "clerk"});
}

bool opensAdmin(const directory::Official& official) {
  return holds(official, {"admin"});
}

bool fromElsewhere(const http::Request& request) {
  const std::string site = request.header("sec-fetch-site");
  return request.method != "GET" && !site.empty() && site != "same-origin";
}

}  // namespace tdkt::pages
