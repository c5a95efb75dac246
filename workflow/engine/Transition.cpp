#include "workflow/engine/Transition.h"

#include <algorithm>

#include "workflow/base/Bytes.h"
#include "workflow/definition/Condition.h"
#include "workflow/engine/StepRules.h"
#include "workflow/engine/decide/Authority.h"
#include "workflow/engine/decide/Waiting.h"

namespace tdkt::workflow {
namespace {

bool seenStepKind(const Definition& definition, const DossierState& state, const std::string& kind) {
  return std::any_of(state.workItems.begin(), state.workItems.end(), [&](const WorkItem& item) {
    const Node* node = definition.find(item.node);
    return node != nullptr && node->stepKind == kind;
  });
}

/// A map of texts made once each: a braced list of strings would copy every one.
std::map<std::string, std::string> told(
    std::initializer_list<std::pair<const char*, std::string_view>> entries) {
  std::map<std::string, std::string> out;
  for (const auto& [key, value] : entries) out.emplace(key, value);
  return out;
}

bool deemedAgreed(const Matter& matter) {
  constexpr std::string_view kDeemed = "deemed-agree";
  if (const auto* consent = std::get_if<Consent>(&matter)) return consent->lapsed == kDeemed;
  const auto* opinions = std::get_if<Opinions>(&matter);
  return opinions != nullptr &&
         std::any_of(opinions->lapsed.begin(), opinions->lapsed.end(),
                     [&](const OpinionLapse& lapse) { return lapse.policy == kDeemed; });
}

ConditionFacts conditionFacts(const DossierState& state, const Facts& facts) {
  ConditionFacts out;
  out.revision = state.revision;
  out.today = vietnamDate(facts.now);
  out.received = vietnamDate(state.header.receivedAt);
  out.nominees = &state.lines;
  out.workingDays = [&](CivilDate from, CivilDate to) { return facts.calendar.workingDaysBetween(from, to); };
  out.lines = static_cast<std::int64_t>(state.lines.size());
  out.facts = state.facts;
  for (const WorkItem& item : state.workItems) {
    if (item.outcome) out.outcomes[item.node] = toString(*item.outcome);
  }
  // Silence that the procedure deems an agreement leads its way; the record stays "no answer".
  for (const auto& [node, matter] : state.matters) {
    if (deemedAgreed(matter)) out.outcomes.try_emplace(node, toString(Outcome::kAgree));
  }
  return out;
}

}  // namespace

/// The version grows with each event and the effects of one transition are counted: no id is made twice.
std::string Transition::nextId(std::string_view node, std::string_view kind) const {
  std::string octets;
  octets.reserve(state_.id.text().size() + node.size() + kind.size() + 48);
  octets.append(state_.id.text()).append(1, '\n').append(node).append(1, '\n');
  octets.append(std::to_string(state_.version)).append(1, '.');
  octets.append(std::to_string(step_.effects.size())).append(1, '\n').append(kind);
  return sha256Hex(octets);
}

void Transition::effect(EffectKind kind, const std::string& node, std::map<std::string, std::string> data) {
  step_.effects.push_back({EffectId(nextId(node, toString(kind))), state_.id, kind, std::move(data)});
}

void Transition::status(const char* code, std::string_view description) {
  effect(EffectKind::kHostStatus, code, told({{"code", code}, {"description", description}}));
}

void Transition::hostClosed(const WorkItem& item, std::string_view outcome, std::string_view reason) {
  effect(EffectKind::kHostTaskClosed, item.node,
         told({{"workItem", item.id.text()}, {"outcome", outcome}, {"reason", reason}}));
}

void Transition::spoilNumber(const std::string& reason) {
  const auto number = state_.facts.find("decision.number");
  if (number == state_.facts.end()) return;
  effect(EffectKind::kNumberSpoiled, "decision.number",
         {{"number", number->second}, {"reason", reason}, {"actor", facts_.actor.text()}});
}

void Transition::spoilRequest(const EffectId& request, const std::string& reason) {
  effect(EffectKind::kNumberSpoiled, "decision.request",
         {{"request", request.text()}, {"reason", reason}, {"actor", facts_.actor.text()}});
}

void Transition::change(LineState from, LineState to) {
  const bool any = std::any_of(state_.lines.begin(), state_.lines.end(),
                               [&](const Line& line) { return line.state == from; });
  if (any) emit(LinesChanged{from, to});
}

void Transition::mark(const std::vector<LineId>& lines, LineState to, const std::string& reason) {
  if (!lines.empty()) emit(LinesMarked{lines, to, reason});
}

TimerId Transition::setTimer(const std::string& node, const std::string& purpose, UtcTime due) {
  const TimerId id(nextId(node, "timer " + purpose).substr(0, 32));
  emit(TimerSet{{id, node, purpose, due}});
  return id;
}

void Transition::endTimers(const std::string& node, const std::string& purpose) {
  if (state_.timers.empty()) return;
  const std::vector<Timer> timers = state_.timers;
  for (const Timer& timer : timers) {
    if (timer.node == node && (purpose.empty() || timer.purpose == purpose)) emit(TimerEnded{timer.id});
  }
}

void Transition::arrive(const std::string& from, const std::string& to) {
  emit(TokenMoved{from, to});
  entered_.push_back(&definition_.nodes.at(to));
  if (moving_) return;  // the outermost call works the queue: no recursion, whatever the definition's size
  moving_ = true;
  for (std::size_t next = 0; next < entered_.size(); ++next) enter(*entered_[next]);
  entered_.clear();
  moving_ = false;
}

void Transition::endAllTimers(const Node& node) {
  endTimers(node.id);
  for (const std::string& event : node.boundary) endTimers(event);
}

void Transition::setBoundaryTimers(const Node& node) {
  if (node.boundary.empty() || state_.tokens.count(node.id) == 0) return;
  for (const std::string& event : node.boundary) {
    setTimer(event, kBoundaryTimer, timeOf(definition_.nodes.at(event), facts_, facts_.now));
  }
}

void Transition::waitFor(const Node& node) {
  keep(node.id, Waiting{facts_.now});
  setTimer(node.id, kCatchTimer, timeOf(node, facts_, facts_.now));
}

void Transition::leave(const Node& node) {
  endAllTimers(node);
  arrive(node.id, node.out.front().target);
}

void Transition::enter(const Node& node) {
  switch (node.kind) {
    case NodeKind::kStart:
      return leave(node);
    case NodeKind::kUserTask:
      return enterTask(node);
    case NodeKind::kServiceTask:
      return request(node, node.action);
    case NodeKind::kExclusive:
      return choose(node);
    case NodeKind::kParallelSplit:
      return split(node);
    case NodeKind::kParallelJoin:
      return join(node);
    case NodeKind::kInclusiveSplit:
      return fork(node);
    case NodeKind::kInclusiveJoin:
      return gather(node);
    case NodeKind::kEnd:
      return end(node);
    case NodeKind::kTimer:
      return waitFor(node);
    case NodeKind::kBoundary:
      return leave(node);
    case NodeKind::kTerminate:
      return terminate(node);
  }
}

/// A step kind with rules of its own begins by them; the others open one task.
void Transition::enterTask(const Node& node) {
  const StepRule* rule = stepRuleOf(node.stepKind);
  if (rule != nullptr && rule->enter != nullptr) {
    rule->enter(*this, node);
  } else {
    openTask(node);
  }
  setBoundaryTimers(node);
}

void Transition::openTask(const Node& node, const std::vector<LineId>& lines) {
  if (node.stepKind == "appraise" && !seenStepKind(definition_, state_, "appraise")) {
    status("05", "Đang thẩm định hồ sơ");
  }
  openTaskFor(node, node.role, node.name, lines);
}

WorkItemId Transition::openTaskFor(const Node& node, const std::string& role, const std::string& title,
                                   const std::vector<LineId>& lines) {
  WorkItem item;
  std::string text = nextId(node.id, "work-item");
  text.resize(32);
  item.id = WorkItemId(std::move(text));
  item.node = node.id;
  item.step = node.step;
  item.title = title;
  item.role = role;
  item.openedAt = facts_.now;
  item.due = facts_.calendar.dueDate(vietnamDate(facts_.now), node.workingDays);
  item.lines = lines;
  item.excluded = notOffered(state_, facts_, node, role, lines);
  const WorkItemId id = item.id;
  auto data = told({{"workItem", id.text()},
                    {"title", item.title},
                    {"role", item.role},
                    {"due", isoDate(item.due)},
                    {"step", item.step}});
  for (const OfficialId& official : item.excluded) data["excluded"] += official.text() + "\n";
  emit(WorkItemOpened{std::move(item)});
  effect(EffectKind::kHostTaskOpened, node.id, std::move(data));
  return id;
}

void Transition::request(const Node& node, const std::string& action) {
  const EffectId id(nextId(node.id, toString(EffectKind::kAction)));
  emit(ActionRequested{{id, node.id, action}});
  step_.effects.push_back({id, state_.id, EffectKind::kAction, {{"action", action}, {"node", node.id}}});
}

void Transition::choose(const Node& node) {
  const ConditionFacts facts = conditionFacts(state_, facts_);
  const Flow* chosen = nullptr;
  for (const Flow& flow : node.out) {
    if (flow.isDefault || (flow.condition.empty() && node.out.size() == 1)) {
      chosen = &flow;  // stays unless a condition holds
      continue;
    }
    if (flow.test && flow.test->holds(facts)) return arrive(node.id, flow.target);
  }
  if (chosen != nullptr) arrive(node.id, chosen->target);
}

void Transition::split(const Node& node) {
  std::string from = node.id;
  for (const Flow& flow : node.out) {
    arrive(from, flow.target);
    from.clear();  // one token came, the others are born here
  }
}

void Transition::join(const Node& node) {
  if (state_.tokens[node.id] < node.incoming) return;
  for (int i = 1; i < node.incoming; ++i) emit(TokenMoved{node.id, ""});
  leave(node);
}

/// Every way of a block leads to its join, so what is inside comes here: nothing has to be remembered of
/// which ways were taken.
bool Transition::underWay(const Node& join) const {
  return std::any_of(state_.tokens.begin(), state_.tokens.end(), [&](const auto& token) {
    const Node* at = definition_.find(token.first);
    return at != nullptr && comesTo(*at, join);
  });
}

void Transition::fork(const Node& node) {
  const ConditionFacts facts = conditionFacts(state_, facts_);
  std::vector<const Flow*> taken;
  for (const Flow& flow : node.out) {
    if (!flow.isDefault && flow.test && flow.test->holds(facts)) taken.push_back(&flow);
  }
  for (const Flow& flow : node.out) {
    if (taken.empty() && flow.isDefault) taken.push_back(&flow);
  }
  std::string from = node.id;
  for (const Flow* flow : taken) {
    arrive(from, flow->target);
    from.clear();  // one token came, the others are born here
  }
}

void Transition::gather(const Node& node) {
  const auto here = state_.tokens.find(node.id);
  if (here == state_.tokens.end() || underWay(node)) return;
  const int arrived = here->second;
  for (int i = 1; i < arrived; ++i) emit(TokenMoved{node.id, ""});
  leave(node);
}

void Transition::end(const Node& node) {
  emit(TokenMoved{node.id, ""});
  if (state_.tokens.empty()) finishDossier();
}

void Transition::terminate(const Node& node) {
  entered_.clear();  // tokens that have just moved are taken away with the others
  emit(TokenMoved{node.id, ""});
  stopEverything(node.name.empty() ? std::string("Quy trình đã kết thúc")
                                   : "Quy trình đã kết thúc: " + node.name);
  finishDossier();
}

void Transition::finishDossier() {
  emit(PhaseChanged{Phase::kIssued});
  const auto number = state_.facts.find("decision.number");
  status("06", number == state_.facts.end() ? std::string("Đã hoàn thành xử lý hồ sơ")
                                            : "Đã ban hành Quyết định số " + number->second);
}

void Transition::stopEverything(const std::string& because) {
  const std::vector<WorkItem> items = state_.workItems;
  for (const WorkItem& item : items) {
    if (item.state != WorkItemState::kOpen) continue;
    emit(WorkItemCancelled{item.id, because});
    hostClosed(item, "cancelled", because);
  }
  const auto tokens = state_.tokens;
  for (const auto& [node, count] : tokens) {
    const Node* stopped = definition_.find(node);
    stopped == nullptr ? endTimers(node) : endAllTimers(*stopped);
    if (stopped != nullptr && stopped->kind == NodeKind::kTimer) emit(MatterEnded{node});
    const StepRule* rule = stopped == nullptr ? nullptr : stepRuleOf(stopped->stepKind);
    if (rule != nullptr && rule->stopped != nullptr) rule->stopped(*this, *stopped);
  }
  for (const auto& [node, count] : tokens) {
    for (int i = 0; i < count; ++i) emit(TokenMoved{node, ""});
  }
}

}  // namespace tdkt::workflow
