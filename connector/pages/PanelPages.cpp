#include "connector/pages/PanelPages.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connector/pages/Assets.h"
#include "connector/pages/Form.h"
#include "connector/pages/Messages.h"
#include "connector/pages/PanelView.h"
#include "connector/pages/ReadingNotesView.h"
#include "connector/pages/Words.h"
#include "workflow/base/Json.h"
#include "workflow/base/Log.h"

namespace tdkt::pages {
namespace {

using http::Request;
using http::Response;
using nlohmann::ordered_json;

constexpr std::size_t kMaxCommandId = 100;
constexpr std::size_t kTwiceShown = 200;

Response answerOf(const Result<Response>& answer) {
  return answer ? *answer : http::problem(answer.error(), sentenceFor(answer.error()));
}

std::string queryValue(const Request& request, const std::string& name) {
  const auto it = request.query.find(name);
  return it == request.query.end() ? std::string() : it->second;
}

/// What the panel's script sends with an act.
struct ActRequest {
  std::string workItem;
  workflow::Outcome outcome = workflow::Outcome::kAgree;
  bool notCompetent = false;  ///< then outcome is kRefuse
  std::string reason;
  std::string digest;
  std::string commandId;
  std::vector<workflow::LineVerdict> lines;
  std::optional<workflow::ReturnTerms> back;
};

/// [{"line","reason"}]: lines he does not agree to.
Result<std::vector<workflow::LineVerdict>> readDrops(const ordered_json& json) {
  std::vector<workflow::LineVerdict> out;
  if (!json.contains("drop")) return out;
  if (!json["drop"].is_array()) return inputError("json.type", "a list was expected", "drop");
  for (const auto& row : json["drop"]) {
    TDKT_ASSIGN(const std::string line, json::requireString(row, "line"));
    out.push_back({LineId(line), workflow::Outcome::kRefuse, json::optionalString(row, "reason")});
  }
  return out;
}

Result<std::vector<std::string>> readTexts(const ordered_json& json, const char* key) {
  std::vector<std::string> out;
  if (!json.contains(key)) return out;
  if (!json[key].is_array()) return inputError("json.type", "a list of texts was expected", key);
  for (const auto& text : json[key]) {
    if (!text.is_string()) return inputError("json.type", "a list of texts was expected", key);
    out.push_back(text.get<std::string>());
  }
  return out;
}

/// {"to","missing":[],"due"}: absent when the official only gave a reason.
Result<std::optional<workflow::ReturnTerms>> readTerms(const ordered_json& json) {
  if (!json.contains("back")) return std::optional<workflow::ReturnTerms>();
  const ordered_json& back = json["back"];
  if (!back.is_object()) return inputError("json.type", "an object was expected", "back");
  workflow::ReturnTerms terms;
  terms.to = json::optionalString(back, "to");
  TDKT_ASSIGN(terms.missing, readTexts(back, "missing"));
  if (const std::string due = json::optionalString(back, "due"); !due.empty()) {
    terms.due = parseIsoDate(due);
    if (!terms.due) return inputError("workflow.return.due", "no day", "due");
  }
  return std::optional(terms);
}

Result<ActRequest> readAct(const Bytes& body) {
  TDKT_ASSIGN(const ordered_json json, json::parse(body));
  ActRequest act;
  TDKT_ASSIGN(act.workItem, json::requireString(json, "workItem"));
  TDKT_ASSIGN(const std::string outcome, json::requireString(json, "outcome"));
  TDKT_ASSIGN(act.digest, json::requireString(json, "digest"));
  TDKT_ASSIGN(act.commandId, json::requireString(json, "commandId"));
  act.reason = json::optionalString(json, "reason");
  TDKT_ASSIGN(act.lines, readDrops(json));
  TDKT_ASSIGN(act.back, readTerms(json));
  act.notCompetent = outcome == kNotCompetent;
  const auto known = act.notCompetent ? workflow::Outcome::kRefuse : workflow::outcomeFrom(outcome);
  if (!known) return inputError("workflow.outcome", "agree, return or refuse", "outcome");
  act.outcome = *known;
  if (act.commandId.empty() || act.commandId.size() > kMaxCommandId) {
    return inputError("json.missing", "a command id of at most 100 characters is needed", "commandId");
  }
  return act;
}

}  // namespace

std::string frameAncestorsOf(const std::vector<PanelOffice>& offices) {
  std::string origins;
  for (const PanelOffice& office : offices) origins += " " + office.origin;
  return origins.empty() ? "'none'" : origins;
}

PanelPages::PanelPages(PanelParts parts, std::vector<PanelOffice> offices, std::string publicUrl, bool demo)
    : parts_(parts),
      offices_(std::move(offices)),
      publicUrl_(std::move(publicUrl)),
      templates_(assets::resources(), demo) {}

void PanelPages::addForBearer(http::Router& router, const std::string& method, const std::string& pattern,
                              GrantHandler handle) {
  router.add(method, pattern, [this, handle](const Request& request) {
    const auto grant = parts_.access.authorise(request.bearer());
    return answerOf(grant ? (this->*handle)(request, *grant) : Answer(grant.error()));
  });
}

void PanelPages::addTo(http::Router& router) {
  http::RoutePolicy framed;
  framed.frameAncestors = frameAncestorsOf(offices_);
  const std::string shell = templates_.render("panel", {{"title", "Phê duyệt hồ sơ khen thưởng"}});
  router.add(
      "GET", "/panel", [shell](const Request&) { return Response::html(shell); }, framed);
  router.add("POST", "/office/{office}/tickets",
             [this](const Request& r) { return answerOf(issueTicket(r)); });
  router.add("POST", "/panel/api/session", [this](const Request& r) { return answerOf(session(r)); });
  addForBearer(router, "GET", "/panel/api/view", &PanelPages::view);
  addForBearer(router, "GET", "/panel/api/documents/{id}", &PanelPages::document);
  addForBearer(router, "GET", "/panel/api/issued/{verifyId}", &PanelPages::issuedFile);
  addForBearer(router, "POST", "/panel/api/act", &PanelPages::act);
}

const PanelOffice* PanelPages::findOffice(const std::string& id) const {
  for (const PanelOffice& office : offices_) {
    if (office.id.text() == id) return &office;
  }
  return nullptr;
}

PanelPages::Answer PanelPages::issueTicket(const Request& request) {
  const PanelOffice* office = findOffice(request.params.at("office"));
  if (office == nullptr) return deniedError("webhook.unauthenticated", "no such office");
  TDKT_CHECK(office->authenticator.verify(request));
  TDKT_ASSIGN(const ordered_json body, json::parse(request.body));
  TDKT_ASSIGN(const std::string user, json::requireString(body, "user"));
  TDKT_ASSIGN(const std::string documentId, json::requireString(body, "documentId"));
  const directory::Official* official = parts_.directory.findByHostUser(office->id, user);
  if (official == nullptr) return deniedError("access.unmapped", "nobody has this host user", "user");
  TDKT_ASSIGN(const auto dossier, parts_.store.findByHostDocument(office->id, documentId));
  if (!dossier) return notFoundError("store.dossier", "no dossier of this document");
  TDKT_ASSIGN(const DossierId shown, dossierFor(*official, *dossier));
  const std::string ticket = parts_.access.issueTicket({official->id, shown, office->id});
  ordered_json out = {{"ticket", ticket}, {"url", publicUrl_ + "/panel#" + ticket}};
  if (parts_.ownSigning != nullptr) out["signUrl"] = publicUrl_ + "/sign/" + ticket;
  return Response::json(out.dump());
}

/// The e-office knows one document; children that were split from its dossier are reached by it, too: the
/// first of them all that waits for this official, else the dossier itself.
Result<DossierId> PanelPages::dossierFor(const directory::Official& official, const DossierId& dossier) {
  std::vector<DossierId> family{dossier};
  for (std::size_t next = 0; next < family.size(); ++next) {
    TDKT_ASSIGN(const workflow::DossierState state, parts_.store.load(family[next]));
    const bool waits =
        std::any_of(state.workItems.begin(), state.workItems.end(), [&](const workflow::WorkItem& item) {
          return item.state == workflow::WorkItemState::kOpen &&
                 parts_.directory.actsAs(official.id, item.role, parts_.clock.now());
        });
    if (waits) return family[next];
    const auto kept = state.matters.find(workflow::kChildrenMatter);
    if (kept == state.matters.end()) continue;
    for (const auto& child : std::get<workflow::ChildDossiers>(kept->second).children)
      family.push_back(child.dossier);
  }
  return dossier;
}

PanelPages::Answer PanelPages::session(const Request& request) {
  TDKT_ASSIGN(const ordered_json body, json::parse(request.body));
  TDKT_ASSIGN(const std::string ticket, json::requireString(body, "ticket"));
  TDKT_ASSIGN(const std::string bearer, parts_.access.redeem(ticket));
  return Response::json(ordered_json{{"bearer", bearer}}.dump());
}

PanelPages::Answer PanelPages::view(const Request& request, const PanelGrant& grant) {
  TDKT_ASSIGN(const workflow::DossierState dossier, parts_.store.load(grant.dossier));
  TDKT_ASSIGN(const std::string version, versionFor(dossier, grant));
  if (queryValue(request, "known") == version) {
    Response unchanged;
    unchanged.status = 204;
    return unchanged;
  }
  TDKT_ASSIGN(ViewJson view, viewFor(dossier, grant));
  view["version"] = version;
  for (ViewJson& ballot : view["ballots"]) ballot["bearer"] = request.bearer();
  return Response::html(templates_.render("panel_view", view));
}

/// Signatures that are brought change what is shown, but not the dossier.
Result<std::string> PanelPages::versionFor(const workflow::DossierState& dossier, const PanelGrant& grant) {
  std::string version = std::to_string(dossier.version);
  if (parts_.ownSigning == nullptr) return version;
  TDKT_ASSIGN(const std::string mark, parts_.ownSigning->mark(dossier, grant));
  return version + mark;
}

Result<std::shared_ptr<const workflow::Definition>> PanelPages::definitionOf(
    const workflow::DossierState& dossier) {
  TDKT_ASSIGN(const std::string bpmn, parts_.store.loadDefinition(dossier.definitionHash));
  workflow::DefinitionContext context;
  context.deployed = true;
  auto checked = workflow::checkDefinition(bpmn, context);
  if (!checked.definition)
    return corruptError("workflow.definition", "the stored definition is not accepted any more");
  return checked.definition;
}

Result<ViewJson> PanelPages::viewFor(const workflow::DossierState& dossier, const PanelGrant& grant) {
  const directory::Official* viewer = parts_.directory.find(grant.official);
  if (viewer == nullptr) return deniedError("access.unmapped", "the official left the directory");
  TDKT_ASSIGN(const auto definition, definitionOf(dossier));
  TDKT_ASSIGN(auto stored, parts_.store.events(dossier.id));
  TDKT_ASSIGN(const auto issued, parts_.issued.filesOf(dossier.id));
  const auto events = plainEvents(std::move(stored));
  TDKT_ASSIGN(const auto listNotes, parts_.notes.notesOf(dossier.id, dossier.documentsDigest));
  TDKT_ASSIGN(const auto twice, parts_.notes.alsoProposed(dossier.id, kTwiceShown));
  ViewJson view = panelView({dossier, events, *definition, issued, parts_.directory, parts_.calendar, *viewer,
                             parts_.clock.now(), newId(parts_.random)});
  view["listNotes"] = readingNotesView(listNotes, twice, parts_.directory, false);
  if (parts_.ownSigning == nullptr) return view;
  TDKT_ASSIGN(view["ownSigning"], parts_.ownSigning->section(dossier, grant));
  TDKT_ASSIGN(const auto notes, parts_.ownSigning->notes(dossier.id));
  if (!notes.empty()) view["history"] = historyView(events, parts_.directory, notes);
  return view;
}

PanelPages::Answer PanelPages::document(const Request& request, const PanelGrant& grant) {
  TDKT_ASSIGN(const workflow::DossierState dossier, parts_.store.load(grant.dossier));
  for (const workflow::DossierDocument& file : dossier.documents) {
    if (file.id.text() != request.params.at("id")) continue;
    TDKT_ASSIGN(Bytes bytes, parts_.blobs.get(file.sha256));
    return savedFile(std::move(bytes), file.mediaType, file.name);
  }
  return notFoundError("blob.absent", "no such file in this dossier");
}

PanelPages::Answer PanelPages::issuedFile(const Request& request, const PanelGrant& grant) {
  TDKT_ASSIGN(const auto file, parts_.issued.findByVerifyId(request.params.at("verifyId")));
  if (!file || file->dossier != grant.dossier)
    return notFoundError("blob.absent", "no such file in this dossier");
  TDKT_ASSIGN(Bytes bytes, parts_.blobs.get(file->currentSha256()));
  return savedFile(std::move(bytes), "application/pdf", file->name);
}

Result<workflow::Command> PanelPages::notCompetent(const std::string& workItem, const std::string& reason,
                                                   const std::string& digest, const DossierId& id) {
  const WorkItemId item(workItem);
  TDKT_ASSIGN(const workflow::DossierState dossier, parts_.store.load(id));
  TDKT_ASSIGN(const auto definition, definitionOf(dossier));
  for (const workflow::WorkItem& row : dossier.workItems) {
    const workflow::Node* node = row.id == item ? definition->find(row.node) : nullptr;
    if (node == nullptr) continue;
    if (node->stepKind == "opinions") {
      return workflow::Command(
          workflow::AnswerOpinion{item, workflow::OpinionAnswer::kNotCompetent, reason, digest});
    }
    if (node->stepKind != "receive") break;
    const std::string said = reason.empty() ? reason : "Không thuộc thẩm quyền: " + reason;
    return workflow::Command(
        workflow::CompleteWorkItem{item, workflow::Outcome::kRefuse, said, digest, {}, {}});
  }
  return inputError("workflow.outcome", "this task cannot be declared another's", "outcome");
}

PanelPages::Answer PanelPages::act(const Request& request, const PanelGrant& grant) {
  TDKT_ASSIGN(const ActRequest act, readAct(request.body));
  workflow::Envelope envelope;
  envelope.id = CommandId("panel-" + grant.official.text() + "-" + act.commandId);
  envelope.dossier = grant.dossier;
  envelope.actor = grant.official;
  envelope.correlation = CorrelationId(newId(parts_.random));
  envelope.channel = "panel";
  envelope.command = workflow::CompleteWorkItem{
      WorkItemId(act.workItem), act.outcome, act.reason, act.digest, act.lines, act.back};
  if (act.notCompetent) {
    TDKT_ASSIGN(envelope.command, notCompetent(act.workItem, act.reason, act.digest, grant.dossier));
  }
  const log::Context context(envelope.correlation.text(), grant.dossier.text());
  TDKT_CHECK(parts_.engine.handle(envelope));
  return Response::json(ordered_json{
      {"message", std::string("Đã ghi nhận ý kiến: ") +
                      (act.notCompetent ? "Không thuộc thẩm quyền" : wordFor(act.outcome)) +
                      "."}}.dump());
}

}  // namespace tdkt::pages
