#pragma once
// tdkt's pages and the simulated e-office on two sites of this machine, around real storage and the real
// engine. Only the verifier answers what a test wants: its own tests are elsewhere.

#include <memory>
#include <string>

#include "connector/http/HttpServer.h"
#include "connector/inbox/IntakeRoutes.h"
#include "connector/inbox/IntakeWorker.h"
#include "connector/pages/AdminPages.h"
#include "connector/pages/BallotPages.h"
#include "connector/pages/DeskPages.h"
#include "connector/pages/ListPages.h"
#include "connector/pages/MatterPages.h"
#include "connector/pages/OidcPages.h"
#include "connector/pages/OwnSigningPages.h"
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

/// Who is there and which way dossiers take.
struct PageScene {
  std::string directory;  ///< JSON
  std::string procedure;  ///< BPMN
};
/// The demo's.
PageScene usualScene();

class PageWorld {
 public:
  explicit PageWorld(PageScene scene = usualScene());
  ~PageWorld();

  std::string officeUrl() const;  ///< http://localhost:…, another site than tdkt
  std::string tdktUrl() const;    ///< http://127.0.0.1:…

  /// The demo nomination as a document of the e-office and a dossier at its first step; its number in the
  /// e-office.
  std::int64_t receiveNomination();
  /// A submission with this list comes in by the real door and is worked on; its row of the inbox.
  std::int64_t deliver(const Bytes& csv, const std::string& number = "118");
  /// The intake works off what is due.
  void work();
  std::vector<workflow::DossierRow> dossiers() { return *store_->dossiers(10); }
  workflow::DossierState load(const DossierId& id) { return *store_->load(id); }
  /// A panel's address for the official, as the e-office frames it.
  std::string panelLink(const std::string& official, const DossierId& dossier);
  /// The e-office shows this person the open tasks of his roles.
  void showTasksTo(const std::string& hostUser, std::int64_t document);
  workflow::DossierState dossier() const;
  /// The holder of the first open task acts, outside any page.
  void actAs(const std::string& official, workflow::Outcome outcome, const std::string& reason = {});
  /// The sender asks for the dossier back.
  void recall(const std::string& reason);
  /// The secretary holds a line for a complaint, outside any page.
  void hold(const LineId& line, const std::string& reason);
  /// A published decision of the dossier; its verify id.
  std::string publishDecision(const Bytes& pdf);
  std::string deskLink(const std::string& official);
  /// The address at which this person opens the dossier's ballot, once.
  std::string ballotLink(const std::string& official);
  /// What the issuing worker does when a ballot was counted.
  void makeMinutes();
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
  std::unique_ptr<inbox::ListCases> cases;
  std::unique_ptr<issuing::ExtensionJobs> extensions;
  std::unique_ptr<identity::Accounts> accounts;

 private:
  void tell(const OfficialId& actor, const char* channel, workflow::Command command);
  void startOffice();
  void startTdkt();
  void addPublicRoutes();
  void addDeskPages(const std::string& publicUrl);
  void addOwnSigning();
  void startIntake();
  workflow::StartDossier submission(const simulator::Document& document);

  PageScene scene_;
  std::unique_ptr<directory::Directory> directory_;
  std::unique_ptr<workflow::WorkingCalendar> calendar_;
  std::unique_ptr<storage::SqlStore> store_;
  std::unique_ptr<workflow::Engine> engine_;
  std::unique_ptr<storage::BlobStore> blobs_;
  std::unique_ptr<issuing::IssueRegister> issued_;
  std::unique_ptr<issuing::Annulment> annulment_;
  std::unique_ptr<inbox::ReadingNotes> notes_;
  std::unique_ptr<inbox::ListDesk> listDesk_;
  std::unique_ptr<inbox::IntakeWorker> intake_;
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
  std::unique_ptr<pages::ListPages> listPages_;
  std::unique_ptr<inbox::AnswerTray> tray_;
  std::unique_ptr<clock::TimerQueue> timers_;
  std::unique_ptr<pages::MatterPages> matters_;
  std::unique_ptr<issuing::SigningShelf> shelf_;
  std::unique_ptr<issuing::OwnSigning> ownSigning_;
  std::unique_ptr<pages::OwnSigningPages> ownPages_;
  std::unique_ptr<pages::VerifyPages> verify_;
  std::unique_ptr<council::BallotBox> ballotBox_;
  std::unique_ptr<pages::BallotPages> ballot_;
  http::Router tdktRouter_;
  std::unique_ptr<http::HttpServer> tdktServer_;

  simulator::Settings settings_;
  std::unique_ptr<simulator::Office> office_;
  std::unique_ptr<simulator::TdktClient> client_;
  simulator::Mood mood_;
  std::unique_ptr<simulator::CallQueue> queue_;
  std::unique_ptr<simulator::Story> story_;
  std::unique_ptr<simulator::PageRoutes> officePages_;
  http::Router officeRouter_;
  std::unique_ptr<http::HttpServer> officeServer_;
  DossierId dossier_{"dossier-1"};
  int commands_ = 0;
};

}  // namespace tdkt::e2e
