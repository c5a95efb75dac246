#pragma once
// The council's ballot in the browser: one page for members, secretary and who presides. Works without
// scripts: forms that carry the panel's bearer in their body, never a cookie, never an address.
//
//   panel form or GET /ballot?ticket=… ──POST /ballot──► page ──POST /ballot/act──► engine ──► page

#include <functional>
#include <string>
#include <vector>

#include "connector/council/BallotBox.h"
#include "connector/directory/Directory.h"
#include "connector/http/Router.h"
#include "connector/pages/Access.h"
#include "connector/pages/BallotForm.h"
#include "connector/pages/BallotView.h"
#include "connector/pages/TemplateSet.h"
#include "connector/storage/BlobStore.h"
#include "workflow/Store.h"
#include "workflow/engine/Engine.h"

namespace tdkt::pages {

struct BallotParts {
  workflow::Store& store;
  workflow::Engine& engine;
  const directory::Directory& directory;
  const storage::BlobStore& blobs;
  council::BallotBox& box;
  PanelAccess& access;
  Random& random;
  /// Whether a text can be printed in the minutes; asked before it is too late to change it. May be empty.
  std::function<Result<Done>(const std::string& field, const std::string& text)> printable = {};
};

/// Thread-safe. Owns nothing it is given.
class BallotPages {
 public:
  /// `origins`: e-offices whose pages may frame this one.
  BallotPages(BallotParts parts, std::vector<std::string> origins, bool demo = false);
  void addTo(http::Router& router);

 private:
  /// One request: who, of which ballot, with what form.
  struct Visit {
    PanelGrant grant;
    std::string bearer;
    workflow::DossierState dossier;
    std::shared_ptr<const workflow::Definition> definition;
    const workflow::Node* node = nullptr;
    const directory::Official* viewer = nullptr;
    const workflow::Ballot& ballot() const;
  };
  using Answer = Result<http::Response>;

  Answer show(const http::Request& request);
  Answer act(const http::Request& request);
  Answer file(const http::Request& request);

  Result<std::string> bearerOf(const http::Request& request, const BallotForm& form);
  Result<Visit> visit(const std::string& bearer, const std::string& node);
  BallotData dataOf(const Visit& visit);
  /// The main page after `extra` was said: notice, error, a code shown once.
  Answer page(const Visit& visit, const ViewJson& extra);
  Answer paper(const Visit& visit, const BallotForm& form);
  Answer review(const Visit& visit, const BallotForm& form);
  Result<ViewJson> perform(const Visit& visit, const BallotForm& form);
  Result<ViewJson> vote(const Visit& visit, const BallotForm& form);
  Result<ViewJson> takeKey(const Visit& visit, const BallotForm& form);
  Result<ViewJson> confirm(const Visit& visit, const BallotForm& form);
  Result<ViewJson> forward(const Visit& visit, const BallotForm& form);
  Result<workflow::Reply> tell(const Visit& visit, const BallotForm& form, const std::string& what,
                               workflow::BallotAct act);
  workflow::Envelope envelopeFor(const Visit& visit, const BallotForm& form, const std::string& what);
  std::string boxOf(const Visit& visit) const;
  Result<Done> checkPrintable(const BallotForm& form) const;
  http::Response errorPage(const Error& error) const;

  BallotParts parts_;
  std::vector<std::string> origins_;
  TemplateSet templates_;
};

}  // namespace tdkt::pages
