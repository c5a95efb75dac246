#include "connector/pages/Access.h"

#include <algorithm>

#include "workflow/base/Bytes.h"

namespace tdkt::pages {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr seconds kTicketLife{60};
constexpr minutes kBearerIdle{10};
constexpr hours kWorkingDay{8};
constexpr minutes kDeskIdle{60};

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
template class GrantTable<DeskGrant>;

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

Result<std::string> DeskAccess::redeem(const std::string& link) {
  auto official = links_.take(link);
  if (!official) return deniedError("access.link.unauthenticated", official.error().detail);
  return sessions_.issue(DeskGrant{*official, newId(random_)}, kDeskIdle, kWorkingDay);
}

Result<DeskGrant> DeskAccess::authorise(const std::string& cookie) {
  auto grant = sessions_.find(cookie);
  if (!grant) return deniedError("access.session.unauthenticated", grant.error().detail);
  return grant;
}

Result<DeskGrant> DeskAccess::authoriseForm(const std::string& cookie, const std::string& csrf) {
  TDKT_ASSIGN(DeskGrant grant, authorise(cookie));
  if (!equalConstantTime(grant.csrf, csrf))
    return deniedError("access.csrf", "the form is not of this session");
  return grant;
}

}  // namespace tdkt::pages
