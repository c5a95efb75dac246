#include "tests/e2e/PageWorld.h"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "connector/council/Minutes.h"
#include "connector/events/ApiDocuments.h"
#include "connector/office/signing/SigningHints.h"
#include "connector/pages/Assets.h"
#include "integration/office_simulator/Nomination.h"
#include "tests/fakes/Province.h"
#include "tests/fakes/TestPki.h"
#include "workflow/Packs.h"
#include "workflow/base/Json.h"

namespace tdkt::e2e {
namespace {

constexpr const char* kSecret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

/// A world that cannot be built is no world: the test stops.
template <class T>
T need(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().code + ": " + result.error().detail);
  return std::move(*result);
}

std::string pack(const char* name) {
  return std::string(findResource(workflow::packs::resources(), name).value());
}

std::string demoData(const char* name) {
  std::ifstream file(std::string(TDKT_SOURCE_DIR) + "/integration/demo_data/" + name);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// The pages must know their public address before they serve: a port that was free a moment ago.
std::uint16_t freePort() {
  const http::Router nothing;
  http::HttpServer probe(nothing, {});
  need(probe.start());
  const std::uint16_t port = probe.port();
  probe.stop();
  return port;
}

std::vector<workflow::Line> demoLines() {
  std::vector<workflow::Line> lines;
  const auto root = need(json::parse(demoData("nominees.json")));
  for (const auto& row : root.at("nominees")) {
    workflow::Line line;
    line.ordinal = static_cast<int>(lines.size()) + 1;
    line.id = LineId("line-" + std::to_string(line.ordinal));
    line.nominee.kind = workflow::nomineeKindFrom(row.at("kind").get<std::string>()).value();
    line.nominee.name = row.at("name").get<std::string>();
    line.nominee.position = row.at("position").get<std::string>();
    line.nominee.unit = row.at("unit").get<std::string>();
    line.nominee.achievement = row.at("achievement").get<std::string>();
    line.award = row.at("award").get<std::string>();
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace

PageScene usualScene() {
  return {demoData("directory.json"), pack("provincial-commendation.bpmn")};
}

PageWorld::PageWorld(PageScene scene) : scene_(std::move(scene)) {
  database = need(storage::Database::open(folder.file("tdkt.db")));
  need(storage::migrate(*database));
  directory_ = std::make_unique<directory::Directory>(need(directory::Directory::fromJson(scene_.directory)));
  calendar_ = std::make_unique<workflow::WorkingCalendar>(
      need(workflow::WorkingCalendar::fromJson(pack("calendar-vn.json"))));
  store_ = std::make_unique<storage::SqlStore>(*database);
  engine_ = std::make_unique<workflow::Engine>(*store_, *directory_, *calendar_, clock);
  blobs_ = std::make_unique<storage::BlobStore>(folder.file("blobs"));
  issued_ = std::make_unique<issuing::IssueRegister>(*database, clock);
  inbox = std::make_unique<inbox::EventInbox>(*database, *blobs_, clock, random);
  outbox = std::make_unique<outbox::Outbox>(*database, clock, random);
  extensions = std::make_unique<issuing::ExtensionJobs>(*database, clock, random);
  annulment_ = std::make_unique<issuing::Annulment>(*store_, *engine_, *outbox, *issued_);
  cases = std::make_unique<inbox::ListCases>(*database, clock);
  notes_ = std::make_unique<inbox::ReadingNotes>(*database);
  startIntake();
  startOffice();
  startTdkt();
}

void PageWorld::startIntake() {
  const std::string& bpmn = scene_.procedure;
  need(store_->saveDefinition(sha256Hex(bpmn), bpmn));
  const inbox::KnowsAward knows = [](const std::string&, CivilDate) { return true; };
  const inbox::CheckPrintable printable = [](const std::string&, const std::string&) {
    return Result<Done>(Done{});
  };
  const inbox::OnRefused refused = [](const auto&, const auto*, const Error&) {
    return Result<Done>(Done{});
  };
  inbox::IntakeSettings settings;
  settings.definitionHash = sha256Hex(bpmn);
  settings.defaultAward = "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh";
  settings.knowsAward = knows;
  intake_ = std::make_unique<inbox::IntakeWorker>(
      inbox::IntakeParts{*database, *inbox, *blobs_, *store_, *engine_, *directory_, *cases, *notes_},
      settings, printable, refused);
  listDesk_ = std::make_unique<inbox::ListDesk>(
      *database, *inbox, *cases, inbox::DraftCheck{settings.defaultAward, knows, printable}, refused);
}

std::int64_t PageWorld::deliver(const Bytes& csv, const std::string& number) {
  const Bytes message = fakes::nomination(csv, fakes::nominationHeader(number));
  const auto reply = need(inbox->accept(
      {OfficeId("eoffice"), "message-" + sha256Hex(message), inbox::DeliveryKind::kEdxml, message}));
  work();
  return reply.row;
}

void PageWorld::work() {
  while (intake_->runOnce()) {
  }
}

std::string PageWorld::panelLink(const std::string& official, const DossierId& dossier) {
  return tdktUrl() + "/panel#" +
         panelAccess_->issueTicket({OfficialId(official), dossier, OfficeId("eoffice")});
}

PageWorld::~PageWorld() {
  officeServer_->stop();
  tdktServer_->stop();
}

void PageWorld::startOffice() {
  settings_.officeId = "eoffice";
  settings_.webhookSecret = Secret(kSecret);
  settings_.apiToken = Secret("token");
  settings_.own = {"H99.01", "Ủy ban nhân dân tỉnh An Hòa", "Văn phòng UBND tỉnh An Hòa", {}, {}};
  for (const std::string& role : directory_->roles()) {
    const auto* holder = directory_->holdersOf(role).front();
    if (settings_.find(holder->hostUsers.at("eoffice")) != nullptr) continue;  // he holds two roles
    settings_.users.push_back({holder->hostUsers.at("eoffice"), holder->name, holder->post});
  }
  office_ = need(simulator::Office::open(folder.file("office.db"), clock));
  client_ = std::make_unique<simulator::TdktClient>(settings_, clock, random);
  queue_ = std::make_unique<simulator::CallQueue>(*office_, *client_, clock, random, 1, mood_);
  story_ = std::make_unique<simulator::Story>(*office_, *queue_, settings_, clock);
  officePages_ =
      std::make_unique<simulator::PageRoutes>(*office_, *story_, *client_, settings_, clock, random);
  officePages_->addTo(officeRouter_);
  officeServer_ = std::make_unique<http::HttpServer>(officeRouter_, http::ServerSettings{});
  need(officeServer_->start());
}

void PageWorld::startTdkt() {
  panelAccess_ = std::make_unique<pages::PanelAccess>(clock, random);
  authenticator_ = std::make_unique<http::WebhookAuthenticator>(std::vector{Secret(kSecret)}, clock);
  http::ServerSettings where;
  where.port = freePort();
  const std::string publicUrl = "http://127.0.0.1:" + std::to_string(where.port);
  tdktServer_ = std::make_unique<http::HttpServer>(tdktRouter_, where);
  sessions_ = std::make_unique<identity::Sessions>(*database, clock, random);
  accounts = std::make_unique<identity::Accounts>(*database, clock, random);
  identities_ = std::make_unique<identity::Identities>(*database, clock);
  deskAccess_ = std::make_unique<pages::DeskAccess>(clock, random, *sessions_, publicUrl);
  signIn_ = std::make_unique<pages::SignInPages>(
      pages::SignInParts{*directory_, *deskAccess_, *accounts, *sessions_, random});
  admin_ = std::make_unique<pages::AdminPages>(
      pages::AdminParts{*directory_, *deskAccess_, *accounts, *identities_},
      std::vector<std::string>{"https://dangnhap.anhoa.gov.vn"});
  provider_ = std::make_unique<identity::OidcProvider>(
      identity::OidcSettings{"sso", "Đăng nhập một cửa", "http://127.0.0.1:9", "tdkt", {}, {}, {}}, clock,
      random);
  oidc_ = std::make_unique<pages::OidcPages>(*signIn_, *deskAccess_, *identities_, clock,
                                             std::vector<identity::OidcProvider*>{provider_.get()});
  signIn_->addTo(tdktRouter_);
  oidc_->addTo(tdktRouter_);
  admin_->addTo(tdktRouter_);
  inbox::addIntakeRoutes(tdktRouter_, *inbox,
                         std::vector<inbox::IntakeOffice>{{OfficeId("eoffice"), *authenticator_}});
  verify_ = std::make_unique<pages::VerifyPages>([this](const Bytes&) { return report; }, *issued_, *blobs_,
                                                 *store_);
  addPublicRoutes();
  addDeskPages(publicUrl);
  addOwnSigning();
  panel_ = std::make_unique<pages::PanelPages>(
      pages::PanelParts{*store_, *engine_, *directory_, *calendar_, *issued_, *blobs_, *panelAccess_, clock,
                        random, *notes_},
      std::vector<pages::PanelOffice>{{OfficeId("eoffice"), officeUrl(), *authenticator_}}, publicUrl);
  panel_->addTo(tdktRouter_);
  ballotBox_ = std::make_unique<council::BallotBox>(*database);
  ballot_ = std::make_unique<pages::BallotPages>(
      pages::BallotParts{*store_, *engine_, *directory_, *blobs_, *ballotBox_, *panelAccess_, random},
      std::vector<std::string>{officeUrl()});
  ballot_->addTo(tdktRouter_);
  need(tdktServer_->start());
  settings_.tdktUrl = tdktUrl();
}

void PageWorld::addPublicRoutes() {
  pages::addAssets(tdktRouter_);
  events::addApiDocuments(tdktRouter_);
  office::addSigningHints(tdktRouter_, {OfficeId("eoffice")}, [](const std::string&) {});
  verify_->addTo(tdktRouter_);
}

void PageWorld::addDeskPages(const std::string& publicUrl) {
  desk_ = std::make_unique<pages::DeskPages>(
      pages::DeskParts{*store_, *directory_, *calendar_, *issued_, *inbox, *outbox, *blobs_, *deskAccess_,
                       clock, *extensions, *annulment_, *cases, *notes_, *engine_},
      publicUrl);
  listPages_ =
      std::make_unique<pages::ListPages>(*desk_, pages::ListPagesParts{*listDesk_, *cases, *directory_});
  desk_->addTo(tdktRouter_);
  listPages_->addTo(tdktRouter_);
  tray_ = std::make_unique<inbox::AnswerTray>(*database);
  timers_ = std::make_unique<clock::TimerQueue>(*database, clock, random);
  matters_ = std::make_unique<pages::MatterPages>(
      pages::MatterParts{*store_, *engine_, *directory_, *calendar_, *tray_, *timers_, clock, random},
      *desk_);
  matters_->addTo(tdktRouter_);
}

/// Its pages alone: nobody of these dossiers signs on his own machine.
void PageWorld::addOwnSigning() {
  shelf_ = std::make_unique<issuing::SigningShelf>(*database, clock);
  ownSigning_ = std::make_unique<issuing::OwnSigning>(
      issuing::OwnSigning::Parts{*database, *shelf_, *outbox, clock},
      issuing::OwnSigner{OfficialId("off-thinh"), fakes::TestPki(clock.now()).signer().certificate});
  ownPages_ = std::make_unique<pages::OwnSigningPages>(
      pages::OwnSigningPageParts{*store_, *ownSigning_, *panelAccess_, clock, random}, officeUrl());
  ownPages_->addTo(tdktRouter_);
}

std::string PageWorld::officeUrl() const {
  return "http://localhost:" + std::to_string(officeServer_->port());
}
std::string PageWorld::tdktUrl() const {
  return "http://127.0.0.1:" + std::to_string(tdktServer_->port());
}

workflow::StartDossier PageWorld::submission(const simulator::Document& document) {
  const std::string& bpmn = scene_.procedure;
  workflow::StartDossier start;
  start.definitionHash = sha256Hex(bpmn);
  need(store_->saveDefinition(start.definitionHash, bpmn));
  start.header = {
      OfficeId("eoffice"), document.documentId,      "H99.12",         document.sender,       "118",
      "TTr-SGDĐT",         vietnamDate(clock.now()), document.subject, "Hoàng Thị Bích Ngọc", clock.now()};
  start.lines = demoLines();
  for (const auto& file : need(office_->attachments(document.n))) {
    const auto stored = need(office_->attachment(document.n, file.id));
    need(blobs_->put(stored.bytes));
    const auto role =
        start.documents.empty() ? workflow::DocumentRole::kSubmission : workflow::DocumentRole::kEvidence;
    start.documents.push_back({DocumentId("doc-" + std::to_string(file.id)), file.name, file.mediaType,
                               static_cast<std::uint64_t>(file.size), file.sha256, role});
  }
  return start;
}

std::int64_t PageWorld::receiveNomination() {
  const auto made = need(simulator::makeNomination(118, vietnamDate(clock.now()), settings_.own));
  simulator::Document fresh;
  fresh.documentId = made.header.documentId;
  fresh.code = made.code();
  fresh.subject = made.header.subject;
  fresh.sender = made.header.from.name;
  fresh.status = "Đang xử lý";
  const auto document = need(office_->addDocument(fresh));
  for (const auto& file : made.files) {
    need(office_->addAttachment(document.n, file.name, file.mediaType, file.bytes, fresh.sender));
  }
  workflow::Envelope envelope;
  envelope.id = CommandId("start");
  envelope.dossier = dossier_;
  envelope.channel = "system";
  envelope.command = submission(document);
  need(engine_->handle(envelope));
  return document.n;
}

void PageWorld::showTasksTo(const std::string& hostUser, std::int64_t document) {
  const auto* official = directory_->findByHostUser(OfficeId("eoffice"), hostUser);
  for (const auto& row : need(store_->openWork(official->roles))) {
    need(office_->addTask({document, row.item.id.text(), hostUser, row.item.title, isoDate(row.item.due),
                           simulator::kTaskWaiting}));
  }
}

workflow::DossierState PageWorld::dossier() const {
  return need(store_->load(dossier_));
}

void PageWorld::actAs(const std::string& official, workflow::Outcome outcome, const std::string& reason) {
  const auto state = dossier();
  const auto* who = directory_->find(OfficialId(official));
  const auto open = need(store_->openWork(who->roles));
  workflow::Envelope envelope;
  envelope.id = CommandId("act-" + std::to_string(++commands_));
  envelope.dossier = dossier_;
  envelope.actor = who->id;
  envelope.channel = "host";
  envelope.command =
      workflow::CompleteWorkItem{open.at(0).item.id, outcome, reason, workflow::approvalDigest(state)};
  need(engine_->handle(envelope));
}

void PageWorld::tell(const OfficialId& actor, const char* channel, workflow::Command command) {
  workflow::Envelope envelope;
  envelope.id = CommandId("told-" + std::to_string(++commands_));
  envelope.dossier = dossier_;
  envelope.actor = actor;
  envelope.channel = channel;
  envelope.command = std::move(command);
  need(engine_->handle(envelope));
}

void PageWorld::recall(const std::string& reason) {
  tell(OfficialId(), "host", workflow::RecallDossier{reason});
}

void PageWorld::hold(const LineId& line, const std::string& reason) {
  tell(OfficialId("off-hanh"), "desk", workflow::FreezeDossier{{line}, reason});
}

std::string PageWorld::publishDecision(const Bytes& pdf) {
  issuing::IssuedFile file;
  file.verifyId = "q7wz4c2kx5vtn3m6d8h9";
  file.dossier = dossier_;
  file.name = "Quyết định 01-QĐ-UBND.pdf";
  file.renderedSha256 = need(blobs_->put(pdf));
  need(issued_->addRendered(file));
  for (const auto state : {issuing::FileState::kPersonSigned, issuing::FileState::kOrganisationSigned,
                           issuing::FileState::kPublished}) {
    need(issued_->advance(file.verifyId, state, file.renderedSha256));
  }
  return file.verifyId;
}

std::string PageWorld::ballotLink(const std::string& official) {
  return tdktUrl() +
         "/ballot?ticket=" + panelAccess_->issueTicket({OfficialId(official), dossier_, OfficeId("eoffice")});
}

void PageWorld::makeMinutes() {
  const auto package = [](const char* form) {
    return need(templates::loadTemplate(std::string(TDKT_SOURCE_DIR) + "/templates/pack/" + form + "/1",
                                        templates::kDebianFonts));
  };
  const auto minutes = package("councilMinutes");
  const auto record = package("ballot");
  council::MinutesMaker maker(*minutes, *record, *directory_, *blobs_,
                              {"ỦY BAN NHÂN DÂN TỈNH AN HÒA",
                               "HỘI ĐỒNG THI ĐUA - KHEN THƯỞNG",
                               "An Hòa",
                               {"Thành viên Hội đồng", "Lưu: VT"}});
  const auto state = dossier();
  const auto& action = state.actions.at(0);
  workflow::Envelope envelope;
  envelope.id = CommandId("minutes-" + std::to_string(++commands_));
  envelope.dossier = dossier_;
  envelope.channel = "system";
  envelope.command = workflow::CompleteAction{action.effect, need(maker.make(state, action.node))};
  need(engine_->handle(envelope));
}

std::string PageWorld::deskLink(const std::string& official) {
  return desk_->linkFor(OfficialId(official), std::chrono::minutes(5));
}

}  // namespace tdkt::e2e
