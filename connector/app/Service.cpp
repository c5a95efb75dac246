// The only place that builds the object graph: each member below is made from those above it. One long class,
// so that who is made from whom, and who stops before whom, is read in one place.

#include "connector/app/Service.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <filesystem>
#include <map>
#include <set>
#include <thread>

#include "connector/app/CommandLine.h"
#include "connector/app/Loop.h"
#include "connector/app/Monitor.h"
#include "connector/app/PartSettings.h"
#include "connector/app/SenderNotices.h"
#include "connector/app/ServiceFiles.h"
#include "connector/clock/ClockWorker.h"
#include "connector/council/BallotBox.h"
#include "connector/council/Minutes.h"
#include "connector/directory/Directory.h"
#include "connector/events/ApiDocuments.h"
#include "connector/events/EventSender.h"
#include "connector/http/HttpServer.h"
#include "connector/http/HttpTransport.h"
#include "connector/inbox/DropFolder.h"
#include "connector/inbox/IntakeRoutes.h"
#include "connector/inbox/IntakeWorker.h"
#include "connector/inbox/ProcedureChoice.h"
#include "connector/issuing/ExtenderRaiser.h"
#include "connector/issuing/IssuingWorker.h"
#include "connector/issuing/OwnMachineKey.h"
#include "connector/issuing/OwnSigning.h"
#include "connector/issuing/RevocationMemory.h"
#include "connector/office/OfficeWorker.h"
#include "connector/office/axis/AxisOffice.h"
#include "connector/office/axis/Dialects.h"
#include "connector/office/redmine/RedmineGateway.h"
#include "connector/office/redmine/RedminePoller.h"
#include "connector/office/rest/RestOfficeGateway.h"
#include "connector/office/signing/SigningHints.h"
#include "connector/office/signing/Voffice.h"
#include "connector/pages/AdminPages.h"
#include "connector/pages/Assets.h"
#include "connector/pages/BallotPages.h"
#include "connector/pages/DeskPages.h"
#include "connector/pages/ListPages.h"
#include "connector/pages/MatterPages.h"
#include "connector/pages/Messages.h"
#include "connector/pages/OidcPages.h"
#include "connector/pages/PanelPages.h"
#include "connector/pages/SignInPages.h"
#include "connector/pages/VerifyPages.h"
#include "connector/storage/DirectoryLock.h"
#include "connector/storage/Migrate.h"
#include "connector/storage/SqlStore.h"
#include "connector/worker/ForeignVerifier.h"
#include "workflow/base/Json.h"
#include "workflow/base/Log.h"

namespace tdkt::app {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::hours kDeskLinkLifetime{12};
constexpr std::chrono::seconds kDrainGrace{25};

/// A host that signs by itself, and what follows it.
struct Elsewhere {
  Elsewhere(const SigningOfOffice& from, const Clock& clock, issuing::IssueRegister& files,
            storage::BlobStore& blobs, const signing::Verifier& verifier,
            const issuing::IssuerSettings& issuer)
      : host(office::makeVofficeHost(vofficeSettings(from), std::make_shared<office::CircuitBreaker>(clock))),
        hostSigning({*host, files, blobs, verifier, clock},
                    issuing::expectedSigner(issuer.texts.signerName, issuer.subjects, false),
                    issuing::expectedSigner(issuer.texts.issuerName, issuer.subjects, true)) {}
  std::unique_ptr<office::SigningHost> host;
  issuing::HostSigning hostSigning;
};

/// What one e-office brings with it.
struct Office {
  Office(const OfficeSettings& from, office::HostLink* link, const Clock& clock)
      : id(from.id), settings(from), authenticator(from.webhookSecrets, clock) {
    if (link != nullptr) {
      gateway = std::make_unique<office::RedmineGateway>(*link);
    } else {
      gateway = std::make_unique<office::RestOfficeGateway>(restSettings(from, clock));
    }
  }
  OfficeId id;
  OfficeSettings settings;
  http::WebhookAuthenticator authenticator;
  std::unique_ptr<office::OfficeGateway> gateway;
};

class RunningService : public Service {
 public:
  RunningService(const Settings& settings, std::optional<storage::DirectoryLock> lock, ServiceFiles loaded,
                 std::unique_ptr<storage::Database> database, const Clock& clock, Random& random)
      : lock_(std::move(lock)),
        settings_(settings),
        loaded_(std::move(loaded)),
        database_(std::move(database)),
        clock_(clock),
        random_(random) {
    for (const OfficeSettings& one : settings_.offices) {
      const auto link = loaded_.links.find(one.id);
      offices_.emplace_back(one, link == loaded_.links.end() ? nullptr : link->second.get(), clock_);
    }
  }
  ~RunningService() override {
    drain();
    monitorServer_.stop();
  }
  void drain() override {
    draining_ = true;
    server_.stop(kDrainGrace);
    loops_.clear();
  }

