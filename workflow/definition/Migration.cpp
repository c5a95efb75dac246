#include "workflow/definition/Migration.h"

#include <algorithm>
#include <set>

namespace tdkt::workflow {
namespace {

bool rests(const Node& node) {
  return node.kind == NodeKind::kUserTask || node.kind == NodeKind::kServiceTask ||
         node.kind == NodeKind::kParallelJoin;
}

std::vector<const Node*> ordered(const Definition& definition) {
  std::vector<const Node*> out;
  for (const auto& [id, node] : definition.nodes) out.push_back(&node);
  std::sort(out.begin(), out.end(), [](const Node* a, const Node* b) { return a->order < b->order; });
  return out;
}

/// The parallel block around each node: ids of its split and of everything inside, joins included.
std::map<std::string, std::set<std::string>> blocks(const Definition& definition) {
  std::map<std::string, std::set<std::string>> out;
  for (const auto& [id, split] : definition.nodes) {
    if (split.kind != NodeKind::kParallelSplit) continue;
    // Depth counts splits passed and joins met: the block ends at the join of depth one.
    std::set<std::string> inside{id};
    std::vector<std::pair<std::string, int>> open;
    for (const Flow& flow : split.out) open.emplace_back(flow.target, 1);
    while (!open.empty()) {
      auto [at, depth] = open.back();
      open.pop_back();
      if (!inside.insert(at).second) continue;
      const Node& node = definition.nodes.at(at);
      if (node.kind == NodeKind::kParallelJoin && depth == 1) continue;
      if (node.kind == NodeKind::kParallelJoin) --depth;
      if (node.kind == NodeKind::kParallelSplit) ++depth;
      for (const Flow& flow : node.out) open.emplace_back(flow.target, depth);
    }
    for (const std::string& member : inside) {
      if (member != id) out[member].insert(inside.begin(), inside.end());
    }
  }
  return out;
}

void refuse(NodeMapping& row, const char* rule, const char* message) {
  row.to.clear();
  row.rule = rule;
  row.message = message;
}

void compare(const Node& old, const Node& next, NodeMapping& row) {
  const bool other = old.kind != next.kind || old.stepKind != next.stepKind || old.action != next.action ||
                     old.advisory != next.advisory;
  if (other) {
    return refuse(row, "migrate.kind",
                  "Bước cùng mã nhưng khác loại việc: hồ sơ đang ở đây không chuyển được");
  }
  if (old.stepKind == "ballot") {
    return refuse(row, "migrate.ballot", "Hồ sơ đang bỏ phiếu thì không chuyển quy trình");
  }
  if (old.role != next.role) row.changes.emplace_back("role");
  if (old.workingDays != next.workingDays) row.changes.emplace_back("time");
  if (old.name != next.name) row.changes.emplace_back("title");
  if (old.mayReturn != next.mayReturn) row.changes.emplace_back("outcomes");
}

}  // namespace

bool MigrationPlan::whole() const {
  return std::all_of(nodes.begin(), nodes.end(), [](const NodeMapping& row) { return !row.to.empty(); });
}

MigrationPlan planMigration(const Definition& from, const Definition& to) {
  MigrationPlan out;
  out.from = from.hash;
  out.to = to.hash;
  const auto oldBlocks = blocks(from);
  const auto newBlocks = blocks(to);
  const auto blockOf = [](const auto& table, const std::string& id) {
    const auto row = table.find(id);
    return row == table.end() ? std::set<std::string>() : row->second;
  };
  for (const Node* old : ordered(from)) {
    if (!rests(*old)) continue;
    NodeMapping row;
    row.from = old->id;
    row.to = old->id;
    const Node* next = to.find(old->id);
    if (next == nullptr) {
      refuse(row, "migrate.missing", "Quy trình mới không còn bước này");
    } else if (blockOf(oldBlocks, old->id) != blockOf(newBlocks, old->id)) {
      refuse(row, "migrate.block", "Khối song song đã thay đổi: hồ sơ đang ở giữa khối không chuyển được");
    } else {
      compare(*old, *next, row);
    }
    out.nodes.push_back(std::move(row));
  }
  for (const Node* next : ordered(to)) {
    if (rests(*next) && from.find(next->id) == nullptr) out.added.push_back(next->id);
  }
  return out;
}

std::vector<NodeMapping> obstacles(const MigrationPlan& plan, const std::map<std::string, int>& tokens) {
  std::vector<NodeMapping> out;
  for (const auto& [node, count] : tokens) {
    if (count < 1) continue;
    const auto row = std::find_if(plan.nodes.begin(), plan.nodes.end(),
                                  [&, id = node](const NodeMapping& one) { return one.from == id; });
    if (row == plan.nodes.end()) {
      NodeMapping unknown;
      unknown.from = node;
      refuse(unknown, "migrate.missing", "Quy trình cũ không có bước này");
      out.push_back(std::move(unknown));
    } else if (row->to.empty()) {
      out.push_back(*row);
    }
  }
  return out;
}

}  // namespace tdkt::workflow
