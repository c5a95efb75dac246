// The shape of the flow: proven sound before anything runs.

#include <algorithm>
#include <deque>
#include <functional>
#include <set>

#include "workflow/definition/Draft.h"

namespace tdkt::workflow {
namespace {

bool isGateway(const DraftNode& draft) {
  return draft.node.kind == NodeKind::kExclusive || draft.node.kind == NodeKind::kParallelSplit ||
         draft.node.kind == NodeKind::kParallelJoin;
}

/// The parallel branches around a node, outermost first: which split, which of its ways.
struct Branch {
  std::string split;
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
    const bool ends = draft.node.kind == NodeKind::kEnd;
    if (starts && !draft.in.empty()) {
      error("structure.start", draft, "Điểm bắt đầu không được có đường vào", "a start has no way in");
    }
    if (ends && !draft.out.empty()) {
      error("structure.end", draft, "Điểm kết thúc không được có đường ra", "an end has no way out");
    }
    if (!starts && draft.in.empty()) {
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
    if (!splits && !joins) {
      error("structure.needless-gateway", draft, "Cổng song song phải rẽ nhánh hoặc gộp nhánh",
            "a parallel gateway must split or join");
    }
    if (joins) draft.node.kind = NodeKind::kParallelJoin;
  }

  std::set<std::string> walk(const std::vector<std::string>& from, bool forward) const {
    std::set<std::string> seen(from.begin(), from.end());
    std::deque<std::string> open(from.begin(), from.end());
    while (!open.empty()) {
      const DraftNode& draft = draft_.nodes.at(open.front());
      open.pop_front();
      for (const std::string& flow : forward ? draft.out : draft.in) {
        const std::string& next = forward ? targetOf(flow) : sourceOf(flow);
        if (seen.insert(next).second) open.push_back(next);
      }
    }
    return seen;
  }

  void checkReachable() {
    std::vector<std::string> ends;
    for (const auto& [id, draft] : draft_.nodes) {
      if (draft.node.kind == NodeKind::kEnd) ends.push_back(id);
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

  /// Gives every flow the parallel branches it lies in. A node is ready once all its flows that can be known
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
        if (draft.node.kind == NodeKind::kParallelSplit) branches.push_back({id, way});
        if (!pass(draft_.nodes.at(targetOf(draft.out[way])), branches, open)) return;
      }
    }
    checkJoins();
    for (const auto& [id, branches] : around_) {
      for (const Branch& branch : branches) draft_.branches[id].emplace_back(branch.split, branch.way);
    }
  }

  bool pass(const DraftNode& target, Branches branches, std::deque<std::string>& open) {
    const std::string& id = target.node.id;
    if (target.node.kind == NodeKind::kEnd && !branches.empty()) {
      return blockError(target, "Nhánh song song phải được gộp lại trước khi kết thúc",
                        "a parallel branch ends without its join");
    }
    if (target.node.kind == NodeKind::kParallelJoin) {
      if (branches.empty()) {
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
      if (sameSplit && ways.size() == arrivals.size() && ways.size() == split.out.size()) continue;
      blockError(draft_.nodes.at(id), "Cổng gộp phải nhận đúng mỗi nhánh của cổng rẽ một lần",
                 "a join must take each way of its split exactly once");
    }
  }

  /// A loop in which nobody is asked would never rest.
  void checkLoops() {
    std::map<std::string, int> waiting;
    std::deque<std::string> open;
    const auto asks = [&](const std::string& id) {
      return draft_.nodes.at(id).node.kind == NodeKind::kUserTask;
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
