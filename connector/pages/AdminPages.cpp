#include "connector/pages/AdminPages.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connector/pages/Assets.h"
#include "connector/pages/ErrorPage.h"
#include "connector/pages/Form.h"
#include "connector/pages/SignInPages.h"
#include "workflow/base/Log.h"

namespace tdkt::pages {
namespace {

using http::Request;
using http::Response;
using nlohmann::ordered_json;

constexpr std::chrono::hours kSetupLinkLife{24};
constexpr std::size_t kLargestForm = 8U << 10U;

ordered_json officialRow(const directory::Directory& directory, const OfficialId& id) {
  const directory::Official* official = directory.find(id);
  if (official == nullptr) return {{"official", id.text()}, {"gone", true}};
  return {{"official", official->name}, {"post", official->post}};
}

}  // namespace

AdminPages::AdminPages(AdminParts parts, std::vector<std::string> issuers, bool demo)
    : parts_(parts), issuers_(std::move(issuers)), templates_(assets::resources(), demo) {}

void AdminPages::add(http::Router& router, const std::string& method, const std::string& pattern,
                     AdminHandler handle) {
  http::RoutePolicy small;
  small.maxBody = kLargestForm;
  router.add(
      method, pattern,
      [this, handle](const Request& request) {
        const auto grant = adminOf(request);
        if (!grant) return errorPageFor(templates_, grant.error(), request);
        const Answer answer = (this->*handle)(request, *grant);
        return answer ? *answer : errorPageFor(templates_, answer.error(), request);
      },
      small);
}

void AdminPages::addTo(http::Router& router) {
  add(router, "GET", "/admin/accounts", &AdminPages::accounts);
  add(router, "POST", "/admin/accounts", &AdminPages::addAccount);
  add(router, "POST", "/admin/accounts/reset", &AdminPages::resetAccount);
  add(router, "POST", "/admin/accounts/switch", &AdminPages::switchAccount);
  add(router, "POST", "/admin/identities", &AdminPages::linkPerson);
  add(router, "POST", "/admin/identities/remove", &AdminPages::unlinkPerson);
}

Result<DeskGrant> AdminPages::adminOf(const Request& request) {
  TDKT_ASSIGN(DeskGrant grant, parts_.access.visitor(request));
  const directory::Official* official = parts_.directory.find(grant.official);
  if (official == nullptr || !opensAdmin(*official))
    return deniedError("access.role", "not an administrator");
  return grant;
}

Result<OfficialId> AdminPages::officialIn(const Request& request) const {
  const OfficialId official(formValue(request, "official"));
  if (parts_.directory.find(official) == nullptr)
    return inputError("identity.official", "nobody of this id in the directory", "official");
  return official;
}

AdminPages::Answer AdminPages::show(const DeskGrant& grant, const std::string& setupLink,
                                    const std::string& ofAccount) {
  const directory::Official* admin = parts_.directory.find(grant.official);
  ordered_json view = {{"title", "Tài khoản"},   {"userName", admin->name},
                       {"csrf", grant.csrf},     {"setupLink", setupLink},
                       {"setupName", ofAccount}, {"hasIssuers", !issuers_.empty()}};
  TDKT_ASSIGN(const auto accounts, parts_.accounts.list());
  view["accounts"] = ordered_json::array();
  for (const identity::Account& one : accounts) {
    ordered_json row = officialRow(parts_.directory, one.official);
    row["name"] = one.name;
    row["active"] = one.active;
    row["waits"] = one.active && !one.hasPassword;
    row["good"] = one.active && one.hasPassword;
    view["accounts"].push_back(std::move(row));
  }
  view["hasAccounts"] = !accounts.empty();
  TDKT_ASSIGN(const auto identities, parts_.identities.list());
  view["identities"] = ordered_json::array();
  for (const identity::Identity& one : identities) {
    ordered_json row = officialRow(parts_.directory, one.official);
    row["issuer"] = one.issuer;
    row["subject"] = one.subject;
    view["identities"].push_back(std::move(row));
  }
  view["hasIdentities"] = !identities.empty();
  view["issuers"] = issuers_;
  view["officials"] = ordered_json::array();
  for (const directory::Official& one : parts_.directory.officials())
    view["officials"].push_back({{"id", one.id.text()}, {"name", one.name}, {"post", one.post}});
  return Response::html(templates_.render("admin_accounts", view));
}

AdminPages::Answer AdminPages::accounts(const Request& /*request*/, const DeskGrant& grant) {
  return show(grant, {}, {});
}

AdminPages::Answer AdminPages::addAccount(const Request& request, const DeskGrant& grant) {
  const std::string name = formValue(request, "name");
  TDKT_ASSIGN(const OfficialId official, officialIn(request));
  TDKT_CHECK(parts_.accounts.add(name, official));
  log::info("admin.account.added", {{"official", official.text()}, {"by", grant.official.text()}});
  TDKT_ASSIGN(const std::string link, parts_.accounts.issueSetupLink(name, kSetupLinkLife));
  return show(grant, SignInPages::setupUrl(parts_.access.publicUrl(), link), name);
}

AdminPages::Answer AdminPages::resetAccount(const Request& request, const DeskGrant& grant) {
  const std::string name = formValue(request, "name");
  TDKT_ASSIGN(const auto account, parts_.accounts.find(name));
  TDKT_ASSIGN(const std::string link, parts_.accounts.issueSetupLink(name, kSetupLinkLife));
  log::info("admin.account.reset", {{"official", account.official.text()}, {"by", grant.official.text()}});
  return show(grant, SignInPages::setupUrl(parts_.access.publicUrl(), link), name);
}

AdminPages::Answer AdminPages::switchAccount(const Request& request, const DeskGrant& grant) {
  const bool on = formValue(request, "state") == "active";
  TDKT_ASSIGN(const auto account, parts_.accounts.find(formValue(request, "name")));
  TDKT_CHECK(parts_.accounts.setActive(account.name, on));
  log::info("admin.account.switched", {{"official", account.official.text()},
                                       {"state", on ? "active" : "disabled"},
                                       {"by", grant.official.text()}});
  return Response::redirect("/admin/accounts");
}

AdminPages::Answer AdminPages::linkPerson(const Request& request, const DeskGrant& grant) {
  const std::string issuer = formValue(request, "issuer");
  if (std::find(issuers_.begin(), issuers_.end(), issuer) == issuers_.end())
    return inputError("identity.issuer", "not a sign-in service of the settings", "issuer");
  TDKT_ASSIGN(const OfficialId official, officialIn(request));
  TDKT_CHECK(parts_.identities.link({issuer, formValue(request, "subject"), official}));
  log::info("admin.identity.linked", {{"official", official.text()}, {"by", grant.official.text()}});
  return Response::redirect("/admin/accounts");
}

AdminPages::Answer AdminPages::unlinkPerson(const Request& request, const DeskGrant& grant) {
  TDKT_CHECK(parts_.identities.unlink(formValue(request, "issuer"), formValue(request, "subject")));
  log::info("admin.identity.unlinked", {{"by", grant.official.text()}});
  return Response::redirect("/admin/accounts");
}

}  // namespace tdkt::pages
