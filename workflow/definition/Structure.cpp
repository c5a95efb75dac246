// The shape of the flow: proven sound before anything runs.

#include <algorithm>
#include <deque>
#include <functional>
#include <set>

#include "workflow/definition/Draft.h"

namespace tdkt::workflow {
namespace {

bool isGateway(const DraftNode& draft) {
  return draft.node.kind == NodeKind::kExclusive || isSplit(draft.node.kind) || isJoin(draft.node.kind);
}

/// The branches around a node, outermost first: which split, which of its ways.
struct Branch {
  std::string split;  ///< or the boundary event, when the way is kBesideWay
  std::size_t way = 0;
  friend bool operator==(const Branch&, const Branch&) = default;
};
using Branches = std::vector<Branch>;

class Shape {
 public:
  Shape(Draft& draft, Report& report) : draft_(draft), report_(report) {
    for (const DraftFlow& flow : draft.flows) flows_[flow.id] = &flow;
  }

  void check() {
    for (const auto& id : draft_.order) checkDegrees(draft_.nodes.at(id));
    if (!oneStart() || report_.fatal()) return;  // what follows reads a well-formed graph
    checkReachable();
    if (report_.fatal()) return;
    checkParallelBlocks();
    checkLoops();
  }

 private:
  void error(const char* rule, const DraftNode& draft, const char* vietnamese, const char* english) {
    report_.error(rule, draft.line, draft.node.id, vietnamese, english);
  }

  const std::string& targetOf(const std::string& flow) const { return flows_.at(flow)->target; }
  const std::string& sourceOf(const std::string& flow) const { return flows_.at(flow)->source; }

  bool oneStart() {
    int starts = 0;
    for (const auto& [id, draft] : draft_.nodes) {
      if (draft.node.kind != NodeKind::kStart) continue;
      start_ = id;
      ++starts;
    }
    if (starts != 1) {
      report_.error("structure.start", draft_.line, draft_.id, "Phải có đúng một điểm bắt đầu",
                    "exactly one start event was expected");
    }
    return starts == 1;
  }

  void checkDegrees(DraftNode& draft) {
    const bool starts = draft.node.kind == NodeKind::kStart;
    const bool ends = isEnd(draft);
    const bool attached = draft.node.kind == NodeKind::kBoundary;
    if (starts && !draft.in.empty()) {
      error("structure.start", draft, "Điểm bắt đầu không được có đường vào", "a start has no way in");
    }
    if (ends && !draft.out.empty()) {
      error("structure.end", draft, "Điểm kết thúc không được có đường ra", "an end has no way out");
    }
    if (attached) checkBoundary(draft);
    if (!starts && !attached && draft.in.empty()) {
      error("structure.unreachable", draft, "Bước này không có đường vào", "nothing leads here");
    }
    if (!ends && draft.out.empty()) {
      error("structure.dead-end", draft, "Bước này không có đường ra", "nothing leads on from here");
    }
    if (isGateway(draft)) return checkGateway(draft);
    if (draft.out.size() > 1) {
      error("structure.split", draft, "Chỉ cổng (gateway) mới được rẽ nhánh", "only a gateway may split");
    }
  }

  static bool isEnd(const DraftNode& draft) {
    return draft.node.kind == NodeKind::kEnd || draft.node.kind == NodeKind::kTerminate;
  }

  /// A vote, a posting and a consent end by rules of their own.
  void checkBoundary(const DraftNode& draft) {
    const Node& task = draft_.nodes.at(draft.node.attachedTo).node;
    const bool plain = task.kind == NodeKind::kUserTask && task.stepKind != "ballot" &&
                       task.stepKind != "posting" && task.stepKind != "consent";
    if (plain && draft.in.empty()) return;
    if (draft_.nodes.at(draft.node.attachedTo).element == "subProcess") {
      return report_.unsupported(draft.line, draft.node.id, "Bộ hẹn giờ gắn vào quy trình con chưa chạy được",
                                 "a timer attached to a sub-process cannot be run");
    }
    error("structure.boundary", draft,
          plain ? "Sự kiện biên không được có đường vào"
                : "Sự kiện biên chỉ gắn được vào việc của người, trừ bỏ phiếu, công khai, hiệp y",
          plain ? "a boundary event has no way in"
                : "a boundary event is attached to a user task, but not of a ballot, posting or consent");
  }

