#include "connector/pages/DeskPages.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "connector/pages/Assets.h"
#include "connector/pages/DeskActs.h"
#include "connector/pages/DeskView.h"
#include "connector/pages/ErrorPage.h"
#include "connector/pages/Form.h"
#include "connector/pages/Messages.h"
#include "connector/pages/ReadingNotesView.h"
#include "workflow/base/Log.h"
#include "workflow/base/Text.h"

namespace tdkt::pages {
namespace {

using http::Request;
using http::Response;

constexpr std::size_t kRows = 500;
constexpr std::size_t kTwiceShown = 200;

/// The row of the outbox that a form names.
Result<std::int64_t> rowOf(const Request& request) {
  const std::string text = formValue(request, "row");
  std::int64_t row = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), row);
  if (failure != std::errc() || end != text.data() + text.size())
    return inputError("json.type", "not a row", "row");
  return row;
}

}  // namespace

DeskPages::DeskPages(DeskParts parts, std::string publicUrl, bool demo)
    : parts_(parts), publicUrl_(std::move(publicUrl)), templates_(assets::resources(), demo) {}

std::string DeskPages::linkFor(const OfficialId& official, std::chrono::milliseconds lifetime) {
  return publicUrl_ + "/desk/sign-in?link=" + parts_.access.issueLink(official, lifetime);
}

void DeskPages::add(http::Router& router, const std::string& method, const std::string& pattern,
                    Handler handle) {
  router.add(method, pattern, [this, handle = std::move(handle)](const Request& request) {
    const auto visitor = visitorOf(request);
    if (!visitor) return errorPage(visitor.error(), request);
    const Answer answer = handle(request, *visitor);
    return answer ? *answer : errorPage(answer.error(), request);
  });
}

void DeskPages::add(http::Router& router, const std::string& method, const std::string& pattern,
                    VisitorHandler handle) {
  add(router, method, pattern, Handler([this, handle](const Request& request, const Visitor& visitor) {
        return (this->*handle)(request, visitor);
      }));
}

void DeskPages::addTo(http::Router& router) {
  add(router, "GET", "/desk", &DeskPages::list);
  add(router, "GET", "/desk/dossiers/{id}", &DeskPages::dossier);
  add(router, "POST", "/desk/dossiers/{id}/acts", &DeskPages::act);
  add(router, "GET", "/desk/dossiers/{id}/documents/{document}", &DeskPages::document);
  add(router, "GET", "/desk/files/{verifyId}", &DeskPages::issuedFile);
  add(router, "GET", "/desk/numbers", &DeskPages::numbers);
  add(router, "GET", "/desk/problems", &DeskPages::problems);
  add(router, "POST", "/desk/problems/replay", &DeskPages::replay);
  add(router, "POST", "/desk/problems/annul", &DeskPages::annul);
  add(router, "GET", "/desk/extensions", &DeskPages::extensions);
  add(router, "POST", "/desk/extensions/retry", &DeskPages::raiseNow);
}

Result<DeskPages::Visitor> DeskPages::visitorOf(const Request& request) {
  TDKT_ASSIGN(const DeskGrant grant, parts_.access.visitor(request));
  const directory::Official* official = parts_.directory.find(grant.official);
  if (official == nullptr || !opensDesk(*official))
    return deniedError("access.role", "not a role of the desk");
  return Visitor{grant, official};
}

Result<ViewJson> DeskPages::problemRows() {
  TDKT_ASSIGN(const auto deliveries, parts_.inbox.recent(kRows));
  TDKT_ASSIGN(const auto effects, parts_.outbox.unfinished(kRows));
  return problemsView(deliveries, effects);
}

DeskPages::Answer DeskPages::page(const std::string& name, const std::string& title, const Visitor& visitor,
                                  ViewJson view) {
  TDKT_ASSIGN(const ViewJson problems, problemRows());
  view["title"] = title;
  view["userName"] = visitor.official->name;
  view["userPost"] = visitor.official->post;
  view["csrf"] = visitor.grant.csrf;
  view["problemCount"] = problems.at("problemCount");
  view["hasProblems"] = problems.at("problemCount") != 0;
  TDKT_ASSIGN(const auto waiting, parts_.extensions.counts());
  view["extensionCount"] = waiting.waiting + waiting.dead;
  view["hasExtensions"] = waiting.waiting + waiting.dead != 0;
  TDKT_ASSIGN(const auto lists, parts_.cases.countOpen());
  view["listCount"] = lists;
  view["hasLists"] = lists != 0;
  view["nav"] = ViewJson{{name, true}};
  return Response::html(templates_.render(name, view));
}

Response DeskPages::errorPage(const Error& error, const Request& request) const {
  return errorPageFor(templates_, error, request);
}

