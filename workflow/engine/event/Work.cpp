#include "workflow/engine/event/Work.h"

#include <algorithm>

#include "workflow/engine/Event.h"
#include "workflow/engine/event/Data.h"
#include "workflow/model/DossierJson.h"

namespace tdkt::workflow {

using data::Json;
using data::textAt;

namespace {

void leave(DossierState& state, const std::string& node) {
  const auto token = state.tokens.find(node);
  if (token == state.tokens.end()) return;
  if (--token->second > 0) return;
  state.tokens.erase(token);
  std::erase_if(state.actions, [&](const PendingAction& action) { return action.node == node; });
}

/// Late tasks are asked for most.
WorkItem* findItem(DossierState& state, const WorkItemId& id) {
  const auto found = std::find_if(state.workItems.rbegin(), state.workItems.rend(),
                                  [&](const WorkItem& item) { return item.id == id; });
  return found == state.workItems.rend() ? nullptr : &*found;
}

void close(WorkItem& item, WorkItemState how, const std::string& reason, UtcTime at) {
  item.state = how;
  item.reason = reason;
  item.closedAt = at;
}

}  // namespace

Json toData(const TokenMoved& body) {
  return {{"from", body.from}, {"to", body.to}};
}
void fromData(const Json& data, TokenMoved& body) {
  body.from = textAt(data, "from");
  body.to = textAt(data, "to");
}
void fold(DossierState& state, const Event& /*event*/, const TokenMoved& body) {
  if (!body.from.empty()) leave(state, body.from);
  if (!body.to.empty()) ++state.tokens[body.to];
}

Json toData(const WorkItemOpened& body) {
  return {{"item", toJson(body.item)}};
}
void fromData(const Json& data, WorkItemOpened& body) {
  body.item = workItemFromJson(data.at("item"));
}
void fold(DossierState& state, const Event& /*event*/, const WorkItemOpened& body) {
  state.workItems.push_back(body.item);
}

Json toData(const WorkItemCompleted& body) {
  Json out{{"item", body.item.text()},
           {"outcome", toString(body.outcome)},
           {"reason", body.reason},
           {"documentsDigest", body.documentsDigest}};
  // These came later: an old log has none of them, and is written as it was.
  if (!body.lines.empty()) out["lines"] = toJson(body.lines);
  if (!body.principal.empty()) out["principal"] = body.principal.text();
  if (!body.grant.empty()) out["grant"] = body.grant;
  if (body.capacity != Capacity::kOwn) out["capacity"] = toString(body.capacity);
  return out;
}
void fromData(const Json& data, WorkItemCompleted& body) {
  body.item = WorkItemId(textAt(data, "item"));
  body.outcome = data::required(outcomeFrom(textAt(data, "outcome")));
  body.reason = textAt(data, "reason");
  body.documentsDigest = textAt(data, "documentsDigest");
  if (data.contains("lines")) body.lines = lineVerdictsFromJson(data.at("lines"));
  body.principal = OfficialId(data.value("principal", std::string()));
  body.grant = data.value("grant", std::string());
  body.capacity = data::required(capacityFrom(data.value("capacity", std::string("own"))));
}
void fold(DossierState& state, const Event& event, const WorkItemCompleted& body) {
  WorkItem* item = findItem(state, body.item);
  if (item == nullptr) return;
  close(*item, WorkItemState::kDone, body.reason, event.at);
  item->outcome = body.outcome;
  item->actor = event.actor;
  item->principal = body.principal;
}

Json toData(const WorkItemCancelled& body) {
  return {{"item", body.item.text()}, {"because", body.because}};
}
void fromData(const Json& data, WorkItemCancelled& body) {
  body.item = WorkItemId(textAt(data, "item"));
  body.because = textAt(data, "because");
}
void fold(DossierState& state, const Event& event, const WorkItemCancelled& body) {
  if (WorkItem* item = findItem(state, body.item))
    close(*item, WorkItemState::kCancelled, body.because, event.at);
}

Json toData(const ActionRequested& body) {
  return {{"action", toJson(body.action)}};
}
void fromData(const Json& data, ActionRequested& body) {
  body.action = pendingActionFromJson(data.at("action"));
}
void fold(DossierState& state, const Event& /*event*/, const ActionRequested& body) {
  state.actions.push_back(body.action);
}

Json toData(const ActionCompleted& body) {
  return {{"effect", body.effect.text()}, {"results", body.results}};
}
void fromData(const Json& data, ActionCompleted& body) {
  body.effect = EffectId(textAt(data, "effect"));
  body.results = data.at("results").get<std::map<std::string, std::string>>();
}
void fold(DossierState& state, const Event& /*event*/, const ActionCompleted& body) {
  for (const auto& [name, value] : body.results) state.facts[name] = value;
  std::erase_if(state.actions, [&](const PendingAction& action) { return action.effect == body.effect; });
}

}  // namespace tdkt::workflow