  void checkGateway(DraftNode& draft) {
    const bool splits = draft.out.size() > 1;
    const bool joins = draft.in.size() > 1;
    if (splits && joins) {
      error("structure.mixed-gateway", draft, "Cổng không được vừa gộp vừa rẽ nhánh",
            "a gateway may not join and split at once");
    }
    if ((draft.direction == "Diverging" && joins) || (draft.direction == "Converging" && splits)) {
      error("structure.gateway-direction", draft, "Hướng của cổng không khớp với các đường nối",
            "gatewayDirection contradicts the flows");
    }
    if (draft.node.kind == NodeKind::kExclusive) return;
    const bool parallel = draft.node.kind == NodeKind::kParallelSplit;
    if (!splits && !joins) {
      error("structure.needless-gateway", draft,
            parallel ? "Cổng song song phải rẽ nhánh hoặc gộp nhánh"
                     : "Cổng bao gồm (inclusive) phải rẽ nhánh hoặc gộp nhánh",
            parallel ? "a parallel gateway must split or join" : "an inclusive gateway must split or join");
    }
    if (joins) draft.node.kind = parallel ? NodeKind::kParallelJoin : NodeKind::kInclusiveJoin;
  }

  /// Along flows and between a task and the timers attached to it.
  std::vector<std::string> neighbours(const DraftNode& draft, bool forward) const {
    std::vector<std::string> out;
    for (const std::string& flow : forward ? draft.out : draft.in)
      out.push_back(forward ? targetOf(flow) : sourceOf(flow));
    if (forward) out.insert(out.end(), draft.node.boundary.begin(), draft.node.boundary.end());
    if (!forward && !draft.node.attachedTo.empty()) out.push_back(draft.node.attachedTo);
    return out;
  }

  std::set<std::string> walk(const std::vector<std::string>& from, bool forward) const {
    std::set<std::string> seen(from.begin(), from.end());
    std::deque<std::string> open(from.begin(), from.end());
    while (!open.empty()) {
      const DraftNode& draft = draft_.nodes.at(open.front());
      open.pop_front();
      for (const std::string& next : neighbours(draft, forward)) {
        if (seen.insert(next).second) open.push_back(next);
      }
    }
    return seen;
  }

  void checkReachable() {
    std::vector<std::string> ends;
    for (const auto& [id, draft] : draft_.nodes) {
      if (isEnd(draft)) ends.push_back(id);
    }
    const auto reached = walk({start_}, true);
    const auto finishing = walk(ends, false);
    for (const std::string& id : draft_.order) {
      const DraftNode& draft = draft_.nodes.at(id);
      if (reached.count(id) == 0) {
        error("structure.unreachable", draft, "Không có đường đi tới bước này từ điểm bắt đầu",
              "not reachable from the start");
      }
      if (finishing.count(id) == 0) {
        error("structure.dead-end", draft, "Từ bước này không thể tới điểm kết thúc",
              "no end can be reached from here");
      }
    }
  }

  /// Gives every flow the branches it lies in. A node is ready once all its flows that can be known
  /// are; loops are closed by comparing.
  void checkParallelBlocks() {
    std::deque<std::string> open{start_};
    around_[start_] = {};
    while (!open.empty()) {
      const std::string id = open.front();
      open.pop_front();
      const DraftNode& draft = draft_.nodes.at(id);
      for (std::size_t way = 0; way < draft.out.size(); ++way) {
        Branches branches = around_.at(id);
        if (isSplit(draft.node.kind)) branches.push_back({id, way});
        if (!pass(draft_.nodes.at(targetOf(draft.out[way])), branches, open)) return;
      }
      for (const std::string& event : draft.node.boundary) {
        const DraftNode& timer = draft_.nodes.at(event);
        Branches branches = around_.at(id);
        if (!timer.node.interrupting) branches.push_back({event, kBesideWay});
        if (!pass(timer, branches, open)) return;
      }
    }
    checkJoins();
    for (const auto& [id, branches] : around_) {
      for (const Branch& branch : branches) draft_.branches[id].emplace_back(branch.split, branch.way);
    }
  }

