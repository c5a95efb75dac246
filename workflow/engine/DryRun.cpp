#include "workflow/engine/DryRun.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

#include "workflow/base/Json.h"
#include "workflow/engine/Engine.h"

namespace tdkt::workflow {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostTasks = 1000;

/// Nobody is known in a dry run: every task is done by whoever its role asks for, and signed in whatever
/// capacity the procedure wants.
class Anybody : public RoleDirectory {
 public:
  explicit Anybody(const Definition& definition) {
    for (const auto& [id, node] : definition.nodes) {
      roles_.push_back(node.role);
      const auto instances = node.settings.find("instances");
      if (instances == node.settings.end()) continue;
      std::istringstream all(instances->second.at("roles"));
      for (std::string role; all >> role;) roles_.push_back(role);
    }
  }
  std::vector<std::string> rolesOf(const OfficialId&, UtcTime) const override { return roles_; }
  std::vector<OfficialId> rosterOf(const std::string&, UtcTime) const override { return {}; }
  std::vector<Grant> grantsTo(const OfficialId& agent, UtcTime) const override {
    std::vector<Grant> out;
    for (const Capacity capacity : {Capacity::kDeputy, Capacity::kByOrder, Capacity::kByAuthorisation}) {
      Grant grant;
      grant.id = "dry-run";
      grant.agent = agent;
      grant.capacity = capacity;
      out.push_back(std::move(grant));
    }
    return out;
  }
  std::vector<Interest> interestsOf(const OfficialId&, UtcTime) const override { return {}; }

 private:
  std::vector<std::string> roles_;
};

class Runner {
 public:
  Runner(const Definition& definition, const DryRunInput& input, const WorkingCalendar& calendar)
      : definition_(definition), input_(input), calendar_(calendar), anybody_(definition) {
    state_.id = DossierId("dry-run");
  }

  Result<DryRunResult> run() {
    TDKT_CHECK(step(start()));
    DryRunResult out;
    while (out.trace.size() < kMostTasks) {
      const Node* node = firstWaiting();
      if (node == nullptr) break;
      TDKT_ASSIGN(const bool fired, fireAttached(*node));
      if (fired) continue;
      out.trace.push_back(node->id);
      if (node->kind == NodeKind::kTimer) {
        TDKT_CHECK(fire(node->id));
        continue;
      }
      TDKT_CHECK(passTime(*node));
      TDKT_CHECK(step(completionOf(*node)));
    }
    out.endState = state_.phase;
    for (const Node* node : waiting()) out.openTasks.push_back(node->id);
    return out;
  }

 private:
  Command start() const {
    Line line;
    line.id = LineId("line");
    line.ordinal = 1;
    return StartDossier{definition_.hash, {}, {}, {line}};
  }

  std::vector<const Node*> waiting() const {
    std::vector<const Node*> out;
    for (const WorkItem& item : state_.workItems) {
      if (item.state == WorkItemState::kOpen) out.push_back(definition_.find(item.node));
    }
    for (const PendingAction& action : state_.actions) out.push_back(definition_.find(action.node));
    for (const auto& [node, count] : state_.tokens) {
      const Node* at = definition_.find(node);
      if (at->kind == NodeKind::kTimer) out.push_back(at);
    }
    std::sort(out.begin(), out.end(), [](const Node* a, const Node* b) { return a->order < b->order; });
    return out;
  }

  const Node* firstWaiting() const {
    const auto nodes = waiting();
    return nodes.empty() ? nullptr : nodes.front();
  }

  Command completionOf(const Node& node) const {
    if (node.kind == NodeKind::kServiceTask) {
      const auto results = input_.results.find(node.id);
      return CompleteAction{pendingAt(node.id), results == input_.results.end()
                                                    ? std::map<std::string, std::string>()
                                                    : results->second};
    }
    const auto outcome = input_.outcomes.find(node.id);
    return CompleteWorkItem{openAt(node.id),
                            outcome == input_.outcomes.end() ? Outcome::kAgree : outcome->second, "chạy thử",
                            approvalDigest(state_)};
  }

  /// What a step waits for besides the act itself: a posting's days, an agency's answer, a council's vote.
  /// How that ends nobody can foretell: here everybody passes.
  Result<Done> passTime(const Node& node) {
    const auto matter = state_.matters.find(node.id);
    if (matter == state_.matters.end()) return Done{};
    const CivilDate today = vietnamDate(now_);
    if (std::holds_alternative<Posting>(matter->second)) {
      TDKT_CHECK(step(ConfirmPublication{openAt(node.id), today, "chạy thử", approvalDigest(state_)}));
      const CivilDate last = *std::get<Posting>(state_.matters.at(node.id)).lastDay;
      now_ = startOfVietnamDay(last).plus(std::chrono::hours(24));
    } else if (std::holds_alternative<Consent>(matter->second)) {
      TDKT_CHECK(step(ConfirmConsentSent{openAt(node.id), "chạy thử", today}));
      TDKT_CHECK(step(RecordConsentAnswer{node.id, "chạy thử", "", today, ""}));
    } else if (auto* ballot = std::get_if<Ballot>(&matter->second)) {
      ballot->phase = BallotPhase::kCounted;
      for (Line& line : state_.lines) {
        if (line.state == LineState::kProposed) line.state = LineState::kPassed;
      }
    }
    return Done{};
  }