DeskPages::Answer DeskPages::list(const Request& /*request*/, const Visitor& visitor) {
  TDKT_ASSIGN(const auto rows, parts_.store.dossiers(kRows));
  TDKT_ASSIGN(const auto open, parts_.store.openWork(parts_.directory.roles(), kRows));
  return page("desk_list", "Hồ sơ", visitor,
              deskListView(rows, open, parts_.calendar, vietnamDate(parts_.clock.now())));
}

DeskPages::Answer DeskPages::dossier(const Request& request, const Visitor& visitor) {
  const DossierId id(request.params.at("id"));
  TDKT_ASSIGN(const workflow::DossierState state, parts_.store.load(id));
  TDKT_ASSIGN(auto stored, parts_.store.events(id));
  TDKT_ASSIGN(const auto issued, parts_.issued.filesOf(id));
  TDKT_ASSIGN(const auto notes, parts_.notes.notesOf(id, state.documentsDigest));
  TDKT_ASSIGN(const auto twice, parts_.notes.alsoProposed(id, kTwiceShown));
  const auto events = plainEvents(std::move(stored));
  ViewJson view =
      deskDossierView({state, events, issued, parts_.directory, parts_.calendar, parts_.clock.now()});
  view["listNotes"] = readingNotesView(notes, twice, parts_.directory, true);
  return page("desk_dossier", state.header.number + "/" + state.header.notation, visitor, std::move(view));
}

DeskPages::Answer DeskPages::act(const Request& request, const Visitor& visitor) {
  const DossierId dossier(request.params.at("id"));
  TDKT_ASSIGN(workflow::Command command, deskCommand(request));
  workflow::Envelope envelope;
  envelope.id = deskCommandId(request, dossier);
  envelope.dossier = dossier;
  envelope.actor = visitor.official->id;
  envelope.correlation = CorrelationId(envelope.id.text());
  envelope.channel = "desk";
  envelope.command = std::move(command);
  TDKT_CHECK(parts_.engine.handle(envelope));
  return Response::redirect("/desk/dossiers/" + dossier.text());
}

DeskPages::Answer DeskPages::document(const Request& request, const Visitor& /*visitor*/) {
  TDKT_ASSIGN(const workflow::DossierState state, parts_.store.load(DossierId(request.params.at("id"))));
  for (const workflow::DossierDocument& file : state.documents) {
    if (file.id.text() != request.params.at("document")) continue;
    TDKT_ASSIGN(Bytes bytes, parts_.blobs.get(file.sha256));
    return savedFile(std::move(bytes), file.mediaType, file.name);
  }
  return notFoundError("blob.absent", "no such file in this dossier");
}

DeskPages::Answer DeskPages::issuedFile(const Request& request, const Visitor& /*visitor*/) {
  TDKT_ASSIGN(const auto file, parts_.issued.findByVerifyId(request.params.at("verifyId")));
  if (!file) return notFoundError("blob.absent", "no such issued file");
  TDKT_ASSIGN(Bytes bytes, parts_.blobs.get(file->currentSha256()));
  return savedFile(std::move(bytes), "application/pdf", file->name);
}

DeskPages::Answer DeskPages::numbers(const Request& /*request*/, const Visitor& visitor) {
  TDKT_ASSIGN(const auto rows, parts_.issued.numbers());
  return page("desk_numbers", "Sổ cấp số", visitor, numbersView(rows));
}

DeskPages::Answer DeskPages::problems(const Request& /*request*/, const Visitor& visitor) {
  TDKT_ASSIGN(const ViewJson rows, problemRows());
  return page("desk_problems", "Cần người xem", visitor, rows);
}

DeskPages::Answer DeskPages::replay(const Request& request, const Visitor& visitor) {
  TDKT_ASSIGN(const std::int64_t row, rowOf(request));
  TDKT_CHECK(parts_.outbox.replay(row));
  log::info("desk.replay", {{"row", std::to_string(row)}, {"official", visitor.official->id.text()}});
  return Response::redirect("/desk/problems");
}

DeskPages::Answer DeskPages::annul(const Request& request, const Visitor& visitor) {
  TDKT_ASSIGN(const std::int64_t row, rowOf(request));
  const auto reason = text::nfc(formValue(request, "reason"));
  if (!reason) return inputError("workflow.text", "not UTF-8", "reason");
  TDKT_CHECK(parts_.annulment.annul(row, *reason, visitor.official->id));
  return Response::redirect("/desk/numbers");
}

DeskPages::Answer DeskPages::extensions(const Request& /*request*/, const Visitor& visitor) {
  TDKT_ASSIGN(const auto jobs, parts_.extensions.unfinished(kRows));
  return page("desk_extensions", "Chờ nâng mức chữ ký", visitor, extensionsView(jobs));
}

DeskPages::Answer DeskPages::raiseNow(const Request& request, const Visitor& visitor) {
  const std::string file = formValue(request, "file");
  TDKT_CHECK(parts_.extensions.replay(file));
  log::info("desk.raise", {{"file", file}, {"official", visitor.official->id.text()}});
  return Response::redirect("/desk/extensions");
}

}  // namespace tdkt::pages