  Result<Done> start() override {
    addAxes();
    addPollers();
    // Alone, whatever came in by halves was a dead predecessor's; else it may be another service's.
    blobs_.sweepIncoming(lock_ ? std::chrono::hours(0) : std::chrono::hours(24));
    if (lock_) {  // alone: what is leased was leased by a dead predecessor
      TDKT_CHECK(inbox_.releaseLeases());
      TDKT_CHECK(outbox_.releaseLeases());
      TDKT_CHECK(extensions_.releaseLeases());
      TDKT_CHECK(timers_.releaseLeases());
      TDKT_CHECK(issuer_.sweepIntents());
    }
    for (const LoadedProcedure& one : loaded_.procedures)
      TDKT_CHECK(store_.saveDefinition(one.definition->hash, one.bpmn));
    addRoutes();
    TDKT_CHECK(startMonitor());
    TDKT_CHECK(server_.start());
    startLoops();
    log::info("service.ready", {{"port", std::to_string(server_.port())}, {"procedure", procedureNames()}});
    return Done{};
  }
  std::uint16_t port() const override { return server_.port(); }
  std::vector<http::RouteName> routes() const override { return router_.routes(); }
  std::uint16_t monitorPort() const override { return monitorServer_.port(); }
  std::string deskLink() override { return linkForFirst("secretariat"); }
  std::string adminLink() override { return linkForFirst("admin"); }

 private:
  std::string procedureNames() const {
    std::string names;
    for (const LoadedProcedure& one : loaded_.procedures)
      names += (names.empty() ? "" : ", ") + one.definition->id;
    return names;
  }

  std::vector<inbox::OfferedProcedure> offeredProcedures() const {
    std::vector<inbox::OfferedProcedure> offered;
    for (const LoadedProcedure& one : loaded_.procedures) offered.push_back({one.definition, one.awards});
    return offered;
  }

  std::string linkForFirst(const std::string& role) {
    const auto holders = loaded_.directory.holdersOf(role);
    return holders.empty() ? std::string() : desk_.linkFor(holders.front()->id, kDeskLinkLifetime);
  }

  office::OfficeGateway* gatewayOf(const OfficeId& id) {
    for (Office& one : offices_) {
      if (one.id != id) continue;
      const auto axis = axes_.find(id.text());
      return axis == axes_.end() ? one.gateway.get() : &axis->second;
    }
    return nullptr;
  }

  std::vector<pages::PanelOffice> panelOffices() const {
    std::vector<pages::PanelOffice> out;
    for (const Office& one : offices_) out.push_back({one.id, one.settings.pageOrigin, one.authenticator});
    return out;
  }

  /// A hint only hurries the next reading.
  std::function<void(const std::string&)> hintOf(const OfficeId& id) {
    if (loaded_.links.count(id.text()) == 0) return {};
    return [this, id](const std::string& document) {
      for (auto& [office, poller] : pollers_) {
        if (office == id.text()) poller.hint(document);
      }
    };
  }

  /// An official there may have signed: the file's dossier is looked at soon.
  void hintOfSigning(const std::string& verifyId) {
    const auto file = register_.findByVerifyId(verifyId);
    if (!file || !*file) return;
    const auto hurried = outbox_.hurry((*file)->dossier, "issuing");
    if (!hurried) log::warning("signing-host.hint", {{"code", hurried.error().code}});
  }

  void addSigningHosts() {
    std::vector<OfficeId> ids;
    for (const Office& one : offices_) {
      if (one.settings.signing.url.empty()) continue;
      elsewhere_.try_emplace(one.id.text(), one.settings.signing, clock_, register_, blobs_, issuingVerifier_,
                             issuerSettings(settings_, loaded_));
      ids.push_back(one.id);
    }
    office::addSigningHints(router_, std::move(ids), [this](const std::string& id) { hintOfSigning(id); });
  }

  /// Before the routes: a hint must find its poller.
  void addPollers() {
    for (const auto& [id, link] : loaded_.links) {
      const OfficeId office(id);
      pollers_.try_emplace(id, office, *link, inbox_, clock_,
                           settings_.dataDirectory + "/poll-" + id + ".json",
                           [this, office](const auto& item, const auto& correlation) {
                             return notices_.incomplete(office, item, correlation);
                           });
    }
  }

