// Hiệp y: another authority is asked by an official document and answers by one; the code of ours tells which
// dossier an answer belongs to. Source: NĐ 98/2023/NĐ-CP Điều 31; whom to ask and what silence means is the
// procedure's.

#include "workflow/engine/decide/Consent.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "workflow/engine/decide/Deadlines.h"
#include "workflow/engine/decide/Rules.h"

namespace tdkt::workflow {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kLapseTimer = "consent-lapse";

const Consent* consentAt(const DossierState& state, const std::string& node) {
  const auto matter = state.matters.find(node);
  return matter == state.matters.end() ? nullptr : std::get_if<Consent>(&matter->second);
}

const WorkItem* openItem(const DossierState& state, const std::string& node) {
  const auto item = std::find_if(state.workItems.begin(), state.workItems.end(), [&](const WorkItem& row) {
    return row.node == node && row.state == WorkItemState::kOpen;
  });
  return item == state.workItems.end() ? nullptr : &*item;
}

/// The last day of the agency, its timer and the task's due date follow the day the request left.
void runTime(Transition& transition, const Node& node, const WorkItemId& item, const Consent& consent,
             const std::string& because) {
  const CivilDate due = transition.facts().calendar.dueDate(*consent.sentOn, node.workingDays);
  transition.endTimers(node.id, kLapseTimer);
  if (setting(node, "consent", "lapse", "block") != "block")
    transition.setTimer(node.id, kLapseTimer, endOf(due));
  moveDue(transition, item, due, because);
}

}  // namespace

void enterConsent(Transition& transition, const Node& node) {
  if (node.settings.count("consent") == 0)
    return transition.openTask(node);  // deployed before this was asked
  Consent consent;
  consent.agency = setting(node, "consent", "agency");
  consent.workingDays = node.workingDays;
  transition.keep(node.id, consent);
  transition.openTask(node);
  transition.effect(EffectKind::kConsentRequested, node.id,
                    {{"workItem", transition.state().workItems.back().id.text()},
                     {"agency", consent.agency},
                     {"title", node.name},
                     {"workingDays", std::to_string(node.workingDays)}});
}

Result<Step> decide(const Case& given, const ConfirmConsentSent& command) {
  const auto item = std::find_if(given.state.workItems.begin(), given.state.workItems.end(),
                                 [&](const WorkItem& row) { return row.id == command.workItem; });
  if (item == given.state.workItems.end()) return notFoundError("workflow.item", "no such task");
  TDKT_CHECK(checkHolds(given.facts, item->role));
  if (item->state != WorkItemState::kOpen)
    return conflictError("workflow.item.closed", "somebody acted on this task already");
  TDKT_CHECK(checkRunning(given.state));
  TDKT_ASSIGN(const Node* node, nodeOf(given, item->node));
  const Consent* kept = consentAt(given.state, item->node);
  if (kept == nullptr) return inputError("workflow.consent", "this task asks no other authority", "workItem");
  if (!readable(command.code)) return inputError("workflow.text", "not NFC", "code");
  if (blank(command.code))
    return inputError("workflow.consent.code", "number and notation of the request are missing", "code");
  if (!kept->answers.empty())
    return conflictError("workflow.consent.answered", "the agency has answered already");
  if (command.sentOn > vietnamDate(given.facts.now) || command.sentOn < vietnamDate(item->openedAt))
    return inputError("workflow.consent.date", "not a day between the opening of the task and today",
                      "sentOn");
  Consent consent = *kept;
  consent.code = command.code;
  consent.sentOn = command.sentOn;
  Transition transition(given.definition, given.state, given.facts);
  transition.keep(node->id, consent);
  runTime(transition, *node, item->id, consent,
          "Văn bản hiệp y số " + command.code + " ngày " + shortDate(command.sentOn));
  return transition.finish();
}

Result<Step> decide(const Case& given, const RecordConsentAnswer& command) {
  const Consent* kept = consentAt(given.state, command.node);
  const Node* node = given.definition.find(command.node);
  if (kept == nullptr || node == nullptr)
    return notFoundError("workflow.consent", "no authority was asked here", command.node);
  const bool system = given.facts.actor.empty();
  if (!system && !holds(given.facts, node->role)) TDKT_CHECK(checkHolds(given.facts, kDeskRole));
  if (!readable(command.code) || !readable(command.from))
    return inputError("workflow.text", "not NFC", "code");
  if (blank(command.code))
    return inputError("workflow.consent.code", "number and notation of the answer are missing", "code");
  if (kept->code.empty()) return conflictError("workflow.consent.unsent", "the request has not left yet");
  Transition transition(given.definition, given.state, given.facts);
  const bool known = std::any_of(kept->answers.begin(), kept->answers.end(), [&](const ConsentAnswer& row) {
    return row.code == command.code && row.from == command.from;
  });
  if (known) return transition.finish();
  if (ended(given.state)) return conflictError("workflow.phase", "the dossier has ended");
  Consent consent = *kept;
  consent.answers.push_back({command.code, command.from, command.date, command.sha256, given.facts.now});
  transition.keep(command.node, consent);
  // Somebody must read it now: silence is over, so the lapse rule has nothing to say any more.
  transition.endTimers(command.node, kLapseTimer);
  transition.status("05", "Đã nhận văn bản trả lời hiệp y số " + command.code);
  return transition.finish();
}

Result<Done> mayEndConsent(const Case& given, const Node& node, const WorkItem& /*item*/, Outcome outcome) {
  const Consent* consent = consentAt(given.state, node.id);
  if (consent == nullptr || outcome == Outcome::kReturn || !consent->answers.empty()) return Done{};
  return conflictError("workflow.consent.unanswered", "the agency has not answered");
}

void recomputeConsent(Transition& transition, const Node& node, const WorkItem& item,
                      const std::string& because) {
  const Consent* consent = consentAt(transition.state(), node.id);
  const WorkingCalendar& calendar = transition.facts().calendar;
  if (consent == nullptr || !consent->sentOn) {
    moveDue(transition, item.id, calendar.dueDate(vietnamDate(item.openedAt), node.workingDays), because);
    return;
  }
  if (!consent->answers.empty()) return;  // only its reading is open, not the agency's time
  if (calendar.dueDate(*consent->sentOn, node.workingDays) == item.due) return;
  const Consent copy = *consent;
  runTime(transition, node, item.id, copy, because);
}

void consentLapsed(Transition& transition, const Timer& timer) {
  const Consent* kept = consentAt(transition.state(), timer.node);
  const Node* node = transition.definition().find(timer.node);
  const WorkItem* open = openItem(transition.state(), timer.node);
  if (kept == nullptr || node == nullptr || open == nullptr || !kept->answers.empty()) return;
  const WorkItem item = *open;
  Consent consent = *kept;
  consent.lapsed = setting(*node, "consent", "lapse", "block");
  transition.keep(timer.node, consent);
  const std::string because = "Không có văn bản trả lời trong " + std::to_string(node->workingDays) +
                              " ngày làm việc kể từ văn bản số " + consent.code;
  transition.emit(WorkItemCancelled{item.id, because});
  transition.hostClosed(item, "cancelled", because);
  transition.leave(*node);
}

Json contentOf(const ConfirmConsentSent& command) {
  return {
      {"consentSent", command.workItem.text()}, {"code", command.code}, {"sentOn", isoDate(command.sentOn)}};
}
Json contentOf(const RecordConsentAnswer& command) {
  return {{"consentAnswer", command.node},
          {"code", command.code},
          {"from", command.from},
          {"date", command.date ? isoDate(*command.date) : ""},
          {"sha256", command.sha256}};
}

}  // namespace tdkt::workflow