  bool pass(const DraftNode& target, Branches branches, std::deque<std::string>& open) {
    const std::string& id = target.node.id;
    const bool beside = !branches.empty() && branches.back().way == kBesideWay;
    if (target.node.kind == NodeKind::kTerminate) {
      if (!beside) return around_.emplace(id, branches), true;
      return blockError(target, "Nhánh chạy bên cạnh không được kết thúc cả quy trình",
                        "what goes on beside a task may not end the whole");
    }
    if (target.node.kind == NodeKind::kEnd && !branches.empty() && !beside) {
      return blockError(target, "Nhánh song song phải được gộp lại trước khi kết thúc",
                        "a parallel branch ends without its join");
    }
    if (isJoin(target.node.kind)) {
      if (branches.empty() || beside) {
        return blockError(target, "Cổng gộp không có cổng rẽ tương ứng", "a join without its split");
      }
      arrivals_[id].push_back(branches.back());
      branches.pop_back();
    }
    const auto [known, fresh] = around_.emplace(id, branches);
    if (fresh) open.push_back(id);
    if (known->second == branches) return true;
    return blockError(target, "Các đường vào đến từ những nhánh song song khác nhau",
                      "the ways in come from different parallel branches");
  }

  bool blockError(const DraftNode& target, const char* vietnamese, const char* english) {
    error("structure.parallel-block", target, vietnamese, english);
    return false;
  }

  void checkJoins() {
    for (auto& [id, arrivals] : arrivals_) {
      const DraftNode& split = draft_.nodes.at(arrivals.front().split);
      std::set<std::size_t> ways;
      bool sameSplit = true;
      for (const Branch& branch : arrivals) {
        sameSplit = sameSplit && branch.split == split.node.id;
        ways.insert(branch.way);
      }
      if (sameSplit && ways.size() == arrivals.size() && ways.size() == split.out.size()) {
        closes(split, draft_.nodes.at(id));
        continue;
      }
      blockError(draft_.nodes.at(id), "Cổng gộp phải nhận đúng mỗi nhánh của cổng rẽ một lần",
                 "a join must take each way of its split exactly once");
    }
  }

  /// A parallel join behind an inclusive split could wait for a way that was never taken.
  void closes(const DraftNode& split, const DraftNode& join) {
    draft_.splits[join.node.id] = split.node.id;
    const bool inclusive = join.node.kind == NodeKind::kInclusiveJoin;
    if (inclusive == (split.node.kind == NodeKind::kInclusiveSplit)) return;
    error("structure.other-join", join,
          inclusive ? "Các nhánh rẽ từ cổng song song phải gộp bằng cổng song song"
                    : "Các nhánh rẽ từ cổng bao gồm (inclusive) phải gộp bằng cổng bao gồm",
          inclusive ? "what a parallel gateway splits, a parallel gateway joins"
                    : "what an inclusive gateway splits, an inclusive gateway joins");
  }

  /// A loop in which nobody is asked would never rest.
  void checkLoops() {
    std::map<std::string, int> waiting;
    std::deque<std::string> open;
    const auto asks = [&](const std::string& id) {
      const Node& node = draft_.nodes.at(id).node;
      return node.kind == NodeKind::kUserTask || (node.kind == NodeKind::kTimer && !node.date);
    };
    for (const auto& [id, draft] : draft_.nodes) {
      if (asks(id)) continue;
      waiting[id] = static_cast<int>(std::count_if(
          draft.in.begin(), draft.in.end(), [&](const std::string& flow) { return !asks(sourceOf(flow)); }));
      if (waiting[id] == 0) open.push_back(id);
    }
    while (!open.empty()) {
      const DraftNode& draft = draft_.nodes.at(open.front());
      waiting.erase(open.front());
      open.pop_front();
      for (const std::string& flow : draft.out) {
        const auto next = waiting.find(targetOf(flow));
        if (next != waiting.end() && --next->second == 0) open.push_back(next->first);
      }
    }
    for (const std::string& id : draft_.order) {
      if (waiting.count(id) == 0) continue;
      return error("structure.loop", draft_.nodes.at(id), "Vòng lặp phải có ít nhất một việc giao cho người",
                   "a loop without a user task never rests");
    }
    checkDates();
  }

  /// A day that has passed has passed: such a timer would fire again at once.
  void checkDates() {
    for (const std::string& id : draft_.order) {
      const DraftNode& draft = draft_.nodes.at(id);
      if (!draft.node.date || walk(draft_.next(id), true).count(id) == 0) continue;
      error("structure.loop", draft, "Hẹn giờ theo ngày không được nằm trong vòng lặp",
            "a timer with a date may not lie on a loop: the second time it would not wait");
    }
  }

  Draft& draft_;
  Report& report_;
  std::map<std::string, const DraftFlow*> flows_;
  std::string start_;
  std::map<std::string, Branches> around_;
  std::map<std::string, std::vector<Branch>> arrivals_;
};

}  // namespace

void checkStructure(Draft& draft, Report& report) {
  Shape(draft, report).check();
}

}  // namespace tdkt::workflow