  office::Letterhead letterhead() const {
    const auto texts = textsOf(settings_.decision, loaded_.directory);
    office::Letterhead out;
    out.own.id = settings_.decision.organisationId;
    out.own.name = settings_.decision.issuerName;
    out.own.inCharge = settings_.decision.organisationInCharge;
    out.place = settings_.decision.place;
    out.signerName = texts.signerName;
    out.signerPost = settings_.decision.signerPost;
    return out;
  }

  void addAxes() {
    for (const Office& one : offices_) {
      const AxisOfOffice& from = one.settings.axis;
      if (from.dialect.empty()) continue;
      const office::AxisSettings axis{from.dialect, from.baseUrl, from.systemId, from.secret};
      axes_.try_emplace(one.id.text(), one.id, office::makeAxis(axis, clock_), axis.everySeconds, inbox_,
                        clock_, letterhead());
    }
  }

  void addCouncil() {
    std::vector<std::string> origins;
    for (const Office& one : offices_) origins.push_back(one.settings.pageOrigin);
    ballot_.emplace(
        pages::BallotParts{store_, engine_, loaded_.directory, blobs_, ballotBox_, panelAccess_, random_,
                           [this](const std::string& field, const std::string& text) -> Result<Done> {
                             if (loaded_.minutesTemplate == nullptr) return Done{};
                             return loaded_.minutesTemplate->checkPrintable(field, text);
                           }},
        std::move(origins), settings_.demo);
    ballot_->addTo(router_);
    if (loaded_.minutesTemplate == nullptr) return;
    minutes_.emplace(*loaded_.minutesTemplate, *loaded_.recordTemplate, loaded_.directory, blobs_,
                     council::CouncilTexts{settings_.decision.issuerName, settings_.council.name,
                                           settings_.decision.place, settings_.council.recipients});
    issuing_.alsoDoes("council-minutes", [this](const auto& dossier, const auto& node) {
      return minutes_->make(dossier, node);
    });
  }

  void addRoutes() {
    std::vector<inbox::IntakeOffice> doors;
    for (const Office& one : offices_)
      doors.push_back({one.id, one.authenticator, one.settings.webhookBearer, hintOf(one.id)});
    inbox::addIntakeRoutes(router_, inbox_, std::move(doors));
    addSigningHosts();
    addOwnSigning();
    panel_.emplace(
        pages::PanelParts{store_, engine_, loaded_.directory, loaded_.calendar, register_, blobs_,
                          panelAccess_, clock_, random_, readingNotes_, ownPages_ ? &*ownPages_ : nullptr},
        panelOffices(), settings_.publicUrl, settings_.demo);
    panel_->addTo(router_);
    addCouncil();
    signIn_.addTo(router_);
    addIssuers();
    admin_.addTo(router_);
    desk_.addTo(router_);
    matters_.addTo(router_);
    listPages_.addTo(router_);
    verify_.addTo(router_);
    events::addApiDocuments(router_);
    pages::addAssets(router_, settings_.pdfjsDirectory);
  }

  void addOwnSigning() {
    if (!ownKey_) return;
    const auto signers = loaded_.directory.holdersOf(settings_.decision.signerRole);
    const OfficialId signer = signers.empty() ? OfficialId() : signers.front()->id;
    ownSigning_.emplace(issuing::OwnSigning::Parts{*database_, shelf_, outbox_, clock_},
                        issuing::OwnSigner{signer, loaded_.ownChain.front()});
    ownPages_.emplace(pages::OwnSigningPageParts{store_, *ownSigning_, panelAccess_, clock_, random_},
                      pages::frameAncestorsOf(panelOffices()), settings_.demo);
    ownPages_->addTo(router_);
  }

  void addIssuers() {
    std::vector<identity::OidcProvider*> known;
    for (const IssuerSettings& one : settings_.signIn.issuers) {
      providers_.emplace_back(
          identity::OidcSettings{one.id, one.name, one.issuer, one.clientId, one.clientSecret,
                                 one.authoritiesFile,
                                 pages::OidcPages::callbackUrl(settings_.publicUrl, one.id)},
          clock_, random_);
      known.push_back(&providers_.back());
    }
    oidc_.emplace(signIn_, deskAccess_, identities_, clock_, std::move(known));
    oidc_->addTo(router_);
  }

