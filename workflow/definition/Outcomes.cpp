// The last stage: walks a definition along every way at once and lists how a dossier may end. A condition on
// outcomes is followed exactly; one that reads a dossier's own facts may go either way.

#include <algorithm>
#include <map>
#include <set>

#include "workflow/definition/Condition.h"
#include "workflow/definition/Draft.h"

namespace tdkt::workflow {
namespace {

constexpr int kMostMoves = 200000;
constexpr std::size_t kMostWaiting = 500;  ///< walks put aside at a fork
constexpr int kMostVisits = 2;             ///< of one node on one walk: once round a loop shows what it does

/// One walk under way. Nodes by their place in the document.
struct Walk {
  std::vector<std::size_t> here;       ///< nodes with a token to move, in order of arrival
  std::map<std::size_t, int> joining;  ///< tokens at joins
  std::map<std::size_t, int> visits;
  std::map<std::string, std::string> outcomes;
  std::vector<std::size_t> trace;
};

class Explorer {
 public:
  explicit Explorer(const Definition& definition) {
    for (const auto& [id, node] : definition.nodes) nodes_.push_back(&node);
    std::sort(nodes_.begin(), nodes_.end(), [](const Node* a, const Node* b) { return a->order < b->order; });
    for (std::size_t i = 0; i < nodes_.size(); ++i) place_[nodes_[i]->id] = i;
    for (const Node* node : nodes_) {
      for (const Flow& flow : node->out) {
        if (!flow.test) continue;
        for (const std::string& task : flow.test->tasksRead()) read_.insert(task);
      }
    }
    Walk first;
    enter(first, definition.start);
    open_.push_back(std::move(first));
  }

  void run() {
    while (!open_.empty() && moves_ < kMostMoves) {
      Walk walk = std::move(open_.back());
      open_.pop_back();
      go(walk);
    }
    bounded_ = bounded_ || !open_.empty();
  }

  bool bounded() const { return bounded_; }
  bool reached(const std::string& node) const { return seen_.count(place_.at(node)) != 0; }

  std::vector<PossibleOutcome> outcomes() const {
    std::vector<PossibleOutcome> out;
    for (const auto& [key, trace] : ends_) {
      const Node& node = *nodes_[key.first];
      PossibleOutcome row{key.second, node.id, node.name, {}};
      for (const std::size_t at : trace) row.trace.push_back(nodes_[at]->id);
      out.push_back(std::move(row));
    }
    return out;
  }

 private:
  void enter(Walk& walk, const std::string& id) {
    const std::size_t at = place_.at(id);
    seen_.insert(at);
    const Node& node = *nodes_[at];
    if (isJoin(node.kind) && ++walk.joining[at] < node.incoming) return;
    if (isJoin(node.kind)) walk.joining.erase(at);
    walk.here.push_back(at);
  }

  /// An inclusive join goes on once nothing is left inside its block.
  void settle(Walk& walk) const {
    for (auto row = walk.joining.begin(); row != walk.joining.end();) {
      const Node& join = *nodes_[row->first];
      const auto comes = [&](std::size_t at) { return comesTo(*nodes_[at], join); };
      const bool waits = join.kind == NodeKind::kParallelJoin ||
                         std::any_of(walk.here.begin(), walk.here.end(), comes) ||
                         std::any_of(walk.joining.begin(), walk.joining.end(),
                                     [&](const auto& other) { return comes(other.first); });
      if (!waits) walk.here.push_back(row->first);
      row = waits ? std::next(row) : walk.joining.erase(row);
    }
  }

  /// Gateways and ends move at once; tasks in the order of the document, as the dry run does.
  std::size_t pick(const Walk& walk) const {
    std::size_t best = 0;
    for (std::size_t i = 0; i < walk.here.size(); ++i) {
      if (!isTask(walk.here[i])) return i;
      if (walk.here[i] < walk.here[best]) best = i;
    }
    return best;
  }
  bool isTask(std::size_t at) const {
    return nodes_[at]->kind == NodeKind::kUserTask || nodes_[at]->kind == NodeKind::kServiceTask;
  }

  void go(Walk& walk) {
    while (settle(walk), !walk.here.empty()) {
      if (++moves_ > kMostMoves) return;
      const std::size_t chosen = pick(walk);
      const std::size_t at = walk.here[chosen];
      walk.here.erase(walk.here.begin() + static_cast<std::ptrdiff_t>(chosen));
      if (++walk.visits[at] > kMostVisits) return;  // a loop gone round: nothing new comes of it
      if (!move(walk, at)) return;
    }
  }

  /// False when this walk has been split up or has ended.
  bool move(Walk& walk, std::size_t at) {
    const Node& node = *nodes_[at];
    if (isTask(at)) walk.trace.push_back(at);
    if (node.kind == NodeKind::kEnd) {
      if (walk.here.empty() && walk.joining.empty()) end(at, "finished", walk);
      return true;
    }
    if (node.kind == NodeKind::kTerminate) return end(at, "finished", walk), false;
    if (node.kind == NodeKind::kUserTask) act(walk, at);
    if (node.kind == NodeKind::kExclusive && node.out.size() > 1) return choose(walk, node), false;
    if (node.kind == NodeKind::kInclusiveSplit) return fork(walk, node), false;
    for (const Flow& flow : node.out) enter(walk, flow.target);
    return true;
  }

