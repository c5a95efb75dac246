// An embedded sub-process is part of its parent: its start is a way through, its ends lead to one way out
// that has its id. Every other id is kept, so that findings, records and migrations name what the admin drew.
//
// That is exact as long as one token is inside at the ends, which the block structure proves later, and as
// long as nothing needs the sub-process as a scope: those are refused here. Source: OMG BPMN 2.0,
// clause 10.3.5.

#include "workflow/definition/Draft.h"

namespace tdkt::workflow {
namespace {

/// A writer that lists flows inside nodes lists ours too.
bool listed(const DraftNode& node) {
  return !node.incoming.empty() || !node.outgoing.empty();
}

class Flattening {
 public:
  Flattening(Draft& draft, Report& report) : draft_(draft), report_(report) {}

  void run() {
    for (const auto& [id, node] : draft_.nodes) lists_ = lists_ || listed(node);
    for (const std::string& id : draft_.order) {
      if (draft_.nodes.at(id).element == "subProcess") flatten(draft_.nodes.at(id));
    }
    if (starts_.empty()) return;
    for (DraftFlow& flow : draft_.flows) redirect(flow);
  }

 private:
  void flatten(DraftNode& sub) {
    std::string start;
    int starts = 0;
    // The standard lets a node list its flows or not; one that lists none is taken at its flows.
    if (lists_ && !listed(sub)) listFlows(sub);
    std::vector<std::string> incoming = std::move(sub.incoming);
    sub.incoming.clear();
    for (const std::string& id : draft_.order) {
      DraftNode& inner = draft_.nodes.at(id);
      if (inner.parent != sub.node.id) continue;
      if (inner.node.kind == NodeKind::kStart) {
        ++starts;
        start = id;
        inner.node.kind = NodeKind::kExclusive;
      } else if (inner.node.kind == NodeKind::kEnd) {
        leadOut(inner, sub);
      } else if (inner.node.kind == NodeKind::kTerminate) {
        report_.unsupported(inner.line, id, "Kết thúc ngay (terminate) trong quy trình con chưa chạy được",
                            "a terminate end inside a sub-process cannot be run");
      }
    }
    starts_[sub.node.id] = starts == 1 ? start : std::string();
    if (starts == 1) {
      std::vector<std::string>& known = draft_.nodes.at(start).incoming;
      known.insert(known.end(), incoming.begin(), incoming.end());
      return;
    }
    sub.incoming.insert(sub.incoming.end(), incoming.begin(), incoming.end());
    report_.error("structure.start", sub.line, sub.node.id, "Quy trình con phải có đúng một điểm bắt đầu",
                  "a sub-process needs exactly one start event");
  }

  void listFlows(DraftNode& sub) {
    for (const DraftFlow& flow : draft_.flows) {
      if (flow.target == sub.node.id) sub.incoming.push_back(flow.id);
      if (flow.source == sub.node.id) sub.outgoing.push_back(flow.id);
    }
  }

  void leadOut(DraftNode& end, DraftNode& sub) {
    end.node.kind = NodeKind::kExclusive;
    DraftFlow way;
    way.id = "#" + sub.node.id + "/" + end.node.id;
    way.source = end.node.id;
    way.target = sub.node.id;
    way.line = end.line;
    if (lists_) {
      end.outgoing.push_back(way.id);
      sub.incoming.push_back(way.id);
    }
    ours_.insert(way.id);
    draft_.flows.push_back(std::move(way));
  }

  void redirect(DraftFlow& flow) {
    if (ours_.count(flow.id) != 0) return;
    const auto source = draft_.nodes.find(flow.source);
    const auto target = draft_.nodes.find(flow.target);
    const bool known = source != draft_.nodes.end() && target != draft_.nodes.end();
    if (known && source->second.parent != target->second.parent) {
      report_.error("reference.flow", flow.line, flow.id,
                    "Đường nối không được đi xuyên qua ranh giới quy trình con",
                    "a sequence flow may not cross the border of a sub-process");
    }
    const auto inside = starts_.find(flow.target);
    if (inside != starts_.end() && !inside->second.empty()) flow.target = inside->second;
  }

  Draft& draft_;
  Report& report_;
  std::map<std::string, std::string> starts_;  ///< sub-process: its start
  std::set<std::string> ours_;
  bool lists_ = false;  ///< some node lists its flows
};

}  // namespace

void flattenSubProcesses(Draft& draft, Report& report) {
  Flattening(draft, report).run();
}

}  // namespace tdkt::workflow
