// The fold: one event after another makes the state. Nothing is decided here.

#include <algorithm>

#include "workflow/base/Bytes.h"
#include "workflow/engine/Engine.h"

namespace tdkt::workflow {
namespace {

/// Length before text: no two different lists give the same octets.
void append(std::string& octets, std::string_view text) {
  octets += std::to_string(text.size());
  octets += ':';
  octets += text;
}

void dropActionsAt(DossierState& state, const std::string& node) {
  std::erase_if(state.actions, [&](const PendingAction& action) { return action.node == node; });
}

void leave(DossierState& state, const std::string& node) {
  const auto token = state.tokens.find(node);
  if (token == state.tokens.end()) return;
  if (--token->second > 0) return;
  state.tokens.erase(token);
  dropActionsAt(state, node);
}

WorkItem* findItem(DossierState& state, const WorkItemId& id) {
  const auto found = std::find_if(state.workItems.begin(), state.workItems.end(),
                                  [&](const WorkItem& item) { return item.id == id; });
  return found == state.workItems.end() ? nullptr : &*found;
}

void close(WorkItem& item, WorkItemState how, const std::string& reason, UtcTime at) {
  item.state = how;
  item.reason = reason;
  item.closedAt = at;
}

void take(DossierState& state, const DossierHeader& header, const std::vector<DossierDocument>& documents,
          const std::vector<Line>& lines) {
  state.header = header;
  state.documents = documents;
  state.lines = lines;
  state.documentsDigest = documentsDigest(documents, lines);
}

struct Fold {
  DossierState& state;
  const Event& event;

  void operator()(const DossierStarted& e) const {
    state.definitionHash = e.definitionHash;
    take(state, e.header, e.documents, e.lines);
  }
  void operator()(const DossierResubmitted& e) const {
    ++state.revision;
    state.facts.clear();  // results belong to the documents they were made from
    take(state, e.header, e.documents, e.lines);
  }
  void operator()(const TokenMoved& e) const {
    if (!e.from.empty()) leave(state, e.from);
    if (!e.to.empty()) ++state.tokens[e.to];
  }
  void operator()(const WorkItemOpened& e) const { state.workItems.push_back(e.item); }
  void operator()(const WorkItemCompleted& e) const {
    if (WorkItem* item = findItem(state, e.item)) {
      close(*item, WorkItemState::kDone, e.reason, event.at);
      item->outcome = e.outcome;
      item->actor = event.actor;
    }
  }
  void operator()(const WorkItemCancelled& e) const {
    if (WorkItem* item = findItem(state, e.item)) {
      close(*item, WorkItemState::kCancelled, e.because, event.at);
    }
  }
  void operator()(const ActionRequested& e) const { state.actions.push_back(e.action); }
  void operator()(const ActionCompleted& e) const {
    for (const auto& [name, value] : e.results) state.facts[name] = value;
    std::erase_if(state.actions, [&](const PendingAction& action) { return action.effect == e.effect; });
  }
  void operator()(const LinesChanged& e) const {
    for (Line& line : state.lines) {
      if (line.state == e.from) line.state = e.to;
    }
  }
  void operator()(const DossierAnnulled& /*e*/) const {}
  void operator()(const PhaseChanged& e) const {
    state.phase = e.phase;
    const bool ended = e.phase == Phase::kIssued || e.phase == Phase::kRefused;
    state.endedAt = ended ? std::optional(event.at) : std::nullopt;
  }
};

}  // namespace

void evolveHere(const Definition& /*definition*/, DossierState& state, const Event& event) {
  std::visit(Fold{state, event}, event.body);
  state.version = event.seq;
}

DossierState evolve(const Definition& definition, DossierState state, const Event& event) {
  evolveHere(definition, state, event);
  return state;
}

std::string documentsDigest(const std::vector<DossierDocument>& documents, const std::vector<Line>& lines) {
  std::string octets = "documents";
  for (const DossierDocument& document : documents) append(octets, document.sha256);
  octets += "lines";
  for (const Line& line : lines) {
    append(octets, std::to_string(line.ordinal));
    append(octets, toString(line.nominee.kind));
    append(octets, line.nominee.name);
    append(octets, line.nominee.position);
    append(octets, line.nominee.unit);
    append(octets, line.nominee.achievement);
    append(octets, line.award);
  }
  return sha256Hex(octets);
}

std::string approvalDigest(const DossierState& state) {
  const auto rendered = state.facts.find("decision.sha256");
  if (rendered == state.facts.end()) return state.documentsDigest;
  return sha256Hex(state.documentsDigest + rendered->second);
}

}  // namespace tdkt::workflow