  /// An office that has certificates in the settings is believed only with one of them, besides its
  /// signature.
  std::optional<http::Response> checkCertificate(const http::Request& request) const {
    const auto office = request.params.find("office");
    if (office == request.params.end()) return std::nullopt;
    for (const Office& one : offices_) {
      const auto& good = one.settings.clientCertificates;
      if (one.id.text() != office->second || good.empty()) continue;
      if (std::find(good.begin(), good.end(), request.clientCertificate) != good.end()) return std::nullopt;
      log::warning("http.certificate.refused", {{"office", office->second}, {"peer", request.peer}});
      return http::problem(
          deniedError("http.certificate.unauthenticated", "come with a known TLS certificate"));
    }
    return std::nullopt;
  }

  std::vector<PollFigures> pollFigures() const {
    const auto n = [](long count) { return static_cast<std::uint64_t>(count); };
    std::vector<PollFigures> out;
    for (const auto& [id, poller] : pollers_) {
      const auto c = poller.counts();
      out.push_back({id,
                     {{"rounds", n(c.rounds)},
                      {"failed", n(c.failed)},
                      {"nominations", n(c.nominations)},
                      {"found_only_by_poll", n(c.onlyByPoll)},
                      {"acts", n(c.acts)}}});
    }
    for (const auto& [id, axis] : axes_) {
      const auto c = axis.counts();
      out.push_back({id,
                     {{"rounds", n(c.rounds)},
                      {"failed", n(c.failed)},
                      {"fresh", n(c.fresh)},
                      {"repeated", n(c.repeated)}}});
    }
    return out;
  }

  /// After the routes: their list is what is counted.
  Result<Done> startMonitor() {
    router_.setGuard([this](const http::Request& request) { return checkCertificate(request); });
    routeMetrics_.emplace(router_.routes());
    router_.setObserver(&*routeMetrics_);
    if (!settings_.monitor.enabled) return Done{};
    monitor_.emplace(MonitorParts{*database_, clock_, settings_.dataDirectory, *routeMetrics_, draining_,
                                  [this] { return pollFigures(); }});
    monitor_->addTo(monitorRouter_);
    return monitorServer_.start();
  }

  void startLoops() {
    loops_.emplace_back(
        "intake", [this] { return intake_.runOnce(); }, milliseconds(100));
    loops_.emplace_back(
        "issuing", [this] { return issuing_.runOnce(); }, milliseconds(100));
    loops_.emplace_back(
        "extension", [this] { return extensionWorker_.runOnce(); }, milliseconds(1000));
    loops_.emplace_back(
        "office", [this] { return office_.runOnce(); }, milliseconds(100));
    loops_.emplace_back(
        "clock", [this] { return clockWorker_.runOnce(); }, milliseconds(1000));
    for (const Office& one : offices_) {
      if (one.settings.dropFolder.empty()) continue;
      drops_.emplace_back(one.settings.dropFolder, one.id, inbox_);
      loops_.emplace_back(
          "drop", [drop = &drops_.back()] { return drop->runOnce(); }, milliseconds(1000));
    }
    for (const events::Subscriber& one : subscribersOf(settings_)) {
      senders_.emplace_back(one, outbox_, clock_);
      loops_.emplace_back(
          "events", [sender = &senders_.back()] { return sender->runOnce(); }, milliseconds(100));
    }
    for (auto& [id, axis] : axes_) {
      loops_.emplace_back(
          "axis", [one = &axis] { return one->runOnce(); }, milliseconds(500));
    }
    for (auto& [id, poller] : pollers_) {
      loops_.emplace_back(
          "poll", [one = &poller] { return one->runOnce(); }, milliseconds(500));
    }
  }

  Result<Done> checkPrintable(const std::string& field, const std::string& text) const {
    TDKT_CHECK(loaded_.decisionTemplate->checkPrintable(field, text));
    return loaded_.certificateTemplate->checkPrintable(field, text);
  }

  issuing::IssuerParts issuerParts() {
    return {register_,
            extensions_,
            &extensionWorker_,
            blobs_,
            *loaded_.decisionTemplate,
            *loaded_.certificateTemplate,
            loaded_.wording,
            loaded_.rules,
            ownKey_ ? *ownKey_ : *loaded_.personKey,
            *loaded_.organisationKey,
            timeStamper_,
            issuingRevocation_,
            loaded_.roots,
            issuingVerifier_,
            clock_,
            ownKey_ ? &shelf_ : nullptr,
            [this](const OfficeId& id) {
              const auto found = elsewhere_.find(id.text());
              return found == elsewhere_.end() ? nullptr : &found->second.hostSigning;
            }};
  }

