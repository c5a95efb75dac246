#pragma once
// Where a signer fetches his digests and brings his signatures: inside the panel, or on a page of its own
// that needs no script.
//
//   ticket ─► GET /sign/{ticket} ─POST /sign─► page ─┬► POST /sign/digests      one file out
//   panel ─► the same forms inside its view ────────┼► POST /sign/signatures   one file in
//                                                    └► POST /sign/decline
//
// Forms carry a key of their own: no cookie reaches a framed page, and no secret stands in an address that
// is not used up at once.

#include <string>

#include "connector/http/Router.h"
#include "connector/issuing/OwnSigning.h"
#include "connector/pages/Access.h"
#include "connector/pages/DossierView.h"
#include "connector/pages/TemplateSet.h"
#include "workflow/Store.h"

namespace tdkt::pages {

struct OwnSigningPageParts {
  workflow::Store& store;
  issuing::OwnSigning& signing;
  PanelAccess& access;
  const Clock& clock;
  Random& random;
};

/// Thread-safe. Owns nothing it is given.
class OwnSigningPages {
 public:
  /// `frameAncestors`: who may frame the panel, as in RoutePolicy; the answer to a form may appear there.
  OwnSigningPages(OwnSigningPageParts parts, std::string frameAncestors, bool demo = false);
  void addTo(http::Router& router);

  /// The section of the panel's view with a fresh form key; null when nothing is asked of this official.
  Result<ViewJson> section(const workflow::DossierState& dossier, const PanelGrant& grant);
  /// Changes whenever the section does; empty when there is none.
  Result<std::string> mark(const workflow::DossierState& dossier, const PanelGrant& grant);
  Result<std::vector<issuing::HandOverNote>> notes(const DossierId& dossier) {
    return parts_.signing.notes(dossier);
  }

 private:
  using Answer = Result<http::Response>;
  Answer open(const http::Request& request);
  Answer digests(const http::Request& request);
  Answer signatures(const http::Request& request);
  Answer decline(const http::Request& request);
  Answer page(const PanelGrant& grant, ViewJson view);
  http::Response answerOf(const http::Request& request, const Answer& answer);
  Result<PanelGrant> grantOf(const http::Request& request);

  OwnSigningPageParts parts_;
  std::string frameAncestors_;
  TemplateSet templates_;
  GrantTable<PanelGrant> keys_;
};

}  // namespace tdkt::pages
