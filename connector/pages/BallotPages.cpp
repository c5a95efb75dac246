#include "connector/pages/BallotPages.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connector/council/Envelope.h"
#include "connector/pages/Assets.h"
#include "connector/pages/Form.h"
#include "connector/pages/Messages.h"
#include "workflow/base/Log.h"

namespace tdkt::pages {
namespace {

using namespace workflow;
using http::Request;
using http::Response;

constexpr std::size_t kMaxCommandId = 100;
constexpr std::size_t kLargestForm = 4U << 20U;

const Ballot* ballotIn(const DossierState& dossier, const std::string& node) {
  const auto found = dossier.matters.find(node);
  return found == dossier.matters.end() ? nullptr : std::get_if<Ballot>(&found->second);
}

/// The ballot a page without a name means: the one where the dossier stands, else the last one.
std::string nodeOfBallot(const DossierState& dossier) {
  std::string last;
  for (const auto& [node, matter] : dossier.matters) {
    if (!std::holds_alternative<Ballot>(matter)) continue;
    last = node;
    if (dossier.tokens.count(node) != 0) break;
  }
  return last;
}

ViewJson notice(const char* text) {
  return {{"notice", text}};
}

PaperDraft draftOf(const BallotForm& form, const PanelGrant& grant, const Ballot& ballot) {
  PaperDraft draft;
  draft.reference = form.value("reference");
  draft.member = form.value("member").empty() ? grant.official : OfficialId(form.value("member"));
  const BallotMember* member = ballot.find(draft.member);
  draft.marks = form.marks(ballot.lines.size(), member == nullptr ? std::vector<int>() : member->recused);
  return draft;
}

}  // namespace

const Ballot& BallotPages::Visit::ballot() const {
  return *ballotIn(dossier, node->id);
}

BallotPages::BallotPages(BallotParts parts, std::vector<std::string> origins, bool demo)
    : parts_(parts), origins_(std::move(origins)), templates_(assets::resources(), demo) {}

void BallotPages::addTo(http::Router& router) {
  http::RoutePolicy framed;
  framed.maxBody = kLargestForm;
  framed.frameAncestors = origins_.empty() ? "'none'" : "";
  for (const std::string& origin : origins_) framed.frameAncestors += " " + origin;
  const auto answered = [this](Answer (BallotPages::*handle)(const Request&)) {
    return [this, handle](const Request& request) {
      const Answer answer = (this->*handle)(request);
      return answer ? *answer : errorPage(answer.error());
    };
  };
  router.add(
      "GET", "/ballot",
      [this](const Request& request) {
        ViewJson view = {{"title", "Bỏ phiếu của Hội đồng"}};
        if (const auto ticket = request.query.find("ticket"); ticket != request.query.end())
          view["ticket"] = ticket->second;
        return Response::html(templates_.render("ballot_enter", view));
      },
      framed);
  router.add("POST", "/ballot", answered(&BallotPages::show), framed);
  router.add("POST", "/ballot/act", answered(&BallotPages::act), framed);
  router.add("POST", "/ballot/file", answered(&BallotPages::file), framed);
}

Response BallotPages::errorPage(const Error& error) const {
  const ViewJson view = {{"title", "Chưa thực hiện được"}, {"problem", sentenceFor(error)}};
  return Response::html(templates_.render("ballot_enter", view), http::problem(error).status);
}

Result<std::string> BallotPages::bearerOf(const Request& /*request*/, const BallotForm& form) {
  if (!form.value("ticket").empty()) return parts_.access.redeem(form.value("ticket"));
  return form.value("bearer");
}

Result<BallotPages::Visit> BallotPages::visit(const std::string& bearer, const std::string& node) {
  TDKT_ASSIGN(const PanelGrant grant, parts_.access.authorise(bearer));
  TDKT_ASSIGN(DossierState dossier, parts_.store.load(grant.dossier));
  Visit out{grant, bearer, std::move(dossier), nullptr, nullptr, parts_.directory.find(grant.official)};
  if (out.viewer == nullptr) return deniedError("access.unmapped", "the official left the directory");
  const std::string wanted = node.empty() ? nodeOfBallot(out.dossier) : node;
  if (ballotIn(out.dossier, wanted) == nullptr)
    return notFoundError("workflow.ballot.none", "no ballot here");
  TDKT_ASSIGN(const std::string bpmn, parts_.store.loadDefinition(out.dossier.definitionHash));
  DefinitionContext context;
  context.deployed = true;
  out.definition = checkDefinition(bpmn, context).definition;
  out.node = out.definition == nullptr ? nullptr : out.definition->find(wanted);
  if (out.node == nullptr)
    return corruptError("workflow.definition", "the ballot's step is not in the definition");
  if (!mayEnterBallot(dataOf(out))) return deniedError("workflow.ballot.member", "not of this council");
  return out;
}

BallotData BallotPages::dataOf(const Visit& visit) {
  return {visit.dossier, *visit.node,  visit.ballot(),      parts_.directory,
          *visit.viewer, visit.bearer, newId(parts_.random)};
}

std::string BallotPages::boxOf(const Visit& visit) const {
  return boxIdOf(visit.dossier.id, visit.node->id, visit.ballot().round);
}

BallotPages::Answer BallotPages::page(const Visit& visit, const ViewJson& extra) {
  ViewJson view = ballotView(dataOf(visit));
  view.update(extra);
  return Response::html(templates_.render("ballot", view));
}

BallotPages::Answer BallotPages::show(const Request& request) {
  const BallotForm form(request);
  TDKT_ASSIGN(const std::string bearer, bearerOf(request, form));
  TDKT_ASSIGN(const Visit now, visit(bearer, form.value("node")));
  return page(now, ViewJson::object());
}

BallotPages::Answer BallotPages::act(const Request& request) {
  const BallotForm form(request);
  TDKT_CHECK(form.check());
  TDKT_ASSIGN(const std::string bearer, bearerOf(request, form));
  TDKT_ASSIGN(const Visit before, visit(bearer, form.value("node")));
  const std::string what = form.value("act");
  if (what == "paper") return paper(before, form);
  if (what == "review") return review(before, form);
  const auto said = perform(before, form);
  TDKT_ASSIGN(const Visit after, visit(bearer, before.node->id));
  if (said) return page(after, *said);
  TDKT_ASSIGN(Response response, page(after, ViewJson{{"problem", sentenceFor(said.error())}}));
  response.status = http::problem(said.error()).status;
  return response;
}

BallotPages::Answer BallotPages::paper(const Visit& visit, const BallotForm& form) {
  if (visit.ballot().phase != BallotPhase::kOpen)
    return page(visit, ViewJson{{"problem", sentenceFor(conflictError("workflow.ballot.phase", ""))}});
  ViewJson view = paperView(dataOf(visit), draftOf(form, visit.grant, visit.ballot()));
  view["replaces"] = form.value("replaces");
  return Response::html(templates_.render("ballot_paper", view));
}

BallotPages::Answer BallotPages::review(const Visit& visit, const BallotForm& form) {
  if (visit.ballot().phase != BallotPhase::kOpen)
    return page(visit, ViewJson{{"problem", sentenceFor(conflictError("workflow.ballot.phase", ""))}});
  ViewJson view = reviewView(dataOf(visit), draftOf(form, visit.grant, visit.ballot()), newId(parts_.random));
  view["replaces"] = form.value("replaces");
  return Response::html(templates_.render("ballot_review", view));
}

Envelope BallotPages::envelopeFor(const Visit& visit, const BallotForm& form, const std::string& what) {
  Envelope envelope;
  envelope.id = CommandId("ballot-" + visit.grant.official.text() + "-" + form.value("command") + "-" + what);
  envelope.dossier = visit.grant.dossier;
  envelope.actor = visit.grant.official;
  envelope.correlation = CorrelationId(newId(parts_.random));
  envelope.channel = "panel";
  return envelope;
}

Result<Reply> BallotPages::tell(const Visit& visit, const BallotForm& form, const std::string& what,
                                BallotAct act) {
  const std::string id = form.value("command");
  if (id.empty() || id.size() > kMaxCommandId)
    return inputError("json.missing", "a command id of at most 100 characters is needed", "command");
  Envelope envelope = envelopeFor(visit, form, what);
  envelope.command = BallotCommand{visit.node->id, form.number("round"), std::move(act)};
  return parts_.engine.handle(envelope);
}

Result<ViewJson> BallotPages::perform(const Visit& visit, const BallotForm& form) {
  const std::string what = form.value("act");
  const OfficialId presiding(form.value("presiding"));
  if (what == "vote") return vote(visit, form);
  if (what == "key") return takeKey(visit, form);
  if (what == "confirm") return confirm(visit, form);
  if (what == "forward") return forward(visit, form);
  if (what == "open" || what == "close") TDKT_CHECK(checkPrintable(form));
  if (what == "open") {
    TDKT_CHECK(tell(visit, form, what,
                    OpenBallot{form.value("establishing"), form.value("venue"), presiding, form.present()}));
    return notice("Đã mở bỏ phiếu.");
  }
  if (what == "presence") {
    TDKT_CHECK(tell(visit, form, what, RecordPresence{presiding, form.present()}));
    return notice("Đã ghi lại người có mặt.");
  }
  if (what == "close") {
    TDKT_CHECK(tell(visit, form, what, AskToClose{form.minutesPaper()}));
    return notice("Đã kết thúc bỏ phiếu, chờ người chủ trì xác nhận.");
  }
  if (what == "resume") {
    TDKT_CHECK(tell(visit, form, what, ResumeBallot{}));
    return notice("Tiếp tục bỏ phiếu.");
  }
  if (what == "annul") {
    TDKT_CHECK(tell(visit, form, what, AnnulBallot{form.value("reason")}));
    return notice("Đã hủy lượt bỏ phiếu.");
  }
  return inputError("workflow.outcome", "no such act", "act");
}

Result<Done> BallotPages::checkPrintable(const BallotForm& form) const {
  if (!parts_.printable) return Done{};
  for (const char* field :
       {"establishing", "venue", "minutesNumber", "recordNumber", "counters", "proceedings"}) {
    for (const std::string& text : form.lines(field)) TDKT_CHECK(parts_.printable(field, text));
  }
  return Done{};
}

Result<ViewJson> BallotPages::vote(const Visit& visit, const BallotForm& form) {
  const Ballot& ballot = visit.ballot();
  const PaperDraft draft = draftOf(form, visit.grant, ballot);
  const BallotMember* member = ballot.find(draft.member);
  const std::vector<int> fresh = recusedIn(draft.marks);
  if (!fresh.empty() && member != nullptr) {
    std::vector<int> seats = member->recused;
    seats.insert(seats.end(), fresh.begin(), fresh.end());
    TDKT_CHECK(tell(visit, form, "recuse", DeclareRecusal{draft.member, std::move(seats)}));
  }
  const std::string marks = withoutRecusals(draft.marks);
  CastVote cast{draft.member, draft.reference, marks, std::nullopt};
  if (!ballot.rule.secret) {
    TDKT_CHECK(tell(visit, form, "vote", std::move(cast)));
    return notice("Đã ghi nhận phiếu.");
  }
  const std::string handle = form.value("handle");
  if (handle.size() < 20 || handle.size() > kMaxCommandId)
    return inputError("json.missing", "the form's own handle is missing", "handle");
  SealedPaper sealed;
  sealed.key = council::paperNameOf(handle);
  if (!form.value("replaces").empty()) sealed.replaces = council::paperNameOf(form.value("replaces"));
  if (!ballot.boxReady()) return conflictError("workflow.ballot.key", "the box is not ready");
  TDKT_ASSIGN(sealed.envelope, council::seal(boxOf(visit), sealed.key, marks, ballot.secretaryKey,
                                             ballot.presidingKey, parts_.random));
  cast.marks.clear();
  cast.sealed = std::move(sealed);
  TDKT_ASSIGN(const Reply reply, tell(visit, form, "vote", std::move(cast)));
  if (reply.repeated) return notice("Phiếu này đã được ghi nhận trước đó.");
  return ViewJson{{"notice", "Đã bỏ phiếu kín."}, {"changeHandle", draft.reference.empty() ? handle : ""}};
}

/// A code counts only when its holder has seen it and says so: a lost page costs nothing.
Result<ViewJson> BallotPages::takeKey(const Visit& visit, const BallotForm& form) {
  const council::Side side = visit.grant.official == visit.ballot().presiding ? council::Side::kPresiding
                                                                              : council::Side::kSecretary;
  if (form.value("code").empty()) {
    const council::BoxHalf half = council::newHalf(boxOf(visit), side, parts_.random);
    return ViewJson{{"keyCode", std::string(half.code.reveal())}};
  }
  const Secret code = council::readCode(form.value("code"));
  if (code.empty()) return inputError("council.code", "no code", "code");
  TDKT_ASSIGN(const std::string publicKey,
              council::publicKeyOf(council::privateKey(boxOf(visit), side, code)));
  TDKT_CHECK(tell(visit, form, "key", TakeBoxKey{publicKey}));
  return notice("Đã nhận mã mở hòm phiếu.");
}

Result<ViewJson> BallotPages::confirm(const Visit& visit, const BallotForm& form) {
  const Ballot& ballot = visit.ballot();
  CloseBallot close;
  // Without quorum nothing is counted, and nobody need give a code.
  if (ballot.rule.secret && ballot.phase == BallotPhase::kClosing && ballot.hasQuorum() &&
      ballot.presiding == visit.grant.official) {
    TDKT_ASSIGN(
        close.papers,
        parts_.box.opened(boxOf(visit), council::readCode(form.value("secretaryCode")), ballot.secretaryKey,
                          council::readCode(form.value("presidingCode")), ballot.presidingKey));
  }
  TDKT_CHECK(tell(visit, form, "confirm", std::move(close)));
  TDKT_ASSIGN(const DossierState after, parts_.store.load(visit.dossier.id));
  const Ballot* now = ballotIn(after, visit.node->id);
  const bool counted = now != nullptr && now->phase == BallotPhase::kCounted;
  return notice(counted ? "Đã kiểm phiếu. Biên bản đang được lập."
                        : "Không đủ số thành viên có mặt: lượt bỏ phiếu không có giá trị, phải họp lại.");
}

Result<ViewJson> BallotPages::forward(const Visit& visit, const BallotForm& form) {
  for (const WorkItem& item : visit.dossier.workItems) {
    if (item.node != visit.node->id || item.role != visit.node->role || item.state != WorkItemState::kOpen)
      continue;
    Envelope envelope = envelopeFor(visit, form, "forward");
    envelope.command = CompleteWorkItem{item.id, Outcome::kAgree, "", approvalDigest(visit.dossier)};
    TDKT_CHECK(parts_.engine.handle(envelope));
    return notice("Đã chuyển bước tiếp theo.");
  }
  return conflictError("workflow.item.closed", "the step is done");
}

BallotPages::Answer BallotPages::file(const Request& request) {
  const BallotForm form(request);
  TDKT_ASSIGN(const std::string bearer, bearerOf(request, form));
  TDKT_ASSIGN(const Visit now, visit(bearer, form.value("node")));
  const bool minutes = form.value("kind") == "minutes";
  const auto fact = now.dossier.facts.find(now.node->id + (minutes ? ".minutes" : ".record") + ".sha256");
  if (fact == now.dossier.facts.end()) return notFoundError("blob.absent", "no such file in this dossier");
  TDKT_ASSIGN(Bytes bytes, parts_.blobs.get(fact->second));
  Response response = Response::bytes(std::move(bytes), "application/pdf");
  response.headers.emplace_back("Content-Disposition", attachmentHeader(minutes ? "Biên bản họp Hội đồng.pdf"
                                                                                : "Biên bản kiểm phiếu.pdf"));
  return response;
}

}  // namespace tdkt::pages
