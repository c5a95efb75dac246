#pragma once
// The approval panel inside the e-office's page: tickets for the office, the shell page, and its small API.
//
//   office ──POST /office/{office}/tickets──► {ticket, url} ──frame──► GET /panel#ticket ──POST
//   /panel/api/session──► bearer
//
// No cookie: a framed page of another site gets none (M12). The ticket travels in the fragment, which no
// server logs.

#include <string>
#include <vector>

#include "connector/directory/Directory.h"
#include "connector/http/Router.h"
#include "connector/http/StandardWebhooks.h"
#include "connector/inbox/ReadingNotes.h"
#include "connector/issuing/IssueRegister.h"
#include "connector/pages/Access.h"
#include "connector/pages/DossierView.h"
#include "connector/pages/OwnSigningPages.h"
#include "connector/pages/TemplateSet.h"
#include "connector/storage/BlobStore.h"
#include "workflow/Store.h"
#include "workflow/engine/Engine.h"

namespace tdkt::pages {

/// An e-office that may open panels.
struct PanelOffice {
  OfficeId id;
  std::string origin;  ///< "https://vanphong.anhoa.gov.vn": may frame the panel
  const http::WebhookAuthenticator& authenticator;
};

/// Who may frame the panel, as RoutePolicy takes it.
std::string frameAncestorsOf(const std::vector<PanelOffice>& offices);

struct PanelParts {
  workflow::Store& store;
  workflow::Engine& engine;
  const directory::Directory& directory;
  const workflow::WorkingCalendar& calendar;
  issuing::IssueRegister& issued;
  const storage::BlobStore& blobs;
  PanelAccess& access;
  const Clock& clock;
  Random& random;
  inbox::ReadingNotes& notes;
  OwnSigningPages* ownSigning = nullptr;  ///< null: no official signs on his own machine
};

/// Thread-safe. Owns nothing it is given.
class PanelPages {
 public:
  /// `publicUrl` is how browsers reach tdkt, without a slash at its end.
  PanelPages(PanelParts parts, std::vector<PanelOffice> offices, std::string publicUrl, bool demo = false);
  void addTo(http::Router& router);

 private:
  using Answer = Result<http::Response>;
  Answer issueTicket(const http::Request& request);
  Result<DossierId> dossierFor(const directory::Official& official, const DossierId& dossier);
  Answer session(const http::Request& request);
  Answer view(const http::Request& request, const PanelGrant& grant);
  Answer document(const http::Request& request, const PanelGrant& grant);
  Answer issuedFile(const http::Request& request, const PanelGrant& grant);
  Answer act(const http::Request& request, const PanelGrant& grant);

  using GrantHandler = Answer (PanelPages::*)(const http::Request&, const PanelGrant&);
  void addForBearer(http::Router& router, const std::string& method, const std::string& pattern,
                    GrantHandler handle);
  const PanelOffice* findOffice(const std::string& id) const;
  /// The command of "không thuộc thẩm quyền" at that task.
  Result<workflow::Command> notCompetent(const std::string& workItem, const std::string& reason,
                                         const std::string& digest, const DossierId& dossier);
  Result<std::shared_ptr<const workflow::Definition>> definitionOf(const workflow::DossierState& dossier);
  Result<ViewJson> viewFor(const workflow::DossierState& dossier, const PanelGrant& grant);
  Result<std::string> versionFor(const workflow::DossierState& dossier, const PanelGrant& grant);

  PanelParts parts_;
  std::vector<PanelOffice> offices_;
  std::string publicUrl_;
  TemplateSet templates_;
};

}  // namespace tdkt::pages
