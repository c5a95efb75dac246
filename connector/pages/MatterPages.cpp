#include "connector/pages/MatterPages.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "connector/pages/Form.h"
#include "connector/pages/MatterView.h"
#include "workflow/base/Bytes.h"
#include "workflow/base/Text.h"
#include "workflow/definition/Definition.h"

namespace tdkt::pages {
namespace {

using http::Request;
using http::Response;
using workflow::Command;

constexpr std::size_t kRows = 500;

/// What people type, in NFC.
Result<std::string> typed(const Request& request, const char* name) {
  auto value = text::nfc(formValue(request, name));
  if (!value) return inputError("workflow.text", "not UTF-8", name);
  return *value;
}

Result<CivilDate> dayOf(const Request& request, const char* name) {
  const auto day = parseIsoDate(formValue(request, name));
  if (!day) return inputError("form.date", "a day of the form 2026-09-02 was expected", name);
  return *day;
}

Result<std::int64_t> numberOf(const Request& request, const char* name) {
  const std::string value = formValue(request, name);
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (failure != std::errc() || end != value.data() + value.size())
    return inputError("json.type", "a number was expected", name);
  return number;
}

std::string matterPath(const std::string& dossier) {
  return "/desk/dossiers/" + dossier + "/matters";
}

}  // namespace

void MatterPages::addTo(http::Router& router) {
  desk_.add(router, "GET", "/desk/dossiers/{id}/matters",
            [this](const Request& r, const Visitor& v) { return show(r, v); });
  addForm(router, "posting/publish", &MatterPages::publish);
  addForm(router, "posting/interrupt", &MatterPages::interrupt);
  addForm(router, "posting/resume", &MatterPages::resume);
  addForm(router, "posting/comment", &MatterPages::comment);
  addForm(router, "posting/classify", &MatterPages::classify);
  addForm(router, "posting/settle", &MatterPages::settle);
  addForm(router, "opinions/ask", &MatterPages::ask);
  addForm(router, "opinions/close", &MatterPages::closeRound);
  addForm(router, "opinions/late", &MatterPages::late);
  addForm(router, "consent/sent", &MatterPages::sent);
  addForm(router, "consent/answer", &MatterPages::answered);
  desk_.add(router, "GET", "/desk/overdue",
            [this](const Request& /*r*/, const Visitor& v) { return overdue(v); });
  desk_.add(router, "GET", "/desk/answers",
            [this](const Request& /*r*/, const Visitor& v) { return tray(v); });
  desk_.add(router, "POST", "/desk/answers/match",
            [this](const Request& r, const Visitor& v) { return match(r, v); });
  desk_.add(router, "POST", "/desk/answers/close",
            [this](const Request& r, const Visitor& v) { return closeAnswer(r, v); });
}

void MatterPages::addForm(http::Router& router, const std::string& path, ReadForm read) {
  desk_.add(router, "POST", "/desk/dossiers/{id}/" + path,
            [this, read](const Request& request, const Visitor& visitor) -> Answer {
              const std::string dossier = request.params.at("id");
              TDKT_ASSIGN(const Command command, (this->*read)(request));
              TDKT_CHECK(tell(request, DossierId(dossier), visitor, command));
              return Response::redirect(matterPath(dossier));
            });
}

Result<workflow::Reply> MatterPages::tell(const Request& request, const DossierId& dossier,
                                          const Visitor& visitor, Command command) {
  workflow::Envelope envelope;
  const std::string form = formValue(request, "command");
  if (form.empty()) return inputError("json.missing", "the form has no id of its command", "command");
  // The id of the form alone would be anybody's to reuse.
  envelope.id = CommandId("desk-" + sha256Hex(visitor.official->id.text() + "\n" + form));
  envelope.dossier = dossier;
  envelope.actor = visitor.official->id;
  envelope.correlation = CorrelationId(envelope.id.text());
  envelope.channel = "desk";
  envelope.command = std::move(command);
  return parts_.engine.handle(envelope);
}

MatterPages::Answer MatterPages::show(const Request& request, const Visitor& visitor) {
  TDKT_ASSIGN(const auto dossier, parts_.store.load(DossierId(request.params.at("id"))));
  TDKT_ASSIGN(const std::string bpmn, parts_.store.loadDefinition(dossier.definitionHash));
  workflow::DefinitionContext context;
  context.deployed = true;
  const auto checked = workflow::checkDefinition(bpmn, context);
  if (!checked.definition)
    return corruptError("workflow.definition", "the stored definition is not accepted");
  ViewJson view =
      mattersView({dossier, *checked.definition, parts_.directory, parts_.calendar, parts_.clock.now()});
  view["command"] = toHex(parts_.random.bytes(16));
  return desk_.page("desk_matters", "Công khai, lấy ý kiến, hiệp y", visitor, std::move(view));
}

Result<Command> MatterPages::publish(const Request& request) const {
  workflow::ConfirmPublication command;
  command.workItem = WorkItemId(formValue(request, "item"));
  TDKT_ASSIGN(command.publishedOn, dayOf(request, "on"));
  TDKT_ASSIGN(command.address, typed(request, "address"));
  command.documentsDigest = formValue(request, "digest");
  return Command(command);
}

Result<Command> MatterPages::interrupt(const Request& request) const {
  workflow::InterruptPosting command;
  command.workItem = WorkItemId(formValue(request, "item"));
  TDKT_ASSIGN(command.since, dayOf(request, "since"));
  TDKT_ASSIGN(command.reason, typed(request, "reason"));
  return Command(command);
}

Result<Command> MatterPages::resume(const Request& request) const {
  workflow::ResumePosting command;
  command.workItem = WorkItemId(formValue(request, "item"));
  TDKT_ASSIGN(command.on, dayOf(request, "on"));
  const std::string choice = formValue(request, "choice");
  if (choice != "restart" && choice != "continue")
    return inputError("form.choice", "go on or begin again: choose one", "choice");
  command.restart = choice == "restart";
  return Command(command);
}

Result<Command> MatterPages::comment(const Request& request) const {
  workflow::AddPostingComment command;
  command.workItem = WorkItemId(formValue(request, "item"));
  command.comment = formValue(request, "command").substr(0, 32);
  TDKT_ASSIGN(command.from, typed(request, "from"));
  TDKT_ASSIGN(command.text, typed(request, "text"));
  TDKT_ASSIGN(command.receivedOn, dayOf(request, "on"));
  return Command(command);
}

Result<Command> MatterPages::classify(const Request& request) const {
  workflow::ClassifyPostingComment command;
  command.node = formValue(request, "node");
  command.comment = formValue(request, "comment");
  const auto kind = workflow::commentKindFrom(formValue(request, "kind"));
  if (!kind) return inputError("form.choice", "the kind of the comment is missing", "kind");
  command.kind = *kind;
  if (*kind != workflow::CommentKind::kComplaint) return Command(command);
  TDKT_ASSIGN(const std::int64_t ordinal, numberOf(request, "ordinal"));
  TDKT_ASSIGN(const auto dossier, parts_.store.load(DossierId(request.params.at("id"))));
  for (const workflow::Line& line : dossier.lines) {
    if (line.ordinal == ordinal) command.line = line.id;
  }
  return Command(command);
}

Result<Command> MatterPages::settle(const Request& request) const {
  workflow::SettlePostingComment command;
  command.node = formValue(request, "node");
  command.comment = formValue(request, "comment");
  TDKT_ASSIGN(command.answer, typed(request, "answer"));
  command.upheld = formValue(request, "verdict") == "upheld";
  return Command(command);
}

Result<Command> MatterPages::ask(const Request& request) const {
  workflow::AskOpinion command;
  command.node = formValue(request, "node");
  command.role = formValue(request, "role");
  if (parts_.directory.holdersOf(command.role).empty())
    return inputError("workflow.opinions.addressee", "nobody holds this role", "role");
  TDKT_ASSIGN(command.title, typed(request, "title"));
  return Command(command);
}

Result<Command> MatterPages::closeRound(const Request& request) const {
  workflow::CloseOpinions command;
  command.node = formValue(request, "node");
  TDKT_ASSIGN(command.reason, typed(request, "reason"));
  return Command(command);
}

Result<Command> MatterPages::late(const Request& request) const {
  workflow::AnswerOpinion command;
  command.workItem = WorkItemId(formValue(request, "item"));
  const auto answer = workflow::opinionAnswerFrom(formValue(request, "answer"));
  if (!answer) return inputError("form.choice", "the answer is missing", "answer");
  command.answer = *answer;
  TDKT_ASSIGN(command.text, typed(request, "text"));
  return Command(command);
}

Result<Command> MatterPages::sent(const Request& request) const {
  workflow::ConfirmConsentSent command;
  command.workItem = WorkItemId(formValue(request, "item"));
  TDKT_ASSIGN(command.code, typed(request, "code"));
  TDKT_ASSIGN(command.sentOn, dayOf(request, "on"));
  return Command(command);
}

Result<Command> MatterPages::answered(const Request& request) const {
  workflow::RecordConsentAnswer command;
  command.node = formValue(request, "node");
  TDKT_ASSIGN(command.code, typed(request, "code"));
  TDKT_ASSIGN(command.from, typed(request, "from"));
  TDKT_ASSIGN(command.date, dayOf(request, "on"));
  return Command(command);
}

MatterPages::Answer MatterPages::tray(const Visitor& visitor) {
  TDKT_ASSIGN(const auto answers, parts_.tray.open(kRows));
  ViewJson view = trayView(answers);
  view["command"] = toHex(parts_.random.bytes(16));
  return desk_.page("desk_answers", "Văn bản trả lời chưa rõ hồ sơ", visitor, std::move(view));
}

MatterPages::Answer MatterPages::overdue(const Visitor& visitor) {
  // Earliest due first: what is overdue stands at the front.
  TDKT_ASSIGN(const auto open, parts_.store.openWork(parts_.directory.roles(), kRows));
  TDKT_ASSIGN(const auto stuck, parts_.timers.stuck(kRows));
  return desk_.page(
      "desk_overdue", "Việc quá hạn", visitor,
      clockView(open, stuck, parts_.directory, parts_.calendar, vietnamDate(parts_.clock.now())));
}

MatterPages::Answer MatterPages::match(const Request& request, const Visitor& visitor) {
  TDKT_ASSIGN(const std::int64_t row, numberOf(request, "row"));
  TDKT_ASSIGN(const auto answer, parts_.tray.find(row));
  TDKT_ASSIGN(const std::string code, typed(request, "code"));
  TDKT_ASSIGN(const auto wanted, parts_.tray.requestOf(code));
  if (!wanted) return notFoundError("tray.request", "no request of ours has this code", "code");
  TDKT_CHECK(tell(
      request, wanted->dossier, visitor,
      workflow::RecordConsentAnswer{wanted->node, answer.code, answer.sender, answer.date, answer.sha256}));
  TDKT_CHECK(parts_.tray.matched(row, wanted->dossier, visitor.official->id, parts_.clock.now()));
  return Response::redirect(matterPath(wanted->dossier.text()));
}

MatterPages::Answer MatterPages::closeAnswer(const Request& request, const Visitor& visitor) {
  TDKT_ASSIGN(const std::int64_t row, numberOf(request, "row"));
  TDKT_ASSIGN(const std::string reason, typed(request, "reason"));
  TDKT_CHECK(parts_.tray.close(row, reason, visitor.official->id, parts_.clock.now()));
  return Response::redirect("/desk/answers");
}

}  // namespace tdkt::pages