  /// A timer on this task whose time the input wants to come first. Each fires once.
  Result<bool> fireAttached(const Node& node) {
    for (const std::string& event : node.boundary) {
      if (input_.timers.count(event) == 0 || !fired_.insert(event).second) continue;
      TDKT_CHECK(fire(event));
      return true;
    }
    return false;
  }

  Result<Done> fire(const std::string& node) {
    for (const Timer& timer : state_.timers) {
      if (timer.node != node) continue;
      if (now_ < timer.due) now_ = timer.due;
      return step(FireTimer{timer.id});
    }
    return bugError("run.timer", "nothing waits for this timer", node);
  }

  EffectId pendingAt(const std::string& node) const {
    for (const PendingAction& action : state_.actions) {
      if (action.node == node) return action.effect;
    }
    return {};
  }

  WorkItemId openAt(const std::string& node) const {
    for (const WorkItem& item : state_.workItems) {
      if (item.node == node && item.state == WorkItemState::kOpen) return item.id;
    }
    return {};
  }

  Result<Done> step(const Command& command) {
    const Facts facts{now_, calendar_, anybody_.rolesOf({}, now_), anybody_};
    TDKT_ASSIGN(const Step step, apply(definition_, state_, command, facts));
    for (const Event& event : step.events) state_ = evolve(definition_, std::move(state_), event);
    return Done{};
  }

  const Definition& definition_;
  const DryRunInput& input_;
  const WorkingCalendar& calendar_;
  Anybody anybody_;
  DossierState state_;
  UtcTime now_;
  std::set<std::string> fired_;
};

Result<Done> checkNames(const Definition& definition, const DryRunInput& input) {
  const auto named = [&](const std::string& id, NodeKind kind) {
    const Node* node = definition.find(id);
    return node != nullptr && node->kind == kind;
  };
  for (const auto& [id, outcome] : input.outcomes) {
    if (!named(id, NodeKind::kUserTask)) return inputError("run.node", "no user task has this id", id);
  }
  for (const std::string& id : input.timers) {
    if (!named(id, NodeKind::kBoundary)) return inputError("run.node", "no boundary timer has this id", id);
  }
  for (const auto& [id, results] : input.results) {
    if (!named(id, NodeKind::kServiceTask)) return inputError("run.node", "no service task has this id", id);
  }
  return Done{};
}

Result<Done> readOutcomes(const Json& json, DryRunInput& input) {
  for (const auto& [id, value] : json.items()) {
    const auto outcome = value.is_string() ? outcomeFrom(value.get<std::string>()) : std::nullopt;
    if (!outcome) return inputError("run.input", "agree, return or refuse was expected", id);
    input.outcomes[id] = *outcome;
  }
  return Done{};
}

Result<Done> readResults(const Json& json, DryRunInput& input) {
  for (const auto& [id, values] : json.items()) {
    if (!values.is_object()) return inputError("run.input", "an object of texts was expected", id);
    for (const auto& [name, value] : values.items()) {
      if (!value.is_string()) return inputError("run.input", "a text was expected", name);
      input.results[id][name] = value.get<std::string>();
    }
  }
  return Done{};
}

Result<Done> readTimers(const Json& json, DryRunInput& input) {
  if (!json.is_array()) return inputError("run.input", "a list of ids was expected", "timers");
  for (const Json& id : json) {
    if (!id.is_string()) return inputError("run.input", "a list of ids was expected", "timers");
    input.timers.insert(id.get<std::string>());
  }
  return Done{};
}

}  // namespace

Result<DryRunResult> dryRun(const Definition& definition, const DryRunInput& input) {
  TDKT_CHECK(checkNames(definition, input));
  TDKT_ASSIGN(const auto calendar, WorkingCalendar::fromJson(R"({"version":"none","days":[]})"));
  // A ballot takes a council; here its step is a task like any other.
  Definition plain = definition;
  for (auto& [id, node] : plain.nodes) {
    if (node.stepKind == "ballot") node.stepKind.clear();
  }
  return Runner(plain, input, calendar).run();
}

Result<DryRunInput> dryRunInputFromJson(std::string_view text) {
  TDKT_ASSIGN(const auto json, json::parse(text));
  DryRunInput input;
  if (!json.is_object()) return inputError("run.input", "an object was expected");
  for (const auto& [key, value] : json.items()) {
    if (key == "timers") {
      TDKT_CHECK(readTimers(value, input));
      continue;
    }
    if (key != "outcomes" && key != "results") return inputError("run.input", "this field is not known", key);
    if (!value.is_object()) return inputError("run.input", "an object was expected", key);
    TDKT_CHECK(key == "outcomes" ? readOutcomes(value, input) : readResults(value, input));
  }
  return input;
}

}  // namespace tdkt::workflow
