#pragma once
// tdkt's pages and the simulated e-office on two sites of this machine, around real storage and the real
// engine. Only the verifier answers what a test wants: its own tests are elsewhere.

#include <memory>
#include <string>

#include "connector/http/HttpServer.h"
#include "connector/inbox/IntakeRoutes.h"
#include "connector/pages/AdminPages.h"
#include "connector/pages/DeskPages.h"
#include "connector/pages/OidcPages.h"
#include "connector/pages/PanelPages.h"
#include "connector/pages/SignInPages.h"
#include "connector/pages/VerifyPages.h"
#include "connector/storage/SqlStore.h"
#include "integration/office_simulator/ApiRoutes.h"
#include "integration/office_simulator/PageRoutes.h"
#include "tests/fakes/FakeClock.h"
#include "tests/fakes/FixedRandom.h"
#include "tests/fakes/TemporaryFolder.h"

namespace tdkt::e2e {

class PageWorld {
 public:
  PageWorld();
  ~PageWorld();

  std::string officeUrl() const;  ///< http://localhost:…, another site than tdkt
  std::string tdktUrl() const;    ///< http://127.0.0.1:…

  /// The demo nomination as a document of the e-office and a dossier at its first step; its number in the
  /// e-office.
  std::int64_t receiveNomination();
  /// The e-office shows this person the open tasks of his roles.
  void showTasksTo(const std::string& hostUser, std::int64_t document);
  workflow::DossierState dossier() const;
  /// The holder of the first open task acts, outside any page.
  void actAs(const std::string& official, workflow::Outcome outcome, const std::string& reason = {});
  /// A published decision of the dossier; its verify id.
  std::string publishDecision(const Bytes& pdf);
  std::string deskLink(const std::string& official);
  /// tdkt's routes, to be asked without a socket.
  const http::Router& router() const { return tdktRouter_; }
  pages::DeskAccess& deskAccess() { return *deskAccess_; }
  pages::PanelAccess& panelAccess() { return *panelAccess_; }

  fakes::TemporaryFolder folder;
  fakes::FakeClock clock;
  fakes::FixedRandom random;
  signing::VerifyReport report;  ///< what the verifier will say
  std::unique_ptr<storage::Database> database;
  std::unique_ptr<inbox::EventInbox> inbox;
  std::unique_ptr<outbox::Outbox> outbox;
  std::unique_ptr<issuing::ExtensionJobs> extensions;
  std::unique_ptr<identity::Accounts> accounts;

 private:
  void startOffice();
  void startTdkt();
  workflow::StartDossier submission(const simulator::Document& document);

  std::unique_ptr<directory::Directory> directory_;
  std::unique_ptr<workflow::WorkingCalendar> calendar_;
  std::unique_ptr<storage::SqlStore> store_;
  std::unique_ptr<workflow::Engine> engine_;
  std::unique_ptr<storage::BlobStore> blobs_;
  std::unique_ptr<issuing::IssueRegister> issued_;
  std::unique_ptr<issuing::Annulment> annulment_;
  std::unique_ptr<pages::PanelAccess> panelAccess_;
  std::unique_ptr<identity::Sessions> sessions_;
  std::unique_ptr<identity::Identities> identities_;
  std::unique_ptr<pages::DeskAccess> deskAccess_;
  std::unique_ptr<pages::SignInPages> signIn_;
  std::unique_ptr<pages::AdminPages> admin_;
  std::unique_ptr<identity::OidcProvider> provider_;
  std::unique_ptr<pages::OidcPages> oidc_;
  std::unique_ptr<http::WebhookAuthenticator> authenticator_;
  std::unique_ptr<pages::PanelPages> panel_;
  std::unique_ptr<pages::DeskPages> desk_;
  std::unique_ptr<pages::VerifyPages> verify_;
  http::Router tdktRouter_;
  std::unique_ptr<http::HttpServer> tdktServer_;

  simulator::Settings settings_;
  std::unique_ptr<simulator::Office> office_;
  std::unique_ptr<simulator::TdktClient> client_;
  std::unique_ptr<simulator::CallQueue> queue_;
  std::unique_ptr<simulator::Story> story_;
  std::unique_ptr<simulator::PageRoutes> officePages_;
  http::Router officeRouter_;
  std::unique_ptr<http::HttpServer> officeServer_;
  DossierId dossier_{"dossier-1"};
  int commands_ = 0;
};

}  // namespace tdkt::e2e