  std::unique_ptr<issuing::OwnMachineKey> openOwnKey() {
    if (loaded_.ownChain.empty()) return nullptr;
    return std::move(*issuing::OwnMachineKey::open(loaded_.ownChain, loaded_.ownAlgorithm, shelf_));
  }

  std::optional<storage::DirectoryLock> lock_;  ///< none on PostgreSQL: several services share the work
  const Settings settings_;
  ServiceFiles loaded_;
  std::unique_ptr<storage::Database> database_;
  const Clock& clock_;
  Random& random_;
  std::deque<Office> offices_;

  storage::BlobStore blobs_{settings_.dataDirectory + "/blobs"};
  storage::SqlStore store_{*database_, [this](const auto& commit) { return tap_(commit); }};
  inbox::EventInbox inbox_{*database_, blobs_, clock_, random_};
  outbox::Outbox outbox_{*database_, clock_, random_};
  issuing::IssueRegister register_{*database_, clock_};
  const events::EventTap tap_{subscribersOf(settings_), settings_.publicUrl, register_, outbox_};
  issuing::SigningShelf shelf_{*database_, clock_};
  std::unique_ptr<issuing::OwnMachineKey> ownKey_ = openOwnKey();
  workflow::Engine engine_{store_, loaded_.directory, loaded_.calendar, clock_};

  clock::TimerQueue timers_{*database_, clock_, random_};
  clock::Reminders reminders_{*database_,
                              loaded_.calendar,
                              {settings_.reminders.workingDaysBefore, settings_.reminders.watcherRole},
                              clock_};
  clock::PlanChange plan_{*database_, loaded_.calendar, clock_};
  clock::ClockWorker clockWorker_{timers_, reminders_, plan_, engine_, clock_};
  inbox::AnswerTray tray_{*database_};

  http::HttpTransport transport_;
  signing::HttpTimeStamper timeStamper_{settings_.signing.tsaUrl, loaded_.roots, transport_, random_,
                                        &clock_};
  signing::OcspSource revocation_{settings_.signing.ocspUrl, transport_, random_};
  worker::Worker worker_;
  worker::ForeignVerifier foreign_{
      worker_, {{loaded_.roots, {}}, {}, settings_.signing.ocspUrl}, &transport_};
  // What we sign is judged with what we signed by: one question per batch, and the tolerance that is set.
  issuing::RevocationMemory issuingRevocation_{
      revocation_,
      *database_,
      clock_,
      {std::chrono::hours(settings_.signing.revocationTolerance), std::chrono::seconds(30)}};
  signing::Verifier issuingVerifier_{{loaded_.roots, {}}, &issuingRevocation_};
  issuing::ExtensionJobs extensions_{*database_, clock_, random_};
  issuing::ExtenderRaiser raiser_{timeStamper_, revocation_, loaded_.roots, clock_};
  issuing::ExtensionWorker extensionWorker_{
      {extensions_, register_, blobs_, raiser_, issuingVerifier_, clock_},
      extensionSettings(settings_.signing)};

  SenderNotices notices_{outbox_, store_};
  inbox::ListCases listCases_{*database_, clock_};
  inbox::ReadingNotes readingNotes_{*database_};
  inbox::KnowsAward knowsAward_ = [this](const std::string& award, CivilDate receivedOn) {
    return loaded_.rules.findAward(award, receivedOn) != nullptr;
  };
  const inbox::ProcedureChoice procedureChoice_{loaded_.rules, offeredProcedures()};
  inbox::CheckPrintable printable_ = [this](const std::string& field, const std::string& text) {
    return checkPrintable(field, text);
  };
  inbox::OnRefused onRefused_ = [this](const auto& leased, const auto* message, const auto& error) {
    return notices_.refused(leased, message, error);
  };
  inbox::IntakeWorker intake_{
      {*database_, inbox_, blobs_, store_, engine_, loaded_.directory, listCases_, readingNotes_},
      {loaded_.procedures.front().definition->hash, settings_.decision.defaultAward, knowsAward_,
       settings_.decision.organisationId, loaded_.organisations,
       [this](const auto& award, CivilDate on) { return procedureChoice_.choose(award, on); }},
      printable_,
      onRefused_,
      [this](const auto& leased, const auto& message, auto word) {
        return notices_.atDoor(leased, message, word);
      }};
  inbox::ListDesk listDesk_{
      *database_, inbox_, listCases_, {settings_.decision.defaultAward, knowsAward_, printable_}, onRefused_};
  issuing::Issuer issuer_{issuerParts(), issuerSettings(settings_, loaded_)};
  issuing::IssuingWorker issuing_{outbox_, store_, engine_, issuer_,
                                  [this](const OfficeId& id) { return gatewayOf(id); }};
  office::OfficeWorker office_{outbox_,
                               store_,
                               loaded_.directory,
                               {settings_.decision.organisationId, settings_.decision.issuerName,
                                settings_.decision.organisationInCharge, settings_.decision.department},
                               [this](const OfficeId& id) { return gatewayOf(id); },
                               clock_};

