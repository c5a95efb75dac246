#pragma once
// The administrator's page: who may sign in. Makes accounts and one-use links for their passwords, switches
// accounts off, links persons of another house's sign-in service to officials.

#include <chrono>
#include <string>
#include <vector>

#include "connector/directory/Directory.h"
#include "connector/http/Router.h"
#include "connector/identity/Accounts.h"
#include "connector/identity/Identities.h"
#include "connector/pages/Access.h"
#include "connector/pages/TemplateSet.h"

namespace tdkt::pages {

struct AdminParts {
  const directory::Directory& directory;
  DeskAccess& access;
  identity::Accounts& accounts;
  identity::Identities& identities;
};

/// Open to holders of the role "admin", who see no dossier by that. Thread-safe.
class AdminPages {
 public:
  /// `issuers`: those that settings name; persons of no other can be linked.
  AdminPages(AdminParts parts, std::vector<std::string> issuers = {}, bool demo = false);
  void addTo(http::Router& router);

 private:
  using Answer = Result<http::Response>;
  using AdminHandler = Answer (AdminPages::*)(const http::Request&, const DeskGrant&);
  void add(http::Router& router, const std::string& method, const std::string& pattern, AdminHandler handle);

  Answer accounts(const http::Request& request, const DeskGrant& grant);
  Answer addAccount(const http::Request& request, const DeskGrant& grant);
  Answer resetAccount(const http::Request& request, const DeskGrant& grant);
  Answer switchAccount(const http::Request& request, const DeskGrant& grant);
  Answer linkPerson(const http::Request& request, const DeskGrant& grant);
  Answer unlinkPerson(const http::Request& request, const DeskGrant& grant);

  Result<DeskGrant> adminOf(const http::Request& request);
  /// The official that a form names. Errors: kInput "identity.official".
  Result<OfficialId> officialIn(const http::Request& request) const;
  /// The page; `setupLink` is shown this once.
  Answer show(const DeskGrant& grant, const std::string& setupLink, const std::string& ofAccount);

  AdminParts parts_;
  std::vector<std::string> issuers_;
  TemplateSet templates_;
};

}  // namespace tdkt::pages