  /// Each set of ways that may be taken is a walk of its own.
  void fork(const Walk& walk, const Node& node) {
    ConditionFacts facts;
    facts.outcomes = walk.outcomes;
    std::vector<std::vector<const Flow*>> sets{{}};
    const Flow* otherwise = nullptr;
    for (const Flow& flow : node.out) {
      if (flow.isDefault) otherwise = &flow;
      if (flow.isDefault || !flow.test) continue;
      const bool exact = flow.test->readsOnlyOutcomes();
      if (exact && !flow.test->holds(facts)) continue;
      const std::size_t before = sets.size();
      for (std::size_t i = 0; i < before; ++i) {
        if (!exact && sets.size() < kMostWaiting) sets.push_back(sets[i]);
        sets[i].push_back(&flow);
      }
      bounded_ = bounded_ || sets.size() >= kMostWaiting;
    }
    for (std::vector<const Flow*>& set : sets) {
      if (set.empty() && otherwise != nullptr) set.push_back(otherwise);
      Walk next = walk;
      for (const Flow* flow : set) enter(next, flow->target);
      put(std::move(next));
    }
  }

  void act(Walk& walk, std::size_t at) {
    const Node& node = *nodes_[at];
    if (node.mayReturn) end(at, "returned", walk);
    if (!node.advisory) end(at, "refused", walk);
    for (const std::string& event : node.boundary) fire(walk, node, event);
    if (node.advisory && read_.count(node.id) != 0) {
      Walk other = walk;
      other.outcomes[node.id] = "refuse";
      for (const Flow& flow : node.out) enter(other, flow.target);
      put(std::move(other));
    }
    walk.outcomes[node.id] = "agree";
  }

  /// The time of a timer on this task came first.
  void fire(const Walk& walk, const Node& task, const std::string& event) {
    Walk other = walk;
    enter(other, event);
    if (!nodes_[place_.at(event)]->interrupting) {
      other.outcomes[task.id] = "agree";
      for (const Flow& flow : task.out) enter(other, flow.target);
    } else {
      other.trace.pop_back();  // nobody did it
    }
    put(std::move(other));
  }

  void choose(const Walk& walk, const Node& node) {
    ConditionFacts facts;
    facts.outcomes = walk.outcomes;
    const Flow* otherwise = nullptr;
    for (const Flow& flow : node.out) {
      if (flow.isDefault || !flow.test) {
        otherwise = &flow;
        continue;
      }
      const bool exact = flow.test->readsOnlyOutcomes();
      if (exact && !flow.test->holds(facts)) continue;
      take(walk, flow);
      if (exact) return;
    }
    if (otherwise != nullptr) take(walk, *otherwise);
  }

  void take(const Walk& walk, const Flow& flow) {
    Walk next = walk;
    enter(next, flow.target);
    put(std::move(next));
  }

  void put(Walk walk) {
    if (open_.size() >= kMostWaiting) {
      bounded_ = true;
      return;
    }
    open_.push_back(std::move(walk));
  }

  void end(std::size_t at, const char* how, const Walk& walk) {
    const auto [row, fresh] = ends_.emplace(std::pair(at, std::string(how)), walk.trace);
    if (!fresh && walk.trace.size() < row->second.size()) row->second = walk.trace;
  }

  std::vector<const Node*> nodes_;
  std::map<std::string, std::size_t> place_;
  std::set<std::string> read_;  ///< tasks whose outcome some condition reads
  std::vector<Walk> open_;
  std::set<std::size_t> seen_;
  std::map<std::pair<std::size_t, std::string>, std::vector<std::size_t>> ends_;
  int moves_ = 0;
  bool bounded_ = false;
};

}  // namespace

std::vector<PossibleOutcome> enumerateOutcomes(const Definition& definition, Report& report) {
  Explorer explorer(definition);
  explorer.run();
  std::vector<PossibleOutcome> out = explorer.outcomes();
  const bool finishes =
      std::any_of(out.begin(), out.end(), [](const PossibleOutcome& row) { return row.end == "finished"; });
  if (explorer.bounded()) {
    report.warning("outcome.bound", 0, definition.id, "Quy trình có quá nhiều đường đi, chỉ liệt kê một phần",
                   "too many ways: only some of the outcomes are listed");
    return out;
  }
  if (!finishes) {
    report.error("outcome.no-end", 0, definition.id,
                 "Không có đường nào đi tới kết thúc, hãy xem lại điều kiện",
                 "no way leads to an end: the conditions never let a dossier finish");
  }
  for (const auto& [id, node] : definition.nodes) {
    if (explorer.reached(id)) continue;
    report.warning("outcome.never", 0, id, "Với các điều kiện này, không bao giờ tới được đây",
                   "with these conditions a dossier never comes here");
  }
  return out;
}

}  // namespace tdkt::workflow