  issuing::Annulment annulment_{store_, engine_, outbox_, register_};

  pages::PanelAccess panelAccess_{clock_, random_};
  identity::Sessions sessions_{*database_, clock_, random_, sessionLimits(settings_.signIn)};
  identity::Accounts accounts_{*database_, clock_, random_};
  identity::Identities identities_{*database_, clock_};
  pages::DeskAccess deskAccess_{clock_, random_, sessions_, settings_.publicUrl};
  pages::SignInPages signIn_{{loaded_.directory, deskAccess_, accounts_, sessions_, random_},
                             offerOf(settings_.signIn),
                             settings_.demo};
  std::deque<identity::OidcProvider> providers_;  ///< filled before the server starts
  std::optional<pages::OidcPages> oidc_;
  pages::AdminPages admin_{{loaded_.directory, deskAccess_, accounts_, identities_},
                           issuerNames(settings_.signIn),
                           settings_.demo};
  std::optional<issuing::OwnSigning> ownSigning_;
  std::optional<pages::OwnSigningPages> ownPages_;
  std::optional<pages::PanelPages> panel_;
  council::BallotBox ballotBox_{*database_};
  std::optional<council::MinutesMaker> minutes_;
  std::optional<pages::BallotPages> ballot_;
  pages::DeskPages desk_{{store_, loaded_.directory, loaded_.calendar, register_, inbox_, outbox_, blobs_,
                          deskAccess_, clock_, extensions_, annulment_, listCases_, readingNotes_, engine_},
                         settings_.publicUrl,
                         settings_.demo};
  pages::MatterPages matters_{
      {store_, engine_, loaded_.directory, loaded_.calendar, tray_, timers_, clock_, random_}, desk_};
  pages::ListPages listPages_{desk_, {listDesk_, listCases_, loaded_.directory}};
  pages::VerifyPages verify_{[this](const Bytes& pdf) { return foreign_.verify(pdf, clock_.now()); },
                             register_, blobs_, store_, settings_.demo};

  http::Router router_;
  http::HttpServer server_{router_, serverSettings(settings_, blobs_)};
  std::atomic<bool> draining_{false};
  std::optional<http::RouteMetrics> routeMetrics_;
  std::optional<Monitor> monitor_;
  http::Router monitorRouter_;
  http::HttpServer monitorServer_{monitorRouter_, monitorServerSettings(settings_.monitor)};
  std::deque<inbox::DropFolder> drops_;
  std::map<std::string, office::RedminePoller> pollers_;  ///< by office id; filled before the server starts
  std::map<std::string, office::AxisOffice> axes_;        ///< by office id; filled before the loops start
  std::map<std::string, Elsewhere> elsewhere_;            ///< by office id; filled before the loops start
  std::deque<events::EventSender> senders_;
  std::deque<Loop> loops_;
};

}  // namespace

Result<std::unique_ptr<Service>> Service::open(const Settings& settings, const Clock& clock, Random& random) {
  std::error_code failure;
  std::filesystem::create_directories(settings.dataDirectory, failure);
  if (failure) return unavailableError("storage.io", failure.message(), settings.dataDirectory);
  std::optional<storage::DirectoryLock> lock;
  if (!storage::isPostgresUrl(settings.storage.url)) {
    TDKT_ASSIGN(lock, storage::DirectoryLock::take(settings.dataDirectory));
  }
  TDKT_ASSIGN(ServiceFiles loaded, loadServiceFiles(settings, clock, random));
  TDKT_ASSIGN(auto database, storage::Database::open(settings.storage.url, settings.storage.password));
  TDKT_CHECK(storage::migrateAtStart(*database, settings.storage.url));
  return std::unique_ptr<Service>(std::make_unique<RunningService>(
      settings, std::move(lock), std::move(loaded), std::move(database), clock, random));
}

}  // namespace tdkt::app
